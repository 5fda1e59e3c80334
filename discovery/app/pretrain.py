"""`discovery pretrain`: a curated folder and unlabelled molecules -> an encoder."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discovery.app.compose import as_yaml
from discovery.app.settings import PretrainSettings
from discovery.app.unlabelled import Unlabelled, unlabelled
from discovery.app.withheld import Withheld, withheld
from discovery.assay.dataset import AssayDataset, load_dataset
from discovery.assay.labelling.collection_labels import collection_labels
from discovery.assay.labelling.labels import Labels
from discovery.errors import SettingsError, TrainingError
from discovery.models.pretrained import key_of, pretrained_bytes
from discovery.models.settings import NetworkSettings
from discovery.tracking.inputs import recorded_dataset
from discovery.tracking.plain import plain
from discovery.tracking.provenance import versions
from discovery.tracking.run import recorded
from discovery.training.checkpoint import write_whole
from discovery.training.device import pick_device
from discovery.training.pretraining.corpus import Corpus, make_corpus
from discovery.training.pretraining.descriptors import forget_descriptors
from discovery.training.pretraining.fit import pretrain_encoder
from discovery.training.recorder import Recorder
from discovery.training.state import TrainingState

ENCODER, CARD, CHECKPOINT = "encoder.safetensors", "card.json", "checkpoint.safetensors"
EXPERIMENT = "pretraining"


def pretrain(settings: PretrainSettings) -> None:
    """Train the encoder and write it, with its card, to `settings.out`."""
    if not isinstance(settings.model, NetworkSettings):
        raise SettingsError("model: only a graph network has an encoder; choose dmpnn, gine or gps")
    if settings.model.encoder is not None:
        raise SettingsError("model.encoder: pre-training goes on from no other encoder; leave it out")
    pick_device(settings.pretraining.device, "pretraining")
    with recorded(settings.tracking, EXPERIMENT, "pretrain", settings, as_yaml(settings)) as recorder:
        train_encoder(settings, settings.model, recorder)


@dataclass(frozen=True)
class Material:
    """What an encoder learns from."""

    dataset: AssayDataset
    labels: Labels
    hidden: Withheld
    free: Unlabelled
    corpus: Corpus


def train_encoder(settings: PretrainSettings, model: NetworkSettings, recorder: Recorder) -> None:
    """The encoder, saved and recorded."""
    material, checkpoint = material_of(settings), settings.out / CHECKPOINT
    dataset = material.dataset
    state, ending, encoder = pretrain_encoder(model, material.corpus, settings.pretraining, recorder, checkpoint)
    card = card_of(settings, model, material, state) | {"ending": ending.value}
    learnt = learnt_keys(dataset, material.labels)
    write_whole(settings.out / ENCODER, pretrained_bytes(model, encoder, learnt, card))
    write_whole(settings.out / CARD, (json.dumps(card, indent=2) + "\n").encode())
    checkpoint.unlink()
    forget_descriptors(settings.out)
    print(summary(card, settings.out))
    recorder.dataset(recorded_dataset(dataset.card, settings.dataset), "pretraining")
    recorder.artifact(settings.out, "encoder")


def material_of(settings: PretrainSettings) -> Material:
    """The data set's labels, but those that are withheld, and the molecules without any."""
    dataset, fit = load_dataset(settings.dataset), settings.pretraining
    hidden = withheld(dataset.compounds["skeleton"].to_pylist(), settings.withheld)
    labels = collection(dataset, hidden.rows, settings)
    free = unlabelled(settings.library, settings.unlabelled)
    smiles = [*dataset.compounds["smiles"].to_pylist(), *free.smiles]
    return Material(
        dataset, labels, hidden, free, make_corpus(smiles, labels, fit.active_above, fit.workers, settings.out)
    )


def collection(dataset: AssayDataset, hidden: NDArray[np.bool_], settings: PretrainSettings) -> Labels:
    """All labels but those of hidden compounds; raises TrainingError where none is left."""
    fit = settings.pretraining
    labels = collection_labels(dataset, fit.min_labels, fit.active_above, fit.bin_width)
    labels = labels.keep(~hidden[labels.rows()])
    if not len(labels.value):
        raise TrainingError(
            f"{settings.dataset} has no target with pretraining.min_labels={fit.min_labels} labelled compounds that are"
            " not withheld; lower it or add data"
        )
    return labels


def learnt_keys(dataset: AssayDataset, labels: Labels) -> NDArray[np.uint64]:
    """Keys of the compounds that have a label."""
    rows = np.flatnonzero(np.diff(labels.offsets))
    skeletons = dataset.compounds["skeleton"].take(rows).to_pylist()
    return np.unique(np.array([key_of(skeleton) for skeleton in skeletons], np.uint64))


def card_of(
    settings: PretrainSettings, model: NetworkSettings, material: Material, state: TrainingState
) -> dict[str, Any]:
    """What the encoder is and learnt from, as JSON values."""
    dataset, labels, free, corpus = material.dataset, material.labels, material.free, material.corpus
    best, labelled = state.history[state.best_epoch - 1], int((np.diff(labels.offsets) > 0).sum())
    return {
        "model": plain(model),
        "pretraining": plain(settings.pretraining),
        "dataset": {"name": dataset.card["settings"]["data"]["name"], "content_hash": dataset.card["content_hash"]},
        "compounds": {
            "labelled": labelled,
            "without_labels": len(corpus) - labelled,
            "unreadable": int((~corpus.graphs.readable()).sum()),
        },
        "labels": len(labels.value),
        "endpoints": len(np.unique(labels.endpoint)),
        "descriptors": corpus.described,
        "library": free.about,
        "withheld": [about | {"compounds_of_the_data_set": count} for about, count in material.hidden.lists],
        "best_epoch": state.best_epoch,
        "validation": best.validation,
        "molecules_per_second": round(float(np.median([one.compounds_per_second for one in state.history]))),
        "versions": versions(),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def summary(card: dict[str, Any], out: Path) -> str:
    """What was learnt from what, in a few lines."""
    compounds, parts = card["compounds"], card["validation"]
    told = ", ".join(f"{name} {value:.3f}" for name, value in parts.items())
    return "\n".join(
        [
            f"encoder: {compounds['labelled']:,} compounds with {card['labels']:,} labels of {card['endpoints']:,}"
            f" endpoints, {compounds['without_labels']:,} molecules without",
            f"  {card['ending']}, best epoch {card['best_epoch']}",
            f"  losses on molecules held back: {told or 'none were'}",
            f"  {card['molecules_per_second']:,} molecules a second",
            f"  in {out / ENCODER}",
        ]
    )
