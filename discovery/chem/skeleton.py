"""The salt- and stereo-free key of a compound, under which isomers count as one."""

from hashlib import sha256


def skeleton_key(inchikey: str) -> str:
    """First block of an InChIKey: composition and connectivity, without stereochemistry, isotopes and charge."""
    return inchikey.partition("-")[0]


def hashed_skeleton(skeleton: str) -> str:
    """SHA-256 (hexadecimal) of a skeleton, by which compounds are recognised without being disclosed."""
    return sha256(skeleton.encode("ascii")).hexdigest()
