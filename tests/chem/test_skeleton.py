"""The salt- and stereo-free key."""

from discovery.chem.skeleton import hashed_skeleton, skeleton_key


def test_key_is_the_first_block() -> None:
    assert skeleton_key("QNAYBMKLOCPYGJ-REOHCLBHSA-N") == "QNAYBMKLOCPYGJ"


def test_hash_is_sha256() -> None:
    assert hashed_skeleton("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
