"""What somebody may have meant by a name that does not exist."""

from collections.abc import Iterable
from difflib import get_close_matches


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
