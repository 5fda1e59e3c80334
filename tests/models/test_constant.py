"""The predictor that knows nothing but the training labels."""

import numpy as np

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import Labels
from discovery.models.constant import Constant
from discovery.target.endpoint import activity_endpoint, potency_endpoint


def test_every_compound_gets_the_weighted_mean_of_training() -> None:
    endpoints = (potency_endpoint("A"), activity_endpoint("A"), potency_endpoint("B"))
    labels = Labels(
        endpoints,
        offsets_of(np.array([2, 1, 1])),
        np.array([0, 1, 0, 1], np.int32),
        np.array([5, 1, 8, 0], np.float32),
        np.zeros(4, np.int8),
        np.array([1, 1, 0.5, 0.25], np.float32),
        np.zeros(4, np.int8),
    )
    found = Constant.fit(labels).predict(["CC", "not a structure"])
    np.testing.assert_allclose(found.mean, [[6, 0.8, np.nan]] * 2)
    np.testing.assert_allclose(found.spread[0], [np.sqrt(2), 0.4, np.nan], rtol=1e-6)
    assert not found.failed.any()
