"""Scoring of one chunk of a library: one row out for every record in."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.bundle.load import load_bundle
from discovery.candidates.schema import Status, scored_schema, spread_column
from discovery.chem.clean import may_skip
from discovery.chem.compound import Problem, is_mol_block, parse
from discovery.chem.molblock import molblock_smiles
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize
from discovery.errors import BundleError
from discovery.models.blend import Blend
from discovery.models.cascade import Cascade
from discovery.models.predictor import Prediction, Predictor
from discovery.screening.library import LibraryChunk
from discovery.screening.settings import EngineSettings

Score = Callable[[LibraryChunk, Collection[int]], pa.Table]
"""Table of a chunk, one row a record; the records at the positions given are rejected unseen."""

CRASHED = Problem("score", "crashed", "The structure killed or hung the process that scored it.")
NO_GRAPH = Problem("score", "no_graph", "The model cannot represent this structure.")
NOT_FINITE = Problem("score", "not_finite", "The model's prediction for this structure is not a number.")
START = 300
"""Characters that are kept of a connection table that cannot be read."""
PROBE = "c1ccccc1"
"""A structure that every model can represent, to see which endpoints it predicts."""


@dataclass(frozen=True)
class Structures:
    """What becomes of the n structures of a chunk before a model sees them."""

    usable: NDArray[np.int64]
    """[m] positions of the structures that a model can be asked about."""
    smiles: list[str]
    """[m] those structures, in the form that the model is to see."""
    problems: dict[int, Problem]
    """Position -> why that structure cannot be used; with `usable`, every position once."""


def load_score(folder: Path, engine: EngineSettings) -> Score:
    """The scoring of chunks by the bundle in a folder; raises BundleError where that cannot be used."""
    bundle = load_bundle(folder)
    predictor = for_engine(bundle.predictor, engine)
    predicted = predicted_endpoints(predictor)
    if not predicted.any():
        raise BundleError(f"{folder} holds a model that predicts none of its endpoints; train it again")
    return partial(score_chunk, predictor, predicted, bundle.manifest.standardize)


def for_engine(predictor: Predictor, engine: EngineSettings) -> Predictor:
    """The predictor with its networks, if any, in the batches and the precision that the engine asks for."""
    # imported here because torch takes seconds, and only the processes that score need it
    from discovery.models.ensemble import NetworkEnsemble

    if isinstance(predictor, Cascade):
        return predictor.with_main(for_engine(predictor.main, engine))
    if isinstance(predictor, Blend):
        return predictor.with_members({name: for_engine(one, engine) for name, one in predictor.members.items()})
    if isinstance(predictor, NetworkEnsemble):
        return NetworkEnsemble(predictor.networks, engine.batch_size, engine.precision)
    return predictor


def predicted_endpoints(predictor: Predictor) -> NDArray[np.bool_]:
    """[E] whether a model predicts each of its endpoints at all: a forest has no trees for one without labels."""
    predicted: NDArray[np.bool_] = np.isfinite(predictor.predict([PROBE]).mean[0])
    return predicted


def score_chunk(
    predictor: Predictor,
    predicted: NDArray[np.bool_],
    settings: StandardizeSettings,
    chunk: LibraryChunk,
    quarantined: Collection[int] = (),
) -> pa.Table:
    """Table of schema `scored_schema` with one row a record of the chunk, in its order.

    A record is judged by the endpoints that the model predicts at all, `predicted` [E]; the others are null. Records at
    the positions `quarantined` are rejected unseen: they are known to kill their process.
    """
    chunk = with_smiles(chunk, settings, quarantined)
    structures = prepare(chunk, settings, quarantined)
    prediction = predictor.predict(structures.smiles)
    whole: NDArray[np.bool_] = np.all(np.isfinite(prediction.mean[:, predicted]), axis=1)
    problems = structures.problems | _unpredicted(structures, prediction, whole, settings)
    names = [endpoint.name for endpoint in predictor.endpoints]
    columns = _row_columns(chunk, structures, problems) | _prediction_columns(
        len(chunk), structures.usable[whole], prediction.mean[whole], prediction.spread[whole], names
    )
    return pa.table(columns, schema=scored_schema(names))


def with_smiles(chunk: LibraryChunk, settings: StandardizeSettings, quarantined: Collection[int] = ()) -> LibraryChunk:
    """The chunk with a SMILES for every connection table that can be read, and the start of every other.

    Connection tables at the positions `quarantined` are not looked into.
    """
    smiles, unreadable = list(chunk.smiles), dict(chunk.unreadable)
    for position, text in enumerate(chunk.smiles):
        if not is_mol_block(text) or position in unreadable:
            continue
        read = CRASHED if position in quarantined else molblock_smiles(text, settings)
        if isinstance(read, Problem):
            unreadable[position] = read
        smiles[position] = text[:START] if isinstance(read, Problem) else read
    return replace(chunk, smiles=smiles, unreadable=unreadable)


def prepare(chunk: LibraryChunk, settings: StandardizeSettings, quarantined: Collection[int] = ()) -> Structures:
    """Structures fit for a model: a text that is clean passes as it is, any other is standardised to its parent."""
    problems = chunk.unreadable | dict.fromkeys(quarantined, CRASHED)
    usable: list[int] = []
    smiles: list[str] = []
    for position, text in enumerate(chunk.smiles):
        if position in problems:
            continue
        structure = _structure(text, settings)
        if isinstance(structure, Problem):
            problems[position] = structure
        else:
            usable.append(position)
            smiles.append(structure)
    return Structures(np.asarray(usable, np.int64), smiles, problems)


def _structure(text: str, settings: StandardizeSettings) -> str | Problem:
    if may_skip(text, settings):
        return text
    compound = standardize(text, settings)
    return compound if isinstance(compound, Problem) else compound.smiles


def _unpredicted(
    structures: Structures, prediction: Prediction, whole: NDArray[np.bool_], settings: StandardizeSettings
) -> dict[int, Problem]:
    """Position -> why the model has no `whole` [m] prediction for a structure that looked usable."""
    problems: dict[int, Problem] = {}
    for asked in np.flatnonzero(prediction.failed).tolist():
        found = parse(structures.smiles[asked], settings)
        problems[int(structures.usable[asked])] = found if isinstance(found, Problem) else NO_GRAPH
    wild = structures.usable[~whole & ~prediction.failed]
    return problems | dict.fromkeys(wild.tolist(), NOT_FINITE)


def _row_columns(chunk: LibraryChunk, structures: Structures, problems: dict[int, Problem]) -> dict[str, pa.Array]:
    found = [problems.get(position) for position in range(len(chunk))]
    smiles: list[str | None] = [None] * len(chunk)
    for position, text in zip(structures.usable.tolist(), structures.smiles, strict=True):
        if position not in problems:
            smiles[position] = text
    return {
        "row": pa.array(chunk.row),
        "line": pa.array(chunk.line),
        "id": pa.array(chunk.id, pa.string()),
        "smiles_in": pa.array(chunk.smiles, pa.string()),
        "smiles": pa.array(smiles, pa.string()),
        "status": pa.array([str(Status.rejected if problem else Status.scored) for problem in found], pa.string()),
        "stage": pa.array([problem and problem.stage for problem in found], pa.string()),
        "code": pa.array([problem and problem.code for problem in found], pa.string()),
        "reason": pa.array([problem and problem.reason for problem in found], pa.string()),
    }


def _prediction_columns(
    size: int,
    position: NDArray[np.int64],
    mean: NDArray[np.float32],
    spread: NDArray[np.float32],
    names: Sequence[str],
) -> dict[str, pa.Array]:
    """Mean and spread columns [size] of the predictions [k, E] at k positions; null elsewhere, and where one is NaN."""
    columns: dict[str, pa.Array] = {}
    for number, name in enumerate(names):
        for column, values in ((name, mean), (spread_column(name), spread)):
            cells = np.full(size, np.nan, np.float32)
            cells[position] = values[:, number]
            columns[column] = pa.array(cells, from_pandas=True)
    return columns
