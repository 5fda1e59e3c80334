"""Remarks by which a source doubts its own values."""

import pytest

from discovery.assay.curation.comments import doubtful


@pytest.mark.parametrize(
    "comment", ["Outside typical range", "Potential transcription error", "curve bad; Inconclusive", "questionable fit"]
)
def test_remarks_that_doubt_a_value(comment: str) -> None:
    assert doubtful(comment)


@pytest.mark.parametrize("comment", ["", "Manually validated", "unambiguous", "needs calmodulin"])
def test_remarks_that_do_not(comment: str) -> None:
    assert not doubtful(comment)
