"""Where a model stands beside another, metric by metric."""

from collections.abc import Sequence
from dataclasses import dataclass

from discovery.report.measures import PLAIN, Results, is_better, title_of
from discovery.report.words import inside, listed


@dataclass(frozen=True)
class Comparison:
    """Metrics on which a model does better or worse than a baseline; `surely` where the intervals do not overlap."""

    model: str
    baseline: str
    better: tuple[str, ...]
    worse: tuple[str, ...]
    better_surely: tuple[str, ...]
    worse_surely: tuple[str, ...]
    total: int

    def sentences(self) -> str:
        """The comparison in words."""
        return f"{self._who()} {self._certainty()}"

    def _who(self) -> str:
        if not self.better and not self.worse:
            return f"{self.baseline} does as well as {self.model}."
        if not self.worse:
            return f"{self.model} does better than {self.baseline} on {self._share(self.better)}, worse on none."
        if not self.better:
            return f"{self.baseline} does better than {self.model} on {self._share(self.worse)}, worse on none."
        return f"{self.baseline} is ahead on {names(self.worse)}; {self.model} is ahead on {names(self.better)}."

    def _share(self, metrics: Sequence[str]) -> str:
        return f"{len(metrics)} of {self.total} measures"

    def _certainty(self) -> str:
        surely = [*self.better_surely, *self.worse_surely]
        if not surely:
            return "No interval lies apart from its counterpart, so no difference is shown."
        return (
            "No intervals overlap."
            if len(surely) == self.total
            else f"The intervals are apart on {names(surely)} only."
        )


def names(metrics: Sequence[str]) -> str:
    """The metrics' names inside a sentence."""
    return listed(inside(PLAIN[metric]) if metric in PLAIN else title_of(metric) for metric in metrics)


def compare(found: Results, model: str, baseline: str) -> Comparison:
    """The model against one baseline."""
    pairs = {metric: (by[model], by[baseline]) for metric, by in found.items() if model in by and baseline in by}
    better = tuple(metric for metric, (mine, other) in pairs.items() if is_better(metric, mine.value, other.value))
    worse = tuple(metric for metric, (mine, other) in pairs.items() if is_better(metric, other.value, mine.value))
    apart = {metric for metric, (mine, other) in pairs.items() if not mine.overlaps(other)}
    better_surely, worse_surely = (tuple(metric for metric in side if metric in apart) for side in (better, worse))
    return Comparison(model, baseline, better, worse, better_surely, worse_surely, len(pairs))
