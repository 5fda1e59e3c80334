"""Scoring of rows of a library: one row out for every record in."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.bundle.load import load_bundle, load_manifest
from discovery.bundle.manifest import Manifest
from discovery.candidates.schema import FATE, Status, scored_schema, spread_column, stored_scored_schema
from discovery.chem.compound import Problem, parse
from discovery.chem.settings import StandardizeSettings
from discovery.errors import BundleError
from discovery.models.predictor import Inference, OnGraphs, Prediction, Predictor, under
from discovery.models.settings import EmbeddingKind, ForestSettings, KernelSettings, SimilaritySettings
from discovery.screening.library.records import LibraryChunk
from discovery.screening.library.shards import Picked
from discovery.screening.library.structures import (
    CRASHED,
    fate_columns,
    prepare,
    problems_of,
    text_columns,
    with_smiles,
)
from discovery.screening.modules import NETWORKS, SCORING
from discovery.screening.settings import EngineSettings
from discovery.screening.work.parts import Part, part_table, write_part
from discovery.screening.work.task import Job, Preparation, Task
from discovery.training.settings import Device

Score = Callable[[Any, Collection[int]], pa.Table]
"""Table of a chunk or of picked records, one row a record; the records at the positions given are rejected unseen."""

NO_GRAPH = Problem("score", "no_graph", "The model cannot represent this structure.")
NOT_FINITE = Problem("score", "not_finite", "The model's prediction for this structure is not a number.")
PROBE = "c1ccccc1"
"""A structure that every model can represent, to see which endpoints it predicts."""


@dataclass(frozen=True)
class Scorer:
    """A model made ready to score."""

    predictor: Predictor
    predicted: NDArray[np.bool_]
    """[E] whether it predicts each of its endpoints at all; a row is judged by these, the others are null."""
    standardize: StandardizeSettings
    kept: Sequence[str]
    """Endpoints whose columns are written, some of its own."""

    def __call__(self, rows: LibraryChunk | Picked, quarantined: Collection[int] = ()) -> pa.Table:
        """Table with one row a record, in its order; schema `scored_schema`, of stored ones `stored_scored_schema`.

        Records at the positions `quarantined` are rejected unseen: they are known to kill their process.
        """
        return self._picked(rows, quarantined) if isinstance(rows, Picked) else self._chunk(rows, quarantined)

    def _chunk(self, chunk: LibraryChunk, quarantined: Collection[int]) -> pa.Table:
        chunk = with_smiles(chunk, self.standardize, quarantined)
        structures = prepare(chunk, self.standardize, quarantined)
        prediction = self.predictor.predict(structures.smiles)
        problems = structures.problems | self._unpredicted(structures.usable, prediction)
        for asked in np.flatnonzero(prediction.failed).tolist():  # a text that looked usable may be none
            found = parse(structures.smiles[asked], self.standardize)
            if isinstance(found, Problem):
                problems[int(structures.usable[asked])] = found
        columns = text_columns(chunk, structures, problems) | self._columns(
            len(chunk), structures.usable, prediction, problems
        )
        return pa.table(columns, schema=scored_schema(self.kept))

    def _picked(self, picked: Picked, quarantined: Collection[int]) -> pa.Table:
        problems = dict.fromkeys(quarantined, CRASHED) | problems_of(picked.table(FATE.names))
        usable = np.delete(np.arange(len(picked)), list(problems))
        prediction = self._of_records(replace(picked, places=picked.places[usable]))
        problems |= self._unpredicted(usable, prediction)
        columns = {"row": pa.array(picked.row)} | self._columns(len(picked), usable, prediction, problems)
        return pa.table(columns, schema=stored_scored_schema(self.kept))

    def _of_records(self, picked: Picked) -> Prediction:
        if isinstance(self.predictor, OnGraphs):
            return self.predictor.predict_graphs(picked.graphs())
        return self.predictor.predict(picked.table(["smiles"])["smiles"].to_pylist())

    def _whole(self, prediction: Prediction) -> NDArray[np.bool_]:
        """[m] which of the structures asked about have a prediction."""
        whole: NDArray[np.bool_] = np.all(np.isfinite(prediction.mean[:, self.predicted]), axis=1)
        return whole

    def _unpredicted(self, usable: NDArray[np.int64], prediction: Prediction) -> dict[int, Problem]:
        """Position -> why the model has no prediction for a structure; `usable` [m] are their positions."""
        wild = usable[~self._whole(prediction) & ~prediction.failed]
        return dict.fromkeys(wild.tolist(), NOT_FINITE) | dict.fromkeys(usable[prediction.failed].tolist(), NO_GRAPH)

    def _columns(
        self, size: int, usable: NDArray[np.int64], prediction: Prediction, problems: dict[int, Problem]
    ) -> dict[str, pa.Array]:
        """Columns STATUS and mean and spread of n rows, of which the model was asked about the `usable` [m]."""
        rejected = np.zeros(size, np.bool_)
        rejected[list(problems)] = True
        status = pa.array([str(Status.scored), str(Status.rejected)]).take(pa.array(rejected.astype(np.int8)))
        columns = {"status": status} | fate_columns(size, problems)
        whole = self._whole(prediction)
        names = [endpoint.name for endpoint in self.predictor.endpoints]
        for name in self.kept:
            for column, values in ((name, prediction.mean), (spread_column(name), prediction.spread)):
                cells = np.full(size, np.nan, np.float32)
                cells[usable[whole]] = values[whole, names.index(name)]
                columns[column] = pa.array(cells, from_pandas=True)
        return columns


def by_bundle(folder: Path, engine: EngineSettings) -> Preparation:
    """How processes get ready to score by the bundle in a folder; raises BundleError where that cannot be read."""
    model = load_manifest(folder).model
    fingerprints_alone = isinstance(model, KernelSettings) and model.embedding is EmbeddingKind.none
    modules = SCORING if fingerprints_alone or isinstance(model, ForestSettings | SimilaritySettings) else NETWORKS
    return Preparation(partial(load_scoring, folder.absolute(), engine), modules)


def load_scorer(folder: Path, engine: EngineSettings) -> Scorer:
    """The scoring by the bundle in a folder; raises BundleError where that cannot be used."""
    inference = inference_of(engine)
    bundle = load_bundle(folder)
    predictor = under(bundle.predictor, inference)
    names = [endpoint.name for endpoint in predictor.endpoints]
    return ready(predictor, bundle.manifest, names, folder)


def ready(predictor: Predictor, manifest: Manifest, kept: Sequence[str], folder: Path) -> Scorer:
    """The scoring by a model of a bundle; raises BundleError, naming its folder, where it predicts nothing."""
    predicted = predicted_endpoints(predictor)
    if not predicted.any():
        raise BundleError(f"{folder} holds a model that predicts none of its endpoints; train it again")
    return Scorer(predictor, predicted, manifest.standardize, kept)


def load_scoring(folder: Path, engine: EngineSettings) -> Job:
    """The job that scores chunks and picked records by that bundle."""
    return partial(scored_part, load_scorer(folder, engine))


def scored_part(score: Score, task: Task) -> Part:
    """Score what a task is about, and write it."""
    table = score(task.rows, task.quarantined)
    fates = Counter(table["status"].to_pylist())
    part = Part(task.name, task.size, fates[Status.scored], fates[Status.rejected])
    return write_part(part, task.folder, {".parquet": part_table(table)})


def inference_of(engine: EngineSettings) -> Inference:
    """How networks go through molecules; raises SettingsError where that is on a GPU and there is none."""
    if engine.device is Device.cpu:
        return Inference(engine.batch_size, engine.precision)
    from discovery.training.device import pick_device  # torch takes seconds, and not every process has networks

    return Inference(engine.batch_size, engine.precision, pick_device(engine.device, "engine").type)


def predicted_endpoints(predictor: Predictor) -> NDArray[np.bool_]:
    """[E] whether a model predicts each of its endpoints at all: a forest has no trees for one without labels."""
    predicted: NDArray[np.bool_] = np.isfinite(predictor.predict([PROBE]).mean[0])
    return predicted
