"""Settings as JSON values and back."""

import json
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import pytest

from discovery.bundle.plain import from_plain, to_plain
from discovery.errors import BundleError


class Colour(Enum):
    red = "red"


@dataclass
class Inner:
    sizes: list[float] = field(default_factory=lambda: [1.0, 2.5])


@dataclass
class Outer:
    colour: Colour = Colour.red
    path: Path = Path("b.fasta")
    maybe: Path | None = None
    count: int = 3
    on: bool = True
    names: list[str] = field(default_factory=lambda: ["x"])
    inner: Inner = field(default_factory=Inner)


@pytest.mark.parametrize("settings", [Outer(), Outer(maybe=Path("c"), on=False, inner=Inner([]))])
def test_settings_survive_json(settings: Outer) -> None:
    assert from_plain(Outer, json.loads(json.dumps(to_plain(settings))), "outer") == settings


def test_a_file_is_known_by_its_name_wherever_it_lies() -> None:
    assert to_plain(Outer(path=Path("/home/ann/b.fasta"))) == to_plain(Outer(path=Path("/srv/b.fasta")))
    assert "ann" not in json.dumps(to_plain(Outer(path=Path("/home/ann/b.fasta"))))


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("colour", "blue", "outer.colour cannot be 'blue'"),
        ("count", "3", "outer.count cannot be '3'"),
        ("count", True, "outer.count cannot be True"),
        ("on", 1, "outer.on cannot be 1"),
        ("path", 4, "outer.path cannot be 4"),
        ("names", "x", "outer.names cannot be 'x'"),
        ("inner", {"sizes": ["a"]}, "outer.inner.sizes cannot be 'a'"),
        ("inner", {}, "outer.inner.sizes is missing"),
        ("other", 1, "outer.other is unknown"),
    ],
)
def test_a_value_that_does_not_fit_is_named(field: str, value: object, says: str) -> None:
    with pytest.raises(BundleError) as caught:
        from_plain(Outer, to_plain(Outer()) | {field: value}, "outer")
    assert str(caught.value).startswith(says)
