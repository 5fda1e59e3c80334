"""Accessions and sequences of the targets that were measured."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from discovery.assay.curation.sources import SourceTable
from discovery.assay.schema import PROTEINS
from discovery.assay.settings import DataSettings


@dataclass(frozen=True)
class Accessions:
    """Which protein each target is."""

    of: dict[str, str]
    """Target -> UniProt accession, of those that have one."""
    notes: list[str]
    """Targets that were given several accessions, in words."""


@dataclass(frozen=True)
class Sequences:
    """Amino-acid sequences of a file, by what the file calls them."""

    of: dict[str, str]
    """UniProt accession, gene symbol or name -> one-letter codes."""


def load_sequences(path: Path | None) -> Sequences:
    """The sequences of `data.proteins`; None: none."""
    return Sequences({})


def accessions(tables: Mapping[str, SourceTable], data: DataSettings) -> Accessions:
    """Accessions that the tables give for their targets."""
    return Accessions({}, [])


def protein_table(targets: Iterable[str], accessions: Accessions, sequences: Sequences) -> pa.Table:
    """Sequences (schema PROTEINS) of the targets, as far as they were given, sorted by target."""
    return PROTEINS.empty_table()
