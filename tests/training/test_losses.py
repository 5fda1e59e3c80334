import numpy as np
import pytest
import torch
from scipy.stats import norm

from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL
from discovery.training.losses import HUBER, SMALLEST_NOISE, deviation, regression_losses, tobit
from discovery.training.settings import Loss

RELATIONS = torch.tensor([EQUAL, EQUAL, EQUAL, ABOVE, ABOVE, BELOW, BELOW], dtype=torch.float64)
RESIDUALS = torch.tensor([-2.5, 0.3, 4.0, 0.7, -1.9, 2.2, -0.4], dtype=torch.float64)
NOISE = torch.tensor([0.5, 1.0, 2.0, 0.3, 0.8, 1.4, 0.6], dtype=torch.float64)


def cost(loss: Loss, residual: float, relation: int = EQUAL) -> float:
    return float(regression_losses(loss, torch.tensor([residual]), torch.tensor([float(relation)]), torch.ones(1)))


@pytest.mark.parametrize("loss", list(Loss))
def test_gradients_are_those_of_finite_differences(loss: Loss) -> None:
    def total(residual: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        return regression_losses(loss, residual, RELATIONS, noise).sum() + 0 * noise.sum()

    assert torch.autograd.gradcheck(total, (RESIDUALS.requires_grad_(), NOISE.requires_grad_()))


@pytest.mark.parametrize(("loss", "near", "far"), [(Loss.squared, 0.25, 9.0), (Loss.absolute, 0.5, 3.0)])
def test_an_exact_label_costs_by_its_distance(loss: Loss, near: float, far: float) -> None:
    assert [cost(loss, r) for r in (0.5, -0.5, 3.0, -3.0)] == pytest.approx([near, near, far, far])


def test_hubers_loss_is_a_square_that_goes_on_as_its_tangent() -> None:
    assert cost(Loss.huber, 0.5) == pytest.approx(0.25)
    assert cost(Loss.huber, HUBER + 3) == pytest.approx(HUBER**2 + 3 * 2 * HUBER)


@pytest.mark.parametrize(("loss", "steepest"), [(Loss.absolute, 1.0), (Loss.huber, 2 * HUBER)])
def test_no_label_pulls_harder_than_the_bound_of_a_bounded_loss(loss: Loss, steepest: float) -> None:
    residual = torch.tensor([-1e6, -2.0, 2.0, 1e6], requires_grad=True)
    regression_losses(loss, residual, torch.zeros(4), torch.ones(4)).sum().backward()
    assert residual.grad.tolist() == pytest.approx([-steepest, -steepest, steepest, steepest])


@pytest.mark.parametrize("loss", [Loss.squared, Loss.absolute, Loss.huber])
@pytest.mark.parametrize(("relation", "allowed"), [(BELOW, -2.0), (ABOVE, 2.0)])
def test_a_bound_costs_nothing_on_its_allowed_side_and_as_a_label_beyond(loss, relation: int, allowed: float) -> None:
    assert cost(loss, allowed, relation) == 0.0
    assert cost(loss, -allowed, relation) == cost(loss, -allowed)


def test_tobit_is_the_likelihood_of_a_censored_normal_variable() -> None:
    z = (RESIDUALS / NOISE).detach().numpy()
    exact = -norm.logpdf(z) + np.log(NOISE.detach().numpy())
    expected = np.where(RELATIONS == EQUAL, exact, -norm.logcdf(RELATIONS.numpy() * z))
    np.testing.assert_allclose(tobit(RESIDUALS, RELATIONS, NOISE).detach().numpy(), expected, rtol=1e-12)


def test_tobit_is_finite_far_beyond_a_bound() -> None:
    residual = torch.tensor([-1e4, 1e4, 1e4, -1e4], requires_grad=True)
    relation = torch.tensor([ABOVE, BELOW, ABOVE, BELOW], dtype=torch.float32)
    found = tobit(residual, relation, torch.ones(4))
    found.sum().backward()
    assert found.tolist() == pytest.approx([5e7, 5e7, 0.0, 0.0], rel=1e-3)
    assert residual.grad.tolist() == pytest.approx([-1e4, 1e4, 0.0, 0.0], rel=1e-3)


def test_tobit_finds_mean_and_noise_of_a_sample_half_of_which_is_censored() -> None:
    sample = torch.from_numpy(np.random.default_rng(0).normal(5.0, 0.8, 4000))
    value, relation = sample.clamp(min=5.0), torch.where(sample < 5.0, float(BELOW), float(EQUAL))
    mean, raw = (torch.zeros(1, dtype=torch.float64, requires_grad=True) for _ in range(2))
    steps = torch.optim.LBFGS([mean, raw], max_iter=100, line_search_fn="strong_wolfe")

    def likelihood() -> torch.Tensor:
        steps.zero_grad()
        total = tobit(mean - value, relation, deviation(raw)).mean()
        total.backward()
        return total

    steps.step(likelihood)
    assert mean.item() == pytest.approx(5.0, abs=0.05)
    assert deviation(raw).item() == pytest.approx(0.8, abs=0.05)


def test_noise_never_vanishes() -> None:
    assert float(deviation(torch.tensor(-1e3))) == pytest.approx(SMALLEST_NOISE)
