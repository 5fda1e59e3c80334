"""Small pieces of English."""

from collections.abc import Iterable


def count(number: int, noun: str, plural: str = "") -> str:
    """`1 compound`, `1,200 compounds`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(parts: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = [*parts] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def inside(title: str) -> str:
    """A title as it stands inside a sentence, in quotes: `Found first` becomes `“found first”`."""
    return f"“{title[:1].lower()}{title[1:]}”"
