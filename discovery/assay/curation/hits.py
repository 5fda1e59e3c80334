"""Hit calls of primary screens, plate by plate."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.assay.curation.record_table import IDENTITY, KEY, RECORDS
from discovery.assay.groups import ROBUST, combinations, medians, size
from discovery.assay.schema import Flag, Quantity
from discovery.assay.settings import HitDirection, HitSettings, SourceSettings
from discovery.target.effect import Effect

CALLED = RECORDS.append(pa.field("call", pa.string()))
"""RECORDS, and what their plates say: `hit`, `no_hit_call`, or nothing."""
PLATE = ["source", "target", "organism", "assay", "standard_type", "unit", "concentration", "plate"]
"""Wells that agree in all of these are compared; where no plate is named, all wells at one concentration are."""
REPLICATE = [name for name in KEY if name != "effect"]
"""Wells that agree in all of these are called together, so that a compound is not both a hit and inactive."""
DECIMALS = 6
"""Decimals of a z-score: what is left does not depend on the order of the wells."""


def call_hits(records: pa.Table, sources: Mapping[str, SourceSettings]) -> pa.Table:
    """Records (schema RECORDS) with hits called (schema CALLED), by the rule that `hit_rule` puts in words.

    Only responses of a source with `hits` are touched. A hit that names no direction has the effect of its source, or
    `unstated`; a well that is no hit is `inactive`; replicates are called together, by their mean z-score.
    """
    hit, missed, uncalled = (np.zeros(len(records), np.bool_) for _ in range(3))
    effect = records["effect"]
    response = pc.and_kleene(pc.equal(records["quantity"], Quantity.response.value), pc.is_valid(records["value"]))
    for name, source in sources.items():
        if source.hits is None:
            continue
        mine = np.flatnonzero(pc.and_kleene(response, pc.equal(records["source"], name)).to_numpy())
        score = _scores(records.take(pa.array(mine)), source.hits)
        called = np.isfinite(score)
        is_hit = called & (_sided(score, source.hits.direction) >= source.hits.threshold)
        hit[mine], missed[mine], uncalled[mine] = is_hit, called & ~is_hit, ~called
        undirected = pc.is_in(effect, pa.array([Effect.unstated.value, Effect.inactive.value]))
        here = np.zeros(len(records), np.bool_)
        here[mine[is_hit]] = True
        effect = pc.if_else(pc.and_(pa.array(here), undirected), source.effect or Effect.unstated.value, effect)
    effect = pc.if_else(pa.array(missed), Effect.inactive.value, effect)
    call = np.select([hit, uncalled], [Flag.hit.value, Flag.no_hit_call.value], "")
    records = records.set_column(RECORDS.get_field_index("effect"), "effect", effect)
    return records.append_column("call", pa.array(call, pa.string())).cast(CALLED)


def hit_rule(settings: HitSettings) -> str:
    """The rule by which hits are called, in words."""
    side = {
        HitDirection.above: f"is {settings.threshold:g} or more",
        HitDirection.below: f"is -{settings.threshold:g} or less",
        HitDirection.both: f"is {settings.threshold:g} or more in size",
    }[settings.direction]
    return (
        "hit where the robust z-score, (response - median of the plate) / (1.4826 x median absolute deviation), "
        f"{side}; of replicates the mean z-score decides; no call on a plate of fewer than {settings.min_wells} wells "
        "or without spread"
    )


def _scores(wells: pa.Table, settings: HitSettings) -> NDArray[np.float64]:
    """[k] mean z-score of each well's replicates, NaN where no plate of theirs allows a call."""
    identity = combinations(wells, IDENTITY)
    first = np.unique(identity, return_index=True)[1]  # sorted by value within a plate: sums have one order
    value = wells["value"].to_numpy()[first]
    plate = combinations(wells, PLATE)[first]
    plates = size(plate)
    distance = value - medians(value, plate, plates)[plate]
    spread = ROBUST * medians(np.abs(distance), plate, plates)
    usable = (spread > 0.0) & (np.bincount(plate, minlength=plates) >= settings.min_wells)
    score = distance[usable[plate]] / spread[plate[usable[plate]]]
    replicate = combinations(wells, REPLICATE)
    mine = replicate[first][usable[plate]]
    number = np.bincount(mine, minlength=size(replicate))
    total = np.bincount(mine, weights=score, minlength=size(replicate))
    mean = np.where(number > 0, np.round(total / np.maximum(number, 1), DECIMALS), np.nan)
    return np.asarray(mean[replicate])


def _sided(score: NDArray[np.float64], direction: HitDirection) -> NDArray[np.float64]:
    """[k] the score, larger for a stronger hit."""
    return {HitDirection.above: score, HitDirection.below: -score, HitDirection.both: np.abs(score)}[direction]
