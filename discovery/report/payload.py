"""The candidates as the page's script reads them: columns, not rows, so that no key is repeated."""

import json
from dataclasses import asdict
from typing import Any

from discovery.candidates.schema import high_column, low_column, probability_column, spread_column
from discovery.report.columns import Column, columns_of
from discovery.report.model import ReportInput
from discovery.report.structures import Structures, pack, places
from discovery.spreadsheet import plain

DIGITS = 5
"""Significant digits of a number on the page; the files beside it keep them all."""
FOR_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def payload(report: ReportInput) -> str:
    """JSON that no text inside it can break out of."""
    table = {name: [shorten(plain(value)) for value in report.candidates[name].to_pylist()] for name in kept(report)}
    known = table.get("nearest_known_smiles", [])
    structures = pack([*table["smiles"], *known])
    data = {
        "target": report.target.gene,
        "wanted": report.wanted.name if report.wanted else None,
        "columns": [asdict(column) for column in columns_of(report)],
        "thresholds": {endpoint.target: report.target.threshold(endpoint.target) for endpoint in report.endpoints},
        "objectives": objectives(report),
        "caution": report.caution,
        "endpoints": [endpoint.to_json() for endpoint in report.endpoints],
        "table": table,
        **drawings(structures, table["smiles"], known),
    }
    return json.dumps(data, separators=(",", ":"), allow_nan=False).translate(FOR_SCRIPT)


def drawings(structures: Structures, smiles: list[Any], known: list[Any]) -> dict[str, Any]:
    """All drawings, and which of them each row shows."""
    return {"packed": structures.packed, "drawing": places(structures, smiles), "nearest": places(structures, known)}


def kept(report: ReportInput) -> list[str]:
    """Columns that the page needs, in the order of the table."""
    shown: list[Column] = list(columns_of(report))
    names = [endpoint.name for endpoint in report.endpoints]
    of_each = (str, spread_column, low_column, high_column, probability_column)
    predicted = [column(name) for name in names for column in of_each]
    further = {"nearest_known_smiles", "nearest_known_effect", "inchikey", "smiles_in", "row", *predicted}
    per_objective = {f"{key}.{part}" for key in report.objectives for part in ("raw", "desirability")}
    wanted = {column.key for column in shown} | further | per_objective
    return [name for name in report.candidates.column_names if name in wanted]


def objectives(report: ReportInput) -> list[dict[str, Any]]:
    """What the detail panel says of each objective."""
    return [
        {
            "key": key,
            "title": objective.title or objective.column,
            "column": objective.column,
            "goal": objective.goal.value,
            "low": objective.low,
            "high": objective.high,
            "weight": objective.weight,
        }
        for key, objective in report.objectives.items()
    ]


def shorten(value: Any) -> Any:
    """A number with as many digits as anyone reads."""
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
