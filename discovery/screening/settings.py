"""Settings of a library and of the engine that scores it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass
class LibrarySettings:
    """The compounds to screen."""

    path: Path = Path("???")
    """CSV, TSV, SMI, SDF or Parquet, plain or gzipped."""
    smiles: str = "smiles"
    """Column with the structure; ignored for an SDF."""
    id: str = ""
    """Column (or SDF property) with the compound's identifier; empty: the line number, or the SDF title."""
    title: str = ""
    """How reports call the library; empty: the file name."""


@dataclass
class EngineSettings:
    """How the library is worked through."""

    workers: int = 0
    """Processes that score; 0: one a core."""
    rows: int = 5000
    """Rows a task."""
    batch_size: int = 64
    """Molecules a forward pass on a CPU."""
    precision: str = "fp32"
    """fp32 or bf16."""
