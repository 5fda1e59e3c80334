"""The map of the compounds: the same each time, like beside like, small groups not lost."""

from collections.abc import Callable

import numpy as np
import pytest
from rdkit import Chem

from discovery.assay.dataset import AssayDataset
from discovery.report import data_space
from discovery.report.data_space import space_of

Made = Callable[..., AssayDataset]
PHENOLS = [f"Oc1ccc({chain})cc1" for chain in ("C" * n + end for n in range(1, 9) for end in ("", "F", "Cl"))]
SULFONAMIDES = [f"O=S(=O)(N{chain})c1cccs1" for chain in ("C" * n + end for n in range(1, 9) for end in ("", "N", "O"))]


def keyed(smiles: list[str], **values: str) -> list[dict[str, str]]:
    return [{"compound": Chem.MolToInchiKey(Chem.MolFromSmiles(text)), **values} for text in smiles]


def compounds(smiles: list[str]) -> list[dict[str, str]]:
    return [{**key, "smiles": text} for key, text in zip(keyed(smiles), smiles, strict=True)]


@pytest.fixture(scope="module")
def two_series(made: Made) -> AssayDataset:
    rows = [*keyed(PHENOLS, source="phenols"), *keyed(SULFONAMIDES, source="sulfonamides")]
    return made(rows, compounds=compounds([*PHENOLS, *SULFONAMIDES]))


def test_the_map_is_the_same_each_time(two_series: AssayDataset) -> None:
    first, second = space_of(two_series), space_of(two_series)
    assert first is not None
    assert second is not None
    assert first.points.tolist() == second.points.tolist()


def test_like_compounds_lie_together(two_series: AssayDataset) -> None:
    space = space_of(two_series)
    assert space is not None
    distance = np.linalg.norm(space.points[:, None] - space.points[None], axis=2)
    np.fill_diagonal(distance, np.inf)
    nearest = distance.argmin(axis=1)
    assert np.mean(space.group[nearest] == space.group) == 1.0
    assert (space.by, space.groups, space.sizes) == ("source", ("phenols", "sulfonamides"), (24, 24))


def test_a_small_source_is_not_lost_in_a_sample(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_space, "MOST", 20)
    rows = [*keyed(PHENOLS, source="screen"), *keyed(SULFONAMIDES[:6], source="literature")]
    space = space_of(made(rows, compounds=compounds([*PHENOLS, *SULFONAMIDES[:6]])))
    assert space is not None
    assert space.total == 30
    assert np.bincount(space.group).tolist() == [14, 6]


def test_a_compound_of_two_sources_counts_for_the_smaller(made: Made) -> None:
    rows = [*keyed(PHENOLS, source="screen"), *keyed(PHENOLS[:3], source="literature")]
    space = space_of(made(rows, compounds=compounds(PHENOLS)))
    assert space is not None
    assert dict(zip(space.groups, space.sizes, strict=True)) == {"screen": 21, "literature": 3}


def test_one_source_is_coloured_by_target_and_small_targets_become_one(made: Made) -> None:
    targets = ["KCNH2"] * 10 + ["SCN5A"] * 6 + [f"T{place}" for place in range(8)]
    rows = [{**row, "target": target} for row, target in zip(keyed(PHENOLS), targets, strict=True)]
    space = space_of(made(rows, compounds=compounds([*PHENOLS, "CCO"])))
    assert space is not None
    assert (space.by, space.groups[:2], space.groups[-1], len(space.groups)) == (
        "target",
        ("KCNH2", "SCN5A"),
        "other",
        6,
    )
    assert sum(space.sizes) == 25


def test_few_compounds_have_no_map(made: Made) -> None:
    assert space_of(made(keyed(PHENOLS[:5]), compounds=compounds(PHENOLS[:5]))) is None


def test_compounds_that_look_all_alike_have_one_place(made: Made) -> None:
    rows = [{"compound": f"KEY{place:02d}", "smiles": "CCO"} for place in range(15)]
    space = space_of(made([{"compound": row["compound"]} for row in rows], compounds=rows))
    assert space is not None
    assert not space.points.any()
