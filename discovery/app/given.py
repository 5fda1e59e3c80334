"""What a composed configuration lacks, or has beyond all bounds, by full key."""

from collections.abc import Iterator
from typing import Any

MOST = 2**63
"""What no number reaches."""


def missing(value: Any, key: str) -> Iterator[str]:
    """Full keys of the mandatory values that nobody gave."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from missing(inner, f"{key}.{name}" if key else str(name))
    elif str(value) == "???":
        yield key


def boundless(value: Any, key: str) -> Iterator[tuple[str, float]]:
    """Full keys and values of the numbers that are not finite, or that no machine counts to."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from boundless(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, int | float) and not abs(value) < MOST:
        yield key, value
