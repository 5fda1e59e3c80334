"""What labels must be like before a training starts; each fault ends in one line that names the remedy."""

import numpy as np

from discovery.assay.labelling.faults import NO_LABEL, check_endpoints, check_finite
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
        raise TrainingError(
            "the training part has no compounds; choose another split.method, raise split.train or add data"
        )
    if len(labels.value) == 0:
        raise TrainingError(NO_LABEL)
    check_finite(labels)
    kinds = {labels.endpoints[column].kind for column in np.unique(labels.endpoint)}
    if EndpointKind.regression not in kinds:  # a second phase may well see one potency only
        check_endpoints(labels)


def check_validation(validation: TrainingData, train: TrainingData, metric: Metric) -> None:
    """Raise TrainingError where the validation part cannot decide on the best epoch."""
    labels = validation.labels
    if not np.isin(labels.endpoint, train.labels.endpoint).any():
        raise TrainingError("the validation part has no labels of what is learnt; raise split.validation or add data")
    check_finite(labels)
    if metric is not Metric.loss and metric.value not in scores(labels, labels.value):
        kind = METRICS[metric].kind.value
        raise TrainingError(
            f"fit.metric={metric.value}: too few {kind} labels in the validation part; use fit.metric=loss"
        )
