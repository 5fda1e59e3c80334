import numpy as np
import pytest

from discovery.training.adapt import adapt_settings, adaptable, rehearsed
from discovery.training.data import TrainingData
from discovery.training.loop import fit, ignore

FAMILY = np.array([False, True, True])


def test_only_the_family_is_read_on_a_new_scale(chains, make_network) -> None:
    base = make_network(chains)
    before = base.scale_mean.tolist()
    chains.labels.value[chains.labels.endpoint == 0] += 3.0
    other = adaptable(base, chains.labels, FAMILY)
    assert other.scale_mean.tolist() == base.scale_mean.tolist() == before


def test_other_endpoints_keep_a_small_weight(chains) -> None:
    weight = rehearsed(chains.labels, FAMILY, 0.1).weight
    assert set(weight[chains.labels.endpoint == 0].tolist()) == {np.float32(0.1)}
    assert set(weight[chains.labels.endpoint == 2].tolist()) == {1.0}


def test_rehearsal_keeps_what_was_learnt_first(chains, make_network, settings) -> None:
    """A network that knows chain lengths learns activities, with and without a few lengths beside them."""
    longer = adapt_settings(settings)
    longer.epochs = 40
    base = fit(make_network(chains), chains.keep(~FAMILY), None, longer, ignore).network
    start = {name: tensor.clone() for name, tensor in base.state_dict().items()}
    losses = []
    for weight in (0.0, 0.3):
        base.load_state_dict(start)
        train = TrainingData(chains.graphs, rehearsed(chains.labels, FAMILY, weight))
        adapted = fit(base, train, chains.keep(~FAMILY), longer, ignore)
        losses.append(adapted.history[-1].validation["rmse"])
    assert losses[1] < losses[0]


@pytest.mark.parametrize(("name", "of"), [("epochs", "adapt_epochs"), ("learning_rate", "adapt_learning_rate")])
def test_the_second_phase_has_settings_of_its_own(settings, name: str, of: str) -> None:
    assert getattr(adapt_settings(settings), name) == getattr(settings, of)
