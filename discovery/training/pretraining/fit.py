"""From a corpus to an encoder."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from torch import Tensor

from discovery.errors import TrainingError
from discovery.models.settings import NetworkSettings
from discovery.progress import bar
from discovery.training.device import cores
from discovery.training.pretraining.corpus import Corpus
from discovery.training.pretraining.loop import pretrain_network
from discovery.training.pretraining.network import PretrainingNetwork
from discovery.training.pretraining.settings import PretrainingSettings
from discovery.training.recorder import Recorder
from discovery.training.state import Ending, EpochReport, TrainingState


def pretrain_encoder(
    model: NetworkSettings, corpus: Corpus, settings: PretrainingSettings, recorder: Recorder, checkpoint: Path
) -> tuple[TrainingState, Ending, Mapping[str, Tensor]]:
    """How the training went and why it ended, and the network's weights, by name.

    Molecules of which no graph can be made are left out; a share of the others is held back to judge the epochs by.
    Raises TrainingError where none is left to learn from.
    """
    train, validation = parts(corpus, settings)
    if not len(train):
        raise TrainingError("no molecule is left to pre-train on; see the data report, or lower pretraining.validation")
    network = PretrainingNetwork(
        model, corpus.labels, len(corpus.actives.targets), corpus.described, seed=settings.seed
    )
    with bar("Pre-training", settings.epochs * len(train)) as shown, cores(settings.workers):

        def report(done: EpochReport) -> None:
            told = done.validation.get("loss", done.train_loss)
            shown.describe(f"Pre-training, epoch {done.epoch}, loss {told:.3f}")
            recorder.metrics({f"pretrain/{name}": value for name, value in done.metrics().items()}, step=done.epoch)

        state, ending = pretrain_network(network, train, validation, settings, report, checkpoint, shown.advance)
    return state, ending, network.state_dict()


def parts(corpus: Corpus, settings: PretrainingSettings) -> tuple[Corpus, Corpus]:
    """What is trained on and what is held back."""
    rows = np.random.default_rng(settings.seed).permutation(np.flatnonzero(corpus.graphs.readable()))
    held = round(settings.validation * len(rows))
    return corpus.take(np.sort(rows[held:])), corpus.take(np.sort(rows[:held]))
