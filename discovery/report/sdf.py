"""Candidates as an SDF (MDL V2000), one record each with all its columns as data fields."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from rdkit import Chem
from rdkit.Chem import rdDepictor

from discovery.errors import InternalError
from discovery.spreadsheet import plain

LINE_BREAKS = re.compile(r"[\r\n]+")


def write_sdf(path: Path, candidates: pa.Table) -> None:
    """One record a candidate, in the order of the table; empty cells are left out."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(record(row) for row in rows(candidates))


def rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The table's rows, a batch at a time."""
    for batch in table.to_batches(max_chunksize=1_000):
        yield from batch.to_pylist()


def record(row: dict[str, Any]) -> str:
    """One SDF record: title line, flat coordinates, data fields."""
    mol = Chem.MolFromSmiles(row["smiles"])
    if mol is None:
        raise InternalError(f"candidate {row['id']}: its standardised SMILES cannot be read: {row['smiles']}")
    rdDepictor.Compute2DCoords(mol)
    mol.SetProp("_Name", one_line(row["id"])[:80])
    fields = "".join(field(name, value) for name, value in row.items())
    return f"{Chem.MolToMolBlock(mol, forceV3000=False)}{fields}$$$$\n"


def field(name: str, value: Any) -> str:
    """One data field; nothing where the cell is empty."""
    text = "" if (value := plain(value)) is None else one_line(value)
    return f">  <{re.sub('[<>]', '_', one_line(name))}>\n{text}\n\n" if text else ""


def one_line(value: Any) -> str:
    """The value without line breaks, which would end the field, and not to be taken for a record's end."""
    text = LINE_BREAKS.sub(" ", str(value)).strip()
    return f" {text}" if text.startswith(("$$$$", ">")) else text
