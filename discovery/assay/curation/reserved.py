"""The list of compounds that are kept out of every data set, known only by the hash of their skeleton."""

import re
from pathlib import Path

from discovery.assay.tables.text import open_text
from discovery.chem.skeleton import hashed_skeleton
from discovery.errors import InputError, SettingsError

_DIGEST = re.compile(r"[0-9a-f]{64}")


def load_reserved(path: Path | None, key: str = "data.curate.reserved") -> frozenset[str]:
    """SHA-256 digests of a list that the setting `key` names, one a line (plain or compressed); None: an empty list."""
    if path is None:
        return frozenset()
    if not path.is_file():
        raise SettingsError(f"{key}: {path} is not a file")
    with open_text(path) as stream:
        digests = [line.strip().lower() for line in stream]
    for line, digest in enumerate(digests, start=1):
        if digest and not _DIGEST.fullmatch(digest):
            remedy = "write 64 hexadecimal digits a line"
            raise InputError(f"{key}: {path} line {line} is no SHA-256 digest: {remedy}")
    if not any(digests):
        raise InputError(f"{key}: {path} is empty: export the list again, or leave the setting out")
    return frozenset(digests) - {""}


def is_reserved(skeleton: str, reserved: frozenset[str]) -> bool:
    """Whether the compound with this skeleton is on the list."""
    return hashed_skeleton(skeleton) in reserved
