"""Labels of everything a data set holds, whatever the target: what an encoder is pre-trained on."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from discovery.assay.dataset import AssayDataset
from discovery.assay.kinds import AssayRole
from discovery.assay.labelling.activity_labels import verdict
from discovery.assay.labelling.build_labels import assembled
from discovery.assay.labelling.labels import ABOVE, EQUAL, MEASURED, Labels
from discovery.assay.labelling.measured import EndpointLabels, Measured, measured
from discovery.assay.labelling.potency_labels import potencies_by_gene
from discovery.target.endpoint import activity_endpoint


def collection_labels(dataset: AssayDataset, fewest: int, active_above: float, bin_width: float = 0.0) -> Labels:
    """Potency and activity of every target with at least `fewest` compounds; compounds as in the data set's table.

    An activity endpoint also takes an active and an inactive that were measured; nothing is presumed here. `bin_width`
    is for collections that list potencies in bins: a lower bound then stands for the middle of the bin above it, so
    that `> 7` in bins of 1 counts as 7.5. Counter-screens say nothing of a target and are left out.
    """
    facts = measured(dataset)
    facts = facts.keep(facts.role != AssayRole.counter_screen)
    potencies = [_binned(labels, bin_width) for labels in potencies_by_gene(facts, fewest)]
    activities = [labels for mine in _by_gene(facts) if (labels := _activity(mine, fewest, active_above))]
    return assembled([*potencies, *activities], dataset.compounds.num_rows)


def _binned(labels: EndpointLabels, width: float) -> EndpointLabels:
    bound = (labels.relation == ABOVE) & (width > 0)
    value = np.where(bound, labels.value + np.float32(width / 2), labels.value)
    return replace(labels, value=value, relation=np.where(bound, EQUAL, labels.relation).astype(np.int8))


def _by_gene(facts: Measured) -> list[Measured]:
    order = np.argsort(facts.target, kind="stable")
    starts = np.flatnonzero(facts.target[order][1:] != facts.target[order][:-1]) + 1
    return [facts.take(rows) for rows in np.split(order, starts) if len(rows)]


def _activity(facts: Measured, fewest: int, active_above: float) -> EndpointLabels | None:
    found = verdict(facts, None, active_above)
    if len(found.rows) < fewest or found.positive.all() or not found.positive.any():
        return None
    endpoint = activity_endpoint(str(facts.target[0]))
    ones = np.ones(len(found.rows), np.int8)
    value = found.positive.astype(np.float32)
    return EndpointLabels(
        endpoint, found.rows, value, ones * np.int8(EQUAL), ones.astype(np.float32), ones * np.int8(MEASURED)
    )


def actives(labels: Labels, active_above: float) -> tuple[NDArray[np.int64], NDArray[np.int32], tuple[str, ...]]:
    """Pairs of a compound and a target on which it acts: rows [k], numbers [k] of the targets, and the targets."""
    targets = tuple(dict.fromkeys(endpoint.target for endpoint in labels.endpoints))
    number = {target: place for place, target in enumerate(targets)}
    of_endpoint = np.array([number[endpoint.target] for endpoint in labels.endpoints], np.int64)
    potency = np.array([endpoint.is_potency for endpoint in labels.endpoints], np.bool_)[labels.endpoint]
    acts = np.where(potency, (labels.relation >= EQUAL) & (labels.value >= active_above), labels.value > 0.5)
    pairs = np.unique(labels.rows()[acts] * len(targets) + of_endpoint[labels.endpoint[acts]])
    return pairs // max(len(targets), 1), (pairs % max(len(targets), 1)).astype(np.int32), targets
