"""The Gaussian processes of several endpoints: which can be fitted, and their arrays."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.faults import check_finite, process_fault
from discovery.assay.labelling.labels import Labels
from discovery.models.gaussian.blocks import TrainBlocks
from discovery.models.gaussian.process import Known, Process, fit_process
from discovery.models.gaussian.radial import RadialVectors
from discovery.models.settings import KernelSettings
from discovery.target.endpoint import EndpointKind

Processes = dict[int, Process]
"""By the column of their endpoint, which rises."""

OF_ENDPOINT = "process-{:04d}.{}"
"""Name of an array of the process of an endpoint: column and field."""
OF_READOUTS = "readouts.{}"
"""Name of an array of the kernel on predicted readouts of other assays."""
ROWS = re.compile(r"process-(\d+)\.rows")
"""The array that every process has."""


def _known(labels: Labels, column: int, readable: NDArray[np.bool_]) -> Known:
    """The labels of one endpoint on the compounds [n] that are readable."""
    endpoint = labels.endpoints[column]
    rows, value, relation, weight = labels.of(endpoint.name)
    kept = readable[rows]
    is_class = endpoint.kind is EndpointKind.classification
    return Known(rows[kept], value[kept].astype(np.float64), relation[kept], weight[kept].astype(np.float64), is_class)


def learnable(
    labels: Labels, columns: Iterable[int], readable: NDArray[np.bool_]
) -> tuple[dict[int, Known], tuple[str, ...]]:
    """The labels, on the compounds [n] that are readable, of those of the columns of which something can be learnt; and
    why nothing can be of the others.

    Raises TrainingError for a label that is no finite number.
    """
    check_finite(labels)
    known = {column: _known(labels, column, readable) for column in columns}
    reasons = {column: process_fault(labels.endpoints[column], one.value, one.side) for column, one in known.items()}
    kept = {column: one for column, one in known.items() if not reasons[column]}
    return kept, tuple(reason for reason in reasons.values() if reason)


def fit_processes(
    blocks: TrainBlocks, known: Mapping[int, Known], settings: KernelSettings, seed: int
) -> tuple[NDArray[np.int64], Processes]:
    """The rows [m] of the compounds that any process rests on, and a process for each column, its rows counted among
    these.

    Those with most compounds are fitted first, whose kernels the others then share.
    """
    by_size = sorted(known, key=lambda column: (-len(known[column].rows), column))
    fitted = {column: fit_process(blocks, known[column], settings, seed) for column in by_size}
    rests = np.unique(np.concatenate([np.empty(0, np.int64), *(process.rows for process in fitted.values())]))
    renumbered = {column: replace(one, rows=np.searchsorted(rests, one.rows)) for column, one in fitted.items()}
    return rests, dict(sorted(renumbered.items()))


def predicted(processes: Processes, parts: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean and standard deviation [q, p] of the p processes, in their order, from the kernel's parts [k, q, m].

    There is no deviation where all values that an endpoint was learnt from are equal.
    """
    mean, spread = (np.empty((parts.shape[1], len(processes)), np.float32) for _ in range(2))
    for place, process in enumerate(processes.values()):
        mean[:, place], spread[:, place] = process.predict(parts[:, :, process.rows])
    return mean, spread


def states_of(processes: Processes) -> dict[str, NDArray[Any]]:
    """Everything that was fitted, as arrays."""
    state: dict[str, NDArray[Any]] = {}
    for column, process in processes.items():
        numbers = [process.mean, process.scale, process.noise, process.is_class, process.learnt]
        arrays = {"numbers": np.array(numbers, np.float64), "rows": process.rows, "weights": process.weights}
        for name, array in (arrays | {"alpha": process.alpha, "factor": process.factor}).items():
            state[OF_ENDPOINT.format(column, name)] = np.ascontiguousarray(array)
    return state


def processes_of(state: Mapping[str, NDArray[Any]]) -> Processes:
    """What `states_of` wrote, among other arrays."""
    columns = sorted(int(found[1]) for name in state if (found := ROWS.fullmatch(name)))
    return {column: _process(column, state) for column in columns}


def readouts_state(readouts: RadialVectors | None) -> dict[str, NDArray[Any]]:
    """The kernel on predicted readouts as arrays, if there is one."""
    state = readouts.state() if readouts else {}
    return {OF_READOUTS.format(name): array for name, array in state.items()}


def readouts_of(state: Mapping[str, NDArray[Any]]) -> RadialVectors | None:
    """What `readouts_state` wrote, among other arrays."""
    kept = named(state, OF_READOUTS)
    return RadialVectors.from_state(kept) if kept else None


def named(state: Mapping[str, NDArray[Any]], name: str) -> dict[str, NDArray[Any]]:
    """The arrays of which `name` is the name once its gap is filled, by what fills it."""
    begin = name.format("")
    return {key.removeprefix(begin): array for key, array in state.items() if key.startswith(begin)}


def _process(column: int, state: Mapping[str, NDArray[Any]]) -> Process:
    rows, weights, numbers, alpha, factor = (
        state[OF_ENDPOINT.format(column, name)] for name in ("rows", "weights", "numbers", "alpha", "factor")
    )
    mean, scale, noise, is_class, learnt = (float(number) for number in numbers)
    return Process(rows, weights, mean, scale, noise, alpha, factor, bool(is_class), int(learnt))
