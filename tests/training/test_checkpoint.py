import os

import pytest

from discovery.training.checkpoint import save_checkpoint
from discovery.training.loop import Run
from discovery.training.state import TrainingState


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
