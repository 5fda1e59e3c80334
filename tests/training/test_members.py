import time
from dataclasses import replace

import numpy as np
import pytest
import torch

from discovery.errors import TrainingError
from discovery.training.members import Job, _side_by_side, arrays_of, fit_members
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


def test_a_member_that_fails_ends_the_others_at_once(chains, make_network, model, settings) -> None:
    start, notes = [make_network(chains), make_network(chains)], Notes()
    start[1].noise.data[:] = start[1].head.layers[0].weight.data[:] = torch.nan
    long = replace(settings, epochs=1_000, batch_size=4, workers=2)
    with pytest.raises(TrainingError, match="training diverged in its first epoch"):
        fit_members(model, start, chains, None, long, notes, "fit")
    assert not any(step == long.epochs for _, step, _ in notes.steps)


class Talker(Job):
    """A training that tells of its steps faster than they are heard."""

    def run(self, tell):
        for _ in range(20_000):
            tell(1)


def test_what_fails_while_members_tell_of_themselves_is_told(chains, make_network, model, settings) -> None:
    job = Talker(model, chains.labels.endpoints, arrays_of(make_network(chains)), chains, None, settings)

    def listen(*_) -> None:
        time.sleep(2)  # until the pipe from the processes is full
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        _side_by_side([job, job], 2, listen)
