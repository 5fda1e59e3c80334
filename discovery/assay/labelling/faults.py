"""What labels must be like for anything to be learnt from them; each fault is one line that names the remedy."""

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import EQUAL, Labels
from discovery.errors import TrainingError
from discovery.target.endpoint import Endpoint, EndpointKind

NO_LABEL = "no compound has a label of what is to be learnt; check target.gene and the columns of data.sources"
NAMED = 5
"""Endpoints that are named at most."""


def check_learnable(labels: Labels) -> None:
    """Raise TrainingError where nothing can be learnt from the labels of n compounds, whatever the model."""
    check_finite(labels)
    if not len(labels.value):
        raise TrainingError(NO_LABEL)
    if len(np.unique(labels.rows())) == 1:
        raise TrainingError("one compound has all the labels there are to learn from; add measured compounds")
    check_endpoints(labels)


def check_endpoints(labels: Labels) -> None:
    """Raise TrainingError where there is no endpoint of which something can be learnt."""
    faults = faults_of(labels)
    if len(faults) == len(np.unique(labels.endpoint)):
        first, *others = sorted(faults, key=lambda column: labels.endpoints[column].kind is not EndpointKind.regression)
        named = ", ".join(labels.endpoints[column].name for column in others[:NAMED])
        named += ", ..." if len(others) > NAMED else ""
        raise TrainingError(faults[first] + (f" (nor can anything be learnt of {named})" if named else ""))


def faults_of(labels: Labels) -> dict[int, str]:
    """By the column of each endpoint with labels of which nothing can be learnt: why, and what to do about it."""
    found = {}
    for column in np.unique(labels.endpoint).tolist():
        endpoint, mine = labels.endpoints[column], labels.endpoint == column
        value = labels.value[mine]
        if reason := endpoint_fault(endpoint, value, labels.relation[mine]):
            found[column] = reason
        elif not np.ptp(value):
            found[column] = f"all values of {endpoint.name} are {value[0]:.3g}; add compounds that differ"
    return found


def check_finite(labels: Labels) -> None:
    """Raise TrainingError where a label or its weight is no finite number."""
    bad = np.flatnonzero(~np.isfinite(labels.value) | ~np.isfinite(labels.weight))
    if len(bad):
        endpoint = labels.endpoints[labels.endpoint[bad[0]]].name
        row = labels.rows()[bad[0]]
        raise TrainingError(f"{len(bad)} labels are not finite, first {endpoint} of row {row}; ingest the data again")


def endpoint_fault(endpoint: Endpoint, value: NDArray[np.floating], relation: NDArray[np.int8]) -> str:
    """Why no process can be fitted to the k labels of an endpoint, and what to do about it; empty where one can."""
    if not len(value):
        return NO_LABEL
    if endpoint.kind is EndpointKind.classification:
        if np.ptp(value):
            return ""
        word = "active" if value[0] > 0.5 else "inactive"
        return f"all labels of {endpoint.name} are {word}; add the other class or raise target.presumed_inactive"
    if (relation != EQUAL).all():
        return f"all values of {endpoint.name} are censored, such as > 10 uM; add measured ones"
    return ""
