"""The data report: one HTML file that says what a curated data set holds and how far to trust it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from discovery.assay.curation.conflicts import RULE, conflict_table
from discovery.assay.dataset import AssayDataset
from discovery.assay.schema import Flag
from discovery.progress import bar
from discovery.report import data_account, data_assays, data_doubts, data_plots
from discovery.report.data_noise import noises
from discovery.report.data_series import Series, potencies, series_of
from discovery.report.data_space import MOST, Space, space_of
from discovery.report.frame import Link, Section, read_through
from discovery.report.html import bullets, paragraphs, picture
from discovery.report.methods import provenance
from discovery.report.plots import to_svg
from discovery.report.words import count

FILE = "report.html"
NOISE = "Replicate noise, and the ceiling it sets for any model"
MANY_REJECTED = 0.05
"""Share of rejected rows from which they are something to look at."""


def write_data_report(dataset: AssayDataset, folder: Path) -> Path:
    """Write the report of a data set into its folder; the page loads nothing and runs no script."""
    path = folder / FILE
    path.write_text(page(dataset), encoding="utf-8", newline="\n")
    return path


def page(dataset: AssayDataset) -> str:
    """The page's HTML."""
    steps = _steps(dataset, series_of(dataset.measurements))
    sections = []
    with bar("Writing the data report", len(steps)) as progress:
        for step in steps:
            sections.append(step())
            progress.advance()
    return read_through(data_account.title(dataset), sections, Link("rows", "To the counts"))


def _steps(dataset: AssayDataset, series: Sequence[Series]) -> tuple[Callable[[], Section], ...]:
    """What makes each part of the page, in their order."""
    found = conflict_table(dataset)
    return (
        lambda: Section("rows", "What came in and where it went", _rows(dataset), "Rows"),
        lambda: Section("look", "What to look at first", _look(dataset, series, found.num_rows), kind="notice"),
        lambda: Section("rejected", "Rejected rows", data_account.rejects(dataset) + data_account.notes(dataset)),
        lambda: Section("no-structure", "Measured, but without a structure", data_account.without_structure(dataset)),
        lambda: Section("values", "Measured values by assay", data_assays.distributions(series), "Values"),
        lambda: Section("noise", NOISE, data_assays.noise(dataset, series), "Noise"),
        lambda: Section("actives", "Active compounds by assay", data_assays.actives(dataset.assays), "Actives"),
        lambda: Section("space", "Chemical space", _space(dataset), "Chemical space"),
        lambda: Section("conflicts", "Conflicts", data_doubts.conflicts(found, RULE), "Conflicts"),
        lambda: Section("flags", "Other flags", data_doubts.flags(dataset), "Flags"),
        lambda: Section("assays", "Assays", data_assays.listing(dataset.assays), "Assays"),
        lambda: Section("made", "How it was made", "".join(provenance(facts(dataset.card))), "How it was made"),
    )


def _rows(dataset: AssayDataset) -> str:
    return data_account.summary(dataset) + data_account.sources(dataset)


def _look(dataset: AssayDataset, series: Sequence[Series], conflicts: int) -> str:
    return bullets([*look(dataset, series, conflicts)] or ["Nothing stands out."])


def _space(dataset: AssayDataset) -> str:
    return data_account.structures(dataset) + space(space_of(dataset))


def look(dataset: AssayDataset, series: Sequence[Series], conflicts: int) -> Iterator[str]:
    """What a person should look at first, the gravest on top."""
    flagged = data_doubts.flag_counts(dataset.measurements)
    slips, outliers = (count(flagged.get(flag.value, 0), "measurement") for flag in (Flag.unit_slip, Flag.outlier))
    if flagged.get(Flag.unit_slip.value):
        yield f"{slips} may have a wrong unit: correct the table, or state the unit."
    stages = dataset.card["stages"]
    share = stages["rejected"] / max(stages["records"], 1)
    if share >= MANY_REJECTED:
        yield f"{share:.0%} of the results were rejected: see whether a setting or the table is at fault."
    if conflicts:
        pairs = count(conflicts, "compound and target", "compounds and targets")
        yield f"Measurements of {pairs} contradict each other."
    if flagged.get(Flag.outlier.value):
        yield f"Outliers: {outliers} far from the others of the same compound and target."
    if not potencies(series):
        yield "There is no potency, so no model of potencies can be trained on these data."
    elif not noises(dataset.assays, potencies(series)):
        yield data_assays.unknown_noise()


def space(found: Space | None) -> str:
    """The map of the compounds."""
    if found is None:
        return paragraphs(["There are too few compounds for a map."])
    taken = (
        f" It shows {count(MOST, 'compound')} of {found.total:,}, the same number of each {found.by} as far as it goes."
        if found.total > MOST
        else ""
    )
    caption = (
        f"Compounds by {found.by}; similar ones lie close together (Morgan fingerprints, t-SNE).{taken} "
        "Only who is next to whom means something, not how far apart two clouds lie."
    )
    return picture(to_svg(data_plots.space(found)), caption)


def facts(card: Mapping[str, Any]) -> dict[str, Any]:
    """The card by groups: its single facts, the input files with their hashes, and the rest as it stands."""
    single = {name: value for name, value in card.items() if not isinstance(value, Mapping | list)}
    files = {key: f"{found['file']}, SHA-256 {found['sha256']}" for key, found in card.get("inputs", {}).items()}
    shown = {*single, "inputs", "sources", "notes"}
    rest = {name: value for name, value in card.items() if name not in shown and value}
    return {"data set": single, "input files": files, **rest}
