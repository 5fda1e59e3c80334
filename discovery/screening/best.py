"""The best rows of a scored table that is too large to be held whole."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.candidates.rank import predicted_scores, shortlist
from discovery.candidates.settings import RankingSettings
from discovery.errors import InternalError

BINS = 50


@dataclass(frozen=True)
class Best:
    """The best rows of some tables, and how the scores of all are spread."""

    rows: pa.Table
    """Best first by the predicted objectives; equal ones in the tables' order."""
    histogram: NDArray[np.int64]
    """[BINS] numbers of rows by their score, in equal steps from 0 to 1."""


def best_rows(tables: Iterable[pa.Table], settings: RankingSettings, endpoints: Collection[str], most: int) -> Best:
    """At most so many rows of the tables; no more than these and one table are held at a time."""
    wanted = replace(settings, shortlist=most)
    best: pa.Table | None = None
    histogram = np.zeros(BINS, np.int64)
    for table in tables:
        histogram += np.histogram(predicted_scores(table, settings, endpoints), BINS, (0.0, 1.0))[0]
        best = table if best is None else pa.concat_tables([best, table])
        # kept in the tables' order until the end, so that ties are broken by it
        best = best.take(pa.array(np.sort(shortlist(best, wanted, endpoints)))).combine_chunks()
    if best is None:
        raise InternalError("a scored library has at least one part")
    return Best(best.take(pa.array(shortlist(best, wanted, endpoints))), histogram)
