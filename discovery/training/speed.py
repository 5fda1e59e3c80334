"""How fast a fitted model predicts, as its card states."""

import time
from collections.abc import Sequence

from discovery.models.blend import Blend
from discovery.models.cascade import Cascade
from discovery.models.predictor import Predictor, Readouts, ask

SAMPLE = 100
"""Molecules that are predicted for it."""


def prediction_speed(predictor: Predictor, smiles: Sequence[str]) -> dict[str, float]:
    """Molecules a second from SMILES on, here and now, of a model (as `model`) and of a blend's members by name.

    The first model of a cascade is `first model`. Two significant digits, as the next measurement gives others. Empty
    where there are no molecules.
    """
    sample = smiles[:SAMPLE]
    if not sample:
        return {}
    speeds = {"model": _speed(predictor, sample)}
    readouts = None
    if isinstance(predictor, Cascade):
        speeds["first model"], readouts = _speed(predictor.first, sample), predictor.readouts(sample)
        predictor = predictor.main
    members = predictor.members if isinstance(predictor, Blend) else {}
    return speeds | {name: _speed(one, sample, readouts) for name, one in members.items()}


def _speed(predictor: Predictor, smiles: Sequence[str], readouts: Readouts | None = None) -> float:
    ask(predictor, smiles[:1], readouts if readouts is None else readouts[:1])  # what is built on first use
    start = time.perf_counter()
    ask(predictor, smiles, readouts)
    return float(f"{len(smiles) / (time.perf_counter() - start):.2g}")
