"""How names and cells are told in a message: cut where they are long, and what somebody may have meant by them."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

LONGEST_CELL = 70
"""Characters of a name or a cell that a message shows."""
MOST_NAMED = 20
"""Names that it enumerates."""


def cut(cell: str) -> str:
    """A cell on one line, not too long."""
    line = " ".join(cell.split())
    return line if len(line) <= LONGEST_CELL else f"{line[: LONGEST_CELL - 1]}…"


def quoted(cell: str) -> str:
    """A cell in quotation marks, on one line and not too long."""
    return repr(cut(cell))


def enumerated(names: Sequence[str]) -> str:
    """`a, b and 3 more`."""
    more = len(names) - MOST_NAMED
    return ", ".join(cut(name) for name in names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def nearest(wrong: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The known name that is most like a wrong one; empty where none is near.

    Case counts first (nM is not nm), and not where nothing is near in the same case. `cutoff` is the least similarity
    of two spellings, from 0 to 1.
    """
    names = list(known)
    folded = {name.casefold(): name for name in names}
    near = get_close_matches(wrong, names, n=1, cutoff=cutoff)
    near = near or [folded[name] for name in get_close_matches(wrong.casefold(), folded, n=1, cutoff=cutoff)]
    return near[0] if near else ""


def did_you_mean(wrong: str, known: Iterable[str], otherwise: str = ".", cutoff: float = 0.6) -> str:
    """`; did you mean 'x'?` to go on a sentence with, or `otherwise` where no known name is near (see `nearest`)."""
    near = nearest(wrong, known, cutoff)
    return f"; did you mean {near!r}?" if near else otherwise
