"""What an audit found, in plain words."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from discovery.evaluation.audit import Audit
from discovery.evaluation.leaks import KINDS, NEAR, Comparison
from discovery.evaluation.metrics import METRICS

PLACES = {"train": "training", "validation": "validation", "test": "test"}
MOST_ENDPOINTS = 8
"""Endpoints that are printed; audit.json has all of them."""


def verdict(audit: Audit) -> str:
    """One sentence: what leaks, or that nothing does."""
    found = [f"{_forms(c):,} of {PLACES[c.part]} in {PLACES[c.against]}" for c in audit.comparisons if _forms(c)]
    if found:
        return (
            "Leak: compounds are in two parts, as themselves or as another salt, isomer or isotope"
            f" ({'; '.join(found)}); see leaks.csv."
        )
    if not audit.sizes["test"] or not audit.sizes["train"]:
        return "Nothing to judge: training or test is empty."
    near = sum(audit.between("test", "train").count(kind) for kind in ("tautomer", "near duplicate"))
    if near:
        share = near / audit.sizes["test"]
        return (
            f"No compound is in two parts as itself or as another salt, isomer or isotope, but {share:.1%} of the test"
            f" compounds ({near:,}) have a tautomer or a near duplicate in training (Tanimoto {NEAR} or more); see"
            " leaks.csv."
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
    median, high = np.quantile(found.similarity, [0.5, 0.9])
    themselves, forms, tautomers, near = (found.count(kind) for kind in KINDS[1:])
    return [
        f"  {PLACES[found.part]} compounds known in {PLACES[found.against]}: {themselves:,} themselves,"
        f" {forms:,} in another form, {tautomers:,} tautomers, {near:,} near duplicates",
        f"    {found.scaffold.mean():.0%} share a scaffold with it; similarity to the nearest compound: median"
        f" {median:.2f}, a tenth above {high:.2f}",
    ]


def _memory(audit: Audit) -> list[str]:
    """The baseline's lines for the endpoints with most test compounds."""
    of_endpoint: dict[str, list[dict[str, Any]]] = {}
    for row in audit.memory.to_pylist():
        of_endpoint.setdefault(row["endpoint"], []).append(row)
    if not of_endpoint:
        return ["  remembering alone is not judged: no endpoint has enough labels in training and in test"]
    lines = [f"    {name}, {_scores(rows)}" for name, rows in of_endpoint.items()]
    rest = len(lines) - MOST_ENDPOINTS
    more = [f"    and {rest} endpoints with fewer test compounds, in audit.json"] if rest > 0 else []
    return ["  remembering alone, by the label of the nearest training compound:", *lines[:MOST_ENDPOINTS], *more]


def _scores(rows: list[dict[str, Any]]) -> str:
    """All metrics of an endpoint, and once more without the compounds that training knows."""
    everything = f"n = {rows[0]['n']:,}: {', '.join(_score(row, '') for row in rows)}"
    left = rows[0]["n_unknown"]
    if left == rows[0]["n"]:
        return everything
    if all(row["value_unknown"] is None for row in rows):
        return f"{everything}; too few, n = {left:,}, without those known"
    return f"{everything}; without those known, n = {left:,}: {', '.join(_score(row, '_unknown') for row in rows)}"


def _score(row: dict[str, Any], which: str) -> str:
    value, constant = row[f"value{which}"], row[f"constant{which}"]
    found = "not defined" if value is None else f"{value:.2f}"
    return f"{METRICS[row['metric']].title} {found}" + ("" if constant is None else f" (constant {constant:.2f})")
