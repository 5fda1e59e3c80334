"""Regression labels: one potency a compound and gene."""

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.measured import EndpointLabels, Measured
from discovery.assay.labelling.pooled_labels import pooled_labels
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
    labels = [(_of_gene(facts, rows[gene], gene), least) for gene, least in wanted if gene in rows]
    return [mine for mine, least in labels if len(mine.rows) >= least]


def potencies_by_gene(facts: Measured, fewest: int) -> list[EndpointLabels]:
    """Labels of every gene with at least `fewest` potencies, by name."""
    labels = [_of_gene(facts, rows, gene) for gene, rows in _rows_by_gene(facts).items()]
    return [mine for mine in labels if len(mine.rows) >= fewest]


def _rows_by_gene(facts: Measured) -> dict[str, NDArray[np.int64]]:
    """Gene -> rows of its potencies; the genes by name."""
    potencies = np.flatnonzero((facts.quantity == Quantity.potency) & np.isfinite(facts.value))
    genes, gene = np.unique(facts.target[potencies], return_inverse=True)
    order = potencies[np.argsort(gene, kind="stable")]
    starts = np.cumsum(np.bincount(gene, minlength=len(genes)))[:-1]
    return dict(zip(genes.tolist(), np.split(order, starts), strict=False))


def _of_gene(facts: Measured, rows: NDArray[np.int64], gene: str) -> EndpointLabels:
    return pooled_labels(potency_endpoint(gene), facts.take(rows))
