"""What a comparison found, in plain words."""

from collections.abc import Iterator

from discovery.evaluation.across import FEWEST
from discovery.evaluation.cliffs import RULE
from discovery.evaluation.measures import MEASURES
from discovery.evaluation.verdict import Verdict
from discovery.report.compare_model import Page, Row, beside, main_measure
from discovery.report.measures import model_title
from discovery.report.words import count, listed

BEATEN = (Verdict.clearly_better, Verdict.better, Verdict.slightly_better)


def words(page: Page) -> str:
    """The finding, in a few lines."""
    return "\n".join(["Compared: " + listed(map(model_title, page.models)), *(f"  {line}" for line in findings(page))])


def findings(page: Page) -> Iterator[str]:
    """One sentence an endpoint and method of division, what was left out, and the finding over all endpoints."""
    for split, endpoint in page.places():
        yield sentence(page, split, endpoint.name, main_measure(endpoint).name)
    yield from page.notes
    yield from over_all(page)


def sentence(page: Page, split: str, endpoint: str, measure: str) -> str:
    """The best model of an endpoint, and which others it beats."""
    rows = page.rows(split, endpoint, measure)
    where = f"{endpoint}, {setting(page, split)}"
    if not rows:
        return f"{where}: {MEASURES[measure].title} is not defined for any model."
    best, pairs = rows[0], page.pairs(split, endpoint, measure)
    groups: dict[str, list[str]] = {}
    for row in rows[1:]:
        found = beside(pairs, best["model"], row["model"])
        said = "not tested against" if found is None else in_words(found)
        groups.setdefault(said, []).append(model_title(row["model"]))
    told = "; ".join(f"{said} {listed(names)}" for said, names in groups.items())
    return f"{where}: best {model_title(best['model'])}, {MEASURES[measure].title} {best['value']:.3f}; {told}."


def in_words(pair: Row) -> str:
    """The verdict on the first model of a pair, as it goes before the name of the second."""
    found = Verdict(pair["verdict"])
    if found in BEATEN:
        return f"{found.value} than"
    return "as good as" if found is Verdict.equal else "not told apart from"


def setting(page: Page, split: str) -> str:
    """How compounds were divided."""
    if split in page.fixed:
        return f"one test part ({split}{f', {page.seeds} trainings' if page.seeds > 1 else ''})"
    return f"{page.repeats} x {page.folds} folds ({split})"


def over_all(page: Page) -> Iterator[str]:
    """How many endpoints each pair of models was compared on, where Wilcoxon's test says something."""
    for row in page.found.across.to_pylist():
        if row["p"] is not None and row["p"] < 1 - page.confidence and row["metric"] in ("rmse", "roc_auc"):
            first, second = model_title(row["model"]), model_title(row["other"])
            wins = row["wins"]
            if row["difference"] * MEASURES[row["metric"]].sign < 0:
                first, second, wins = second, first, row["endpoints"] - row["ties"] - wins
            yield (
                f"Over {row['endpoints']} endpoints ({row['split']}), {first} is better than {second}:"
                f" {MEASURES[row['metric']].title}, on {wins} of them; p = {row['p']:.2g}."
            )


def protocol(page: Page) -> Iterator[str]:
    """How the comparison was made, for the page."""
    if any(trial.split not in page.fixed for trial in page.trials):
        yield (
            f"All models were fitted to the same compounds in each of {count(page.folds * page.repeats, 'fold')}"
            f" ({page.repeats} x {page.folds}); forms of one compound, and compounds of one group, are in one fold."
            " Nothing of a test compound reaches a model but what an encoder had learnt before."
        )
        yield (
            "Differences over folds: analysis of variance with repeated measures, then Tukey's test, whose intervals"
            " hold for all pairs of models at once (Ash et al. 2025, doi 10.1021/acs.jcim.5c01609). In the plot of"
            " values, two models differ significantly where their intervals do not overlap. Folds share training"
            " compounds, so that p values are somewhat too small: go by the size of a difference beside the one that"
            " matters, which is the grey band."
        )
    if page.fixed:
        yield (
            "Differences on a fixed test part: bootstrap of its compounds, the same resamples for all models, with"
            " intervals that hold for all pairs at once (max-t). They say what other test compounds would show, not"
            " what another training would."
        )
    if page.fixed and page.seeds > 1:
        yield (
            f"On a fixed test part every model was trained {page.seeds} times, each time with a seed of its own. Each"
            " training is scored by itself, and the mean of their scores is the value, in the test part as in every"
            " resample of it; what stands after ± is their standard deviation."
        )
    if any(trial.cliff.any() for trial in page.trials):
        similarity, fold = page.cliff
        yield RULE.format(similarity=similarity, fold=fold)


def few_endpoints(page: Page) -> str:
    """What the test over endpoints lacks; empty where it lacks nothing."""
    most = max((row["endpoints"] for row in page.found.across.to_pylist()), default=1)
    if most >= FEWEST:
        return ""
    return (
        f"Wilcoxon's test over endpoints and data sets takes {FEWEST} of them at least, and here"
        f" {'is one' if most == 1 else f'are {most}'}; earlier=[folder,...] takes in comparisons on other data sets."
    )
