"""Names that do not exist are answered with the nearest one that does."""

import pytest

from discovery.spelling import did_you_mean


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
