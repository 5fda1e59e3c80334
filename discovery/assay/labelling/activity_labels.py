"""Classification labels: does a compound act on a target, and in which direction."""

import hashlib
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import BELOW, BORROWED, EQUAL, MEASURED, PRESUMED
from discovery.assay.labelling.measured import EndpointLabels, Measured
from discovery.assay.schema import Quantity
from discovery.target.effect import Effect
from discovery.target.endpoint import Endpoint, activity_endpoint
from discovery.target.settings import TargetSettings

SUPPORTS: dict[Effect, tuple[str, ...]] = {
    Effect.inhibitor: (Effect.inhibitor, Effect.biphasic),
    Effect.activator: (Effect.activator, Effect.biphasic),
    Effect.stabiliser: (Effect.stabiliser,),
}
"""Direction -> measured effects that are evidence for it."""
OPPOSES: dict[Effect, tuple[str, ...]] = {
    Effect.inhibitor: (Effect.activator,),
    Effect.activator: (Effect.inhibitor,),
    Effect.stabiliser: (),
}
"""Direction -> measured effects that are evidence against it."""

LINEAR = (Quantity.response, Quantity.property)
"""Numbers that do not say by themselves whether there is an effect."""


@dataclass(frozen=True)
class Verdict:
    """k compounds, none twice, each with or against an endpoint."""

    rows: NDArray[np.int64]
    """[k]"""
    positive: NDArray[np.bool_]
    """[k]"""


def activity_labels(facts: Measured, target: TargetSettings, presumed: NDArray[np.int64]) -> list[EndpointLabels]:
    """Labels of the target (any effect, then each direction with enough actives) and of isoforms with enough actives.

    `presumed` are the compounds taken as inactive on all of these endpoints; the target has none without a label that
    is measured on it or its family.
    """
    found = [_target_labels(facts, target, None, presumed)]
    found = [labels for labels in found if np.any(labels.origin != PRESUMED)]
    for effect in SUPPORTS:
        labels = _target_labels(facts, target, effect, presumed)
        if labels.value.sum() >= target.min_actives:
            found.append(labels)
    for gene in isoforms(target):
        own = verdict(facts.keep(facts.target == gene), None, target.active_above)
        if own.positive.sum() >= target.min_actives:
            found.append(endpoint_labels(activity_endpoint(gene), own, nothing(), presumed, target))
    return found


def isoforms(target: TargetSettings) -> tuple[str, ...]:
    """Members of the family that are proteins; a family name, such as RYR, is the beginning of the target's symbol.

    A number is not split for that: ABCB1 is a protein, not the family of ABCB11.
    """
    return tuple(gene for gene in target.family if not re.match(rf"{re.escape(gene)}(?!(?<=\d)\d)", target.gene))


def presumed_inactive(
    compounds: list[str], skeletons: list[str], facts: Measured, family: NDArray[np.bool_], target: TargetSettings
) -> NDArray[np.int64]:
    """Compounds taken as inactive, ascending: neither they nor an isomer have one of the measurements `family` [m].

    Half of them come from the background (compounds without any measurement), as far as there is one, so that a
    model learns to tell actives from what it will screen and from ligands of other targets. Drawn by the SHA-256 of
    their key, so that the same compounds are drawn from a data set that has grown a little.
    """
    known = {skeletons[row] for row in np.unique(facts.compound[family])}
    free = [row for row, skeleton in enumerate(skeletons) if skeleton not in known]
    free.sort(key=lambda row: hashlib.sha256(compounds[row].encode()).digest())
    measured = set(facts.compound.tolist())
    background = [row for row in free if row not in measured][: target.presumed_inactive // 2]
    ligands = [row for row in free if row in measured][: target.presumed_inactive - len(background)]
    return np.sort(np.array(background + ligands, np.int64))


def _target_labels(
    facts: Measured, target: TargetSettings, effect: Effect | None, presumed: NDArray[np.int64]
) -> EndpointLabels:
    own = verdict(facts.keep(facts.target == target.gene), effect, target.active_above)
    family = verdict(facts.keep(np.isin(facts.target, target.family)), effect, target.active_above)
    return endpoint_labels(activity_endpoint(target.gene, effect), own, family, presumed, target)


def endpoint_labels(
    endpoint: Endpoint, own: Verdict, family: Verdict, presumed: NDArray[np.int64], target: TargetSettings
) -> EndpointLabels:
    """Own evidence, then that of the family where there is no own, then the presumed inactive ones."""
    free = ~np.isin(family.rows, own.rows)
    borrowed = Verdict(family.rows[free], family.positive[free])
    guessed = Verdict(presumed, np.zeros(len(presumed), np.bool_))
    parts = [
        (own, 1.0, MEASURED),
        (borrowed, target.family_weight, BORROWED),
        (guessed, target.presumed_inactive_weight, PRESUMED),
    ]
    parts = [part for part in parts if part[1] > 0]
    sizes = [len(verdict.rows) for verdict, _, _ in parts]
    return EndpointLabels(
        endpoint,
        np.concatenate([verdict.rows for verdict, _, _ in parts]),
        np.concatenate([verdict.positive for verdict, _, _ in parts]).astype(np.float32),
        np.full(sum(sizes), EQUAL, np.int8),
        np.repeat(np.array([weight for _, weight, _ in parts], np.float32), sizes),
        np.repeat(np.array([origin for _, _, origin in parts], np.int8), sizes),
    )


def verdict(facts: Measured, effect: Effect | None, active_above: float) -> Verdict:
    """What the measurements say; where they disagree, evidence for the effect wins over evidence against it."""
    acts, idle = active(facts, active_above), inactive(facts, active_above)
    if effect is not None:
        acts &= np.isin(facts.effect, SUPPORTS[effect])
        idle |= np.isin(facts.effect, OPPOSES[effect])
    told = acts | idle
    rows, member = np.unique(facts.compound[told], return_inverse=True)
    return Verdict(rows, np.bincount(member, weights=acts[told], minlength=len(rows)) > 0)


def active(facts: Measured, active_above: float) -> NDArray[np.bool_]:
    """[m] evidence of an effect; a linear number counts only where its source names one or its plate calls a hit."""
    potency = facts.quantity == Quantity.potency
    strong = (facts.relation != BELOW) & (facts.value >= active_above)
    unnamed = np.isin(facts.quantity, LINEAR) & (facts.effect == Effect.unstated) & ~facts.hit
    return np.asarray((facts.effect != Effect.inactive) & ~unnamed & (~potency | strong))


def inactive(facts: Measured, active_above: float) -> NDArray[np.bool_]:
    """[m] evidence of no effect: measured inactive, or a potency that is certainly too low."""
    potency = facts.quantity == Quantity.potency
    low = (facts.relation == EQUAL) & (facts.value < active_above)
    bounded = (facts.relation == BELOW) & (facts.value <= active_above)
    return np.asarray((facts.effect == Effect.inactive) | (potency & (low | bounded)))


def nothing() -> Verdict:
    """About no compound."""
    return Verdict(np.zeros(0, np.int64), np.zeros(0, np.bool_))
