"""A column of text cells in which each distinct text is kept once, so that a million rows take little memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.assay.groups import joint


@dataclass(frozen=True, eq=False)
class TextColumn(Sequence[str]):
    """n texts; what is worked out for each word holds for all cells with its code."""

    words: list[str]
    """Distinct texts; a part of a column may have words that stand in none of its cells."""
    codes: NDArray[np.int32]
    """[n] place of each cell's text in `words`."""

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> "TextColumn": ...
    def __getitem__(self, index: int | slice) -> "str | TextColumn":
        return TextColumn(self.words, self.codes[index]) if isinstance(index, slice) else self.words[self.codes[index]]

    def __iter__(self) -> Iterator[str]:
        return (self.words[code] for code in self.codes.tolist())

    def take(self, rows: NDArray[np.int64]) -> "TextColumn":
        """The cells of the given rows [k]."""
        return TextColumn(self.words, self.codes[rows])

    def mapped(self, change: Callable[[str], str]) -> "TextColumn":
        """Every text changed, each distinct one that stands in a cell once."""
        column = TextColumnBuilder()
        used, places = np.unique(self.codes, return_inverse=True)
        codes = column.codes_of(change(self.words[code]) for code in used.tolist())
        return TextColumn(column.words, codes[places])

    def to_arrow(self) -> pa.Array:
        """[n] strings."""
        return pa.array(self.words, pa.string()).take(pa.array(self.codes))


class TextColumnBuilder:
    """Gives each distinct text its code, over as many chunks as there are."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    @property
    def words(self) -> list[str]:
        """Distinct texts so far; the code of each is its place."""
        return list(self._known)

    def codes_of(self, texts: Iterable[str]) -> NDArray[np.int32]:
        """[n] codes of n texts."""
        known = self._known
        return np.fromiter((known.setdefault(text, len(known)) for text in texts), np.int32)


def constant(text: str, count: int) -> TextColumn:
    """One text in all `count` cells."""
    return TextColumn([text], np.zeros(count, np.int32))


def combinations(columns: Sequence[TextColumn]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First row [k] of each distinct combination of texts, and the combination [n] of each row."""
    member = joint(*(column.codes.astype(np.int64) for column in columns))
    return np.unique(member, return_index=True)[1], member
