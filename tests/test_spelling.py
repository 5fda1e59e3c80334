"""Names that do not exist are answered with the nearest one that does."""

import pytest

from discovery.spelling import LONGEST_CELL, MOST_NAMED, cut, did_you_mean, enumerated, quoted


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("nMM", "; did you mean 'nM'?"),  # not nm, although that is as near without its case
        ("scn5a", "; did you mean 'SCN5A'?"),
        ("hour", "."),
    ],
)
def test_the_nearest_name_is_told_in_its_own_case(wrong: str, told: str) -> None:
    assert did_you_mean(wrong, ["nm", "nM", "uM", "SCN5A"]) == told


def test_what_is_long_is_cut_and_told_on_one_line() -> None:
    assert quoted("two\nlines ") == "'two lines'"
    assert len(cut("x" * 131_072)) == LONGEST_CELL
    assert enumerated(["a"] * MOST_NAMED).endswith("a, a")
    assert enumerated(["a"] * (MOST_NAMED + 1_234)).endswith("a and 1,234 more")
