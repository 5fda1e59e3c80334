"""What came in, where it went, and what was left out: parts of the data report."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from discovery.assay.dataset import AssayDataset
from discovery.report.html import bullets, details, paragraphs, table, tag, text
from discovery.report.words import count, listed
from discovery.spelling import cut

EXAMPLES = 3
"""Rejected rows shown for each reason."""
MOST_NAMED = 200
"""Rows without a structure that are listed."""
SALTS = 6
"""Salts that are named."""


def title(dataset: AssayDataset) -> str:
    """The page's headline as plain text."""
    return f"{dataset.card.get('settings', {}).get('data', {}).get('name', 'Data set')}: curated assay data"


def summary(dataset: AssayDataset) -> str:
    """The sum that accounts for every row, and what the data set holds."""
    counts = dataset.card["stages"]
    parts = [("", counts["rows"], "rows in the files")]
    if counts["records"] != counts["rows"]:
        parts.append(("→", counts["records"], "results in those rows"))
    parts.append(("=", counts["used"], "used"))
    if counts["background"]:
        parts.append(("+", counts["background"], "background, without a result"))
    parts.append(("+", counts["rejected"], "rejected, each with a reason"))
    cells = "".join(
        tag("div", tag("span", sign, class_="sign") + tag("b", f"{number:,}") + tag("span", text(name)), class_="count")
        for sign, number, name in parts
    )
    return tag("p", text(held(dataset)), class_="verdict") + tag("div", cells, class_="counts")


def held(dataset: AssayDataset) -> str:
    """One sentence: what is in the data set."""
    measurements = dataset.measurements
    targets = len(measurements["target"].unique())
    merged = dataset.card["stages"]["used"] - measurements.num_rows
    replicates = f"; {count(merged, 'result')} went into these as replicates or copies" if merged else ""
    return (
        f"{count(measurements.num_rows, 'measurement')} of {count(len(measurements['compound'].unique()), 'compound')} "
        f"on {count(targets, 'target')} in {count(dataset.assays.num_rows, 'assay')}{replicates}."
    )


def sources(dataset: AssayDataset) -> str:
    """Where the rows of each file went, by stage."""
    found: Mapping[str, Mapping[str, Any]] = dataset.card.get("sources", {})
    stages = list(dict.fromkeys(stage for source in found.values() for stage in source.get("stages", {})))
    rejected = (f"Rejected: {stage}" for stage in stages)
    header = ("Source", "File", "Rows", "Structures", "Rows repeating one", "Results used", *rejected)
    rows = [
        (
            text(name),
            text(source["file"]),
            *(f"{source[name]:,}" for name in ("rows", "structures", "repeated", "used")),
            *(f"{source.get('stages', {}).get(stage, 0):,}" for stage in stages),
        )
        for name, source in found.items()
    ]
    caption = "By source: rows of the file, different structures in them, results used, results rejected"
    return table(header, rows, caption, numeric_from=2)


def rejects(dataset: AssayDataset) -> str:
    """Rejected rows by reason, with examples."""
    if dataset.rejected.num_rows == 0:
        return paragraphs(["No row was rejected."])
    rows = [
        (
            text(reason["stage"]),
            text(reason["code"]),
            "<br>".join(examples(dataset.rejected, reason["stage"], reason["code"])),
            f"{reason['code_count']:,}",
        )
        for reason in _by_reason(dataset.rejected)
    ]
    told = "Every rejected row, with its original text and the reason, is in "
    file = tag("a", "rejected.csv", href="rejected.csv")
    listing = table(("Stage", "Reason", "For example", "Rows"), rows, "Rejected rows by reason", numeric_from=3)
    return tag("p", f"{text(told)}{file} beside this page.") + listing


def _by_reason(rejected: pa.Table) -> list[dict[str, Any]]:
    counted: list[dict[str, Any]] = rejected.group_by(["stage", "code"]).aggregate([("code", "count")]).to_pylist()
    return sorted(counted, key=lambda row: (-row["code_count"], row["stage"], row["code"]))


