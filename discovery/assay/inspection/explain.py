"""What a look at a table found, as lines for a person at a terminal."""

import shlex
import textwrap
from collections import Counter
from collections.abc import Iterator

import pyarrow as pa

from discovery.assay.inspection.first_rows import MOST_ROWS
from discovery.assay.inspection.inspect import Inspection
from discovery.assay.inspection.proposal import given_columns
from discovery.assay.inspection.trial import Trial, span
from discovery.assay.inspection.words import LABELS, RESULTS, counted, describe, describe_structures, is_computed
from discovery.assay.schema import Quantity

PAGE = 118
"""Characters of a line."""
MOST_LISTED = 30
"""Columns of one kind that are listed."""


def explained(found: Inspection) -> list[str]:
    """All that is to be said of one table, its proposed settings excepted."""
    return [
        _heading(found),
        "",
        "What the columns are",
        *_used_columns(found),
        *_unused_columns(found),
        "",
        *_settings_now(found),
        *_settings_then(found),
    ]


def _heading(found: Inspection) -> str:
    table = found.table
    rows = f"the first {MOST_ROWS:,} rows" if table.more else counted(table.rows, "row")
    extra = [f"sheet {table.source.sheet!r}"] if table.source.sheet else []
    extra += [f"read as {table.source.encoding}"] if table.source.encoding != found.given.encoding else []
    return ", ".join(
        [f"{table.source.path} (data.sources.{found.name}): {rows}", counted(len(table.cells), "column"), *extra]
    )


def _roles(found: Inspection) -> dict[str, list[str]]:
    """Column -> settings of the proposal that use it."""
    source = found.proposal.source
    roles: dict[str, list[str]] = {}
    for field, name in given_columns(source).items():
        roles.setdefault(name, []).append(field)
    for readout in source.readouts.values():
        for field in ("value", "p_value", "flag", "relation"):
            if name := getattr(readout, field):
                roles.setdefault(name, []).append(field)
    return {name: fields_ for name, fields_ in roles.items() if name in found.table.contents}


def _used_columns(found: Inspection) -> Iterator[str]:
    roles = _roles(found)
    order = list(LABELS)
    ranked = sorted(roles.items(), key=lambda item: min(order.index(field) for field in item[1]))
    left = max((len(LABELS[uses[0]]) for uses in roles.values()), default=0)
    middle = min(max(map(len, roles), default=0), 34)
    for number, (name, uses) in enumerate(ranked):
        if number == MOST_LISTED:
            yield f"  ... and {counted(len(ranked) - number, 'more column')} with results"
            return
        content = found.table.contents[name]
        text = describe_structures(content, found.structures.found) if "smiles" in uses else describe(content, uses[0])
        yield from _wrapped(f"  {LABELS[uses[0]]:<{left}}  {name:<{middle}}  ", text)


def _unused_columns(found: Inspection) -> Iterator[str]:
    roles, contents = _roles(found), found.table.contents
    pattern = found.proposal.source.targets_in_columns
    free = [] if pattern else [c for name, c in contents.items() if name not in roles]
    logs = found.proposal.logarithms
    computed = [c.name for c in free if c.filled and is_computed(c)]
    empty = [c.name for c in free if not c.filled]
    rest = [c for c in free if c.name not in (*computed, *empty)]
    if pattern:
        yield f"  {counted(len(contents) - len(roles), 'column')}, each with results on the target it is named after"
    if free:
        yield "Not used by any setting"
    for name in rest[:MOST_LISTED]:
        text = f"the logarithm of {logs[name.name]!r}" if name.name in logs else describe(name, "")
        yield from _wrapped(f"  {name.name}: ", text, hang=4)
    if len(rest) > MOST_LISTED:
        yield f"  ... and {len(rest) - MOST_LISTED:,} more"
    if computed:
        yield from _wrapped("  worked out from the structure in any case: ", ", ".join(computed), hang=4)
    if empty:
        yield from _wrapped("  empty: ", ", ".join(empty), hang=4)


