"""What models cost: time of a fit, and speed of a prediction."""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

COSTS = pa.schema(
    [
        ("split", pa.string()),
        ("model", pa.string()),
        ("fits", pa.int64()),
        ("fit_seconds", pa.float64()),  # of one fit, the mean
        ("compounds", pa.int64()),  # test compounds predicted, by all fits together
        ("compounds_per_second", pa.float64()),  # from their structures on
    ]
)
"""One row a model and method of division; times are wall clock on one machine."""


class Timing(NamedTuple):
    """What one fit took, and the prediction of its test compounds."""

    split: str
    model: str
    fit_seconds: float
    predict_seconds: float
    compounds: int


def costs_table(timings: Sequence[Timing]) -> pa.Table:
    """COSTS, models in the order in which they first occur."""
    columns = [*map(list, zip(*timings, strict=True))] or [[]] * len(Timing._fields)
    table = pa.table(columns, names=Timing._fields)
    wanted = [("fit_seconds", "count"), ("fit_seconds", "mean"), ("compounds", "sum"), ("predict_seconds", "sum")]
    found = table.group_by(["split", "model"], use_threads=False).aggregate(wanted)
    speed = pc.divide(found["compounds_sum"], pc.max_element_wise(found["predict_seconds_sum"], 1e-9))
    names = ("split", "model", "fit_seconds_count", "fit_seconds_mean", "compounds_sum")
    return pa.table([*(found[name] for name in names), speed], schema=COSTS)
