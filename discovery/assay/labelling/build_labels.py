"""From curated measurements to the labels of every endpoint a model learns."""

import difflib

import numpy as np

from discovery.arrays import offsets_of
from discovery.assay.dataset import AssayDataset
from discovery.assay.labelling.activity_labels import activity_labels, presumed_inactive
from discovery.assay.labelling.labels import Labels
from discovery.assay.labelling.measured import EndpointLabels, Measured, measured
from discovery.assay.labelling.potency_labels import potency_labels
from discovery.errors import SettingsError
from discovery.target.settings import TargetSettings


def build_labels(dataset: AssayDataset, target: TargetSettings) -> Labels:
    """Labels of all compounds of the data set, in the order of its table.

    Raises SettingsError when the data set has no measurement of the target or its family.
    """
    facts = measured(dataset)
    _check_target(facts, target)
    compounds = dataset.compounds["compound"].to_pylist()
    presumed = presumed_inactive(compounds, dataset.compounds["skeleton"].to_pylist(), facts, target)
    parts = [*activity_labels(facts, target, presumed), *potency_labels(facts, target)]
    return _assembled(parts, len(compounds))


def _check_target(facts: Measured, target: TargetSettings) -> None:
    genes = sorted(set(facts.target.tolist()))
    if not set(genes) & set(target.members):
        near = difflib.get_close_matches(target.gene, genes, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; it has: {', '.join(genes[:20])}"
        raise SettingsError(f"target.gene: the data set has no measurement of {target.gene!r} or its family{hint}")


def _assembled(parts: list[EndpointLabels], compounds: int) -> Labels:
    """One CSR structure, the labels of a compound in the order of the endpoints."""
    rows = np.concatenate([part.rows for part in parts])
    endpoint = np.repeat(np.arange(len(parts), dtype=np.int32), [len(part.rows) for part in parts])
    order = np.lexsort((endpoint, rows))
    return Labels(
        tuple(part.endpoint for part in parts),
        offsets_of(np.bincount(rows, minlength=compounds)),
        endpoint[order],
        np.concatenate([part.value for part in parts])[order],
        np.concatenate([part.relation for part in parts])[order],
        np.concatenate([part.weight for part in parts])[order],
        np.concatenate([part.origin for part in parts])[order],
    )
