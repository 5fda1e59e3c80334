from dataclasses import replace

import numpy as np
import pytest
import torch

from discovery.errors import TrainingError
from discovery.training.members import arrays_of, fit_members
from discovery.training.recorder import NullRecorder


class Notes(NullRecorder):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, int, float]] = []

    def metrics(self, values, step=0) -> None:
        self.steps += [(name, step, value) for name, value in values.items()]


def test_members_side_by_side_equal_members_in_turn(chains, make_network, model, settings) -> None:
    """Also with another torch thread count in this process, and more members than processes."""
    few = replace(settings, epochs=2)
    start = [make_network(chains, seed=i) for i in range(3)]
    notes = Notes(), Notes()
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    in_turn = fit_members(model, start, chains, chains, few, notes[0], "fit")
    torch.set_num_threads(before)
    beside = fit_members(model, start, chains, chains, replace(few, workers=2), notes[1], "fit")
    for first, second in zip(in_turn, beside, strict=True):
        for name, array in arrays_of(first.network).items():
            np.testing.assert_array_equal(array, arrays_of(second.network)[name], err_msg=name)
        assert [r.validation for r in first.history] == [r.validation for r in second.history]
    timeless = [{s for s in each.steps if "per_second" not in s[0]} for each in notes]
    assert timeless[0] == timeless[1]
    assert {(name, step) for name, step, _ in timeless[0] if name.endswith("train/loss")} == {
        (f"fit/member{i}/train/loss", step) for i in range(3) for step in (1, 2)
    }


def test_members_differ_and_their_starts_stay_as_they_were(chains, make_network, model, settings) -> None:
    start = [make_network(chains), make_network(chains)]
    before = {name: array.copy() for name, array in arrays_of(start[0]).items()}
    first, second = fit_members(model, start, chains, None, settings, NullRecorder(), "fit")
    weights = [arrays_of(result.network)["head.layers.0.weight"] for result in (first, second)]
    assert not np.array_equal(*weights)  # the same first weights, but another order of the compounds
    for name, array in arrays_of(start[0]).items():
        np.testing.assert_array_equal(array, before[name])


def test_an_error_of_a_member_is_told_from_its_process(chains, make_network, model, settings) -> None:
    start = [make_network(chains), make_network(chains)]
    chains.labels.value[0] = np.inf
    with pytest.raises(TrainingError, match="labels are not finite"):
        fit_members(model, start, chains, None, replace(settings, workers=2), NullRecorder(), "fit")
