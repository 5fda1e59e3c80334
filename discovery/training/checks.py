"""What labels must be like before a training starts; each fault ends in one line that names the remedy."""

import numpy as np

from discovery.assay.labelling.labels import Labels
from discovery.errors import TrainingError
from discovery.target.endpoint import EndpointKind
from discovery.training.data import TrainingData
from discovery.training.metrics import METRICS, scores
from discovery.training.settings import Metric


def check_training(train: TrainingData) -> None:
    """Raise TrainingError where nothing can be learnt from the training part."""
    labels = train.labels
    if not labels.endpoints:
        raise TrainingError("no usable endpoint: no target has target.min_labels potencies; lower it or add data")
    if len(labels) == 0:
        raise TrainingError("the training part has no compounds; raise split.train or add data")
    if len(labels.value) == 0:
        raise TrainingError("the training part has no labels; check target.gene and the columns of data.sources")
    _check_finite(labels)
    _check_classes(labels)


def _check_finite(labels: Labels) -> None:
    """Raise TrainingError where a label is no finite number."""
    bad = np.flatnonzero(~np.isfinite(labels.value) | ~np.isfinite(labels.weight))
    if len(bad):
        endpoint = labels.endpoints[labels.endpoint[bad[0]]].name
        row = labels.rows()[bad[0]]
        raise TrainingError(f"{len(bad)} labels are not finite, first {endpoint} of row {row}; ingest the data again")


def _check_classes(labels: Labels) -> None:
    """A classifier that has seen one class only has nothing to tell apart."""
    used = np.unique(labels.endpoint)
    if any(labels.endpoints[column].kind is EndpointKind.regression for column in used):
        return
    seen = [np.unique(labels.value[labels.endpoint == column]) for column in used]
    if max(len(classes) for classes in seen) < 2:
        name, word = labels.endpoints[used[0]].name, "active" if seen[0][0] > 0 else "inactive"
        raise TrainingError(f"all labels of {name} are {word}; add the other class or raise target.presumed_inactive")


def check_validation(validation: TrainingData, train: TrainingData, metric: Metric) -> None:
    """Raise TrainingError where the validation part cannot decide on the best epoch."""
    labels = validation.labels
    if not np.isin(labels.endpoint, train.labels.endpoint).any():
        raise TrainingError("the validation part has no labels of what is learnt; raise split.validation or add data")
    _check_finite(labels)
    if metric is not Metric.loss and metric.value not in scores(labels, labels.value):
        kind = METRICS[metric].kind.value
        raise TrainingError(
            f"fit.metric={metric.value}: too few {kind} labels in the validation part; use fit.metric=loss"
        )
