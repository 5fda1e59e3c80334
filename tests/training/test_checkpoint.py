import os
from dataclasses import replace

import pytest
import torch

from discovery.errors import TrainingError
from discovery.training.checkpoint import save_checkpoint, training_key
from discovery.training.loop import Run, fit, ignore
from discovery.training.settings import Loss
from discovery.training.state import TrainingState


class StopError(Exception):
    """Stands for a power cut."""


def stop_after(epochs: int):
    def report(done) -> None:
        if done.epoch == epochs:
            raise StopError

    return report


def same_weights(first, second) -> None:
    for name, tensor in first.state_dict().items():
        assert torch.equal(tensor, second.state_dict()[name]), name


@pytest.mark.parametrize("changes", [{}, {"layer_decay": 0.5, "loss": Loss.tobit, "weight_decay": 0.01}])
def test_a_resumed_training_ends_in_the_same_weights(chains, make_network, settings, tmp_path, changes) -> None:
    settings = replace(settings, **changes)
    path = tmp_path / "run" / "checkpoint.safetensors"
    undisturbed = fit(make_network(chains, dropout=0.2), chains, chains, settings, ignore)
    with pytest.raises(StopError):
        fit(make_network(chains, dropout=0.2), chains, chains, settings, stop_after(2), path)
    torch.rand(7)  # the state of the random numbers at the time of resuming must not matter
    seen = []
    resumed = fit(make_network(chains, dropout=0.2), chains, chains, settings, lambda r: seen.append(r.epoch), path)
    assert seen == [3, 4]
    same_weights(undisturbed.network, resumed.network)
    assert undisturbed.best_epoch == resumed.best_epoch
    assert [r.train_loss for r in undisturbed.history] == [r.train_loss for r in resumed.history]
    assert [r.validation for r in undisturbed.history] == [r.validation for r in resumed.history]


def test_a_finished_training_is_not_run_again(chains, make_network, settings, tmp_path) -> None:
    path = tmp_path / "checkpoint.safetensors"
    first = fit(make_network(chains), chains, None, settings, ignore, path)
    again = fit(make_network(chains), chains, None, settings, stop_after(1), path)
    same_weights(first.network, again.network)


@pytest.mark.parametrize("change", ["settings", "labels", "weights"])
def test_the_checkpoint_of_another_training_is_refused(chains, make_network, settings, tmp_path, change: str) -> None:
    path = tmp_path / "checkpoint.safetensors"
    fit(make_network(chains), chains, None, settings, ignore, path)
    network = make_network(chains, seed=1 if change == "weights" else 0)
    if change == "labels":
        chains.labels.value[0] += 1
    other = replace(settings, learning_rate=1e-4) if change == "settings" else settings
    with pytest.raises(TrainingError, match="checkpoint of another training"):
        fit(network, chains, None, other, ignore, path)


def test_the_number_of_processes_does_not_make_another_training(chains, make_network, settings) -> None:
    network = make_network(chains)
    keys = {training_key(network, chains, None, replace(settings, workers=n)) for n in (1, 2)}
    assert len(keys) == 1


@pytest.mark.parametrize("damage", ["cut", "noise"])
def test_a_damaged_checkpoint_is_one_clear_line(chains, make_network, settings, tmp_path, damage: str) -> None:
    path = tmp_path / "checkpoint.safetensors"
    fit(make_network(chains), chains, None, settings, ignore, path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] if damage == "cut" else b"no tensors at all")
    with pytest.raises(TrainingError, match="damaged checkpoint") as caught:
        fit(make_network(chains), chains, None, settings, ignore, path)
    assert str(path) in str(caught.value)


def test_a_failed_write_leaves_the_old_checkpoint(chains, make_network, settings, tmp_path, monkeypatch) -> None:
    path = tmp_path / "checkpoint.safetensors"
    network = make_network(chains)
    run, state = Run.start(network, chains, settings), TrainingState(settings.metric)
    save_checkpoint(path, "key", network, run.optimizer, state)
    before = path.read_bytes()

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    state.best_epoch = 9
    with pytest.raises(OSError, match="No space"):
        save_checkpoint(path, "key", network, run.optimizer, state)
    assert path.read_bytes() == before
