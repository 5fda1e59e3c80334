"""What each kind of thing learnt costs, reckoned by hand."""

import math

import pytest
import torch

from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL
from discovery.graphs.batches import ordered_batches
from discovery.models.settings import DmpnnSettings
from discovery.training.pretraining.corpus import Corpus
from discovery.training.pretraining.loop import wanted
from discovery.training.pretraining.network import PretrainingNetwork, Said, Wanted, losses


def said(measured: list[list[float]], recognised: list[list[float]], described: list[list[float]]) -> Said:
    return Said(*(torch.tensor(table, requires_grad=True) for table in (measured, recognised, described)))


def asked(
    cells: list[tuple[int, float, int, bool]], pairs: list[tuple[int, float]], descriptors: list[list[float]]
) -> Wanted:
    cell, value, relation, is_class = ([row[i] for row in cells] for i in range(4))
    return Wanted(
        torch.tensor(cell, dtype=torch.int64),
        torch.tensor(value, dtype=torch.float32),
        torch.tensor(relation, dtype=torch.float32),
        torch.tensor(is_class, dtype=torch.bool),
        torch.tensor([pair for pair, _ in pairs], dtype=torch.int64),
        torch.tensor([share for _, share in pairs], dtype=torch.float32),
        torch.tensor(descriptors),
    )


def test_each_part_costs_what_it_says() -> None:
    found = said([[6.0, 0.0], [5.0, 2.0]], [[0.0, math.log(3)], [0.0, 0.0]], [[0.0, 3.0], [0.5, 0.0]])
    cells = [(0, 6.5, EQUAL, False), (1, 1.0, EQUAL, True), (2, 8.0, EQUAL, False), (3, 0.0, EQUAL, True)]
    parts = losses(found, asked(cells, [(1, 1.0), (2, 0.5), (3, 0.5)], [[0.0, 1.0], [0.0, 0.0]]))
    huber = 0.5 * 0.5**2 + (3 - 0.5)
    entropy = math.log(2) + math.log(1 + math.exp(2))
    assert parts["measured"].item() == pytest.approx((huber + entropy) / 4)
    assert parts["recognised"].item() == pytest.approx((math.log(4 / 3) + math.log(2)) / 2)
    assert parts["described"].item() == pytest.approx(((2 - 0.5) + 0.5 * 0.25) / 4)


@pytest.mark.parametrize(
    ("relation", "predicted", "cost"),
    [(BELOW, 4.0, 0), (BELOW, 7.0, 1.5), (ABOVE, 7.0, 0), (ABOVE, 4.0, 0.5), (BELOW, 5.5, 0.125)],
)
def test_a_bound_costs_nothing_on_its_allowed_side(relation: int, predicted: float, cost: float) -> None:
    found = said([[predicted]], [[0.0]], [[0.0]])
    parts = losses(found, asked([(0, 5.0, relation, False)], [], [[0.0]]))
    assert parts["measured"].item() == pytest.approx(cost)
    torch.autograd.backward(parts["measured"])
    assert found.measured.grad is not None
    assert (found.measured.grad.item() == 0) == (cost == 0)


def test_a_batch_without_labels_costs_only_its_descriptors() -> None:
    found = said([[6.0]], [[1.0, 2.0]], [[1.0]])
    parts = losses(found, asked([], [], [[0.0]]))
    assert [parts[name].item() for name in ("measured", "recognised", "described")] == [0, 0, 0.5]
    torch.autograd.backward(torch.stack(list(parts.values())).sum())
    assert found.described.grad is not None
    assert found.described.grad.item() == 1


def test_the_gradient_is_that_of_finite_differences() -> None:
    torch.manual_seed(0)
    cells = [(0, 6.5, EQUAL, False), (1, 1.0, EQUAL, True), (2, 0.3, ABOVE, False)]
    target = asked(cells, [(0, 1.0), (3, 1.0)], [[0.0, 1.0], [2.0, 0.0]])
    target = Wanted(*(t.double() if t.is_floating_point() else t for t in vars(target).values()))
    tables = [torch.randn(2, 2, dtype=torch.float64, requires_grad=True) for _ in range(3)]
    assert torch.autograd.gradcheck(lambda *t: tuple(losses(Said(*t), target).values()), tables)


def test_the_network_starts_from_the_mean_label_and_the_same_seed_starts_alike(
    network: PretrainingNetwork, corpus: Corpus, model: DmpnnSettings
) -> None:
    assert network.centre[0].item() == pytest.approx(corpus.labels.value[::2].mean(), abs=1e-5)
    assert network.centre[1].item() == pytest.approx(math.log(4 / 8), abs=1e-5)
    state = torch.random.get_rng_state()
    other = PretrainingNetwork(model, corpus.labels, 2, corpus.described, seed=0)
    assert torch.equal(torch.random.get_rng_state(), state)
    assert all(torch.equal(a, b) for a, b in zip(network.parameters(), other.parameters(), strict=True))


def test_every_kind_of_thing_moves_the_encoder(network: PretrainingNetwork, corpus: Corpus) -> None:
    [(rows, batch)] = list(ordered_batches(corpus.graphs, 16))
    target = wanted(corpus, rows, torch.device("cpu"))
    for part in ("measured", "recognised", "described"):
        network.zero_grad()
        torch.autograd.backward(losses(network(batch), target)[part])
        moved = [p.grad is not None and bool(p.grad.abs().sum() > 0) for p in network.encoder.parameters()]
        assert any(moved), part