def _settings_now(found: Inspection) -> Iterator[str]:
    yield "With the settings as they are"
    for field, (wrong, near) in found.misnamed.items():
        hint = f"; did you mean {near!r}?" if near else ""
        yield f"  columns.{field}: the table has no column {wrong!r}{hint}"
    if found.now.error and not (found.misnamed and "has no column" in found.now.error):
        yield from _wrapped("  ", f"they cannot be used: {found.now.error}", hang=4)
    if not found.now.error:
        yield from _outcome(found.now)
        if not found.improves:
            yield from _also_possible(found)


def _settings_then(found: Inspection) -> Iterator[str]:
    if found.serves:
        yield ""
        yield "It holds the structures of other tables, which name it under structures"
        return
    if not found.improves:
        yield from _no_structures(found)
        return
    yield ""
    yield "With the settings proposed below"
    if found.then.error:
        yield from _wrapped("  ", f"they cannot be used either: {found.then.error}", hang=4)
    else:
        yield from _outcome(found.then)


def _no_structures(found: Inspection) -> Iterator[str]:
    """What to do about a table without structures."""
    source = found.proposal.source
    if source.columns.smiles or source.structures:
        return
    key = f"data.sources.{found.name}"
    yield ""
    yield "No column holds structures. If they are in another file, such as an export of the registration system, add"
    yield f"  +{key}.structures.path=<file> +{key}.structures.smiles=<column> +{key}.structures.name=<column>"
    yield "(of an SDF only the path is needed; compounds are found by their names)"


def _also_possible(found: Inspection) -> Iterator[str]:
    """Columns that the settings could also use."""
    given, could = given_columns(found.given), given_columns(found.proposal.source)
    more = {field: name for field, name in could.items() if field not in given and name}
    for field, name in more.items():
        setting = shlex.quote(f"data.sources.{found.name}.columns.{field}={name}")
        yield f"  could also be used: {setting} ({LABELS[field]})"


def _outcome(trial: Trial) -> Iterator[str]:
    """How many rows can be used and as what, and which are rejected for which reason."""
    assert trial.results is not None
    assert trial.rejected is not None
    background = trial.used > 0 and trial.results.num_rows == 0
    end = ", as compounds without results" if background else ":" if trial.used else ""
    yield f"  {trial.used:,} of {counted(trial.records, 'result')} can be used{end}"
    yield from (f"    {line}" for line in _results(trial.results))
    if trial.rejected.num_rows:
        yield f"  {trial.rejected.num_rows:,} would be rejected:"
        yield from _reasons(trial.rejected)


def _results(records: pa.Table) -> Iterator[str]:
    for quantity, (one, several) in RESULTS.items():
        count, least, most, units = span(records, quantity.value)
        if not count:
            continue
        scale = "pX " if quantity is Quantity.potency else ""
        ends = "" if quantity is Quantity.flag else f", {scale}{least:,.4g} to {most:,.4g}"
        unit = "" if quantity in (Quantity.flag, Quantity.potency) else f" {', '.join(units)}"
        yield counted(count, one, several) + ends + unit
    for column in ("target", "effect"):
        if ranked := Counter(records[column].to_pylist()).most_common():
            more = f" and {len(ranked) - 5:,} more" if len(ranked) > 5 else ""
            yield f"{column}s: " + ", ".join(f"{text} ({count:,})" for text, count in ranked[:5]) + more


def _reasons(rejected: pa.Table) -> Iterator[str]:
    """Reasons with how often, lines, and the first one's sentence; the most frequent first."""
    rows = rejected.select(["stage", "code", "line", "reason"]).to_pylist()
    groups: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in rows:
        groups.setdefault((row["stage"], row["code"]), []).append(row)
    for (stage, code), members in sorted(groups.items(), key=lambda item: -len(item[1])):
        lines = ", ".join(str(member["line"]) for member in members[:3]) + (" ..." if len(members) > 3 else "")
        text = f"{members[0]['reason']} ({stage} {code}; line {lines})"
        yield from _wrapped(f"    {len(members):>5,}  ", text)


def _wrapped(start: str, text: str, hang: int = 0) -> Iterator[str]:
    """A text after its start, broken at PAGE characters under itself (or under `hang` spaces)."""
    indent = " " * (hang or min(len(start), 70))
    yield from (
        textwrap.wrap(start + text, PAGE, subsequent_indent=indent, drop_whitespace=True, break_long_words=False)
        if (len(start + text) > PAGE)
        else [start + text]
    )
