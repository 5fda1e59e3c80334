"""What each assay holds, in figures."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.assay.groups import distinct_texts, holds, is_word, joint, medians, ranks
from discovery.assay.schema import Flag, Quantity, Relation
from discovery.target.effect import Effect

KEY = ("assay", "target", "organism")
"""Measurements that agree in these are of one assay."""
ACTIVE_FROM = 5.0
"""Potency (pX) from which a compound counts as active in the table of assays: 10 uM."""


def assay_counts(measurements: pa.Table, group: NDArray[np.int64], count: int) -> dict[str, pa.Array]:
    """Columns [count] of ASSAYS that are counted from measurements, whose assays are numbered by `group` [m]."""
    first = np.unique(group, return_index=True)[1]
    columns = {name: measurements[name].take(pa.array(first)) for name in KEY}
    exact = is_word(measurements, "relation", Relation.equal)
    potency = is_word(measurements, "quantity", Quantity.potency)
    value = measurements["value"].to_numpy()
    columns |= {
        "sources": distinct_texts(measurements["source"], group, count),
        "standard_types": distinct_texts(measurements["standard_type"], group, count),
        "measurements": pa.array(np.bincount(group, minlength=count)),
        "potencies": pa.array(np.bincount(group[potency], minlength=count)),
        "censored": pa.array(np.bincount(group[potency & ~exact], minlength=count)),
        "median": _known(np.round(medians(value[potency & exact], group[potency & exact], count), 6)),
        "conflicts": pa.array(np.bincount(group[measurements["conflict"].to_numpy()], minlength=count)),
    }
    return columns | _compounds(measurements, group, count) | _noise(measurements, group, count)


def _compounds(measurements: pa.Table, group: NDArray[np.int64], count: int) -> dict[str, pa.Array]:
    """Columns compounds, active and inactive; evidence of activity wins, as it does in labels."""
    effect = {name: is_word(measurements, "effect", name) for name in (Effect.inactive, Effect.unstated)}
    potency, flagged = (is_word(measurements, "quantity", kind) for kind in (Quantity.potency, Quantity.flag))
    below, exact = (is_word(measurements, "relation", side) for side in (Relation.below, Relation.equal))
    value = measurements["value"].to_numpy()
    named = ~effect[Effect.unstated] | flagged | holds(measurements["flags"], Flag.hit.value)
    active = ~effect[Effect.inactive] & np.where(potency, ~below & (value >= ACTIVE_FROM), named)
    weak = potency & ((exact & (value < ACTIVE_FROM)) | (below & (value <= ACTIVE_FROM)))
    inactive = effect[Effect.inactive] | weak
    pair = joint(group, ranks(measurements["compound"]))
    first = np.unique(pair, return_index=True)[1]
    owner, pairs = group[first], len(first)
    ever_active = np.bincount(pair[active], minlength=pairs) > 0
    ever_inactive = np.bincount(pair[inactive], minlength=pairs) > 0
    return {
        "compounds": pa.array(np.bincount(owner, minlength=count)),
        "active": pa.array(np.bincount(owner[ever_active], minlength=count)),
        "inactive": pa.array(np.bincount(owner[ever_inactive & ~ever_active], minlength=count)),
    }


def _noise(measurements: pa.Table, group: NDArray[np.int64], count: int) -> dict[str, pa.Array]:
    """Columns replicate_sd and replicate_df: the variance of replicates pooled by degrees of freedom."""
    spread = measurements["spread"].to_numpy()
    told = is_word(measurements, "quantity", Quantity.potency) & np.isfinite(spread)
    freedom = measurements["n"].to_numpy()[told] - 1.0
    total = np.bincount(group[told], weights=freedom, minlength=count)
    squares = np.bincount(group[told], weights=freedom * spread[told] ** 2, minlength=count)
    deviation = np.where(total > 0, np.round(np.sqrt(squares / np.maximum(total, 1.0)), 6), np.nan)
    return {"replicate_sd": _known(deviation), "replicate_df": pa.array(total.astype(np.int64))}


def _known(values: NDArray[np.float64]) -> pa.Array:
    return pa.array(values, pa.float64(), from_pandas=True)
