"""Where do models of the screen rank the published hits among 200,000 compounds to buy?

python -m experiments.saureus_hts.library --dataset <curated folder> --library <mcule_200k.csv.gz> --hits <hits.csv>
    [--encoder <encoder.safetensors>] [--chemprop <its environment>/bin/chemprop] [--models ...]

Every model learns from all screened compounds. Compounds of the library, and hits, with the skeleton of a screened
compound are left out. A hit that is not in the library is given the place it would have there. What is in library.csv
or in --runs is not computed again.
"""

import argparse
import csv
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize_many
from discovery.evaluation.metrics import METRICS
from experiments.contenders import add_means, means_of, models_of
from experiments.kept import RUNS, Floats, Told
from experiments.saureus_hts.screen import FINE_TUNING, Screen, read_screen
from experiments.saureus_hts.tables import LIBRARY, publish_tables

TOP = 0.01
RESAMPLES = 10_000
STANDARD = "standardised.csv"
"""File with the library and the hits as they are scored, which takes minutes to make."""
IN_LIBRARY, ANYWHERE = "in the library", "in the library or not"


@dataclass(frozen=True)
class Candidates:
    """m compounds to rank: those of the library first, then the hits that are not in it."""

    smiles: list[str]
    """[m] standardised parents."""
    published: Floats
    """[m] published score."""
    hit: NDArray[np.bool_]
    """[m] published hits."""
    library: NDArray[np.bool_]
    """[m] compounds of the library."""


def candidates(library: Path, hits: Path, screen: Screen, runs: Path) -> Candidates:
    """All but those with the skeleton of a screened compound; each InChIKey once."""
    if not (runs / STANDARD).exists():
        standardise(library, hits, runs)
    with (runs / STANDARD).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    seen = set(screen.skeletons)
    kept = [row for row in rows if row["inchikey"].partition("-")[0] not in seen]
    found = Candidates(
        [row["smiles"] for row in kept],
        np.array([float(row["score"]) for row in kept]),
        np.array([row["hit"] == "1" for row in kept]),
        np.array([row["library"] == "1" for row in kept]),
    )
    both, gone = found.hit & found.library, [row for row in rows if row["inchikey"].partition("-")[0] in seen]
    lost = {name: sum(row[name] == "1" for row in gone) for name in ("library", "hit")}
    print(
        f"{found.library.sum():,} compounds of the library and {found.hit.sum():,} hits, {both.sum()} of them in the"
        f" library; {lost['library']} compounds of the library and {lost['hit']} hits have the skeleton of a screened"
        " compound and are left out"
    )
    return found


def standardise(library: Path, hits: Path, runs: Path) -> None:
    """Write both files as one table: parent, published score, and which of the files it is in."""
    with gzip.open(library, "rt", encoding="utf-8-sig") as text:
        known = [(row["smiles"], float(row["published_saureus_score"])) for row in csv.DictReader(text)]
    with hits.open(newline="", encoding="utf-8-sig") as text:
        chosen = [(row["SMILES"], float(row["ANTIBIOTIC_ACTIVITY"])) for row in csv.DictReader(text)]
    texts = [smiles for smiles, _ in (*known, *chosen)]
    compounds = standardize_many(texts, StandardizeSettings(), 0, "Standardising the library")
    table: dict[str, list[object]] = {}
    for place, (compound, (_, score)) in enumerate(zip(compounds, (*known, *chosen), strict=True)):
        if isinstance(compound, Compound):
            row = table.setdefault(compound.inchikey, [compound.inchikey, compound.smiles, score, 0, 0])
            row[3 if place < len(known) else 4] = 1
    bad = sum(not isinstance(compound, Compound) for compound in compounds)
    print(f"{len(known):,} rows of the library, {len(chosen):,} of the hits; {bad} cannot be standardised")
    runs.mkdir(parents=True, exist_ok=True)
    with (runs / STANDARD).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("inchikey", "smiles", "score", "library", "hit"), *table.values()])


def places(score: Floats, library: NDArray[np.bool_]) -> Floats:
    """[m] place of each compound among the library by its score: 1 for the best, the mean place where it ties."""
    ordered = np.sort(score[library])
    above = len(ordered) - np.searchsorted(ordered, score, side="right")
    tied = np.searchsorted(ordered, score, side="right") - np.searchsorted(ordered, score, side="left")
    return 1 + above + np.maximum(tied - library, 0) / 2


def over_hits(values: Floats, statistic: str) -> tuple[float, float, float]:
    """Mean or median of the hits' values, with the middle 95 % over resamples of the hits."""
    function = getattr(np, statistic)
    drawn = np.random.default_rng(0).integers(len(values), size=(min(RESAMPLES, 10**7 // len(values)), len(values)))
    low, high = np.quantile(function(values[drawn], axis=1), [0.025, 0.975])
    return float(function(values)), float(low), float(high)


def rows_of(score: Floats, among: Candidates, hits: str) -> Mapping[str, tuple[float, float, float]]:
    """Measure -> value and interval for one set of hits; the correlation is over the library and has none."""
    chosen = among.hit & among.library if hits == IN_LIBRARY else among.hit
    place = places(score, among.library)[chosen]
    size = int(among.library.sum())
    alike = METRICS["spearman"](among.published[among.library], score[among.library])
    return {
        "share in the top 1 %": over_hits((place <= TOP * size).astype(np.float64), "mean"),
        "median place": over_hits(place, "median"),
        "rank correlation with the published score": (alike, float("nan"), float("nan")),
    }


def fill(screen: Screen, among: Candidates, models: Sequence[str], chosen: argparse.Namespace) -> None:
    """Append the rows that are not there yet."""
    told, means = Told(chosen.runs), means_of(chosen)
    every = np.arange(len(screen.smiles))
    group = np.unique(screen.skeletons, return_inverse=True)[1].astype(np.int64)
    contest = screen.contest(every, group, None, FINE_TUNING, means)
    size = int(among.library.sum())
    for model in models:
        if LIBRARY.has(model, ANYWHERE, "share in the top 1 %") or not (
            means.allow(model) or told.has("library", model)
        ):
            continue
        score = told.get("library", model, lambda model=model: contest.said(model, among.smiles))
        score = np.nan_to_num(score, nan=-1.0)
        for hits in (IN_LIBRARY, ANYWHERE):
            number = int((among.hit & among.library).sum() if hits == IN_LIBRARY else among.hit.sum())
            for measure, found in rows_of(score, among, hits).items():
                LIBRARY.append(model, hits, measure, *found, number, size)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="made by `discovery ingest data=saureus`")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--hits", type=Path, required=True)
    add_means(parser)
    parser.add_argument("--runs", type=Path, default=RUNS / "saureus_hts", help="folder of files that are kept")
    chosen = parser.parse_args()
    screen = read_screen(chosen.dataset)
    print(screen.account())
    fill(screen, candidates(chosen.library, chosen.hits, screen, chosen.runs), models_of(chosen), chosen)
    publish_tables()


if __name__ == "__main__":
    main()
