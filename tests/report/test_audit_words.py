"""What a person reads of an audit."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pytest

from discovery.evaluation.audit import LEAKS, Audit
from discovery.evaluation.leaks import COMPARED, KINDS, Comparison
from discovery.evaluation.memory import MEMORY
from discovery.report.audit_plot import similarity
from discovery.report.audit_words import verdict, words


def audit(kinds: Mapping[tuple[str, str], str], memory: pa.Table | None = None, train: int = 90) -> Audit:
    """Ten test and no validation compounds; one of the test compounds is known as told."""
    found = []
    for part, against in COMPARED:
        n = 10 if part == "test" else 0
        kind = np.zeros(n, np.int64)
        kind[:1] = KINDS.index(kinds.get((part, against), "none"))
        entry = np.arange(n)
        shared = np.zeros(n, np.bool_)
        found.append(Comparison(part, against, entry, kind, entry, np.full(n, 0.5, np.float32), shared))
    sizes = {"train": train, "validation": 0, "test": 10}
    return Audit(sizes, tuple(found), LEAKS.empty_table(), MEMORY.empty_table() if memory is None else memory)


NEARLY = "No compound is in two parts as itself or as another salt, isomer or isotope, but 10.0% of the test"


@pytest.mark.parametrize(
    ("kinds", "train", "beginning"),
    [
        ({("test", "train"): "same compound"}, 90, "Leak: compounds are in two parts"),
        ({("test", "validation"): "same skeleton"}, 90, "Leak: compounds are in two parts"),
        ({("test", "train"): "near duplicate"}, 90, NEARLY),
        ({("test", "train"): "tautomer"}, 90, NEARLY),
        ({("test", "validation"): "near duplicate"}, 90, "Clean: no compound is in two parts"),
        ({}, 90, "Clean: no compound is in two parts"),
        ({}, 0, "Nothing to judge: training or test is empty."),
    ],
)
def test_the_verdict_comes_first(kinds: dict[tuple[str, str], str], train: int, beginning: str) -> None:
    assert verdict(audit(kinds, train=train)).startswith(beginning)
    assert words(audit(kinds, train=train), ()).startswith(beginning)


def test_a_baseline_is_said_beside_the_constant_and_without_what_is_known() -> None:
    row = {"endpoint": "RYR2.potency", "metric": "rmse", "n": 30, "value": 0.5, "constant": 1.0}
    rest = {"n_unknown": 25, "value_unknown": 0.75, "constant_unknown": 1.25}
    few = {"endpoint": "RYR1.potency", "metric": "rmse", "n": 20, "value": 0.5, "constant": 1.0, "n_unknown": 3}
    said = words(audit({}, pa.Table.from_pylist([row | rest, few], schema=MEMORY)), ("A note.",))
    assert "  A note.\n" in said
    assert (
        "RYR2.potency, n = 30: RMSE 0.50 (constant 1.00); without those known, n = 25: RMSE 0.75 (constant 1.25)"
        in said
    )
    assert "RYR1.potency, n = 20: RMSE 0.50 (constant 1.00); too few, n = 3, without those known" in said


def test_an_empty_part_is_neither_said_nor_drawn() -> None:
    said = words(audit({}), ())
    assert "test compounds known in training: 0 themselves" in said
    assert "validation compounds known" not in said
    assert len(similarity(audit({})).axes[0].patches) == 1
