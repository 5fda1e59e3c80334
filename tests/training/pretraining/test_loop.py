"""The loop of pre-training: it learns, it repeats, it resumes, and it ends well."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from discovery.errors import TrainingError
from discovery.models.settings import DmpnnSettings, GpsSettings, NetworkSettings, Readout
from discovery.training.loop import ignore
from discovery.training.pretraining.corpus import Corpus
from discovery.training.pretraining.fit import parts, pretrain_encoder
from discovery.training.pretraining.loop import corpus_key, pretrain_network
from discovery.training.pretraining.network import PretrainingNetwork
from discovery.training.pretraining.settings import PretrainingSettings
from discovery.training.recorder import NullRecorder
from discovery.training.state import Ending, EpochReport

NetworkMaker = Callable[[], PretrainingNetwork]


class StopError(Exception):
    """Stands for a power cut."""


def stop_after(epochs: int) -> Callable[[EpochReport], None]:
    def report(done: EpochReport) -> None:
        if done.epoch == epochs:
            raise StopError

    return report


@pytest.fixture
def make(model: DmpnnSettings, corpus: Corpus) -> NetworkMaker:
    return lambda: PretrainingNetwork(model, corpus.labels, len(corpus.actives.targets), corpus.described, seed=0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "checkpoint.safetensors"


def same(first: PretrainingNetwork, second: PretrainingNetwork) -> bool:
    return all(torch.equal(tensor, second.state_dict()[name]) for name, tensor in first.state_dict().items())


def test_it_overfits_sixteen_molecules(
    make: NetworkMaker, corpus: Corpus, settings: PretrainingSettings, path: Path
) -> None:
    long = replace(settings, epochs=120, batch_size=16, learning_rate=1e-2)
    network, seen = make(), []
    steps: list[int] = []
    state, ending = pretrain_network(network, corpus, corpus, long, seen.append, path, steps.append)
    assert ending is Ending.finished
    assert (len(seen), sum(steps)) == (120, 120 * 16)
    last = state.history[state.best_epoch - 1].validation
    first = state.history[0].validation
    assert last["measured"] < 0.05 * first["measured"]
    assert last["recognised"] < 0.5 * first["recognised"]
    assert last["described"] < 0.35 * first["described"]
    weighed = 1.0 * last["measured"] + 0.3 * last["recognised"] + 1.0 * last["described"]
    assert last["loss"] == pytest.approx(weighed, rel=1e-4)


def test_one_seed_gives_one_result_and_another_another(
    make: NetworkMaker, corpus: Corpus, settings: PretrainingSettings, tmp_path: Path
) -> None:
    networks = [make() for _ in range(3)]
    for number, network in enumerate(networks):
        chosen = replace(settings, seed=number // 2)
        pretrain_network(network, corpus, corpus, chosen, ignore, tmp_path / f"{number}.safetensors", ignore)
    assert same(networks[0], networks[1])
    assert not same(networks[0], networks[2])


def test_a_resumed_training_ends_in_the_same_weights(
    make: NetworkMaker, corpus: Corpus, settings: PretrainingSettings, path: Path
) -> None:
    undisturbed, resumed = make(), make()
    state, _ = pretrain_network(
        undisturbed, corpus, corpus, settings, ignore, path.with_name("other.safetensors"), ignore
    )
    with pytest.raises(StopError):
        pretrain_network(make(), corpus, corpus, settings, stop_after(2), path, ignore)
    torch.rand(7)  # the state of the random numbers at the time of resuming must not matter
    seen: list[int] = []
    steps: list[int] = []
    again, _ = pretrain_network(
        resumed, corpus, corpus, settings, lambda done: seen.append(done.epoch), path, steps.append
    )
    assert seen == [3, 4]
    assert sum(steps) == 4 * 16
    assert same(undisturbed, resumed)
    assert [one.train_loss for one in state.history] == [one.train_loss for one in again.history]
    assert [one.validation for one in state.history] == [one.validation for one in again.history]


def test_the_key_is_of_all_that_decides_and_not_of_the_number_of_processes(
    make: NetworkMaker, corpus: Corpus, settings: PretrainingSettings
) -> None:
    network = make()
    key = corpus_key(network, corpus, settings)
    assert corpus_key(network, corpus, replace(settings, workers=2)) == key
    mapped = replace(corpus, descriptors=np.array(corpus.descriptors))
    assert isinstance(corpus.descriptors, np.memmap)
    assert corpus_key(network, mapped, settings) == key  # read from a file or just computed
    mapped.descriptors[3, 3] += 1
    others = [
        corpus_key(network, corpus, replace(settings, learning_rate=1e-4)),
        corpus_key(network, corpus.take(np.arange(15)), settings),
        corpus_key(network, mapped, settings),
    ]
    corpus.labels.value[0] += 1
    assert len({key, *others, corpus_key(network, corpus, settings)}) == 5


def test_the_checkpoint_of_another_training_is_refused(
    make: NetworkMaker, corpus: Corpus, settings: PretrainingSettings, path: Path
) -> None:
    pretrain_network(make(), corpus, corpus, settings, ignore, path, ignore)
    with pytest.raises(TrainingError, match=r"checkpoint of another training .* delete it"):
        pretrain_network(make(), corpus, corpus, replace(settings, described=2.0), ignore, path, ignore)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (DmpnnSettings(hidden=32, depth=2), DmpnnSettings(hidden=32, depth=3)),
        (DmpnnSettings(hidden=32, depth=2), DmpnnSettings(hidden=32, depth=2, readout=Readout.sum)),
        (GpsSettings(hidden=32, heads=2), GpsSettings(hidden=32, heads=4)),
    ],
)
def test_the_checkpoint_of_another_architecture_with_the_same_weights_is_refused(
    first: NetworkSettings, second: NetworkSettings, corpus: Corpus, settings: PretrainingSettings, path: Path
) -> None:
    one, other = (
        PretrainingNetwork(model, corpus.labels, len(corpus.actives.targets), corpus.described, seed=0)
        for model in (first, second)
    )
    assert same(one, other)
    pretrain_network(one, corpus, corpus, replace(settings, epochs=1), ignore, path, ignore)
    with pytest.raises(TrainingError, match=r"checkpoint of another training .* delete it"):
        pretrain_network(other, corpus, corpus, replace(settings, epochs=1), ignore, path, ignore)


@pytest.mark.parametrize("damage", ["cut", "noise"])
def test_a_damaged_checkpoint_is_one_clear_line(
    make: NetworkMaker, corpus: Corpus, settings: PretrainingSettings, path: Path, damage: str
) -> None:
    pretrain_network(make(), corpus, corpus, settings, ignore, path, ignore)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] if damage == "cut" else b"no tensors")
    with pytest.raises(TrainingError, match="damaged checkpoint") as caught:
        pretrain_network(make(), corpus, corpus, settings, ignore, path, ignore)
    assert "\n" not in str(caught.value)


def test_a_training_that_diverges_says_so_and_keeps_its_best_epoch(
    make: NetworkMaker, corpus: Corpus, settings: PretrainingSettings, path: Path
) -> None:
    network, states = make(), []

    def spoil(done: EpochReport) -> None:
        states.append({name: tensor.clone() for name, tensor in network.state_dict().items()})
        if done.epoch == 2:
            corpus.labels.value[0] = np.inf

    none = corpus.take(np.zeros(0, np.int64))  # without a validation part the latest epoch is the best
    state, ending = pretrain_network(network, corpus, none, settings, spoil, path, ignore)
    assert ending is Ending.diverged
    assert state.best_epoch == len(state.history) == 2
    assert all(torch.equal(tensor, states[1][name]) for name, tensor in network.state_dict().items())


def test_a_training_that_diverges_at_once_is_one_line(
    make: NetworkMaker, corpus: Corpus, settings: PretrainingSettings, path: Path
) -> None:
    network = make()
    corpus.labels.value[0] = np.inf
    with pytest.raises(TrainingError, match=r"lower pretraining\.learning_rate"):
        pretrain_network(network, corpus, corpus, settings, ignore, path, ignore)


def test_a_share_is_held_back_and_nothing_is_in_both_parts(corpus: Corpus, settings: PretrainingSettings) -> None:
    train, validation = parts(corpus, settings)
    assert (len(train), len(validation)) == (12, 4)
    both = np.concatenate([train.descriptors, validation.descriptors])
    assert len(np.unique(both, axis=0)) == 16


def test_with_nothing_to_learn_from_it_says_so(
    model: DmpnnSettings, corpus: Corpus, settings: PretrainingSettings, path: Path
) -> None:
    with pytest.raises(TrainingError, match="no molecule is left to pre-train on"):
        pretrain_encoder(model, corpus, replace(settings, validation=1.0), NullRecorder(), path)
