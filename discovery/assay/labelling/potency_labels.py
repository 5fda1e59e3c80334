"""Regression labels: one potency a compound and gene."""

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL, MEASURED
from discovery.assay.labelling.measured import EndpointLabels, Measured
from discovery.assay.schema import Quantity
from discovery.target.endpoint import potency_endpoint
from discovery.target.settings import TargetSettings

MIN_MEMBER_LABELS = 10
"""Fewest compounds with a potency for which the target or a member of its family becomes a regression endpoint."""


def potency_labels(facts: Measured, target: TargetSettings, fewest: int = MIN_MEMBER_LABELS) -> list[EndpointLabels]:
    """Labels of every gene with enough potencies: the target, its family, then the others by name.

    `fewest` compounds make an endpoint of a member of the family, `target.min_labels` of any other gene.
    """
    rows = _rows_by_gene(facts)
    others = sorted(set(rows) - set(target.members))
    wanted = [(gene, fewest) for gene in target.members] + [(gene, target.min_labels) for gene in others]
    labels = [(_gene_labels(facts.take(rows[gene]), gene), least) for gene, least in wanted if gene in rows]
    return [mine for mine, least in labels if len(mine.rows) >= least]


def potencies_by_gene(facts: Measured, fewest: int) -> list[EndpointLabels]:
    """Labels of every gene with at least `fewest` potencies, by name."""
    labels = [_gene_labels(facts.take(rows), gene) for gene, rows in _rows_by_gene(facts).items()]
    return [mine for mine in labels if len(mine.rows) >= fewest]


def _rows_by_gene(facts: Measured) -> dict[str, NDArray[np.int64]]:
    """Gene -> rows of its potencies; the genes by name."""
    potencies = np.flatnonzero((facts.quantity == Quantity.potency) & np.isfinite(facts.value))
    genes, gene = np.unique(facts.target[potencies], return_inverse=True)
    order = potencies[np.argsort(gene, kind="stable")]
    starts = np.cumsum(np.bincount(gene, minlength=len(genes)))[:-1]
    return dict(zip(genes.tolist(), np.split(order, starts), strict=False))


def _gene_labels(potencies: Measured, gene: str) -> EndpointLabels:
    rows, member = np.unique(potencies.compound, return_inverse=True)
    value, relation = _pooled(potencies.value, potencies.relation, member, len(rows))
    weight = np.ones(len(rows), np.float32)
    origin = np.full(len(rows), MEASURED, np.int8)
    return EndpointLabels(potency_endpoint(gene), rows, value.astype(np.float32), relation, weight, origin)


def _pooled(
    value: NDArray[np.float64], relation: NDArray[np.int8], member: NDArray[np.int64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """One value [count] and relation [count] a compound, from m potencies on the pX scale.

    The mean of the exact ones; without any, the highest lower bound; without that either, the lowest upper bound.
    """
    exact, above, below = relation == EQUAL, relation == ABOVE, relation == BELOW
    number = np.bincount(member[exact], minlength=count)
    total = np.bincount(member[exact], weights=value[exact], minlength=count)
    lower, upper = np.full(count, -np.inf), np.full(count, np.inf)
    np.maximum.at(lower, member[above], value[above])
    np.minimum.at(upper, member[below], value[below])
    bound = np.where(np.isfinite(lower), lower, upper)
    side = np.where(np.isfinite(lower), ABOVE, BELOW)
    pooled = np.where(number > 0, total / np.maximum(number, 1), bound)
    return pooled, np.where(number > 0, EQUAL, side).astype(np.int8)
