from dataclasses import replace

import numpy as np
import pytest
import torch

from discovery.errors import TrainingError
from discovery.models.ensemble import NetworkEnsemble
from discovery.training.loop import fit, ignore
from discovery.training.settings import Loss, Metric, Precision
from discovery.training.state import Ending


def weights(network) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in network.parameters()])


def test_learns_a_regression_and_a_classification_together(chains, make_network, settings) -> None:
    result = fit(
        make_network(chains), chains, chains, replace(settings, epochs=60, learning_rate=1e-2, patience=0), ignore
    )
    best = result.history[result.best_epoch - 1].validation
    assert best["rmse"] < 0.25 * float(np.std(chains.labels.of("KCNH2.potency")[1]))
    assert best["roc_auc"] > 0.95
    assert result.history[-1].train_loss < 0.25 * result.history[0].train_loss
    assert result.ending is Ending.finished


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(chains, make_network, settings) -> None:
    first, again, other = (
        weights(fit(make_network(chains, dropout=0.1), chains, None, replace(settings, seed=seed), ignore).network)
        for seed in (0, 0, 1)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_the_callers_random_numbers_go_on_undisturbed(chains, make_network, settings) -> None:
    network = make_network(chains, dropout=0.1)
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    fit(network, chains, None, settings, ignore)
    assert torch.equal(torch.rand(3), expected)


def test_without_a_validation_part_all_epochs_run_and_the_last_is_kept(chains, make_network, settings) -> None:
    result = fit(make_network(chains), chains, None, replace(settings, patience=1), ignore)
    assert len(result.history) == result.best_epoch == settings.epochs
    assert all(report.validation == {} for report in result.history)


@pytest.mark.parametrize("metric", list(Metric))
def test_the_best_epoch_by_the_named_metric_is_kept(chains, make_network, settings, metric: Metric) -> None:
    """A rate far too high makes the loss jump about, so that the last epoch is hardly the best."""
    wild = replace(settings, epochs=12, learning_rate=0.1, metric=metric, patience=0)
    result = fit(make_network(chains), chains, chains, wild, ignore)
    values = [report.validation[metric.value] for report in result.history]
    higher = metric in (Metric.roc_auc, Metric.pr_auc)
    assert values[result.best_epoch - 1] == (max(values) if higher else min(values))


def test_stops_when_patience_is_at_an_end(chains, make_network, settings) -> None:
    still = replace(settings, epochs=20, learning_rate=1e-30, patience=3)
    result = fit(make_network(chains), chains, chains, still, ignore)
    assert result.ending is Ending.stopped_early
    assert (result.best_epoch, len(result.history)) == (1, 4)


@pytest.mark.parametrize("loss", list(Loss))
@pytest.mark.parametrize("bad", [np.inf, np.nan])
def test_a_diverging_training_keeps_its_last_good_state(chains, make_network, settings, loss: Loss, bad) -> None:
    """The bad label is in one batch of several, so that the steps before it in its epoch were sound."""
    network, states = make_network(chains), []

    def spoil(report) -> None:
        states.append(weights(network))
        if report.epoch == 2:
            chains.labels.value[0] = bad

    result = fit(network, chains, None, replace(settings, loss=loss), spoil)
    assert result.ending is Ending.diverged
    assert result.best_epoch == 2
    assert torch.equal(weights(result.network), states[1])
    assert torch.isfinite(weights(result.network)).all()


def test_a_training_that_diverges_at_once_is_an_error(chains, make_network, settings) -> None:
    network = make_network(chains)
    chains.labels.value[0] = np.float32(3e38)  # its square is infinite
    with pytest.raises(TrainingError, match=r"lower fit\.learning_rate"):
        fit(network, chains, None, replace(settings, loss=Loss.squared), ignore)


def test_a_validation_part_that_breaks_breaks_before_the_first_step(chains, make_network, settings) -> None:
    network = make_network(chains)
    before = weights(network)
    with pytest.raises(TrainingError, match="validation part"):
        fit(network, chains, chains.keep(np.zeros(3, bool)), settings, ignore)
    assert torch.equal(weights(network), before)


def test_every_compound_is_reported_once_an_epoch(chains, make_network, settings) -> None:
    steps: list[int] = []
    fit(make_network(chains), chains, None, replace(settings, epochs=2, batch_size=20), ignore, advance=steps.append)
    assert steps == [20, 20, 8] * 2


def test_bf16_learns_as_well(chains, make_network, settings) -> None:
    coarse = replace(settings, epochs=60, learning_rate=1e-2, precision=Precision.bf16)
    result = fit(make_network(chains), chains, None, coarse, ignore)
    assert result.history[-1].train_loss < 0.2 * result.history[0].train_loss
    assert weights(result.network).dtype == torch.float32


@pytest.mark.parametrize("loss", list(Loss))
def test_every_loss_learns(chains, make_network, settings, loss: Loss) -> None:
    longer = replace(settings, epochs=60, learning_rate=1e-2, patience=0, loss=loss)
    result = fit(make_network(chains), chains, chains, longer, ignore)
    assert result.history[-1].validation["rmse"] < 0.5 * float(np.std(chains.labels.of("KCNH2.potency")[1]))


def test_only_tobit_learns_the_noise_and_only_where_there_are_labels(chains, make_network, settings) -> None:
    noise = {
        loss: fit(make_network(chains), chains, None, replace(settings, loss=loss), ignore).network.noise
        for loss in Loss
    }
    assert torch.equal(noise[Loss.squared], torch.zeros(3))
    assert noise[Loss.tobit][0].item() != 0
    assert noise[Loss.tobit][1:].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("balance", [0.0, 1.0])
def test_weighed_classes_leave_probabilities_honest(chains, make_network, settings, balance: float) -> None:
    """Of one structure measured 120 times, a tenth of them active, the network learns from a half on to say a tenth."""
    data = chains.take(np.zeros(120, np.int64)).keep(np.array([False, False, True]))
    data.labels.value[:] = np.arange(120) % 10 == 0
    network = make_network(data)
    network.scale_mean[2] = 0.0
    weighed = replace(settings, epochs=30, learning_rate=1e-2, class_balance=balance)
    fit(network, data, None, weighed, ignore)
    said = NetworkEnsemble([network]).predict_graphs(data.graphs).mean[0, 2]
    assert said == pytest.approx(0.1, abs=0.02)
