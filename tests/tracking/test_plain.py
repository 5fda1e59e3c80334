"""Settings as plain values."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from discovery.tracking.plain import flat, plain


class Colour(Enum):
    red = "r"


@dataclass
class Inner:
    path: Path = Path("a/b")
    colour: Colour = Colour.red


@dataclass
class Outer:
    inner: Inner = field(default_factory=Inner)
    several: dict[str, Inner] = field(default_factory=lambda: {"x": Inner()})
    numbers: list[float] = field(default_factory=lambda: [1.0])
    nothing: int | None = None


def test_plain_keeps_structure() -> None:
    inner = {"path": "a/b", "colour": "red"}
    assert plain(Outer()) == {"inner": inner, "several": {"x": inner}, "numbers": [1.0], "nothing": None}


def test_flat_has_full_keys() -> None:
    assert flat(Outer()) == {
        "inner.path": "a/b",
        "inner.colour": "red",
        "several.x.path": "a/b",
        "several.x.colour": "red",
        "numbers": [1.0],
        "nothing": None,
    }
