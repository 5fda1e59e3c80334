"""What labels must be like for anything to be learnt from them; each fault is one line that names the remedy."""

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import EQUAL, Labels
from discovery.errors import TrainingError
from discovery.spelling import enumerated
from discovery.target.endpoint import Endpoint, EndpointKind

NO_LABEL = (
    "no compound has a label of what is to be learnt; check target.gene, the columns of data.sources and"
    " what the split leaves to learn from"
)


def check_learnable(labels: Labels) -> None:
    """Raise TrainingError where nothing can be learnt from the labels of n compounds, whatever the model."""
    check_finite(labels)
    if not len(labels.value):
        raise TrainingError(NO_LABEL)
    if len(np.unique(labels.rows())) == 1:
        raise TrainingError("one compound has all the labels there are to learn from; add measured compounds")
    check_endpoints(labels)


def check_endpoints(labels: Labels) -> None:
    """Raise TrainingError where there is no endpoint of which something can be learnt; a potency is named first."""
    columns = np.unique(labels.endpoint)
    endpoints = sorted((labels.endpoints[column] for column in columns), key=lambda one: not one.is_potency)
    faults = [endpoint_fault(one, *labels.of(one.name)[1:3]) for one in endpoints]
    if all(faults):
        others = enumerated([one.name for one in endpoints[1:]])
        raise TrainingError(faults[0] + (f" (nor can anything be learnt of {others})" if others else ""))


def check_finite(labels: Labels) -> None:
    """Raise TrainingError where a label or its weight is no finite number."""
    bad = np.flatnonzero(~np.isfinite(labels.value) | ~np.isfinite(labels.weight))
    if len(bad):
        endpoint = labels.endpoints[labels.endpoint[bad[0]]].name
        row = labels.rows()[bad[0]]
        raise TrainingError(f"{len(bad)} labels are not finite, first {endpoint} of row {row}; ingest the data again")


def endpoint_fault(endpoint: Endpoint, value: NDArray[np.floating], relation: NDArray[np.int8]) -> str:
    """Why nothing can be learnt from the k labels of an endpoint, and what to do about it; empty where it can."""
    reason = process_fault(endpoint, value, relation)
    if reason or np.ptp(value):
        return reason
    return f"all values of {endpoint.name} are {value[0]:.3g}; add compounds that differ"


def process_fault(endpoint: Endpoint, value: NDArray[np.floating], relation: NDArray[np.int8]) -> str:
    """Why no Gaussian process can be fitted to the k labels; one that repeats the same value can be."""
    if not len(value):
        return NO_LABEL
    if endpoint.kind is EndpointKind.classification:
        if np.ptp(value):
            return ""
        if value[0] > 0.5:
            others = "inactive compounds, compounds of other targets, or a table with background=true"
            return f"all labels of {endpoint.name} are active; add {others}"
        return f"all labels of {endpoint.name} are inactive; add active compounds"
    if (relation != EQUAL).all():
        return f"all values of {endpoint.name} are censored, such as > 10 uM; add measured ones"
    return ""
