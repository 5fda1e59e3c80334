"""What the fitting of a blend did, in plain sentences."""

from collections.abc import Iterator, Mapping

import numpy as np

from discovery.assay.labelling.labels import Labels
from discovery.models.blend import Weights
from discovery.models.predictor import Prediction
from discovery.models.settings import BlendSettings, BlendWeights
from discovery.target.settings import TargetSettings
from discovery.training.blend_weights import evidence
from discovery.training.fit_model import Fitted
from discovery.training.held_out import OutOfFold

HOW = {
    BlendWeights.equal: "which count alike",
    BlendWeights.out_of_fold: "weighed by their errors on held-out compounds and drawn towards equal weights",
}
MOST = 8
"""Endpoints that are spoken of."""


def blend_sentences(
    model: BlendSettings,
    parts: Mapping[str, Fitted],
    found: OutOfFold,
    labels: Labels,
    weights: Weights,
    apart: Prediction,
    target: TargetSettings,
) -> Iterator[str]:
    """Members, how they were weighed, and how each and the blend did on compounds that it had not learnt from.

    `labels` are those of the compounds of `found`, and `apart` is what the blend says of these, by weights fitted to
    the other folds.
    """
    yield f"A blend of {', '.join(parts)}, {HOW[model.weights]}."
    yield from found.notes
    own = [column for column, one in enumerate(labels.endpoints) if one.target == target.gene]
    for column in (own or range(len(labels.endpoints)))[:MOST]:
        yield from _endpoint(column, list(parts), found, labels, weights, apart)
    for name, part in parts.items():
        yield from (f"{name}: {sentence}" for sentence in part.phases)


def _endpoint(
    column: int, names: list[str], found: OutOfFold, labels: Labels, weights: Weights, apart: Prediction
) -> Iterator[str]:
    """Weights of one endpoint, and errors on held-out compounds with an exact value."""
    endpoint = labels.endpoints[column]
    shares = ", ".join(f"{name} {weight:.2f}" for name, weight in zip(names, weights[:, column], strict=True))
    means = np.stack([*(found.predictions[name].mean for name in names), apart.mean])
    told = evidence(means, labels, column)
    if not len(told.weight) or not told.able[-1]:
        yield f"{endpoint.name}: weights {shares}."
        return
    able = [name for name, is_able in zip([*names, "blend"], told.able, strict=True) if is_able]
    errors = ", ".join(f"{name} {told.score(one):.3f}" for name, one in zip(able, np.eye(len(able)), strict=True))
    measure = "log-loss" if told.is_class else f"RMSE in {endpoint.unit}"
    yield f"{endpoint.name}: weights {shares}; {measure} on {len(told.weight):,} held-out labels: {errors}."
