"""Ranking as a pure function of a table and its settings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.candidates.desirability import desirability, geometric_mean, shortfall
from discovery.candidates.schema import PROFILE_NUMBERS, desirability_column, raw_column, spread_column
from discovery.candidates.settings import Goal, ObjectiveSettings, RankingSettings
from discovery.errors import SettingsError
from discovery.spelling import did_you_mean


@dataclass(frozen=True)
class Scores:
    """Scores of n rows, and what each objective had to do with them."""

    total: NDArray[np.float64]
    """[n] from 0 to 1, more is better."""
    short: NDArray[np.float64]
    """[n] how far the objectives are from any desirability, weighted; above 0 only where the score is 0."""
    raw: dict[str, NDArray[np.float64]]
    """Objective -> [n] values with caution taken off; NaN where missing."""
    desirability: dict[str, NDArray[np.float64]]
    """Objective -> [n] from 0 to 1."""

    def order(self) -> NDArray[np.int64]:
        """[n] positions, best first; of scores of 0 the nearest to more come first, other equal ones as the rows do."""
        return np.lexsort((self.short, -self.total))


def check_objectives(settings: RankingSettings, endpoints: Collection[str]) -> None:
    """Raise SettingsError unless every objective names a column that a ranking over these endpoints will have."""
    known = [*endpoints, *PROFILE_NUMBERS]
    for key, objective in settings.objectives.items():
        if objective.column not in known:
            hint = did_you_mean(objective.column, known, ";")
            where = f"ranking.objectives.{key}.column"
            raise SettingsError(f"{where}: there is no {objective.column!r}{hint} There is: {', '.join(known)}")
    if not _predicted(settings, endpoints):
        raise SettingsError(f"ranking.objectives: at least one must be a predicted endpoint: {', '.join(endpoints)}")


def objective_columns(settings: RankingSettings, endpoints: Collection[str]) -> list[str]:
    """Columns of a scored table that `shortlist` needs."""
    means = dict.fromkeys(objective.column for objective in _predicted(settings, endpoints).values())
    return [column for mean in means for column in (mean, spread_column(mean))]


def predicted_scores(scored: pa.Table, settings: RankingSettings, endpoints: Collection[str]) -> NDArray[np.float64]:
    """[n] scores of the rows of a scored table by the predicted objectives alone."""
    return score(scored, _predicted(settings, endpoints), settings.caution).total


def shortlist(scored: pa.Table, settings: RankingSettings, endpoints: Collection[str]) -> NDArray[np.int64]:
    """Positions of the best rows of a scored table by the predicted objectives alone, best first."""
    scores = score(scored, _predicted(settings, endpoints), settings.caution)
    return scores.order()[: settings.shortlist]


def rank(profiled: pa.Table, settings: RankingSettings) -> pa.Table:
    """The rows of a profiled table by all objectives, best first, with `rank`, `score` and two columns an objective."""
    scores = score(profiled, settings.objectives, settings.caution)
    order = scores.order()
    columns = {"rank": np.arange(1, len(order) + 1), "score": scores.total[order]}
    for key in settings.objectives:
        columns[raw_column(key)] = scores.raw[key][order]
        columns[desirability_column(key)] = scores.desirability[key][order]
    table = profiled.take(pa.array(order))
    for name, values in columns.items():
        table = table.append_column(name, pa.array(values, from_pandas=True))
    return table


def score(table: pa.Table, objectives: Mapping[str, ObjectiveSettings], caution: float) -> Scores:
    """Scores of the rows of a table that has the objectives' columns, and at least one objective."""
    raw = {key: _cautious(table, objective, caution) for key, objective in objectives.items()}
    wanted = {key: desirability(raw[key], objective) for key, objective in objectives.items()}
    weights = [objective.weight for objective in objectives.values()]
    short = sum(objective.weight * shortfall(raw[key], objective) for key, objective in objectives.items())
    return Scores(geometric_mean(list(wanted.values()), weights), np.asarray(short), raw, wanted)


def missing_values(ranked: pa.Table, settings: RankingSettings) -> list[str]:
    """One sentence for every objective that some rows of a ranked table have no value for."""
    return [
        f"objective {key}: {count} of {len(ranked)} rows have no {objective.column}; their desirability is 0"
        for key, objective in settings.objectives.items()
        if (count := ranked[raw_column(key)].null_count)
    ]


def _predicted(settings: RankingSettings, endpoints: Collection[str]) -> dict[str, ObjectiveSettings]:
    return {key: objective for key, objective in settings.objectives.items() if objective.column in endpoints}


def _cautious(table: pa.Table, objective: ObjectiveSettings, caution: float) -> NDArray[np.float64]:
    """[n] values of an objective's column, moved by `caution` spreads to the side that is less wanted."""
    values = _numbers(table, objective.column)
    spread = spread_column(objective.column)
    if caution == 0.0 or objective.goal is Goal.within or spread not in table.column_names:
        return values
    margin = caution * np.nan_to_num(_numbers(table, spread), nan=0.0)
    return values - margin if objective.goal is Goal.rise else values + margin


def _numbers(table: pa.Table, column: str) -> NDArray[np.float64]:
    """[n] a column as numbers, NaN where it is null."""
    return np.asarray(table[column].to_numpy(), dtype=np.float64)
