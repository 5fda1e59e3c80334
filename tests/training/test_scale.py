import numpy as np
import torch

from discovery.target.endpoint import EndpointKind
from discovery.training.data import TrainingData


def test_a_regression_endpoint_gets_the_mean_and_spread_of_its_labels(chains, make_network) -> None:
    network = make_network(chains)
    values = chains.labels.of("KCNH2.potency")[1]
    torch.testing.assert_close(network.scale_mean[0], torch.tensor(float(values.mean())))
    torch.testing.assert_close(network.scale_std, torch.tensor([float(values.std()), 1.0, 1.0]))


def test_a_classification_endpoint_starts_at_its_weighted_share_of_actives(chains, make_network) -> None:
    network = make_network(chains)
    column = next(i for i, e in enumerate(network.endpoints) if e.kind is EndpointKind.classification)
    _, values, _, weights = chains.labels.of(network.endpoints[column].name)
    share = np.average(values, weights=weights)
    assert 0 < share < 1
    np.testing.assert_allclose(torch.sigmoid(network.scale_mean[column]), share, rtol=1e-5)


def test_one_class_only_keeps_finite_log_odds(chains, make_network) -> None:
    chains.labels.value[chains.labels.endpoint > 0] = 1.0
    assert torch.isfinite(make_network(chains).scale_mean).all()


def test_equal_values_do_not_blow_up_the_loss(chains, make_network) -> None:
    chains.labels.value[chains.labels.endpoint == 0] = 5.0
    assert float(make_network(chains).scale_std[0]) == np.float32(0.1)


def test_a_single_label_has_no_spread(chains, make_network) -> None:
    one = TrainingData(chains.graphs, chains.labels.keep(np.arange(len(chains.labels.value)) == 0))
    network = make_network(one)
    assert (float(network.scale_mean[0]), float(network.scale_std[0])) == (1.0, 1.0)
