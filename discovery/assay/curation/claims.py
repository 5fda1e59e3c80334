"""What measurements say of one compound and target, as arrays in which contradictions are looked for."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.assay.groups import ROBUST, combinations, holds, is_word, joint, medians, size
from discovery.assay.schema import Flag, Quantity, Relation
from discovery.target.effect import Effect

PAIR = ["compound", "target"]
"""Only measurements that agree in both are compared."""
SLIPS = (3.0, 6.0)
"""Distances of two potencies (pX) that a wrong unit makes: nM for uM, nM for mM."""
MICRO = 1_000_000
"""Steps of a pX unit in which slips are looked for, so that distances are exact."""
LIMIT = 1_000.0
"""Largest potency (pX) that is looked at for slips; no real one is above 15."""


@dataclass(frozen=True)
class Claims:
    """What m measurements say of their pair of compound and target."""

    pair: NDArray[np.int64]
    """[m] the pair, numbered from 0."""
    value: NDArray[np.float64]
    """[m] potency (pX); NaN of a censored one and of what is none."""
    low: NDArray[np.float64]
    """[m] lowest potency that the measurement allows; -inf where it sets no limit."""
    high: NDArray[np.float64]
    """[m] highest potency that it allows; inf where it sets no limit."""
    statements: dict[str, NDArray[np.bool_]]
    """What is said about the effect -> [m] by whom: active, inactive, inhibitor, activator."""

    def only(self, heard: NDArray[np.bool_]) -> "Claims":
        """The claims where `heard` [m] is true; the others say nothing."""
        return replace(
            self,
            low=np.where(heard, self.low, -np.inf),
            high=np.where(heard, self.high, np.inf),
            statements={name: said & heard for name, said in self.statements.items()},
        )


CONTRARIES = (
    ("active", "inactive"),
    ("inactive", "active"),
    ("inhibitor", "activator"),
    ("activator", "inhibitor"),
)
"""Statements that cannot both be true."""


def claims_of(measurements: pa.Table) -> Claims:
    """Claims of measurements (schema MEASUREMENTS)."""
    value, low, high = (measurements[name].to_numpy() for name in ("value", "low", "high"))
    potency = is_word(measurements, "quantity", Quantity.potency) & np.isfinite(value)
    below, above = (is_word(measurements, "relation", side) for side in (Relation.below, Relation.above))
    effects = {effect: is_word(measurements, "effect", effect) for effect in Effect}
    hit = holds(measurements["flags"], Flag.hit.value)
    flagged = is_word(measurements, "quantity", Quantity.flag)
    silent = effects[Effect.unstated] & ~(hit | flagged | (potency & ~below))
    statements = {
        "active": ~effects[Effect.inactive] & ~silent,
        "inactive": effects[Effect.inactive],
        "inhibitor": effects[Effect.inhibitor],
        "activator": effects[Effect.activator],
    }
    return Claims(
        combinations(measurements, PAIR),
        np.where(potency & ~below & ~above, value, np.nan),
        np.where(potency & ~below, np.where(np.isfinite(low), low, value), -np.inf),
        np.where(potency & ~above, np.where(np.isfinite(high), high, value), np.inf),
        statements,
    )


def far_apart(claims: Claims, place: NDArray[np.int64], gap: float) -> NDArray[np.bool_]:
    """[m] whether a potency of the pair that was measured in another `place` [m] lies more than `gap` away."""
    above = np.round(_highest_elsewhere(claims.low, claims.pair, place) - claims.high, 6)
    below = np.round(claims.low + _highest_elsewhere(-claims.high, claims.pair, place), 6)
    return np.asarray((above > gap) | (below > gap))


def contrary(claims: Claims, place: NDArray[np.int64]) -> NDArray[np.bool_]:
    """[m] whether a measurement of the pair made in another `place` [m] names a contrary effect."""
    found = np.zeros(len(place), np.bool_)
    here = joint(claims.pair, place)
    for mine, other in CONTRARIES:
        said = claims.statements[other]
        everywhere = np.bincount(claims.pair[said], minlength=size(claims.pair))[claims.pair]
        found |= claims.statements[mine] & (everywhere > np.bincount(here[said], minlength=size(here))[here])
    return found


def slips(value: NDArray[np.float64], pair: NDArray[np.int64], tolerance: float) -> NDArray[np.bool_]:
    """[m] whether another potency of the same pair lies one of SLIPS away, give or take the tolerance.

    `value` [m] is NaN where there is no exact potency.
    """
    found = np.zeros(len(pair), np.bool_)
    rows = np.flatnonzero(np.abs(value) < LIMIT)
    width = int(8 * LIMIT * MICRO)
    place = pair[rows] * width + np.round((value[rows] + 2 * LIMIT) * MICRO).astype(np.int64)
    ordered = np.sort(place)
    for distance in (sign * step for step in SLIPS for sign in (-1, 1)):
        first = place + round((distance - tolerance) * MICRO)
        last = place + round((distance + tolerance) * MICRO)
        found[rows] |= np.searchsorted(ordered, last, "right") > np.searchsorted(ordered, first, "left")
    return found


def outliers(value: NDArray[np.float64], pair: NDArray[np.int64], z: float, gap: float) -> NDArray[np.bool_]:
    """[m] whether a potency is `z` robust standard deviations and more than `gap` from the median of its pair.

    `value` [m] is NaN where there is no exact potency. Of fewer than three potencies none can be an outlier. Iglewicz
    and Hoaglin 1993, How to Detect and Handle Outliers.
    """
    found = np.zeros(len(pair), np.bool_)
    rows = np.flatnonzero(np.isfinite(value))
    group, pairs = pair[rows], size(pair)
    middle = medians(value[rows], group, pairs)[group]
    distance = np.asarray(np.round(np.abs(value[rows] - middle), 6), np.float64)
    spread = ROBUST * medians(distance, group, pairs)
    found[rows] = (distance > gap) & (distance >= z * spread[group])
    return found


def _highest_elsewhere(
    value: NDArray[np.float64], pair: NDArray[np.int64], place: NDArray[np.int64]
) -> NDArray[np.float64]:
    """[m] highest value of the same pair in another place, -inf where there is none."""
    if len(value) == 0:
        return value
    here = joint(pair, place)
    order = np.lexsort((value, here))
    last = np.flatnonzero(np.diff(here[order], append=-1))
    top, owner = value[order][last], pair[order][last]  # of each place
    ranked = np.lexsort((top, owner))
    first = np.flatnonzero(np.diff(owner[ranked], prepend=-1))
    best = np.append(first[1:], len(ranked)) - 1
    second = np.where(best > first, top[ranked[best - 1]], -np.inf)
    return np.where(here == ranked[best][pair], second[pair], top[ranked[best]][pair])
