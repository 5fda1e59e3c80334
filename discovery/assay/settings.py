"""Settings of ingestion: where the tables are, what their columns mean, how compounds are split."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from discovery.errors import SettingsError


@dataclass
class ColumnSettings:
    """Which column of a table holds what; empty: the table has no such column."""

    smiles: str = "smiles"
    """Structure as SMILES; ignored for SDF and SMI, whose records are structures themselves."""
    name: str = ""
    target: str = ""
    organism: str = ""
    assay: str = ""
    effect: str = ""
    standard_type: str = ""
    relation: str = ""
    value: str = ""
    unit: str = ""
    p_value: str = ""
    """A value already on the pX scale; used where it is given, before `value` and `unit`."""
    flag: str = ""
    """Activity in words, such as `Active`, for rows without a number."""
    reference: str = ""


@dataclass
class SourceSettings:
    """One table or SDF, and the constants that hold for all its rows."""

    path: Path = Path("???")
    columns: ColumnSettings = field(default_factory=ColumnSettings)
    target: str = ""
    """Target of every row, where no column gives it."""
    organism: str = ""
    assay: str = ""
    standard_type: str = ""
    unit: str = ""
    """Unit of every value, where no column gives it: nM, uM, mM, M, pX, %."""
    effect: str = ""
    """Effect of every row with a potency, where no column gives it; empty: unstated."""
    effects: dict[str, str] = field(default_factory=dict)
    """The table's own words for effects -> inhibitor, activator, stabiliser, biphasic, unstated, inactive."""
    targets: dict[str, str] = field(default_factory=dict)
    """The table's own words for targets -> gene symbols; a word that is not listed stays as it is."""
    background: bool = False
    """The table holds compounds without results: a sample of what is screened, from which training draws presumed
    inactive compounds; only its structures and names are read."""


@dataclass
class CurateSettings:
    """Rules by which rows become measurements."""

    conflict_gap: float = 1.0
    """Two values of one compound and target further apart than this, in pX units, are flagged as a conflict."""
    max_p: float = 15.0
    """Potencies above this (pX) are impossible and rejected."""
    min_p: float = -1.0
    """Potencies below this (pX) are impossible and rejected."""
    reserved: Path | None = None
    """List of SHA-256 hashed skeleton keys whose compounds are kept out (one hex digest a line, may be gzipped)."""
    workers: int = 0
    """Processes that standardise; 0: one a core."""


@dataclass
class DataSettings:
    """The tables that make up one curated data set."""

    name: str = "???"
    sources: dict[str, SourceSettings] = field(default_factory=dict)
    """Name -> table; a dictionary, so that a command line can reach into one of them."""
    curate: CurateSettings = field(default_factory=CurateSettings)


class SplitMethod(Enum):
    """How compounds are divided; every method keeps one skeleton in one part."""

    scaffold = "scaffold"
    butina = "butina"
    random = "random"


@dataclass
class SplitSettings:
    """Division of the compounds into training, validation and test parts."""

    method: SplitMethod = SplitMethod.scaffold
    train: float = 0.8
    validation: float = 0.1
    test: float = 0.1
    seed: int = 0
    butina_cutoff: float = 0.35
    """Largest Tanimoto distance of a compound from the centre of its Butina cluster."""

    def __post_init__(self) -> None:
        parts = (self.train, self.validation, self.test)
        if all(isinstance(p, float) for p in parts) and (abs(sum(parts) - 1.0) > 1e-6 or min(parts) < 0.0):
            given = " + ".join(f"{part:g}" for part in parts)
            raise SettingsError(f"split.train, split.validation and split.test must add up to 1, none below 0: {given}")
