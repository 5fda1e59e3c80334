import numpy as np
import torch

from discovery.training.data import TrainingData


def test_a_regression_endpoint_gets_the_mean_and_spread_of_its_labels(chains, make_network) -> None:
    network = make_network(chains)
    values = chains.labels.of("KCNH2.potency")[1]
    torch.testing.assert_close(network.scale_mean, torch.tensor([float(values.mean()), 0.0, 0.0]))
    torch.testing.assert_close(network.scale_std, torch.tensor([float(values.std()), 1.0, 1.0]))


def test_equal_values_do_not_blow_up_the_loss(chains, make_network) -> None:
    chains.labels.value[chains.labels.endpoint == 0] = 5.0
    assert float(make_network(chains).scale_std[0]) == np.float32(0.1)


def test_a_single_label_has_no_spread(chains, make_network) -> None:
    one = TrainingData(chains.graphs, chains.labels.keep(np.arange(len(chains.labels.value)) == 0))
    network = make_network(one)
    assert (float(network.scale_mean[0]), float(network.scale_std[0])) == (1.0, 1.0)
