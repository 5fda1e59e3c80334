"""From a scored library to its candidates; no model, no GPU."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from discovery.arrow import sort_table
from discovery.candidates.diversity import diverse_picks
from discovery.candidates.rank import check_objectives, missing_values, objective_columns, rank
from discovery.candidates.schema import FINISH, candidate_columns
from discovery.candidates.settings import RankingSettings
from discovery.chem.alerts import alerts
from discovery.errors import InternalError
from discovery.screening.applicability import domain_of
from discovery.screening.background import Background, load_background
from discovery.screening.best import best_rows
from discovery.screening.calibrated import calibrated_columns
from discovery.screening.profile import Profiled, Surroundings, profile
from discovery.screening.scored import ScoredLibrary, open_scored, rejected_table, wanted


@dataclass(frozen=True)
class RankingResult:
    """Every record of a library in exactly one place: a candidate, rejected, or below the cut."""

    candidates: pa.Table
    """Best first, with the columns `candidate_columns`."""
    rejected: pa.Table
    """Schema REJECTED."""
    counts: dict[str, int]
    """rows_in = rows_ranked + rows_below_cut + rows_rejected."""
    notes: tuple[str, ...]
    """Plain sentences about who looked at the library, and about candidates that an objective could not judge."""
    histogram: tuple[int, ...]
    """Compounds that were scored, by their score by the predicted objectives alone, in equal steps from 0 to 1."""


def candidates_of(folder: Path, settings: RankingSettings) -> RankingResult:
    """The candidates of a scored library under these settings.

    Raises SettingsError for an objective on a column that is not there, InputError where the folder is no finished
    screening, BundleError where what it keeps of its bundle was altered.
    """
    scored, background = open_scored(folder), load_background(folder)
    names = [endpoint.name for endpoint in background.manifest.endpoints]
    check_objectives(settings, names)
    columns = ["row", *objective_columns(settings, names)]
    best = best_rows(scored.tables(columns), settings, names, settings.shortlist)
    rows = scored.take(best.rows["row"].to_numpy())
    profiled = profile(rows, _surroundings(background), background.manifest.standardize)
    ranked = rank(profiled.table, settings)
    candidates = _finished(ranked.slice(0, settings.top), settings.picks)
    stated = calibrated_columns(candidates, background, settings)
    for name, values in stated.items():
        candidates = candidates.append_column(name, values)
    candidates = candidates.select(candidate_columns(names, list(settings.objectives), list(stated)))
    rejected = pa.concat_tables([scored.rejects(), _profile_rejects(rows, profiled)])
    below_cut = scored.rows - scored.rejected - len(rows) + len(ranked) - len(candidates)
    counts = _counts(scored.rows, len(candidates), below_cut, len(rejected))
    notes = (*_looked_at(scored, settings), *missing_values(candidates, settings))
    return RankingResult(candidates, rejected, counts, notes, tuple(best.histogram.tolist()))


def _looked_at(scored: ScoredLibrary, settings: RankingSettings) -> Iterator[str]:
    """What is to be known of a library at which a student looked first."""
    if scored.second is None:
        return
    whole = scored.rows - scored.rejected
    yield f"a small network that learnt from the model went through all {whole:,} compounds"
    share = f"the model itself scored the {scored.looked_at:,} that this put first"
    if scored.second.wanted != wanted(settings):
        yield f"{share}, by other objectives than these: screen again to look for the best under these"
    elif scored.second.best < min(settings.top, settings.shortlist):
        yield f"{share}, to look for its own best {scored.second.best:,}: screen again to look for more"
    else:
        yield f"{share}; about {scored.second.recall:.1%} of its own best {scored.second.best:,} are among them"


def _surroundings(background: Background) -> Surroundings:
    manifest, contents = background.manifest, background.contents
    domain = domain_of(contents.domain, contents.calibration.strangeness)
    return Surroundings(manifest.endpoints, manifest.target.gene, contents.reference, domain)


def _finished(candidates: pa.Table, picks: int) -> pa.Table:
    """The candidates with the columns FINISH: their structural alerts, and which of them make a diverse set."""
    smiles = candidates["smiles"].to_pylist()
    order = np.zeros(len(candidates), np.int64)
    chosen = diverse_picks(smiles, picks)
    order[chosen] = np.arange(1, len(chosen) + 1)
    columns = {
        "alerts": pa.array(["; ".join(names) for names in alerts(smiles)], pa.string()),
        "pick": pa.array(order, mask=order == 0),
    }
    for field in FINISH:
        candidates = candidates.append_column(field, columns[field.name])
    return candidates


def _profile_rejects(rows: pa.Table, profiled: Profiled) -> pa.Table:
    """The shortlisted rows that profiling rejected, as schema REJECTED, in the order of the library."""
    lost = rows.take(pa.array(list(profiled.problems), pa.int64()))
    problems = profiled.problems.values()
    for name in ("stage", "code", "reason"):
        values = pa.array([getattr(problem, name) for problem in problems], pa.string())
        lost = lost.set_column(lost.column_names.index(name), name, values)
    return rejected_table(sort_table(lost, "row"))


def _counts(rows_in: int, ranked: int, below_cut: int, rejected: int) -> dict[str, int]:
    if rows_in != ranked + below_cut + rejected:
        raise InternalError(
            f"{rows_in} rows came in, but {ranked} are ranked, {below_cut} below the cut and {rejected} rejected"
        )
    return {"rows_in": rows_in, "rows_ranked": ranked, "rows_below_cut": below_cut, "rows_rejected": rejected}
