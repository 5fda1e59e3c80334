"""The second look: the model scores what a student put first, until hardly any of its own best can be missing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from discovery.candidates.rank import objective_columns
from discovery.candidates.settings import RankingSettings
from discovery.screening.best import best_rows
from discovery.screening.job import Screening
from discovery.screening.library.shards import Picked
from discovery.screening.score import NO_GRAPH
from discovery.screening.scored import SECOND, ScoredLibrary, Second, wanted
from discovery.screening.settings import StudentSettings
from discovery.screening.student.again import TASK, score_again
from discovery.screening.student.recall import estimated_recall
from discovery.screening.work.parts import Part
from discovery.screening.work.task import Task

FIRST = 4
"""The first slice holds so many times as many compounds as are looked for, or more; each further one doubles it."""


@dataclass(frozen=True)
class SecondLook:
    """What decides on how far down a student's order the model looks."""

    screening: Screening
    ranking: RankingSettings
    settings: StudentSettings

    @property
    def best(self) -> int:
        """How many of the model's own best are looked for: no fewer than there are to be candidates."""
        return max(self.settings.best, min(self.ranking.top, self.ranking.shortlist))

    @property
    def first(self) -> int:
        """Compounds in the first slice: no fewer than are to be shortlisted."""
        return max(FIRST * self.best, self.ranking.shortlist)

    def of(self, scored: ScoredLibrary) -> ScoredLibrary:
        """`scored`, which has what the student says of every record, with what the model says of a slice of them."""
        unread = _unread(scored)
        total = scored.rows - scored.rejected
        size = min(total, self.first)
        slices = [unread]
        while True:
            shown = self._slice(scored, size)
            slices.append(shown[sum(map(len, slices[1:])) :])
            parts = self._scored(scored, slices)
            second = Second(parts, wanted(self.ranking), len(unread), self.best, 0.0)
            places = self._places(replace(scored, second=second), shown)
            second = replace(second, recall=estimated_recall(places, size, total))
            if second.recall >= self.settings.recall:
                return replace(scored, second=second)
            size = min(total, 2 * size)

    def _slice(self, scored: ScoredLibrary, size: int) -> NDArray[np.int64]:
        """Numbers of the records that the student puts first, best first."""
        return self._best(replace(scored, second=None), size)

    def _best(self, scored: ScoredLibrary, most: int) -> NDArray[np.int64]:
        names = self.screening.endpoints
        tables = scored.tables(["row", *objective_columns(self.ranking, names)])
        row: NDArray[np.int64] = best_rows(tables, self.ranking, names, most).rows["row"].to_numpy()
        return row

    def _places(self, looked: ScoredLibrary, shown: NDArray[np.int64]) -> NDArray[np.int64]:
        """Places in the student's order of the records that the model puts first."""
        best = self._best(looked, self.best)
        order = np.argsort(shown)
        place: NDArray[np.int64] = order[np.searchsorted(shown, best[np.isin(best, shown)], sorter=order)]
        return place

    def _scored(self, scored: ScoredLibrary, slices: list[NDArray[np.int64]]) -> tuple[Part, ...]:
        """Parts of the model's own scores of the slices, made only once."""
        folder = scored.folder / SECOND
        tasks = [
            Task(picked, folder, f"second-{slice_number:02d}-{number:06d}")
            for slice_number, rows in enumerate(slices)
            for number, picked in enumerate(self._picked(rows))
        ]
        key = " ".join([scored.student, scored.library_sha256, wanted(self.ranking), str(self.first)])
        return score_again(tasks, self.screening, folder, key, "Second look")

    def _picked(self, rows: NDArray[np.int64]) -> Iterator[Picked]:
        """The records of these numbers, shard by shard, few enough at a time to keep all processes busy."""
        ordered = np.sort(rows)
        for shard in self.screening.library.shards():
            places = ordered[slice(*np.searchsorted(ordered, [shard.first, shard.first + len(shard)]))] - shard.first
            yield from (Picked(shard, places[start : start + TASK]) for start in range(0, len(places), TASK))


def _unread(scored: ScoredLibrary) -> NDArray[np.int64]:
    """Numbers of the records that a network cannot represent, of which another model may know something."""
    found = [
        pq.read_table(path, columns=["row"], filters=pc.field("code") == NO_GRAPH.code)["row"].to_numpy()
        for path in scored.paths()
    ]
    return np.concatenate(found)