def examples(rejected: pa.Table, stage: str, code: str) -> Iterator[str]:
    """The reason of the first rows with this code, each with its place and structure."""
    mine = rejected.filter(pc.and_(pc.equal(rejected["stage"], stage), pc.equal(rejected["code"], code)))
    told = ""
    for row in mine.slice(0, EXAMPLES).to_pylist():
        reason = "" if row["reason"] == told else f"{text(row['reason'])} "
        told = row["reason"]
        structure = f" {tag('code', text(cut(row['structure'])))}" if row["structure"] else ""
        yield f"{reason}{tag('small', text(place(row)))}{structure}"


def notes(dataset: AssayDataset) -> str:
    """What was read otherwise than it was written, or not at all, without a row being lost; nothing where all was read.

    A note stands for all rows with the same text and names the first of them.
    """
    found: list[dict[str, Any]] = dataset.card.get("notes", [])
    rows = [
        (text(cut(note["text"])), text(place({"sheet": "", **note})), f"{note['rows']:,}")
        for note in found[:MOST_NAMED]
    ]
    more = len(found) - len(rows)
    listing = table(("What", "First at", "Rows"), rows, "Read otherwise than written", numeric_from=2) if rows else ""
    return listing + paragraphs([f"{count(more, 'more note')} in card.json."] if more else [])


def place(row: Mapping[str, Any]) -> str:
    """Where a row stands, and what it is called there."""
    sheet = f", sheet {row['sheet']}" if row["sheet"] else ""
    return f"{row['file']}{sheet}, line {row['line']}" + (f", {cut(row['id'])}" if row.get("id") else "")


def without_structure(dataset: AssayDataset) -> str:
    """Compounds that were measured but have no structure: kept by name, for whoever can add one."""
    mine = dataset.rejected.filter(pc.equal(dataset.rejected["code"], "no_structure"))
    if mine.num_rows == 0:
        return paragraphs(["Every row has a structure."])
    rows = [
        (text(cut(row["id"]) or "unnamed"), text(place({**row, "id": ""})), text(row["reason"]))
        for row in mine.slice(0, MOST_NAMED).to_pylist()
    ]
    more = mine.num_rows - len(rows)
    told = f"{count(mine.num_rows, 'row')} could not be used because no structure is given. Add one and ingest again."
    rest = [f"{count(more, 'more such row')} stand{'s' if more == 1 else ''} in rejected.csv."] if more else []
    listing = table(("Compound", "Where", "Reason"), rows, "Rows without a structure", numeric_from=3)
    return paragraphs([told]) + (details("Which", listing) if len(rows) > 12 else listing) + paragraphs(rest)


def structures(dataset: AssayDataset) -> str:
    """What standardising did to the structures."""
    return bullets(_structures(dataset.compounds))


def _structures(compounds: pa.Table) -> Iterator[str]:
    total = compounds.num_rows
    salted, several, tautomers, batched = (
        int(pc.sum(pc.greater(pc.list_value_length(compounds[name]), least)).as_py() or 0)
        for name, least in (("salts", 0), ("originals", 1), ("forms", 1), ("batches", 0))
    )
    yield f"{count(total, 'compound')}, told apart by the InChIKey of the parent."
    if salted:
        counted = pc.value_counts(pc.list_flatten(compounds["salts"])).to_pylist()
        most = sorted(counted, key=lambda row: (-row["counts"], row["values"]))[:SALTS]
        named = listed(f"{cut(row['values'])} ({row['counts']:,})" for row in most)
        yield f"{count(salted, 'compound')} came as a salt or with solvent, which was taken off: {named}."
    if several:
        yield f"{count(several, 'compound')} stood in the files in more than one way and became one."
    if tautomers:
        verb = "stands" if tautomers == 1 else "stand"
        yield f"{count(tautomers, 'compound')} {verb} for several parents with one InChIKey, mostly tautomers."
    stereo = total - len(compounds["skeleton"].unique())
    if stereo:
        verb = "differs" if stereo == 1 else "differ"
        yield f"{count(stereo, 'compound')} {verb} from another only in stereochemistry or isotopes."
    if batched:
        yield f"Batches are known of {count(batched, 'compound')}."
