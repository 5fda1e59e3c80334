"""Accessions and sequences of the targets that were measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from discovery.assay.curation.sources import SourceTable
from discovery.assay.curation.text_column import combinations
from discovery.assay.schema import PROTEINS
from discovery.assay.settings import DataSettings
from discovery.assay.tables.records import column, read_records
from discovery.assay.tables.rows import unpacked_suffix
from discovery.assay.tables.text import open_text
from discovery.errors import InputError, SettingsError

KEY = "data.proteins"
FASTA = (".fasta", ".fa", ".faa", ".fas")
"""Suffixes of FASTA files; any other file is a table."""
RESIDUES = frozenset("ACDEFGHIKLMNPQRSTVWYUOXBZJ")
"""One-letter codes: those of `discovery.target.protein`, and B, Z and J, which stand for one of two amino acids."""


@dataclass(frozen=True)
class Accessions:
    """Which protein each target is."""

    of: dict[tuple[str, str], str]
    """Target and organism -> UniProt accession, of those that have one."""
    notes: list[dict[str, Any]]
    """`file`, `line`, `text` and `rows` of targets that are given several accessions."""


def accessions(tables: Mapping[str, SourceTable], data: DataSettings) -> Accessions:
    """Accessions that the tables give for their targets; of several the first in the alphabet is taken."""
    found: dict[tuple[str, str], str] = {}
    notes: list[dict[str, Any]] = []
    for name, table in tables.items():
        words = data.sources[name].targets
        columns = [table.cells[field] for field in ("target", "organism", "uniprot")]
        for row in combinations(columns)[0].tolist():
            target, organism, accession = (column[row].strip() for column in columns)
            key = (words.get(target, target), organism)
            known = found.setdefault(key, accession) or accession
            if accession and accession != known:
                text = f"{' '.join(filter(None, key))} has the accessions {known} and {accession}"
                notes.append({"file": table.file, "line": int(table.lines[row]), "text": text, "rows": 1})
            found[key] = min(known, accession or known)
    return Accessions({key: accession for key, accession in found.items() if accession}, notes)


def load_sequences(path: Path | None) -> dict[str, str]:
    """Name -> one-letter codes, from a FASTA file or a table with the columns uniprot and sequence; None: none.

    A FASTA record is also known by the accession in `sp|Q92736|RYR2_HUMAN`, the symbol after `GN=` and what stands
    before `_HUMAN`, as far as no other sequence has these.
    Raises SettingsError for a file or column that is not there, InputError for what is no sequence.
    """
    if path is None:
        return {}
    if not path.is_file():
        raise SettingsError(f"{KEY}: {path} is not a file")
    fasta = unpacked_suffix(path) in FASTA
    found: dict[str, str] = {}
    aliases: dict[str, set[str]] = {}
    records = _fasta(path) if fasta else _table(path)
    if not records:
        raise InputError(f"{KEY}: {path} holds no sequences: export it again, with its records")
    for line, names, text in records:
        if not names[0]:
            raise InputError(f"{KEY}: {path} line {line} has a sequence without a name: add its accession")
        sequence = _residues(text, f"{KEY}: {path} line {line}")
        if found.setdefault(names[0], sequence) != sequence:
            raise InputError(f"{KEY}: {path} line {line} gives {names[0]!r} another sequence: leave one of them out")
        for name in names[1:]:
            aliases.setdefault(name, set()).add(sequence)
    return {name: min(given) for name, given in aliases.items() if len(given) == 1} | found


def protein_table(assays: pa.Table, sequences: Mapping[str, str]) -> pa.Table:
    """Sequences (schema PROTEINS) of the targets of assays (schema ASSAYS), as far as they were given, by target.

    A target that has several accessions with a sequence is the one with most measurements. A target without an
    accession, or without a sequence for it, is looked up by its symbol.
    """
    weight: dict[tuple[str, str], int] = {}
    columns = (assays[name].to_pylist() for name in ("target", "uniprot", "measurements"))
    for target, accession, number in zip(*columns, strict=True):
        weight[target, accession] = weight.get((target, accession), 0) + number
    found: dict[str, tuple[str, str]] = {}
    for target, accession in sorted(weight, key=lambda key: (-weight[key], key)):
        if accession in sequences:
            found.setdefault(target, (accession, sequences[accession]))
    for target, accession in sorted(weight, key=lambda key: (-weight[key], key)):
        if target in sequences:
            found.setdefault(target, (accession, sequences[target]))
    rows = [{"target": target, "uniprot": found[target][0], "sequence": found[target][1]} for target in sorted(found)]
    return pa.Table.from_pylist(rows, schema=PROTEINS)


def _fasta(path: Path) -> list[tuple[int, list[str], str]]:
    """Line, names and text of each record."""
    records: list[tuple[int, list[str], list[str]]] = []
    with open_text(path) as stream:
        for line, text in enumerate(stream, start=1):
            if text.startswith(">"):
                records.append((line, _names(text[1:].split()), []))
            elif records:
                records[-1][2].append(text)
            elif text.strip():
                raise InputError(f"{KEY}: {path} does not begin with a FASTA header: give each sequence a line >name")
    return [(line, names, "".join(texts)) for line, names, texts in records]


def _names(words: Sequence[str]) -> list[str]:
    """Names of a record by the words of its header, in the way of UniProt or any other."""
    first = words[0] if words else ""
    parts = first.split("|")
    accession = parts[1:2] if len(parts) > 2 else []
    symbols = [word.removeprefix("GN=") for word in words if word.startswith("GN=")]
    entry = parts[-1].partition("_")[0]
    return [first, *(name for name in (*accession, *symbols, entry) if name)]


def _table(path: Path) -> list[tuple[int, list[str], str]]:
    """Line, name and text of each row."""
    found = []
    for chunk in read_records(path, key=KEY):
        for fault in chunk.rejected.to_pylist():
            raise InputError(f"{KEY}: {path} line {fault['line']}: {fault['reason']}")
        names, texts = (column(chunk, name, path, KEY) for name in ("uniprot", "sequence"))
        found += [(line, [name.strip()], text) for line, name, text in zip(chunk.lines, names, texts, strict=True)]
    return found


def _residues(text: str, place: str) -> str:
    """One-letter codes in upper case, without gaps; raises InputError for anything else."""
    sequence = "".join(text.split()).upper().removesuffix("*")
    odd = sorted(set(sequence) - RESIDUES)
    if odd:
        raise InputError(f"{place}: {odd[0]!a} is no amino acid; use one-letter codes")
    if not sequence:
        raise InputError(f"{place} has no sequence: add its one-letter codes or leave it out")
    return sequence
