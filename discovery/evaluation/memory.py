"""What remembering alone can do: every test compound gets the label of the most similar training compound."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.assay.dataset import AssayDataset
from discovery.assay.labelling.activity_labels import activity_labels
from discovery.assay.labelling.labels import EQUAL, MEASURED
from discovery.assay.labelling.measured import EndpointLabels, Measured, measured
from discovery.assay.labelling.potency_labels import potency_labels
from discovery.assay.schema import Quantity, Relation
from discovery.chem.fingerprint import nearest
from discovery.evaluation.metrics import METRICS
from discovery.evaluation.standing import Standing
from discovery.progress import bar
from discovery.target.endpoint import Endpoint, EndpointKind
from discovery.target.settings import TargetSettings

FEWEST = 20
"""Fewest labels in training, and in test, for which an endpoint is judged."""
FEWEST_OF_CLASS = 5
"""Fewest actives, and inactives, among them."""
JUDGED = {EndpointKind.regression: ("rmse", "spearman"), EndpointKind.classification: ("roc_auc",)}

MEMORY = pa.schema(
    [
        ("endpoint", pa.string()),
        ("metric", pa.string()),  # name in METRICS
        ("n", pa.int64()),  # test compounds
        ("value", pa.float64()),  # of the nearest training compound's label; null where not defined
        ("constant", pa.float64()),  # of the training labels' mean for every compound
        ("n_unknown", pa.int64()),  # test compounds without a leak
        ("value_unknown", pa.float64()),  # of these alone; null where they are too few
        ("constant_unknown", pa.float64()),
    ]
)


def memory(dataset: AssayDataset, standing: Standing, bits: NDArray[np.uint8], known: NDArray[np.bool_]) -> pa.Table:
    """MEMORY, most test compounds first: what the 1-nearest-neighbour label scores on each endpoint with enough labels.

    Takes fingerprints [n, bits] of the compounds, and which of the entries [r] are `known`: test compounds of which
    training has the same compound or skeleton, a tautomer or a near duplicate.
    A model that does not clearly beat this has learnt to look up rather than to generalise (Wallach and Heifets 2018,
    doi 10.1021/acs.jcim.7b00403).
    """
    rows: list[dict[str, Any]] = []
    with bar("Memorisation baseline", None) as progress:
        for labels in endpoint_labels(dataset, standing.entry):
            rows += _judged(labels, standing, bits, known)
            progress.advance()
    rows.sort(key=lambda row: -row["n"])
    return pa.Table.from_pylist(rows, schema=MEMORY)


def endpoint_labels(dataset: AssayDataset, entry: NDArray[np.int64]) -> Iterator[EndpointLabels]:
    """Labels of the entries [m] of the measurements: potency and activity on each target, then everything else.

    A measurement without a target is of its assay. These are a model's own labels, without borrowed and presumed ones.
    """
    facts = replace(measured(dataset), compound=entry)
    target = np.where(facts.target == "", np.array(dataset.measurements["assay"].to_pylist(), np.str_), facts.target)
    facts = replace(facts, target=target)
    yield from potency_labels(facts, TargetSettings(gene="", min_labels=2 * FEWEST))
    names, number, counts = np.unique(facts.target, return_inverse=True, return_counts=True)
    of_target = np.split(np.argsort(number, kind="stable"), np.cumsum(counts)[:-1])
    for name, mine in zip(names, of_target, strict=True):
        if len(mine) >= 2 * FEWEST:  # the first endpoint is that of any effect; the others are parts of it
            yield from activity_labels(facts.take(mine), TargetSettings(gene=str(name)), np.zeros(0, np.int64))[:1]
    yield from _linear_labels(dataset, facts)


def _linear_labels(dataset: AssayDataset, facts: Measured) -> Iterator[EndpointLabels]:
    """Means of the exact responses and properties: one endpoint an assay, type, unit and concentration."""
    table = dataset.measurements.append_column("entry", pa.array(facts.compound))
    linear = pc.is_in(table["quantity"], pa.array([Quantity.response, Quantity.property]))
    table = table.filter(pc.and_(linear, pc.equal(table["relation"], Relation.equal)))
    kinds = ["assay", "target", "organism", "standard_type", "unit", "concentration"]
    groups = table.group_by(kinds, use_threads=False).aggregate([("entry", "list"), ("value", "list")])
    for group in groups.to_pylist():
        if len(group["entry_list"]) >= 2 * FEWEST:
            rows, member, count = np.unique(group["entry_list"], return_inverse=True, return_counts=True)
            value = np.bincount(member, weights=group["value_list"]) / count
            words = [str(group[kind]) for kind in kinds if group[kind] not in (None, "")]
            endpoint = Endpoint(" ".join(words), group["target"], EndpointKind.regression, group["unit"])
            exact = np.full(len(rows), EQUAL, np.int8)
            weight, origin = np.ones(len(rows), np.float32), np.full(len(rows), MEASURED, np.int8)
            yield EndpointLabels(endpoint, rows, value.astype(np.float32), exact, weight, origin)


def _judged(
    labels: EndpointLabels, standing: Standing, bits: NDArray[np.uint8], known: NDArray[np.bool_]
) -> Iterable[dict[str, Any]]:
    """Rows of MEMORY for one endpoint; none where its labels are too few."""
    exact = labels.relation == EQUAL
    entry, value = labels.rows[exact], labels.value[exact].astype(np.float64)
    train, test = (np.flatnonzero(np.isin(entry, standing.of(part))) for part in ("train", "test"))
    is_class = labels.endpoint.kind is EndpointKind.classification
    if not (_enough(value[train], is_class) and _enough(value[test], is_class)):
        return
    place, similarity = nearest(bits[standing.compound[entry[test]]], bits[standing.compound[entry[train]]])
    remembered = value[train][place]
    # Of two compounds whose nearest ones are both active, the more similar one is the surer active.
    guess = np.where(remembered > 0, similarity, -similarity) if is_class else remembered
    constant = np.full(len(test), value[train].mean())
    unknown = ~known[entry[test]]
    parts = {"": np.ones(len(test), np.bool_), "_unknown": unknown}
    for name in JUDGED[labels.endpoint.kind]:
        row: dict[str, Any] = {"endpoint": labels.endpoint.name, "metric": name}
        for suffix, chosen in parts.items():
            y = value[test][chosen]
            told = _enough(y, is_class)
            row |= {f"n{suffix}": len(y)}
            row |= {f"value{suffix}": _score(name, y, guess[chosen]) if told else None}
            row |= {f"constant{suffix}": _score(name, y, constant[chosen]) if told else None}
        yield row


def _enough(value: NDArray[np.float64], is_class: bool) -> bool:
    rare = is_class and min((value > 0).sum(), (value == 0).sum()) < FEWEST_OF_CLASS
    return len(value) >= FEWEST and not rare


def _score(metric: str, value: NDArray[np.float64], guess: NDArray[np.float64]) -> float | None:
    score = METRICS[metric](value, guess)
    return None if np.isnan(score) else score
