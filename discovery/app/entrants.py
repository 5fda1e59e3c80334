"""What a comparison is held on, checked before anything is fitted: models, endpoints and folds."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from discovery.app.nearest import suggestion
from discovery.app.places import options
from discovery.app.settings import CompareSettings
from discovery.assay.dataset import AssayDataset
from discovery.assay.labelling.build_labels import build_labels
from discovery.assay.labelling.context import endpoint_context
from discovery.assay.labelling.labels import Labels
from discovery.assay.splits.folds import Fold, each_method, folds_of
from discovery.assay.splits.from_dataset import pool_of
from discovery.assay.splits.pool import Pool
from discovery.errors import InputError, SettingsError, TrainingError
from discovery.evaluation.duel import RESULTS
from discovery.evaluation.evaluate import measured
from discovery.evaluation.foreknown import account, sentence
from discovery.models.pretrained import Pretrained
from discovery.models.required import required
from discovery.models.settings import KINDS, ModelSettings
from discovery.target.endpoint import Endpoint, EndpointKind
from discovery.training.fit_model import LabelledCompounds

BASELINES = tuple(name for name in ("kernel", "forest", "similarity") if name in KINDS)
"""Models that every comparison has, beside the mean of the training labels."""
MEAN = "mean"
"""Name of the predictor that knows nothing but the training labels."""
TABLE = "compare.parquet"
FEWEST = 2
"""Test compounds with a label, on average over the folds, that an endpoint takes; of each class where there are two."""


@dataclass(frozen=True)
class Entry:
    """All that is fitted and judged."""

    models: Mapping[str, ModelSettings]
    """The wanted ones first; the mean of training is not among them."""
    data: LabelledCompounds
    endpoints: tuple[Endpoint, ...]
    """Those that are judged."""
    folds: tuple[Fold, ...]
    notes: tuple[str, ...]
    """What a person should know, in sentences."""
    encoders: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """Of each model with a pre-trained encoder: how many of the compounds that are tested it has learnt a label of, as
    `evaluation.foreknown` counts them."""


def entry(settings: CompareSettings, dataset: AssayDataset) -> Entry:
    """Models, labels and folds; raises a DiscoveryError in one line where they cannot be compared."""
    if not dataset.compounds.num_rows:
        raise TrainingError(f"{settings.dataset} holds no compound: see its rejected.csv")
    models = contestants(settings)
    encoders = {name: required(model, f"models.{name}") for name, model in models.items()}
    smiles, skeletons = (dataset.compounds[name].to_pylist() for name in ("smiles", "skeleton"))
    labels = build_labels(dataset, settings.target)
    endpoints, notes = judged_endpoints(labels, settings)
    counted = np.zeros(len(labels), np.bool_)
    for endpoint in endpoints:
        counted[measured(labels, endpoint.name)[0]] = True
    pool = pool_of(dataset)
    with _naming_splits(settings):
        folds = _folds(pool, counted, settings)
        for fold in folds:
            check_fold(fold, labels, endpoints)
    context = endpoint_context(dataset.proteins, dataset.assays, labels.endpoints, settings.target)
    known = foreknown(encoders, skeletons, folds)
    notes += tuple(f"{name}: {sentence(told['files'], told['test'])}" for name, told in known.items())
    return Entry(models, LabelledCompounds(smiles, skeletons, labels, context), endpoints, folds, notes, known)


def _folds(pool: Pool, counted: NDArray[np.bool_], settings: CompareSettings) -> tuple[Fold, ...]:
    """Those of each method."""
    wanted = settings.folds, settings.repeats, settings.validation
    methods = each_method(settings.split, settings.splits)
    return tuple(fold for method in methods for fold in folds_of(pool, counted, method, *wanted))


@contextmanager
def _naming_splits(settings: CompareSettings) -> Iterator[None]:
    """Errors of a division name the setting that it comes from."""
    try:
        yield
    except (SettingsError, InputError) as problem:
        if not settings.splits:
            raise
        told = str(problem).replace("another split.method", "others in splits").replace("split.method", "splits")
        raise type(problem)(told) from problem


def foreknown(
    encoders: Mapping[str, Sequence[Pretrained]], skeletons: Sequence[str], folds: Sequence[Fold]
) -> dict[str, dict[str, Any]]:
    """The account of each model that has an encoder, by name; every compound that a fold tests counts once."""
    parts = {
        name: [skeletons[row] for row in np.unique(np.concatenate([getattr(fold, part) for fold in folds]))]
        for name, part in (("test", "test"), ("training", "train"))
    }
    return {name: account(found, parts) for name, found in encoders.items() if found}


def contestants(settings: CompareSettings) -> dict[str, ModelSettings]:
    """The models that are named and, behind them, those baselines that are not."""
    if not settings.models:
        names = ", ".join(options("model"))
        raise SettingsError(f"models must be given: models=[<name>,...] of {names}; the baselines join by themselves")
    for name, model in settings.models.items():
        if name == MEAN or (name in BASELINES and type(model) is not KINDS[name]):
            raise SettingsError(f"models.{name}: this is the name of a baseline; give the model another")
    named = {type(model) for model in settings.models.values()}
    return settings.models | {name: KINDS[name]() for name in BASELINES if KINDS[name] not in named}


def judged_endpoints(labels: Labels, settings: CompareSettings) -> tuple[tuple[Endpoint, ...], tuple[str, ...]]:
    """The endpoints that are named, or those of the target that have labels enough, and what is said of the others."""
    known = {endpoint.name: endpoint for endpoint in labels.endpoints}
    for name in settings.endpoints:
        if name not in known:
            raise SettingsError(f"endpoints: the data set makes no endpoint {name}; {suggestion(name, known)}")
        if reason := fault(labels, known[name], settings.folds):
            raise InputError(f"endpoints: {name} cannot be compared: {reason}")
    if settings.endpoints:
        return tuple(known[name] for name in dict.fromkeys(settings.endpoints)), ()
    own = [endpoint for endpoint in labels.endpoints if endpoint.target == settings.target.gene]
    faults = {endpoint.name: readout(endpoint) or fault(labels, endpoint, settings.folds) for endpoint in own}
    usable = tuple(endpoint for endpoint in own if not faults[endpoint.name])
    notes = tuple(f"{name} is not compared: {reason}." for name, reason in faults.items() if reason)
    if not usable:
        raise InputError(
            " ".join(notes)
            or f"no endpoint is of {settings.target.gene} itself; name others: endpoints=[...], {suggestion('', known)}"
        )
    return usable, notes


def readout(endpoint: Endpoint) -> str:
    """Why an endpoint is not compared unless it is named; empty where it is."""
    if endpoint.kind is EndpointKind.classification or endpoint.is_potency:
        return ""
    return f"it is the readout of a screen ({endpoint.unit}) and no potency; endpoints=[{endpoint.name}] compares it"


def fault(labels: Labels, endpoint: Endpoint, folds: int) -> str:
    """Why an endpoint cannot be compared in so many folds; empty where it can."""
    _, y = measured(labels, endpoint.name)
    least = FEWEST * folds
    if endpoint.kind is EndpointKind.classification:
        actives = int((y > 0).sum())
        if min(actives, len(y) - actives) < least:
            return (
                f"{actives} actives and {len(y) - actives} inactives are measured, and {folds} folds take {least} of"
                " each; lower folds or add data"
            )
        return ""
    if len(y) < least:
        return f"{len(y)} compounds have an exact value, and {folds} folds take {least}; lower folds or add data"
    if np.ptp(y) == 0:
        return f"all {len(y)} values are {y[0]:g}, so that there is nothing to predict; see the data report"
    return ""


def check_fold(fold: Fold, labels: Labels, endpoints: Sequence[Endpoint]) -> None:
    """Raises InputError where a fold leaves nothing to learn from, or a fixed test part nothing to judge by."""
    learnt = np.union1d(fold.train, fold.validation)
    for endpoint in endpoints:
        rows, y = measured(labels, endpoint.name)
        where = f"split.method={fold.method.name}: {endpoint.name}"
        if not np.isin(rows, learnt).any():
            raise InputError(f"{where} has no label to learn from in a fold; choose another split.method")
        in_test = y[np.isin(rows, fold.test)]
        if fold.fixed and (len(in_test) < FEWEST or np.ptp(in_test) == 0):
            raise InputError(
                f"{where} has {len(in_test)} labels in the test part, which cannot be told apart; choose another"
                " split.method or other endpoints"
            )


def earlier_results(settings: CompareSettings, name: str, endpoints: Sequence[Endpoint]) -> pa.Table | None:
    """RESULTS of earlier comparisons; None where none is named.

    Raises a DiscoveryError where a folder holds none, or one of the same endpoints of a data set of the same `name`.
    """
    seen = {(name, endpoint.name): Path("this comparison") for endpoint in endpoints}
    tables = []
    for folder in settings.earlier:
        file = folder / TABLE
        if not file.is_file():
            raise SettingsError(f"earlier: {folder} has no {TABLE}: name folders that discovery compare has written")
        try:
            table = pq.read_table(file)
        except (pa.ArrowException, OSError) as problem:
            raise InputError(f"earlier: {file} cannot be read ({problem}): compare again") from problem
        if table.schema.names != RESULTS.names:
            raise InputError(f"earlier: {file} is of another version of this program; compare again")
        for one in set(zip(table["dataset"].to_pylist(), table["endpoint"].to_pylist(), strict=True)):
            if one in seen:
                raise SettingsError(f"earlier: {folder} has {one[1]} of {one[0]}, as has {seen[one]}; name only one")
            seen[one] = folder
        tables.append(table)
    return pa.concat_tables(tables) if tables else None


def judged_rows(fold: Fold, labels: Labels, endpoint: Endpoint) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Rows and values by which an endpoint is judged in a fold."""
    rows, y = measured(labels, endpoint.name)
    mine = np.isin(rows, fold.test)
    return rows[mine], y[mine].astype(np.float64)
