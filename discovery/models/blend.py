"""A blend: the weighted mean of models that differ in kind, as their errors differ too (Breiman 1996, doi
10.1007/BF00117832)."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.errors import InternalError
from discovery.graphs.store import GraphStore
from discovery.models.predictor import Inference, OnGraphs, Prediction, Predictor, Readouts, ask, under
from discovery.target.endpoint import Endpoint

Weights = NDArray[np.float64]
"""[M, E] weight of each member for each endpoint; they sum to 1, or are all 0 for an endpoint that none predicts."""


class Blend:
    """Weighted mean of its members, with a spread that holds both their own doubts and their disagreement.

    A member that does not predict an endpoint, or a molecule, is passed over there and the others' weights are raised
    to a sum of 1. A molecule has failed where all members failed.
    """

    def __init__(self, members: Mapping[str, Predictor], weights: Weights) -> None:
        """`weights` are those of the members in the order of their names."""
        self.members = {name: members[name] for name in sorted(members)}
        self.weights = weights
        if len({member.endpoints for member in members.values()}) != 1:
            raise InternalError("the members of a blend do not predict the same endpoints")
        if weights.shape != (len(members), len(self.endpoints)) or not (np.isfinite(weights) & (weights >= 0)).all():
            raise InternalError(
                f"weights {weights.shape} for {len(members)} members and {len(self.endpoints)} endpoints"
            )

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return next(iter(self.members.values())).endpoints

    def predict(self, smiles: Sequence[str]) -> Prediction:
        """Predictions in the order given; a molecule that no member can read is marked failed."""
        return self.predict_with(smiles, None)

    def predict_with(self, smiles: Sequence[str], readouts: Readouts | None) -> Prediction:
        """As `predict`, by the readouts [n, s] of the molecules too, for the members that take them."""
        return blended(self._of_members(smiles, readouts), self.weights)

    def under(self, inference: Inference) -> Self:
        """The same blend, whose networks go through molecules in that way."""
        return type(self)({name: under(member, inference) for name, member in self.members.items()}, self.weights)

    def _of_members(self, smiles: Sequence[str], readouts: Readouts | None) -> list[Prediction]:
        """What each member says; those that read graphs read the same ones, made once."""
        graphs: GraphStore | None = None
        found = []
        for member in self.members.values():
            if not isinstance(member, OnGraphs):
                found.append(ask(member, smiles, readouts))
                continue
            if graphs is None:
                from discovery.graphs.featurize import featurize  # only networks need it

                graphs = featurize(smiles)
            found.append(member.predict_graphs(graphs, readouts))
        return found

    def state(self) -> dict[str, NDArray[Any]]:
        """What was fitted beside the members, as arrays."""
        return {"weights": self.weights}


def blended(predictions: Sequence[Prediction], weights: Weights) -> Prediction:
    """The blend of M predictions of the same n molecules, by weights [M, E].

    Mean and variance are those of a mixture (law of total variance): the weighted mean of the members' variances, and
    the weighted variance of their means. A member that states no spread adds to the latter alone; where a single
    member predicts, and states none, there is none.
    """
    mean, spread = (
        np.stack([getattr(one, name) for one in predictions]).astype(np.float64) for name in ("mean", "spread")
    )
    known = ~np.isnan(mean)
    share = _shares(known, weights)
    with np.errstate(invalid="ignore"):
        centre = np.where(known, share * mean, 0).sum(axis=0)
        within = np.where(known & ~np.isnan(spread), share * spread**2, 0).sum(axis=0)
        between = np.where(known, share * (mean - centre) ** 2, 0).sum(axis=0)
    told = (known.sum(axis=0) > 1) | (known & ~np.isnan(spread)).any(axis=0)
    predicted = known.any(axis=0)
    return Prediction(
        np.where(predicted, centre, np.nan).astype(np.float32),
        np.where(told, np.sqrt(within + between), np.nan).astype(np.float32),
        np.logical_and.reduce([one.failed for one in predictions]),
    )


def _shares(known: NDArray[np.bool_], weights: Weights) -> NDArray[np.float64]:
    """[M, n, E] weights of the members that predict, with sum 1; equal ones where none of these has any weight."""
    given = np.where(known, weights[:, None, :], 0.0)
    total = given.sum(axis=0)
    number = known.sum(axis=0)
    equal = known / np.maximum(number, 1)
    return np.where(total > 0, given / np.where(total > 0, total, 1), equal)
