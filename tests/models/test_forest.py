import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import Descriptors
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import Labels
from discovery.chem.fingerprint import morgan
from discovery.errors import TrainingError
from discovery.models.forest import Forest
from discovery.models.settings import ExtraTreesSettings, ForestSettings
from discovery.models.trees import trees_of

SETTINGS = ForestSettings(trees=20)


def labels_of(endpoints, values, weights=None) -> Labels:
    """Labels from a table of values [n, E]; NaN where there is none."""
    row, column = np.nonzero(np.isfinite(values))
    return Labels(
        endpoints,
        offsets_of(np.bincount(row, minlength=len(values))),
        column.astype(np.int32),
        values[row, column].astype(np.float32),
        np.zeros(len(row), np.int8),
        np.ones(len(row), np.float32) if weights is None else weights[row, column].astype(np.float32),
        np.zeros(len(row), np.int8),
    )


@pytest.fixture(scope="module")
def values(library):
    nitrogens = np.array([smiles.count("N") for smiles in library], float)
    return np.stack([nitrogens, nitrogens > 3, np.full(len(library), np.nan)], axis=1)


@pytest.mark.parametrize("kind", [RandomForestRegressor, RandomForestClassifier])
def test_flat_trees_predict_what_scikit_learn_predicts(library, values, kind):
    counts = morgan(library, counts=True)
    fitted = kind(20, random_state=0).fit(counts[:200], values[:200, 0 if kind is RandomForestRegressor else 1])
    expected = fitted.predict(counts) if kind is RandomForestRegressor else fitted.predict_proba(counts)[:, 1]
    np.testing.assert_allclose(trees_of(fitted).predict(counts).mean(axis=1), expected, atol=1e-5)


def test_a_forest_learns_each_endpoint_that_has_labels(library, values, endpoints):
    forest = Forest.fit(library[:200], labels_of(endpoints, values[:200]), SETTINGS, seed=0)
    prediction = forest.predict(library[200:])
    assert np.corrcoef(prediction.mean[:, 0], values[200:, 0])[0, 1] > 0.5
    assert ((prediction.mean[:, 1] >= 0) & (prediction.mean[:, 1] <= 1)).all()
    assert np.isnan(prediction.mean[:, 2]).all()


def test_only_named_endpoints_are_fitted(library, values, endpoints):
    forest = Forest.fit(library, labels_of(endpoints, values), SETTINGS, 0, endpoints=[endpoints[1].name])
    assert np.isnan(forest.predict(library[:2]).mean[:, 0]).all()
    assert np.isfinite(forest.predict(library[:2]).mean[:, 1]).all()


def test_extra_trees_see_descriptors_beside_the_fingerprint(library, endpoints):
    """The weight of a molecule is no fragment."""
    weights = np.array([Descriptors.MolWt(Chem.MolFromSmiles(smiles)) for smiles in library])
    values = np.stack([weights, *np.full((2, len(library)), np.nan)], axis=1)
    labels = labels_of(endpoints, values[:200])
    settings = (ForestSettings(trees=30), ExtraTreesSettings(trees=30))
    models = [Forest.fit(library[:200], labels, one, seed=0) for one in settings]
    errors = [np.abs(one.predict(library[200:]).mean[:, 0] - weights[200:]).mean() for one in models]
    assert errors[1] < 0.7 * errors[0]
    again = Forest.from_state(endpoints, models[1].state()).predict([*library[:20], "fff", ""])
    np.testing.assert_array_equal(again.mean[:20], models[1].predict(library[:20]).mean)
    assert again.failed.tolist() == [False] * 20 + [True] * 2


def test_weights_count(library, values, endpoints):
    weights = np.ones_like(values)
    weights[values[:, 1] == 1] = 0.01
    plain, light = (
        Forest.fit(library, labels_of(endpoints, values, given), SETTINGS, seed=0).predict(library).mean[:, 1].mean()
        for given in (None, weights)
    )
    assert light < plain / 2


def test_the_same_seed_gives_the_same_forest(library, values, endpoints):
    first, again, other = (
        Forest.fit(library[:100], labels_of(endpoints, values[:100]), SETTINGS, seed).predict(library).mean
        for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, again)
    assert (first[:, 0] != other[:, 0]).any()


def test_any_number_of_threads_grows_the_same_trees(library, values, endpoints):
    one, three = (
        Forest.fit(library[:100], labels_of(endpoints, values[:100]), SETTINGS, 0, threads=threads).state()
        for threads in (1, 3)
    )
    for name, array in one.items():
        np.testing.assert_array_equal(array, three[name], err_msg=name)


def test_more_trees_than_are_walked_at_a_time(library, values, endpoints):
    few, many = (
        Forest.fit(library, labels_of(endpoints, values), ForestSettings(trees=trees), 0, [endpoints[0].name])
        for trees in (99, 250)
    )
    assert many._trees.predict(morgan(library[:20], counts=True)).shape == (20, 250)
    first = few._trees.predict(morgan(library[:20], counts=True))
    np.testing.assert_array_equal(many._trees.predict(morgan(library[:20], counts=True))[:, :99], first)


def test_a_single_class_is_predicted_as_it_is(library, values, endpoints):
    actives = values.copy()
    actives[:, 1] = 1
    forest = Forest.fit(library[:50], labels_of(endpoints, actives[:50]), SETTINGS, seed=0)
    assert (forest.predict(library[:5]).mean[:, 1] == 1).all()


def test_no_label_at_all_is_an_error_in_one_line(library, endpoints):
    nothing = np.full((3, 3), np.nan)
    with pytest.raises(TrainingError, match="no compound has a label"):
        Forest.fit(library[:3], labels_of(endpoints, nothing), SETTINGS, seed=0)
