"""Weights of a blend's members, from what they said of compounds that they did not learn from.

Weights are at least 0 and sum to 1 for each endpoint: by least squares for a number (stacking; Breiman 1996, doi
10.1007/BF00117832), by the likelihood of the labels for a class. Fitted weights beat equal ones only where there is
much evidence (Smith and Wallis 2009, doi 10.1111/j.1468-0084.2008.00541.x), so they are drawn towards them as a prior
would (Diebold and Pauly 1990, doi 10.1016/0169-2070(90)90028-A): those of one endpoint towards those of all endpoints
together, and these towards equal ones. The more the members differ, and the more compounds there are, the less.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from discovery.assay.labelling.labels import EQUAL, Labels
from discovery.models.blend import Weights
from discovery.models.settings import BlendWeights
from discovery.target.endpoint import EndpointKind
from discovery.training.held_out import OutOfFold

DEVIATION = 0.2
"""Standard deviation of the prior: how far good members' best weights lie from equal ones. Of two that are off by 0.7
and differ by 0.35, weights fitted to 100 compounds are known as well as that."""
KNOWN = 5.0
"""The same for a class: members' shares as if known of so many labels (a Dirichlet prior with this deviation)."""
SUM = 1e4
"""Force by which the sum of weights is held at 1, against 1 for that of the prior."""
LEAST = 1e-3
"""Smallest probability that counts, so that one label does not decide alone."""
ROUNDS = 500
"""Steps of expectation maximisation at most."""

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Evidence:
    """How those k of M members that predict an endpoint did on n compounds."""

    able: NDArray[np.bool_]
    """[M] members that predict the endpoint."""
    is_class: bool
    told: Vector
    """[n, k] error in units of the labels' standard deviation, or the probability that was given to the true class."""
    weight: Vector
    """[n]"""
    unit: float
    """Standard deviation of the labels; 1 for a class."""

    def score(self, weights: Vector) -> float:
        """Root of the mean squared error in the endpoint's unit, or log-loss, of members blended by [k] weights."""
        blend = self.told @ weights
        if self.is_class:
            return float(np.average(-np.log(np.clip(blend, LEAST, 1)), weights=self.weight)) + 0.0
        return float(np.sqrt(np.average(blend**2, weights=self.weight)) * self.unit)


def evidence(means: NDArray[np.float32], labels: Labels, column: int) -> Evidence:
    """Evidence of one endpoint from predictions [M, m, E] and the labels of the m compounds.

    Censored labels say too little of an error, and do not count; nor do compounds that not all able members predict.
    """
    endpoint = labels.endpoints[column]
    rows, value, relation, weight = labels.of(endpoint.name)
    said = means[:, rows, column].astype(np.float64)
    able = np.asarray(~np.isnan(said).all(axis=1), np.bool_)
    used = (relation == EQUAL) & ~np.isnan(said[able]).any(axis=0) & able.any()
    said, truth, counts = said[able][:, used].T, value[used].astype(np.float64), weight[used].astype(np.float64)
    if endpoint.kind is EndpointKind.classification:
        right = np.clip(np.where(truth[:, None] > 0.5, said, 1 - said), LEAST, 1)
        return Evidence(able, True, right, counts, 1.0)
    unit = float(np.std(truth)) if len(truth) > 1 and np.ptp(truth) > 0 else 1.0
    return Evidence(able, False, (said - truth[:, None]) / unit, counts, unit)


def weigh(rule: BlendWeights, found: OutOfFold, labels: Labels, able: NDArray[np.bool_]) -> Weights:
    """[M, E] weights by the rule; `labels` are those of the compounds of `found`, `able` as in `fitted_weights`."""
    if rule is BlendWeights.equal:
        return equal_weights(able)
    return fitted_weights(np.stack([said.mean for said in found.predictions.values()]), labels, able)


def equal_weights(able: NDArray[np.bool_]) -> Weights:
    """[M, E] the same weight for each member that is `able` [M, E] to predict an endpoint."""
    number = able.sum(axis=0)
    return np.where(able, 1.0 / np.maximum(number, 1), 0.0)


def fitted_weights(means: NDArray[np.float32], labels: Labels, able: NDArray[np.bool_]) -> Weights:
    """[M, E] weights from predictions [M, m, E] and the labels of the m compounds.

    `able` [M, E] says which members predict an endpoint at all; those that could not be tried get no weight either,
    unless none could.
    """
    weights = equal_weights(able)
    for kind in EndpointKind:
        columns = [column for column, endpoint in enumerate(labels.endpoints) if endpoint.kind is kind]
        found = {column: evidence(means, labels, column) for column in columns}
        shared = _shared([one for one in found.values() if one.able.all() and len(one.weight)], len(able))
        for column, one in found.items():
            tried = one.able & able[:, column]
            if not tried.any():
                continue
            prior = _summing_to_one(shared[one.able])
            weights[:, column] = 0.0
            weights[one.able, column] = fit([one], prior)
            weights[~tried, column] = 0.0
            weights[tried, column] = _summing_to_one(weights[tried, column])
    return weights


def _summing_to_one(weights: Vector) -> Vector:
    """[k] weights in the same proportions, equal ones where all are 0: least squares gives a poor member just that."""
    total = weights.sum()
    return weights / total if total > 0 else np.full(len(weights), 1.0 / len(weights))


def _shared(found: Sequence[Evidence], members: int) -> Vector:
    """[M] weights for all endpoints together; equal ones where there are fewer than two endpoints to learn from."""
    equal = np.full(members, 1.0 / members)
    return fit(found, equal) if len(found) > 1 else equal


def fit(found: Sequence[Evidence], prior: Vector) -> Vector:
    """[k] best weights for endpoints of one kind that the same k members predict, drawn towards a prior [k]."""
    weight = np.concatenate([one.weight for one in found])
    if not len(weight):
        return prior
    if found[0].is_class:
        return _by_likelihood(np.concatenate([one.told for one in found]), weight, prior)
    return _by_least_squares(
        np.sum([(one.told.T * one.weight) @ one.told for one in found], axis=0), weight.sum(), prior
    )


def _by_least_squares(products: Vector, amount: float, prior: Vector) -> Vector:
    """Weights of least error, where `products` [k, k] are those of the members' errors on an amount of compounds.

    The size of an error that is no fault of the weights is that of the members blended by the prior.
    """
    k = len(prior)
    noise = max(float(prior @ products @ prior) / amount, float(np.finfo(np.float32).tiny))
    values, axes = np.linalg.eigh(products * (DEVIATION**2 / noise))
    root = np.sqrt(np.maximum(values, 0))[:, None] * axes.T
    force = SUM * max(1.0, float(np.sqrt(values[-1])))
    held = nnls(np.vstack([root, np.eye(k), np.full(k, force)]), np.concatenate([np.zeros(k), prior, [force]]))[0]
    weights: Vector = held / held.sum()
    return weights


def _by_likelihood(probability: Vector, weight: Vector, prior: Vector) -> Vector:
    """Weights under which the labels, given their `probability` [n, k], are most likely.

    By expectation maximisation (Dempster et al. 1977), which starts from the prior and never leaves the range.
    """
    weights = prior
    for _ in range(ROUNDS):
        share = probability * weights
        known = weight @ (share / share.sum(axis=1, keepdims=True))
        updated: Vector = (known + KNOWN * prior) / (weight.sum() + KNOWN)
        if np.abs(updated - weights).max() < 1e-6:
            break
        weights = updated
    return weights
