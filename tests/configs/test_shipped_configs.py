"""Every shipped configuration file composes and becomes its dataclass."""

from pathlib import Path

import pytest
from omegaconf import OmegaConf

from discovery.app.compose import composed, settings_of
from discovery.app.groups import choices
from discovery.app.main import VERBS
from discovery.app.places import CONFIGS
from discovery.app.schemas import GROUP_SCHEMAS, VERB_SCHEMAS

MUST_CHOOSE = {"data": "ryr2", "target": "ryr2", "library": "purchasable", "ranking": "ryr2_inhibitor"}
NEEDED = {("split", "keyed"): ["split.key=secret"], ("engine", "dask"): ["engine.address=tcp://host:8786"]}
"""What an option cannot do without."""
OPTIONS = [
    (file.parent.name, file.stem) for file in sorted(CONFIGS.glob("*/*.yaml")) if file.parent.name != "experiment"
]


def chosen(verb: str) -> list[str]:
    """Overrides that choose an option for every group of a verb that needs one."""
    return [f"{group}={MUST_CHOOSE[group]}" for group, option in choices(verb).items() if option == "???"]


@pytest.fixture
def inputs(tmp_path: Path) -> dict[str, list[str]]:
    """The mandatory settings of each verb, with input folders that exist."""
    out = f"out={tmp_path}/out"
    return {
        "ingest": [out],
        "audit": [f"dataset={tmp_path}", out],
        "pretrain": [f"dataset={tmp_path}", out],
        "train": [f"dataset={tmp_path}", out],
        "evaluate": [f"bundle={tmp_path}", f"dataset={tmp_path}", out],
        "compare": [f"dataset={tmp_path}", out],
        "library": [f"library.path={tmp_path}", out],
        "screen": [f"bundle={tmp_path}", out],
        "rank": [f"scored={tmp_path}", out],
        "campaign": [],
    }


def test_every_verb_has_a_primary_file_and_a_schema() -> None:
    assert set(VERBS) == set(VERB_SCHEMAS) == {file.stem for file in CONFIGS.glob("*.yaml")}


@pytest.mark.parametrize("verb", VERB_SCHEMAS)
def test_verb_becomes_its_dataclass(verb: str, inputs: dict[str, list[str]]) -> None:
    settings = settings_of(verb, [*chosen(verb), *inputs[verb]])
    assert type(settings) is VERB_SCHEMAS[verb]


@pytest.mark.parametrize(("group", "option"), OPTIONS)
def test_option_becomes_its_dataclass(group: str, option: str) -> None:
    verb = next(verb for verb in ("campaign", "train", "ingest", "pretrain") if group in choices(verb))
    others = [override for override in chosen(verb) if not override.startswith(f"{group}=")]
    part = composed(verb, [*others, f"{group}={option}", *NEEDED.get((group, option), [])])[group]
    schema = OmegaConf.get_type(part)
    assert schema in GROUP_SCHEMAS[group].values()
    if not OmegaConf.missing_keys(part):
        assert type(OmegaConf.to_object(part)) is schema


def test_the_shipped_campaign_composes_and_its_files_are_there() -> None:
    settings = settings_of("campaign", ["experiment=ryr2"])
    assert settings.target.members == ("RYR2", "RYR1", "RYR3", "RYR")
    assert {"ryr", "ryr_no_structure", "ion_channels"} <= settings.data.sources.keys()
    assert settings.library.path.name == "purchasable_20k.csv.gz"
    assert settings.data.curate.reserved is not None
    assert settings.out == Path("campaigns/RYR2")
