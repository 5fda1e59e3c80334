"""The file of an encoder: what is written is read, and what is of no use is refused in one line."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from discovery.errors import SettingsError
from discovery.graphs.batches import ordered_batches
from discovery.graphs.featurize import featurize
from discovery.models.build import build_network
from discovery.models.pretrained import (
    key_of,
    load_pretrained,
    pretrained_for,
    pretrained_of,
    start_from,
    vocabulary_digest,
)
from discovery.models.settings import DmpnnSettings, GineSettings, NetworkSettings, Readout
from discovery.target.endpoint import Endpoint

SMALL = DmpnnSettings(hidden=16, depth=2, head_hidden=16, readout=Readout.sum)
SKELETONS = ["BSYNRYMUTXBXSQ", "SNICXCGAKADSCV", "RYYVLZVUVIJVGH"]
SMILES = ["CC(=O)Oc1ccccc1C(=O)O", "CN1CCC[C@H]1c1cccnc1", "C", "Cn1cnc2c1c(=O)n(C)c(=O)n2C"]

Maker = Callable[..., bytes]


@pytest.fixture
def path(make_encoder: Maker, tmp_path: Path) -> Path:
    (tmp_path / "encoder.safetensors").write_bytes(make_encoder(SMALL, SKELETONS[:2], dataset={"name": "panel"}))
    return tmp_path / "encoder.safetensors"


@pytest.mark.parametrize("settings", [SMALL, GineSettings(hidden=8, depth=3)], ids=lambda one: type(one).__name__)
def test_what_is_written_is_read(make_encoder: Maker, settings: NetworkSettings) -> None:
    data = make_encoder(settings, SKELETONS, labels=7)
    found = pretrained_of(data)
    assert type(found.settings) is type(settings)
    assert [getattr(found.settings, name) for name in ("hidden", "depth", "readout")] == [
        getattr(settings, name) for name in ("hidden", "depth", "readout")
    ]
    assert found.card == {"labels": 7}
    assert found.learnt.tolist() == sorted(map(key_of, SKELETONS))
    assert found.neck.keys() == {"weight", "bias"}
    assert not any("head" in name for name in found.encoder)
    assert found.content == data
    assert make_encoder(settings, SKELETONS, labels=7) == data  # the same content gives the same file
    assert found.digest != pretrained_of(make_encoder(settings, SKELETONS, seed=1, labels=7)).digest


def test_it_knows_the_compounds_whose_labels_it_learnt(make_encoder: Maker) -> None:
    found = pretrained_of(make_encoder(SMALL, SKELETONS[:2]))
    assert found.knows([*SKELETONS, SKELETONS[0]]).tolist() == [True, True, False, True]
    assert found.knows([]).tolist() == []
    assert pretrained_of(make_encoder(SMALL)).knows(SKELETONS).tolist() == [False] * 3


def test_its_sums_are_those_of_a_network_that_starts_from_it(
    make_encoder: Maker, endpoints: tuple[Endpoint, ...]
) -> None:
    found = pretrained_of(make_encoder(SMALL))
    network = build_network(SMALL, endpoints, seed=5)
    start_from(network, found)
    [(_, batch)] = list(ordered_batches(featurize(SMILES[:2]), 9))
    with torch.inference_mode():
        np.testing.assert_array_equal(found.network()(batch).numpy(), network.eval().encoder(batch).numpy())


def starts(settings: NetworkSettings, data: bytes, endpoints: tuple[Endpoint, ...]) -> tuple[Any, Any]:
    """A network before and after it got the weights of an encoder."""
    before, after = (build_network(settings, endpoints, seed=5) for _ in range(2))
    start_from(after, pretrained_of(data))
    return before, after


def test_a_network_starts_with_the_weights_of_encoder_and_neck(
    make_encoder: Maker, endpoints: tuple[Endpoint, ...]
) -> None:
    data = make_encoder(SMALL)
    before, after = starts(SMALL, data, endpoints)
    found = pretrained_of(data)
    for name, tensor in after.encoder.state_dict().items():
        assert torch.equal(tensor, found.encoder[name])
    assert torch.equal(after.head.layers[0].weight, found.neck["weight"])
    assert torch.equal(after.head.layers[0].bias, found.neck["bias"])
    assert torch.equal(after.head.layers[-1].weight, before.head.layers[-1].weight)


@pytest.mark.parametrize("changes", [{"head_hidden": 8}, {"head_layers": 0}])
def test_a_head_of_another_size_keeps_its_own_weights(
    make_encoder: Maker, endpoints: tuple[Endpoint, ...], changes: dict[str, int]
) -> None:
    many = tuple(replace(endpoints[0], target=f"T{number}") for number in range(16))  # as many as the neck is wide
    before, after = starts(replace(SMALL, **changes), make_encoder(SMALL), many)
    for name, tensor in after.head.state_dict().items():
        assert torch.equal(tensor, before.head.state_dict()[name])
    assert not torch.equal(next(after.encoder.parameters()), next(before.encoder.parameters()))


def test_without_an_encoder_nothing_is_read() -> None:
    assert pretrained_for(SMALL) is None


@pytest.mark.parametrize(
    ("model", "line"),
    [
        (DmpnnSettings(hidden=32, depth=2, readout=Readout.sum), "a dmpnn of another shape"),
        (DmpnnSettings(hidden=16, depth=3, readout=Readout.sum), "a dmpnn of another shape"),
        (DmpnnSettings(hidden=16, depth=2, readout=Readout.norm), "a dmpnn of another shape"),
        (GineSettings(hidden=16, depth=2, readout=Readout.sum), "a dmpnn of another shape"),
    ],
)
def test_another_shape_is_answered_with_the_settings_to_use(model: NetworkSettings, line: str, path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        pretrained_for(replace(model, encoder=path), "model.members.net")
    assert str(caught.value) == (
        f"model.members.net.encoder: {path} is {line}; set model.members.net=dmpnn model.members.net.hidden=16"
        " model.members.net.depth=2 model.members.net.readout=sum"
    )
    assert pretrained_for(replace(SMALL, encoder=path, head_hidden=5)) is not None


def altered(data: bytes, **changes: object) -> bytes:
    """The same tensors under another header; None takes an entry away."""
    length = int.from_bytes(data[:8], "little")
    outer = json.loads(data[8 : 8 + length])
    header = {**json.loads(outer["__metadata__"]["json"]), **changes}
    outer["__metadata__"]["json"] = json.dumps({name: value for name, value in header.items() if value is not None})
    text = json.dumps(outer).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


def without_metadata(data: bytes) -> bytes:
    length = int.from_bytes(data[:8], "little")
    outer = {name: value for name, value in json.loads(data[8 : 8 + length]).items() if name != "__metadata__"}
    text = json.dumps(outer).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


SHAPE = {"hidden": 16, "depth": 2, "readout": "sum"}
REFUSED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "discovery pretrain did not write it"),
    "text": (lambda _: b"smiles,value\nCCO,3\n" * 9, "discovery pretrain did not write it"),
    "cut": (lambda data: data[: len(data) // 2], "or it was cut off"),
    "longer": (lambda data: data + b"\0" * 8, "or it was cut off"),
    "other tensors": (without_metadata, "discovery pretrain did not write it"),
    "a list": (lambda data: altered(data, shape=None), "discovery pretrain did not write it"),
    "vocabulary": (lambda data: altered(data, vocabulary="0" * 64), "another vocabulary of atoms and bonds"),
    "format": (lambda data: altered(data, format=2), "its format is 2"),
    "kind": (lambda data: altered(data, kind="transformer"), "of a transformer"),
    "wider": (lambda data: altered(data, shape=SHAPE | {"hidden": 32}), "not those of the network it states"),
    "zero": (lambda data: altered(data, shape=SHAPE | {"hidden": 0}), "not those of the network it states"),
    "word": (lambda data: altered(data, shape=SHAPE | {"hidden": "16"}), "not those of the network it states"),
    "readout": (lambda data: altered(data, shape=SHAPE | {"readout": "max"}), "not those of the network it states"),
    "surprise": (lambda data: altered(data, shape=SHAPE | {"surprise": 1}), "not those of the network it states"),
    "card": (lambda data: altered(data, card=None), "not those of the network it states"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_encoder_of_ours_is_refused_in_one_line(case: str, path: Path) -> None:
    change, line = REFUSED[case]
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(SettingsError) as caught:
        load_pretrained(path, "model.encoder")
    assert str(caught.value).startswith(f"model.encoder: {path} is no encoder that can be used: ")
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_names_the_verb_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^model\.encoder: .*none\.st is not there; make one with `discovery pret"):
        load_pretrained(tmp_path / "none.st", "model.encoder")
    with pytest.raises(SettingsError, match="is no encoder that can be used"):
        load_pretrained(tmp_path, "model.encoder")


def test_a_file_that_was_replaced_is_read_anew(path: Path, make_encoder: Maker) -> None:
    before = load_pretrained(path, "model.encoder").digest
    path.write_bytes(make_encoder(SMALL, seed=1))
    assert load_pretrained(path, "model.encoder").digest != before


def test_the_vocabulary_has_not_changed() -> None:
    """Shipped weights mean these atoms and bonds; a new vocabulary takes a new encoder."""
    assert vocabulary_digest() == DIGEST


DIGEST = "d6c5ba7408621281f366e8993b7526fa5190e70c9439f05b39a2d2cda2693083"
