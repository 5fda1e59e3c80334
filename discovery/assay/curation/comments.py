"""Remarks by which a source doubts its own values."""

import re

DOUBTS = (
    "outside typical range",
    "potential transcription error",
    "potential author error",
    "author confirmed error",
    "potential missing data",
    "non standard unit for type",
    "inconclusive",
    "questionable",
    "doubtful",
    "unreliable",
    "ambiguous",
    "out of specification",
)
"""Phrases in lower case; the first six are ChEMBL's remarks on the validity of a value."""
_DOUBT = re.compile(rf"\b(?:{'|'.join(DOUBTS)})\b", re.IGNORECASE)


def doubtful(comment: str) -> bool:
    """Whether a remark says that the value is doubted."""
    return _DOUBT.search(comment) is not None
