"""From curated measurements to the labels of every endpoint a model learns."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.dataset import AssayDataset
from discovery.assay.kinds import AssayRole
from discovery.assay.labelling.activity_labels import activity_labels, presumed_inactive
from discovery.assay.labelling.faults import endpoint_fault
from discovery.assay.labelling.hit_labels import about, hit_labels
from discovery.assay.labelling.labels import Labels
from discovery.assay.labelling.measured import EndpointLabels, Measured, measured
from discovery.assay.labelling.potency_labels import MIN_MEMBER_LABELS, potency_labels
from discovery.assay.labelling.screen_labels import screen_labels
from discovery.errors import SettingsError
from discovery.spelling import did_you_mean, enumerated
from discovery.target.endpoint import Endpoint
from discovery.target.settings import TargetSettings

Number = TypeVar("Number", bound=np.generic)


def build_labels(dataset: AssayDataset, target: TargetSettings) -> Labels:
    """Labels of all compounds of the data set, in the order of its table.

    Raises SettingsError when the data set has nothing about the target or its family that makes a label.
    """
    return assembled(_parts(dataset, target), dataset.compounds.num_rows)


def learnable_labels(dataset: AssayDataset, target: TargetSettings) -> tuple[Labels, tuple[str, ...]]:
    """The labels of `build_labels` without endpoints of which nothing can be learnt, and a sentence on each of these.

    Where that is every endpoint they all stay: the training says so.
    """
    parts = _parts(dataset, target)
    faults = [endpoint_fault(part.endpoint, part.value, part.relation) for part in parts]
    if all(faults):
        faults = [""] * len(parts)
    kept = [part for part, reason in zip(parts, faults, strict=True) if not reason]
    told = tuple(
        f"{part.endpoint.name} is no endpoint of the model: {reason}."
        for part, reason in zip(parts, faults, strict=True)
        if reason
    )
    return assembled(kept, dataset.compounds.num_rows), told


def _parts(dataset: AssayDataset, target: TargetSettings) -> list[EndpointLabels]:
    facts = measured(dataset)
    _check_target(facts, dataset, target)
    parts = _labels(facts, dataset, target, MIN_MEMBER_LABELS)
    if not any(part.endpoint.target in target.members for part in parts):
        raise SettingsError(
            f"target.gene: what the data set has on {target.gene!r} makes no label: it takes an effect, a potency, the "
            f"hits of a primary screen ({target.min_actives} at least), which data.sources.<name>.hits calls, or its "
            f"numbers ({target.min_screen} compounds at least, target.min_screen)"
        )
    return parts


def labels_of(dataset: AssayDataset, target: TargetSettings, endpoints: Sequence[Endpoint]) -> Labels:
    """Labels for these endpoints, however few, and none that is presumed; compounds as in the data set's table.

    An endpoint that the data set has in another unit has no labels.
    """
    lenient = replace(target, min_labels=1, min_actives=1, min_screen=1, presumed_inactive=0)
    parts = {part.endpoint: part for part in _labels(measured(dataset), dataset, lenient, 1)}
    found = [parts[endpoint] for endpoint in endpoints if endpoint in parts]
    labels = assembled(found, dataset.compounds.num_rows)
    column = {endpoint.name: number for number, endpoint in enumerate(endpoints)}
    renumbered = np.array([column[endpoint.name] for endpoint in labels.endpoints], np.int32)
    return replace(labels, endpoints=tuple(endpoints), endpoint=renumbered[labels.endpoint])


def _labels(facts: Measured, dataset: AssayDataset, target: TargetSettings, fewest: int) -> list[EndpointLabels]:
    """Of each endpoint with enough labels; primary screens and dose-responses make endpoints of their own.

    What disturbs the readout of a counter-screen says nothing of the target.
    """
    table, assays = dataset.compounds, dataset.assays
    family = about(facts, assays, target.members)
    compounds, skeletons = table["compound"].to_pylist(), table["skeleton"].to_pylist()
    presumed = presumed_inactive(compounds, skeletons, facts, family, target)
    screen = facts.role == AssayRole.primary
    confirmed = facts.keep(~screen & ~(family & (facts.role == AssayRole.counter_screen)))
    return [
        *activity_labels(confirmed, target, presumed),
        *hit_labels(facts.keep(screen), assays, target, presumed),
        *screen_labels(facts.keep(screen), assays, target),
        *potency_labels(confirmed, target, fewest),
    ]


def _check_target(facts: Measured, dataset: AssayDataset, target: TargetSettings) -> None:
    if not about(facts, dataset.assays, target.members).any():
        genes = sorted(set(facts.target.tolist()))
        hint = did_you_mean(target.gene, genes, f"; it has: {enumerated(genes)}")
        raise SettingsError(f"target.gene: the data set has no measurement of {target.gene!r} or its family{hint}")


def assembled(parts: list[EndpointLabels], compounds: int) -> Labels:
    """One CSR structure over all compounds, the labels of a compound in the order of the endpoints."""
    sizes = [len(part.rows) for part in parts]
    rows = _joined([part.rows for part in parts], np.int64)
    endpoint = np.repeat(np.arange(len(parts), dtype=np.int32), sizes)
    order = np.lexsort((endpoint, rows))
    return Labels(
        tuple(part.endpoint for part in parts),
        offsets_of(np.bincount(rows, minlength=compounds)),
        endpoint[order],
        _joined([part.value for part in parts], np.float32)[order],
        _joined([part.relation for part in parts], np.int8)[order],
        _joined([part.weight for part in parts], np.float32)[order],
        _joined([part.origin for part in parts], np.int8)[order],
    )


def _joined(arrays: list[NDArray[Number]], kind: type[Number]) -> NDArray[Number]:
    return np.concatenate([np.zeros(0, kind), *arrays])
