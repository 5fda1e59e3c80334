import numpy as np
import pytest

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import Labels
from discovery.models.settings import SimilaritySettings
from discovery.models.similarity import Similarity

KNOWN = ["CCCCO", "c1ccccc1C(=O)O", "CCCCN"]


@pytest.fixture(scope="module")
def model(endpoints) -> Similarity:
    """Potencies 5, 6, 7 of the known compounds; the first is a modulator, the second is not; no inhibitor is known."""
    labels = Labels(
        endpoints,
        offsets_of(np.array([2, 2, 1])),
        np.array([0, 1, 0, 1, 0], np.int32),
        np.array([5, 1, 6, 0, 7], np.float32),
        np.zeros(5, np.int8),
        np.ones(5, np.float32),
        np.zeros(5, np.int8),
    )
    return Similarity.fit(KNOWN, labels, SimilaritySettings())


def test_a_number_is_that_of_the_nearest_compound(model):
    prediction = model.predict([*KNOWN, "CCCCCO"])
    assert prediction.mean[:, 0].tolist() == [5, 6, 7, 5]
    np.testing.assert_allclose(prediction.spread[:3, 0], 0)


def test_an_active_is_found_by_its_likeness_to_an_active(model):
    prediction = model.predict(["CCCCO", "CCCCCO", "c1ccccc1C(=O)O"])
    assert prediction.mean[0, 1] == 1
    assert prediction.mean[0, 1] > prediction.mean[1, 1] > prediction.mean[2, 1]
    np.testing.assert_allclose(prediction.spread[:, 1], 1 - prediction.mean[:, 1])


def test_nothing_is_said_where_no_active_is_known(model):
    assert np.isnan(model.predict(["CCCCO"]).mean[:, 2]).all()
