import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL, Labels
from discovery.target.endpoint import activity_endpoint, potency_endpoint
from discovery.training.objective import Objective, class_weights, endpoint_weights, label_batch
from discovery.training.settings import FitSettings, Loss

CPU = torch.device("cpu")
PLAIN = FitSettings(endpoint_balance=0.0, loss=Loss.squared)
ENDPOINTS = (potency_endpoint("A"), potency_endpoint("B"), activity_endpoint("A"))


def labels(counts: list[int], columns: list[int], values: list[float], relations: list[int], weights=None) -> Labels:
    return Labels(
        ENDPOINTS,
        offsets_of(np.array(counts)),
        np.array(columns, np.int32),
        np.array(values, np.float32),
        np.array(relations, np.int8),
        np.ones(len(values), np.float32) if weights is None else np.array(weights, np.float32),
        np.zeros(len(values), np.int8),
    )


def losses(found: Labels, output: torch.Tensor, std: tuple[float, ...] = (1.0, 2.0, 1.0)) -> list[float]:
    batch = label_batch(found, CPU)
    objective = Objective(found, torch.tensor(std), torch.zeros(3), PLAIN, CPU)
    return objective.losses(output.take(batch.cell), batch).tolist()


def test_a_regression_label_costs_its_squared_error_in_units_of_the_spread() -> None:
    found = labels([2, 1], [0, 1, 1], [5.0, 6.0, 7.0], [EQUAL] * 3)
    output = torch.tensor([[6.0, 10.0, 0.0], [0.0, 7.0, 0.0]])
    assert losses(found, output) == [1.0, 4.0, 0.0]


@pytest.mark.parametrize(
    ("relation", "predicted", "cost"),
    [(BELOW, 4.0, 0.0), (BELOW, 7.0, 4.0), (ABOVE, 7.0, 0.0), (ABOVE, 4.0, 1.0)],
)
def test_a_bound_costs_only_on_its_forbidden_side(relation: int, predicted: float, cost: float) -> None:
    found = labels([1], [0], [5.0], [relation])
    assert losses(found, torch.tensor([[predicted, 0.0, 0.0]])) == [cost]


def test_a_classification_label_costs_the_cross_entropy_of_its_logit() -> None:
    found = labels([1, 1], [2, 2], [1.0, 0.0], [EQUAL] * 2)
    output = torch.tensor([[9.0, 9.0, 0.3], [9.0, 9.0, -1.2]])
    expected = binary_cross_entropy_with_logits(output[:, 2], torch.tensor([1.0, 0.0]), reduction="none")
    assert losses(found, output) == pytest.approx(expected.tolist())


def test_unlabelled_cells_get_no_gradient() -> None:
    found = labels([1, 0, 1], [0, 1], [5.0, 6.0], [EQUAL] * 2)
    output = torch.zeros(3, 3, requires_grad=True)
    Objective(found, torch.ones(3), torch.zeros(3), FitSettings(), CPU)(output, label_batch(found, CPU)).backward()
    assert torch.nonzero(output.grad).tolist() == [[0, 0], [2, 1]]


@pytest.mark.parametrize("balance", [0.0, 0.5, 1.0])
def test_endpoints_weigh_by_their_number_of_labels(balance: float) -> None:
    found = labels([2] * 4 + [0], [0, 1] * 2 + [0, 2] * 2, [1.0] * 8, [EQUAL] * 8)
    weights = endpoint_weights(found, balance)
    assert weights[1] / weights[0] == pytest.approx(2**balance)
    assert np.sum(weights[found.endpoint]) == pytest.approx(len(found))


def test_an_endpoint_without_labels_weighs_nothing() -> None:
    assert endpoint_weights(labels([1], [0], [1.0], [EQUAL]), 0.5).tolist() == [1.0, 0.0, 0.0]


def test_batches_of_any_size_add_up_to_the_same_objective() -> None:
    found = labels([1, 2, 0, 1], [0, 0, 2, 1], [5.0, 6.0, 1.0, 3.0], [EQUAL] * 4, [1.0, 0.3, 0.2, 1.0])
    objective = Objective(found, torch.ones(3), torch.zeros(3), FitSettings(class_balance=0.5), CPU)
    output = torch.randn(4, 3, generator=torch.Generator().manual_seed(0))
    whole = objective(output, label_batch(found, CPU)) * 4
    rows = [np.array([0, 1, 2]), np.array([3])]
    parts = [objective(output[r], label_batch(found.take(r), CPU)) * len(r) for r in rows]
    torch.testing.assert_close(sum(parts), whole)


def rare_actives(actives: int, inactives: int) -> Labels:
    values = [1.0] * actives + [0.0] * inactives
    return labels([1] * len(values), [2] * len(values), values, [EQUAL] * len(values))


def test_classes_weigh_by_their_number_of_labels_and_endpoints_as_before() -> None:
    found = rare_actives(4, 64)
    inactive, active = class_weights(found, 0.5)[2]
    assert active / inactive == pytest.approx(4.0)
    assert 4 * active + 64 * inactive == pytest.approx(68)
    assert class_weights(found, 0.0)[2].tolist() == [1.0, 1.0]


def test_a_lone_class_and_a_number_are_not_weighed() -> None:
    assert class_weights(rare_actives(5, 0), 1.0).tolist() == [[1.0, 1.0]] * 3


@pytest.mark.parametrize("balance", [0.0, 0.5, 1.0])
def test_the_cheapest_logit_is_that_of_the_true_share_however_classes_weigh(balance: float) -> None:
    found = rare_actives(3, 57)
    objective = Objective(found, torch.ones(3), torch.zeros(3), FitSettings(class_balance=balance), CPU)
    logit = torch.full((60, 3), float(np.log(3 / 57)), requires_grad=True)
    objective(logit, label_batch(found, CPU)).backward()
    assert float(logit.grad[:, 2].sum()) == pytest.approx(0.0, abs=1e-6)
    assert float(logit.grad[0, 2]) < 0 < float(logit.grad[-1, 2])


def test_weights_of_labels_count_in_the_share_of_a_class() -> None:
    found = labels([1] * 4, [2] * 4, [1.0, 0.0, 0.0, 0.0], [EQUAL] * 4, [1.0, 0.2, 0.2, 0.1])
    inactive, active = class_weights(found, 1.0)[2]
    assert active / inactive == pytest.approx(0.5)
