"""What an audit found, in plain words."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from discovery.evaluation.audit import Audit
from discovery.evaluation.leaks import NEAR, Comparison
from discovery.evaluation.metrics import METRICS

PLACES = {"train": "training", "validation": "validation", "test": "test"}
MOST_ENDPOINTS = 8
"""Endpoints that are printed; audit.json has all of them."""


def verdict(audit: Audit) -> str:
    """One sentence: what leaks, or that nothing does."""
    found = [f"{_forms(c)} {PLACES[c.part]} compounds in {PLACES[c.against]}" for c in audit.comparisons if _forms(c)]
    if found:
        return f"Leak: {'; '.join(found)}, as themselves or as another salt, isomer or isotope; see leaks.csv."
    if not audit.sizes["test"] or not audit.sizes["train"]:
        return "Nothing to judge: training or test is empty."
    near = audit.between("test", "train").count("near duplicate")
    if near:
        share = near / audit.sizes["test"]
        return (
            f"No compound is in two parts in any form, but {near:,} test compounds ({share:.1%}) have a near duplicate"
            f" in training (Tanimoto {NEAR} or more); see leaks.csv."
        )
    return "Clean: no compound is in two parts in any form, and no test compound has a near duplicate in training."


def words(audit: Audit, notes: Sequence[str]) -> str:
    """The whole finding, in a few lines."""
    sizes = ", ".join(f"{size:,} {PLACES[part]}" for part, size in audit.sizes.items())
    return "\n".join(
        [
            verdict(audit),
            f"  compounds: {sizes}",
            *(f"  {note}" for note in notes),
            *(line for comparison in audit.comparisons if len(comparison.entry) for line in _comparison(comparison)),
            *_memory(audit),
        ]
    )


def _forms(comparison: Comparison) -> int:
    """Compounds that the other part has too, in whatever form."""
    return comparison.count("same compound") + comparison.count("same skeleton")


def _comparison(found: Comparison) -> list[str]:
    total = len(found.entry)
    median, high = np.quantile(found.similarity, [0.5, 0.9])
    kinds = ", ".join(
        f"{found.count(kind):,} {title}"
        for kind, title in (
            ("same compound", "as themselves"),
            ("same skeleton", "as another salt, isomer or isotope"),
            ("near duplicate", f"as a near duplicate (Tanimoto {NEAR} or more)"),
        )
    )
    return [
        f"  {PLACES[found.part]} compounds known in {PLACES[found.against]}: {kinds}",
        f"    scaffold shared by {found.scaffold.sum():,} of {total:,} ({found.scaffold.mean():.0%});"
        f" similarity to the nearest one: median {median:.2f}, a tenth above {high:.2f}",
    ]


def _memory(audit: Audit) -> list[str]:
    """The baseline's lines for the endpoints with most test compounds."""
    rows = audit.memory.to_pylist()
    if not rows:
        return ["  Remembering alone: not judged, no endpoint has enough labels in training and test"]
    names = list(dict.fromkeys(row["endpoint"] for row in rows))
    lines = [f"    {_score(row)}" for row in rows if row["endpoint"] in names[:MOST_ENDPOINTS]]
    rest = len(names) - MOST_ENDPOINTS
    more = [f"    and {rest} endpoints with fewer test compounds, in audit.json"] if rest > 0 else []
    return ["  Remembering alone (label of the nearest training compound), beside a constant:", *lines, *more]


def _score(row: dict[str, Any]) -> str:
    title = METRICS[row["metric"]].title
    line = f"{row['endpoint']}: {title} {_number(row['value'])}{_beside(row['constant'])}, n = {row['n']:,}"
    if row["n_unknown"] == row["n"]:
        return line
    if row["value_unknown"] is None:
        return f"{line}; too few test compounds are left without the leaked ones"
    return (
        f"{line}; without leaked and near-duplicate compounds {_number(row['value_unknown'])}"
        f"{_beside(row['constant_unknown'])}, n = {row['n_unknown']:,}"
    )


def _number(value: float | None) -> str:
    return "not defined" if value is None else f"{value:.2f}"


def _beside(constant: float | None) -> str:
    return "" if constant is None else f" (constant {constant:.2f})"
