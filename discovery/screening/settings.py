"""Settings of a library and of the engine that scores it."""

from dataclasses import dataclass
from pathlib import Path

from discovery.errors import SettingsError
from discovery.limits import at_least
from discovery.training.settings import Device


@dataclass
class LibrarySettings:
    """The compounds to screen."""

    path: Path = Path("???")
    """CSV, TSV, SMI or SDF, plain or compressed (.gz, .bz2, .zst); Parquet or Excel (.xlsx); a folder of such files, or
    a pattern such as `part-*.smi.gz`; or a folder written by `discovery library`."""
    sheet: str = ""
    """Sheet of a workbook; may be left out where only one sheet holds anything."""
    encoding: str = "utf-8"
    """Encoding of a text file, such as cp1252 for an export of an older Windows program."""
    smiles: str = "smiles"
    """Column with the structure; ignored for SDF and SMI, whose records are structures themselves."""
    id: str = ""
    """Column (or SDF property) with the compound's identifier; empty: the line number, or the SDF title."""
    title: str = ""
    """How reports call the library; empty: the file name."""


@dataclass
class EngineSettings:
    """How the library is worked through: by processes of this machine."""

    workers: int = 0
    """Processes that score; 0: one a core."""
    rows: int = 5000
    """Rows that a process scores at a time."""
    shard: int = 20_000
    """Records a shard of a stored library, which a process scores at a time; not looked at for one that is made."""
    batch_size: int = 1024
    """Molecules a forward pass: the more, the more environments a network computes only once."""
    precision: str = "fp32"
    """fp32 or bf16."""
    device: Device = Device.cpu
    """Where networks run; a GPU is shared by the processes, which make graphs and batches."""

    def __post_init__(self) -> None:
        at_least(0, self, "engine", "workers")
        at_least(1, self, "engine", "rows", "shard", "batch_size")
        if self.precision not in ("fp32", "bf16"):
            raise SettingsError(f"engine.precision must be fp32 or bf16, got {self.precision}")


@dataclass
class DaskSettings(EngineSettings):
    """By the workers of a dask cluster that is there already, one process a thread of theirs.

    `workers` has no meaning then: the cluster decides.
    """

    address: str = ""
    """Of the cluster's scheduler, such as tcp://host:8786; must be given."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.address:
            raise SettingsError("engine.address must be given: engine.address=tcp://<host of the scheduler>:8786")


@dataclass
class StudentSettings:
    """A small network that looks at a large library first, so that the model need only score what is promising."""

    least: int = 100_000
    """Records of a library, those without a usable structure aside, from which a student goes first; 0: never."""
    taught: int = 10_000
    """Compounds of the library whose predictions it learns from the model; a bundle's student that was taught fewer is
    taught anew."""
    best: int = 1000
    """How many of the compounds that the model itself would put first are looked for; no fewer than are to be
    candidates."""
    recall: float = 0.99
    """Share of these that the model must be shown; it is shown more until that is so, as far as can be told."""

    def __post_init__(self) -> None:
        at_least(0, self, "student", "least")
        at_least(1, self, "student", "taught", "best")
        if not 0 < self.recall < 1:
            raise SettingsError(f"student.recall must lie between 0 and 1, got {self.recall:g}")
