"""Conflicts between measurements, and what else a person should look at: parts of the data report."""

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from discovery.assay.dataset import AssayDataset
from discovery.assay.schema import Flag, Relation
from discovery.chem.draw import svg
from discovery.report.data_series import assay_name
from discovery.report.html import details, link, paragraphs, table, tag, text
from discovery.report.structures import compact
from discovery.report.words import count, listed
from discovery.spelling import cut

MOST_CONFLICTS = 100
"""Compounds with a conflict that are shown, each with its structure."""
EXAMPLES = 12
"""Measurements shown for each flag."""
MOST_LINES = 8
"""Lines named for a measurement, so that the replicate at fault can be found."""
WIDTH, HEIGHT = 150, 100

MEANING = {
    Flag.unit_slip: "1,000 or 1,000,000 times another potency of the same compound and target: probably a wrong unit.",
    Flag.outlier: "Far from the other potencies of the same compound and target.",
    Flag.doubted: "The source itself doubts the value, by its comment.",
    Flag.no_hit_call: "The plate has too few wells, or too little spread, for hits to be called.",
    Flag.values_differ: "Another potency of the same compound and target lies further away than the conflict gap.",
    Flag.effects_differ: "Another measurement of the same compound and target names a contrary effect.",
    Flag.organisms_differ: "The measurement it differs from was made in another organism.",
    Flag.sources_differ: "The measurement it differs from has another reference or source.",
}
"""What each flag means, those to look at first on top; a flag that is not here needs no look."""
IN_CONFLICTS = (Flag.values_differ, Flag.effects_differ, Flag.organisms_differ, Flag.sources_differ)
"""Flags whose measurements stand in the table of conflicts."""


def conflicts(found: pa.Table, rule: str) -> str:
    """Compounds whose measurements contradict each other (schema CONFLICTS), and the rule that decides."""
    if found.num_rows == 0:
        return paragraphs(["No two measurements of a compound and target contradict each other."])
    told = f"{count(found.num_rows, 'compound and target', 'compounds and targets')} with contradicting measurements."
    rows = [tuple(_conflict(row)) for row in found.slice(0, MOST_CONFLICTS).to_pylist()]
    header = ("Structure", "Compound", "Target", "What differs", "Who says what")
    hidden = found.num_rows - len(rows)
    more = [f"{hidden:,} more stand in measurements.parquet, where conflict is true."] if hidden else []
    listing = table(header, rows, "Contradicting measurements; none was taken away", numeric_from=len(header))
    return tag("p", text(told), class_="verdict") + paragraphs([rule]) + listing + paragraphs(more)


def _conflict(row: dict[str, Any]) -> Iterator[str]:
    drawing = compact(svg(row["smiles"], WIDTH, HEIGHT))
    source = f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"
    yield f'<img class="structure" src="{source}" alt="" width="{WIDTH}" height="{HEIGHT}">'
    yield tag("strong", text(row["name"] or row["compound"]))
    yield text(row["target"])
    yield text(row["kind"]) + tag("small", text(_range(row)))
    columns = ("effects", "values", "assays", "organisms", "references", "sources")
    statements = zip(*(row[name] for name in columns), strict=True)
    yield tag("ul", "".join(tag("li", _statement(*statement)) for statement in statements))


def _range(row: dict[str, Any]) -> str:
    return f"pX {row['low']:.1f} to {row['high']:.1f}" if row["gap"] else ""


def _statement(effect: str, value: str, assay: str, organism: str, reference: str, source: str) -> str:
    """What one measurement says, and where it comes from; addresses in the reference are links."""
    said = tag("strong", text(", ".join(part for part in (effect, value) if part)))
    where = text(", ".join(part for part in (assay_name(assay, ""), organism) if part))
    origin = " ".join(link(word) for word in reference.split()) or text(f"source {source}")
    return f"{said}: {where} {tag('small', origin)}"


def flags(dataset: AssayDataset) -> str:
    """How many measurements carry each flag, with examples of those that are probably mistakes."""
    counted = flag_counts(dataset.measurements)
    present = [flag for flag in MEANING if counted.get(flag.value)]
    if not present:
        return paragraphs(["Nothing else was flagged."])
    rows = [(text(_words(flag)), text(MEANING[flag]), f"{counted[flag.value]:,}") for flag in present]
    told = "A flag takes no measurement away: whoever knows the assay decides."
    summary = table(("Flag", "Meaning", "Measurements"), rows, "Flagged measurements", numeric_from=2)
    shown = (_examples(dataset, flag) for flag in present if flag not in IN_CONFLICTS)
    return paragraphs([told]) + summary + "".join(shown)


def flag_counts(measurements: pa.Table) -> dict[str, int]:
    """Measurements with each flag."""
    counted = pc.value_counts(pc.list_flatten(measurements["flags"])).to_pylist()
    return {row["values"]: row["counts"] for row in counted}


def _words(flag: Flag) -> str:
    return flag.value.replace("_", " ")


def _examples(dataset: AssayDataset, flag: Flag) -> str:
    """The first measurements with this flag."""
    named = pc.list_flatten(dataset.measurements["flags"])
    owner = pc.list_parent_indices(dataset.measurements["flags"])
    rows = dataset.measurements.take(owner.filter(pc.equal(named, flag.value)).slice(0, EXAMPLES))
    places = np.asarray(pc.index_in(rows["compound"], dataset.compounds["compound"].combine_chunks()))
    names = dataset.compounds["names"].take(pa.array(places)).to_pylist()
    cells = [tuple(_example(row, name)) for row, name in zip(rows.to_pylist(), names, strict=True)]
    header = ("Compound", "Target", "Assay", "Where", "Value")
    return details(f"{_words(flag).capitalize()}: examples", table(header, cells, numeric_from=4))


def _example(row: dict[str, Any], names: list[str]) -> Iterator[str]:
    yield text(cut(next(iter(names), row["compound"])))
    yield text(row["target"])
    yield text(assay_name(row["assay"], ""))
    rest = ["more"] if len(row["lines"]) > MOST_LINES else []
    lines = listed([*map(str, row["lines"][:MOST_LINES]), *rest])
    sheet = f", sheet {row['sheet']}" if row["sheet"] else ""
    yield tag("small", text(f"{row['file']}{sheet}, {'lines' if len(row['lines']) > 1 else 'line'} {lines}"))
    relation = "" if row["relation"] == Relation.equal.value else f"{row['relation']} "
    scatter = f" (SD {row['spread']:.2g} of {row['n']})" if row["spread"] is not None else ""
    yield "" if row["value"] is None else text(f"{relation}{row['value']:.3g} {row['unit']}{scatter}")
