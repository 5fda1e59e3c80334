"""Settings of a ranking: what is wanted, how much, and how many."""

from dataclasses import dataclass, field
from enum import Enum

from discovery.errors import SettingsError
from discovery.limits import above_zero, at_least


class Goal(Enum):
    """Shape of a desirability curve between `low` and `high`."""

    rise = "rise"
    """0 at `low` or less, 1 at `high` or more."""
    fall = "fall"
    """1 at `low` or less, 0 at `high` or more."""
    within = "within"
    """1 between `low` and `high`, falling to 0 over `slope` outside."""


@dataclass
class ObjectiveSettings:
    """One objective: a column of the scored library, a curve, and a weight."""

    column: str = "???"
    """Such as `RYR2.inhibitor` (a predicted mean) or a descriptor: mol_weight, logp, tpsa."""
    goal: Goal = Goal.rise
    low: float = 0.0
    high: float = 1.0
    slope: float = 1.0
    weight: float = 1.0
    title: str = ""
    """How reports call it; empty: the column."""

    def __post_init__(self) -> None:
        where = f"ranking objective {self.column}"
        if isinstance(self.low, float) and isinstance(self.high, float) and self.low >= self.high:
            raise SettingsError(f"{where}: low must be less than high, got {self.low} and {self.high}")
        above_zero(self, where, "slope", "weight")


@dataclass
class RankingSettings:
    """Objectives combined by a weighted geometric mean (Derringer and Suich 1980), and the cut."""

    objectives: dict[str, ObjectiveSettings] = field(default_factory=dict)
    caution: float = 0.0
    """Spreads subtracted from every predicted mean where more is better, added where less is (a confidence bound)."""
    shortlist: int = 2000
    """Best rows by the predicted objectives alone; only these are standardised fully and profiled."""
    top: int = 500
    """Candidates kept of the shortlist, best first by all objectives."""
    picks: int = 48
    """Diverse compounds picked among them (MaxMin on Morgan fingerprints)."""

    def __post_init__(self) -> None:
        at_least(1, self, "ranking", "shortlist", "top")
        at_least(0, self, "ranking", "picks")
