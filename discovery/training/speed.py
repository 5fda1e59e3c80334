"""How fast a fitted model predicts, as its card states."""

import time
from collections.abc import Sequence

from discovery.models.blend import Blend
from discovery.models.predictor import Predictor

SAMPLE = 100
"""Molecules that are predicted for it."""


def prediction_speed(predictor: Predictor, smiles: Sequence[str]) -> dict[str, float]:
    """Molecules a second from SMILES on, here and now, of a model (as `model`) and of a blend's members by name.

    Two significant digits, as the next measurement gives others. Empty where there are no molecules.
    """
    members = predictor.members if isinstance(predictor, Blend) else {}
    sample = smiles[:SAMPLE]
    return {name: _speed(one, sample) for name, one in {"model": predictor, **members}.items()} if sample else {}


def _speed(predictor: Predictor, smiles: Sequence[str]) -> float:
    predictor.predict(smiles[:1])  # what is imported or built on first use is not counted
    start = time.perf_counter()
    predictor.predict(smiles)
    return float(f"{len(smiles) / (time.perf_counter() - start):.2g}")
