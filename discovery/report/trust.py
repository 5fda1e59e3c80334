"""How good the ranking is beside simpler methods, said plainly."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from discovery.report.measures import (
    MODELS,
    Results,
    chance,
    model_title,
    models_of,
    places_of,
    ranking_metrics,
    values_of,
)
from discovery.report.model import ReportInput
from discovery.report.standing import Comparison, compare, names
from discovery.report.words import count, listed

CONSTANTS = (MODELS["constant"], MODELS["mean"])
"""Those that say the same of every compound, so that they rank none."""
NETWORKS = (MODELS["dmpnn"], MODELS["gine"], MODELS["gps"])
"""Those that learn in two phases."""


@dataclass(frozen=True)
class Check:
    """The results that tell most about the ranking, and what the models had to do for them."""

    found: Results
    task: str
    subjects: str
    """What there was to be found or predicted."""
    shares: bool
    """Whether hits@k are shares of all hidden modulators; else they are numbers of actives among the test compounds."""


def check_of(report: ReportInput) -> Check | None:
    """The leave-one-scaffold-out check, else the wanted endpoint's test results; None where there is neither."""
    if report.retrospective is not None and report.retrospective.num_rows:
        return Check(values_of(report.retrospective), "finds hidden modulators", "known modulators", True)
    if report.evaluation is not None and report.wanted is not None:
        mine = ranking_metrics(report.evaluation)
        mine = mine.filter(pc.equal(mine["endpoint"], report.wanted.name))
        if mine.num_rows:
            return Check(values_of(mine), f"predicts {report.wanted.name}", "test compounds", False)
    return None


def headline(report: ReportInput) -> str:
    """One sentence: how the ranking compares with simpler methods."""
    check = check_of(report)
    if check is None:
        return "Nothing here says how good this ranking is: it was not tested."
    mine, compared = model_title(report.model), compare_all(report)
    stronger = [one.baseline for one in compared if one.worse_surely and not one.better_surely]
    if stronger:
        return f"Another method ranks better: {listed(stronger)}. Prefer it where the two disagree."
    ahead = [one.baseline for one in compared if one.worse and not one.better]
    if ahead:
        return f"Another method did better here, but the intervals overlap, so that it may be chance: {listed(ahead)}."
    if compared and all(one.better_surely and not one.worse_surely for one in compared):
        return f"{mine} {check.task} better than the other methods do."
    alike = [one.baseline for one in compared if not one.better_surely and not one.worse_surely]
    if alike or not compared:
        return f"The check cannot tell {mine} from {listed(alike) or 'other methods'}: their intervals overlap."
    mixed = listed(one.baseline for one in compared if one.worse_surely)
    return f"{mine} {check.task} better than {mixed} by some measures and worse by others."


def compare_all(report: ReportInput) -> list[Comparison]:
    """The ranking model against every other one in the check that ranks."""
    check, mine = check_of(report), model_title(report.model)
    others = [name for name in models_of(check.found, mine) if name not in (mine, *CONSTANTS)] if check else []
    compared = [compare(check.found, mine, other) for other in others] if check else []
    return [one for one in compared if one.total]


def comparisons(report: ReportInput) -> list[str]:
    """Sentences on the model against each baseline, and on its numbers where they err more than a constant's."""
    check, mine = check_of(report), model_title(report.model)
    flat = [compare(check.found, mine, name) for name in CONSTANTS] if check else []
    told = [one.sentences() for one in compare_all(report)]
    if any(one.worse for one in flat):
        told.append("Its numbers are further off than if all compounds had the same: go by their order alone.")
    return told


def against_chance(report: ReportInput) -> Iterator[str]:
    """Whether the ranking is shown to be better than picking at random."""
    if report.retrospective is None or report.ranks is None or report.ranks.num_rows == 0:
        return
    mine, places = model_title(report.model), places_of(report.ranks)
    lows = {metric: by[mine].low for metric, by in values_of(report.retrospective).items() if mine in by}
    above = [metric for metric, low in lows.items() if low is not None and low > chance(metric, places)]
    if above:
        yield f"{mine} is better than picking at random: its intervals lie above chance on {names(above)}."
    else:
        yield f"{mine} is not shown to be better than picking at random: none of its intervals lies above chance."


def encoder_knew(told: Mapping[str, Any]) -> str:
    """What an encoder had learnt of the modulators that were hidden from the model."""
    if "hidden" not in told:  # a bundle of an earlier version
        return "What it had learnt stayed, maybe labels of hidden modulators."
    known, hidden = told["hidden"]["learnt"], told["hidden"]["compounds"]
    if not known:
        return "It had learnt from no label of a hidden modulator."
    return f"It had learnt from labels of {known:,} of the {hidden:,}, so that the places of these are too good."


def setting(report: ReportInput) -> Iterator[str]:
    """What was tested, and what the test cannot say."""
    if report.ranks is None or report.ranks.num_rows == 0:
        return
    actives, places = len(set(report.ranks["row"].to_pylist())), places_of(report.ranks)
    yield (
        f"Each of {count(actives, 'known modulator')} of the family was hidden with all compounds of its scaffold. "
        f"Each method was fitted again without them and had to find it among {places - 1:,} library compounds. What "
        "was tested is the order by how likely an effect is, of whatever direction, not that by this page's score."
    )
    if report.encoder:
        yield f"An encoder that the model starts from was not fitted again. {encoder_knew(report.encoder)}"
    mine = model_title(report.model)
    if mine in NETWORKS or mine == MODELS["blend"]:
        yield (
            f"For {mine if mine in NETWORKS else 'any network in the blend'} one network stands for all, and only its "
            "last phase was fitted again: "
            "the phase before had seen no compound measured on the family, but may have seen other compounds with the "
            "hidden scaffold, by their results on other targets."
        )
    yield (
        "Library compounds look unlike known modulators, which flatters every method; some may be active "
        "themselves, which does the opposite. The check says nothing about potency or the hit rate of a real screen."
    )


def duels(report: ReportInput) -> Iterator[str]:
    """For how many hidden modulators the model gave a better rank than each baseline."""
    if report.ranks is None:
        return
    ranks: dict[str, dict[int, float]] = {}
    for row in report.ranks.to_pylist():
        ranks.setdefault(model_title(row["model"]), {})[row["row"]] = row["rank"]
    model = model_title(report.model)
    mine = ranks.pop(model, {})
    for baseline, theirs in ranks.items():
        both = mine.keys() & theirs.keys()
        better, worse = sum(mine[row] < theirs[row] for row in both), sum(mine[row] > theirs[row] for row in both)
        yield f"{model} puts {better} of {len(both)} modulators higher than {baseline} does, {worse} lower."
