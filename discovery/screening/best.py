"""The best rows of a scored table that is too large to be held whole."""

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from discovery.candidates.rank import shortlist
from discovery.candidates.settings import RankingSettings


def best_rows(tables: Iterable[pa.Table], settings: RankingSettings, endpoints: Collection[str], most: int) -> pa.Table:
    """At most so many rows of the tables, best first by the predicted objectives; equal ones in the tables' order.

    No more than `most` rows and one table are held at a time.
    """
    wanted = replace(settings, shortlist=most)
    best: pa.Table | None = None
    for table in tables:
        best = table if best is None else pa.concat_tables([best, table])
        # kept in the tables' order until the end, so that ties are broken by it
        best = best.take(pa.array(np.sort(shortlist(best, wanted, endpoints)))).combine_chunks()
    if best is None:
        raise ValueError("there is no table")
    return best.take(pa.array(shortlist(best, wanted, endpoints)))
