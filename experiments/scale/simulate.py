"""What does a screening of a billion compounds take, and what do slow, lost and poisoned shards add?

python -m experiments.scale.simulate [--seeds 0 1 2]

Simulates, event by event, how `discovery.screening.work.cluster` gives 100,000 shards to the workers of a cluster: each
thread has at most `AHEAD` shards, a worker that is lost gives its own back, and a shard with a row that kills its
process is halved until that row is found. Nothing is computed; time is simulated.
"""

import argparse
import csv
import heapq
import math
from collections import deque
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from discovery.screening.work.cluster import AHEAD
from experiments.scale import plan
from experiments.scale.plan import rate
from experiments.screening_scale.tables import STORED
from experiments.screening_speed.results import publish

HERE = Path(__file__).parent
SCORING = STORED.format("fp32")
"""What the simulated threads do."""
COLUMNS = ("case", "seed", "hours", "of_ideal", "tail_minutes", "repeated", "most_held")


@dataclass(frozen=True)
class Case:
    """A cluster, its library, and what goes wrong."""

    name: str
    rate: float
    """Compounds a second that a thread scores."""
    shards: int = 100_000
    rows: int = 10_000
    threads: int = 64
    slow: float = 0.0
    """Share of the threads that take four times as long."""
    lost_after: float = math.inf
    """Mean hours until a thread's machine is lost; it is back after ten minutes, and its shards are done anew."""
    poisoned: float = 0.0
    """Share of the shards in which a row kills its process."""


@dataclass(frozen=True)
class Outcome:
    hours: float
    """From the first shard to the last."""
    of_ideal: float
    """Time that as many undisturbed threads would need, as a share of that."""
    tail_minutes: float
    """From when 99 % of the shards are done to the end."""
    repeated: int
    """Shards begun on a machine that was lost, and done again."""
    most_held: int
    """Shards that the client held at once."""


SLOWER, BACK_SECONDS, RESTART_SECONDS = 4.0, 600.0, 5.0
DONE, LOST, BACK = 0, 1, 2


@dataclass
class Simulation:
    """The state of the cluster at one moment."""

    case: Case
    rng: np.random.Generator
    events: list[tuple[float, int, int, int]] = field(default_factory=list)
    """Heap of time, kind, thread, and life of the thread: an event of an earlier life is void."""
    queues: list[deque[int]] = field(default_factory=list)
    waiting: deque[int] = field(default_factory=deque)
    repeated: int = 0

    def run(self) -> Outcome:
        case = self.case
        self.waiting = deque(range(case.shards))
        self.queues = [deque() for _ in range(case.threads)]
        self.life = np.zeros(case.threads, np.int64)
        self.up = np.ones(case.threads, np.bool_)
        self.pace = np.where(self.rng.random(case.threads) < case.slow, SLOWER, 1.0)
        self.poison = self.rng.random(case.shards) < case.poisoned
        for _ in range(AHEAD):
            for thread in range(case.threads):
                self._give(thread, 0.0)
        for thread in range(case.threads):
            self._plan_loss(thread, 0.0)
        ends, held = [], AHEAD * case.threads
        while len(ends) < case.shards:
            now, kind, thread, life = heapq.heappop(self.events)
            if life != self.life[thread]:
                continue
            if kind == DONE:
                self.queues[thread].popleft()
                ends.append(now)
                self._begin(thread, now)
                self._give(thread, now)
            elif kind == LOST:
                self._lose(thread, now)
            else:
                self._return(thread, now)
        ideal = case.shards * case.rows / case.rate / case.threads
        tail = ends[-1] - ends[math.ceil(0.99 * case.shards) - 1]
        return Outcome(ends[-1] / 3600, ideal / ends[-1], tail / 60, self.repeated, held)

    def _give(self, thread: int, now: float) -> None:
        """One more shard for a thread, if there is one."""
        if self.waiting and self.up[thread]:
            self.queues[thread].append(self.waiting.popleft())
            if len(self.queues[thread]) == 1:
                self._begin(thread, now)

    def _begin(self, thread: int, now: float) -> None:
        if self.queues[thread]:
            end = now + self._seconds(thread, self.queues[thread][0])
            heapq.heappush(self.events, (end, DONE, thread, int(self.life[thread])))

    def _seconds(self, thread: int, shard: int) -> float:
        seconds = self.case.rows / self.case.rate * self.pace[thread] * self.rng.lognormal(0.0, 0.1)
        if not self.poison[shard]:
            return float(seconds)
        deaths = 1 + math.ceil(math.log2(self.case.rows))  # halves are tried until one row is left; half of them die
        return float(3 * seconds + deaths * RESTART_SECONDS * self.pace[thread])

    def _plan_loss(self, thread: int, now: float) -> None:
        if self.case.lost_after < math.inf:
            after = self.rng.exponential(self.case.lost_after * 3600)
            heapq.heappush(self.events, (now + after, LOST, thread, int(self.life[thread])))

    def _lose(self, thread: int, now: float) -> None:
        self.repeated += 1 if self.queues[thread] else 0
        self.life[thread] += 1
        self.up[thread] = False
        while self.queues[thread]:
            self.waiting.appendleft(self.queues[thread].pop())
        heapq.heappush(self.events, (now + BACK_SECONDS, BACK, thread, int(self.life[thread])))

    def _return(self, thread: int, now: float) -> None:
        self.up[thread] = True
        for _ in range(AHEAD):
            self._give(thread, now)
        self._plan_loss(thread, now)


def cases(rate: float) -> list[Case]:
    calm = Case("calm", rate)
    slow = replace(calm, name="2 % of the threads four times slower", slow=0.02)
    lost = replace(calm, name="machines lost every 4 hours", lost_after=4.0)
    poisoned = replace(calm, name="a deadly row in 1 of 1,000 shards", poisoned=0.001)
    worst = replace(slow, name="all three", lost_after=4.0, poisoned=0.001)
    large = replace(worst, name="all three, shards of 100,000", shards=10_000, rows=100_000, poisoned=0.01)
    return [calm, slow, lost, poisoned, worst, large]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    options = parser.parse_args()
    found = {
        case.name: [Simulation(case, np.random.default_rng(seed)).run() for seed in options.seeds]
        for case in cases(rate(SCORING))
    }
    with (HERE / "results.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name, outcomes in found.items():
            for seed, outcome in zip(options.seeds, outcomes, strict=True):
                writer.writerow([name, seed, *(f"{value:.6g}" for value in vars(outcome).values())])
    publish(HERE / "README.md", ["\n".join(plan.table()), plan.size(), table(found)])


def table(found: dict[str, list[Outcome]]) -> str:
    """Markdown: the worst of the seeds for every case."""
    lines = ["| case | minutes | of the ideal | last 1 %, minutes | shards done twice |", "|---|---|---|---|---|"]
    for name, outcomes in found.items():
        worst = max(outcomes, key=lambda one: one.hours)
        lines.append(
            f"| {name} | {worst.hours * 60:.1f} | {worst.of_ideal:.0%} | {worst.tail_minutes:.1f} | {worst.repeated} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
