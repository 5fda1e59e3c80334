from discovery.training.settings import Metric
from discovery.training.state import EpochReport, TrainingState


def report(epoch: int, **validation: float) -> EpochReport:
    return EpochReport(epoch, 1e-3, 0.5, 1.0, 1000.0, validation)


def test_a_report_is_flat_numbers_for_tracking() -> None:
    assert report(1, loss=0.4, rmse=0.9).metrics() == {
        "train/loss": 0.5,
        "train/gradient_norm": 1.0,
        "train/learning_rate": 1e-3,
        "train/compounds_per_second": 1000.0,
        "validation/loss": 0.4,
        "validation/rmse": 0.9,
    }


def test_a_report_with_any_number_that_is_none_is_not_finite() -> None:
    assert report(1, loss=0.4).is_finite()
    assert not report(1, loss=float("nan")).is_finite()


def test_patience_counts_from_the_best_epoch(chains, make_network) -> None:
    state, network = TrainingState(Metric.roc_auc), make_network(chains)
    for epoch, value in enumerate((0.6, 0.8, 0.7, 0.8), start=1):
        state.add(report(epoch, loss=1.0, roc_auc=value), network)
    assert state.best_epoch == 2
    assert state.is_stale(2)
    assert not state.is_stale(3)
    assert not state.is_stale(0)
