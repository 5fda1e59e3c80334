"""Records of a table of inputs that broke other programs, as lines of a library."""

import ast
import csv
import io
from collections.abc import Iterator
from pathlib import Path

CSV_LIMIT = 10_000_000
"""Characters of a cell; the csv module stops at 131,072."""
WHOLE_TABLES = ("csv", "smi_file")
"""Formats of inputs that have several records."""


def nasty_records(path: Path) -> list[list[str]]:
    """Cells `id, smiles, note` of every input; an input that is a table itself gives each of its records as it is."""
    csv.field_size_limit(CSV_LIMIT)
    with path.open(encoding="utf-8", newline="") as file:
        return [record for row in csv.DictReader(file) for record in _records(row["id"], row["input"], row["format"])]


def _records(name: str, text: str, kind: str) -> Iterator[list[str]]:
    if kind not in WHOLE_TABLES:
        yield [name, expanded(text), ""]
        return
    yield [name, text, ""]
    if kind == "smi_file":
        yield from ([name, line, ""] for line in text.splitlines())
    else:
        yield from ([name, *cells[1:]] for cells in csv.reader(io.StringIO(text)))


def expanded(text: str) -> str:
    """The text; of one such as py:'C'*100000 what it says."""
    return text if not text.startswith("py:") else str(_value(ast.parse(text[3:], mode="eval").body))


def _value(node: ast.expr) -> object:
    """Of sums, products, lists and joins of constants; raises ValueError for anything else."""
    match node:
        case ast.Constant(value):
            return value
        case ast.List(items):
            return [_value(item) for item in items]
        case ast.BinOp(left, ast.Add(), right):
            return _value(left) + _value(right)  # type: ignore[operator]
        case ast.BinOp(left, ast.Mult(), right):
            return _value(left) * _value(right)  # type: ignore[operator]
        case ast.Call(ast.Attribute(separator, "join"), [items], []):
            return str(_value(separator)).join(_value(items))  # type: ignore[arg-type]
    raise ValueError(f"cannot make a text of {ast.unparse(node)}")
