"""Labels of primary screens: what one concentration said, apart from what dose-responses say."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.assay.kinds import AssayRole
from discovery.assay.labelling.activity_labels import Verdict, endpoint_labels, isoforms, nothing, verdict
from discovery.assay.labelling.measured import EndpointLabels, Measured
from discovery.target.endpoint import hit_endpoint
from discovery.target.settings import TargetSettings


def hit_labels(
    screens: Measured, assays: pa.Table, target: TargetSettings, presumed: NDArray[np.int64]
) -> list[EndpointLabels]:
    """Labels of the target's hits, and of those of its isoforms, each where there are enough hits.

    `screens` are measurements of primary screens, `assays` is the table ASSAYS. A screen counts for the gene that it
    names, and for every gene of which another assay follows it.
    """
    own = _verdict(screens, assays, (target.gene,), target)
    family = _verdict(screens, assays, tuple(target.family), target)
    found = [endpoint_labels(hit_endpoint(target.gene), own, family, presumed, target)]
    for gene in isoforms(target):
        mine = _verdict(screens, assays, (gene,), target)
        found.append(endpoint_labels(hit_endpoint(gene), mine, nothing(), presumed, target))
    return [labels for labels in found if labels.value.sum() >= target.min_actives]


def about(facts: Measured, assays: pa.Table, genes: tuple[str, ...]) -> NDArray[np.bool_]:
    """[m] measurements of these genes, or of a primary screen that an assay of theirs follows."""
    columns = zip(*(assays[name].to_pylist() for name in ("assay", "target", "follows", "role")), strict=True)
    rows = list(columns)
    followed = {follows for _, gene, follows, _ in rows if gene in genes and follows}
    linked = [row for row, (assay, *_, role) in enumerate(rows) if assay in followed and role == AssayRole.primary]
    return np.asarray(np.isin(facts.target, genes) | np.isin(facts.assay, linked))


def _verdict(screens: Measured, assays: pa.Table, genes: tuple[str, ...], target: TargetSettings) -> Verdict:
    return verdict(screens.keep(about(screens, assays, genes)), None, target.active_above)
