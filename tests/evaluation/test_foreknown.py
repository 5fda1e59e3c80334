"""What an encoder has learnt of the compounds that a model is judged by."""

from typing import Any

import numpy as np

from discovery.evaluation.foreknown import account, counted, learnt_keys, sentence
from discovery.models.pretrained import Pretrained, key_of
from discovery.models.settings import DmpnnSettings

KEYS = ["BSYNRYMUTXBXSQ", "SNICXCGAKADSCV", "RYYVLZVUVIJVGH", "VNWKTOKETHGBQD"]


def encoder(*skeletons: str, content: bytes = b"x", **card: Any) -> Pretrained:
    learnt = np.sort(np.array([key_of(one) for one in skeletons], np.uint64))
    return Pretrained(DmpnnSettings(), {}, {}, learnt, card, content)


def test_without_an_encoder_there_is_no_account() -> None:
    assert account([], {"test": KEYS}) == {}
    assert learnt_keys([]).tolist() == []


def test_compounds_that_any_encoder_learnt_are_counted_once() -> None:
    lists = [{"file": "reserved", "entries": 3}]
    first = encoder(*KEYS[:2], dataset={"name": "panel"}, withheld=lists, library={}, versions={"rdkit": "1"})
    second = encoder(*KEYS[1:3], content=b"y")
    found = account([first, second], {"test": KEYS[2:], "training": KEYS[:2]})
    assert found["test"] == {"compounds": 2, "learnt": 1}
    assert found["training"] == {"compounds": 2, "learnt": 2}
    assert found["files"][0] == {
        "sha256": first.digest,
        "labelled_compounds": 2,
        "dataset": {"name": "panel"},
        "library": {},
        "withheld": lists,
    }
    assert found["files"][1]["dataset"] is None
    assert counted(KEYS, learnt_keys([first, second])) == {"compounds": 4, "learnt": 3}


def test_it_is_said_in_one_plain_sentence() -> None:
    files = account([encoder(*KEYS[:2], dataset={"name": "panel"})], {})["files"]
    short = files[0]["sha256"][:12]
    assert sentence(files, {"compounds": 1200, "learnt": 0}) == (
        f"The pre-trained encoder {short} (of panel) has learnt from no label of the 1,200 test compounds."
    )
    said = sentence(files, {"compounds": 40, "learnt": 3})
    assert said.startswith(f"The pre-trained encoder {short} (of panel) has learnt from labels of 3 of the 40 test")
    assert "too good" in said
    two = sentence([{"sha256": short, "dataset": None}] * 2, {"compounds": 4, "learnt": 0})
    assert two.startswith(f"The pre-trained encoders {short} and {short} have learnt from no label")
