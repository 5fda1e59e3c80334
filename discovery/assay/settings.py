"""Settings of ingestion: where the tables are, and what their columns mean."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from discovery.assay.kinds import AssayFormat, AssayRole
from discovery.limits import above_zero, at_least


@dataclass
class ColumnSettings:
    """Which column of a table holds what; empty: the table has no such column."""

    smiles: str = "smiles"
    """Structure as SMILES or InChI; ignored for SDF and SMI, whose records are structures themselves."""
    name: str = ""
    """What the company calls the compound; where the structures stand in another file, the key to them."""
    batch: str = ""
    """Lot or batch of the compound; kept, never a reason to tell compounds apart."""
    target: str = ""
    uniprot: str = ""
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
    concentration: str = ""
    """Concentration at which a response was measured, such as `10 uM`."""
    plate: str = ""
    """Plate of a well; hits are called plate by plate."""
    date: str = ""
    """Day of the measurement, as 2024-01-31, or a year."""
    comment: str = ""
    """Remarks of the source; kept for people."""
    reference: str = ""
    split: str = ""
    """Part for which the source gives the row: train, validation (or valid, val) or test."""


@dataclass
class ReadoutSettings:
    """One result column of a wide table, in which a row holds the results of several assays."""

    value: str = ""
    """Name of the column with the value; one of `value`, `p_value` and `flag` must be given."""
    p_value: str = ""
    """Name of the column with a value already on the pX scale."""
    flag: str = ""
    """Name of the column with the activity in words."""
    relation: str = ""
    """Name of the column with the relation."""
    target: str = ""
    """Constants, each used instead of the source's own where it is not empty."""
    assay: str = ""
    standard_type: str = ""
    unit: str = ""
    effect: str = ""
    concentration: str = ""


@dataclass
class StructureSettings:
    """A file with the structures of compounds that a table only names, such as an export of the registration system."""

    path: Path = Path("???")
    sheet: str = ""
    encoding: str = "utf-8"
    smiles: str = "smiles"
    """Column with the structure; ignored for SDF and SMI."""
    name: str = ""
    """Column with the name; of an SDF or SMI file the title, unless another is given."""
    name_pattern: str = ""
    """Regular expression with one group, which is the name; of several structures with one name the first is taken."""


class HitDirection(Enum):
    """On which side of its plate's median a hit lies."""

    above = "above"
    below = "below"
    both = "both"


@dataclass
class HitSettings:
    """Hit calls of a primary screen by robust z-score, plate by plate (Zhang et al. 2006, Malo et al. 2006)."""

    threshold: float = 3.0
    """Robust standard deviations from the plate's median, from which a well is a hit."""
    direction: HitDirection = HitDirection.above
    min_wells: int = 16
    """Fewest wells of a plate on which hits are called; the wells of a smaller one stay without a call."""


@dataclass
class SourceSettings:
    """One table or SDF, and the constants that hold for all its rows."""

    path: Path = Path("???")
    sheet: str = ""
    """Sheet of a workbook; may be left out where only one sheet holds anything."""
    encoding: str = "utf-8"
    """Encoding of a text file, such as cp1252 for an export of an older Windows program."""
    decimal_comma: bool = False
    """Numbers are written with a decimal comma: 1,5 is one and a half."""
    columns: ColumnSettings = field(default_factory=ColumnSettings)
    structures: StructureSettings | None = None
    """Where the structures are, if not in the table itself."""
    separator: str = ""
    """What parts the compounds in a cell that names several of them; empty: a row is about one compound."""
    readouts: dict[str, ReadoutSettings] = field(default_factory=dict)
    """Result columns of a wide table; a row has one result for each of them that is not empty."""
    targets_in_columns: str = ""
    """Regular expression: every column whose whole name matches is a readout of the target that it is named after."""
    target: str = ""
    """Target of every row, where no column gives it."""
    uniprot: str = ""
    organism: str = ""
    assay: str = ""
    """Assay of every row, where no column gives it; empty: the name of the source."""
    format: AssayFormat = AssayFormat.unstated
    role: AssayRole = AssayRole.unstated
    standard_type: str = ""
    unit: str = ""
    """Unit of every value, where no column gives it: nM, uM, mM, M, pX, %, or one that is kept as it is."""
    relation: str = ""
    """Relation of every value, where no column gives it: `<` for lists of what binds below a concentration."""
    concentration: str = ""
    """Concentration of every response, where no column gives it, such as `10 uM`; bare numbers are in its unit."""
    effect: str = ""
    """Effect of every row with a potency, where no column gives it; empty: unstated."""
    effects: dict[str, str] = field(default_factory=dict)
    """The table's own words for effects -> inhibitor, activator, stabiliser, biphasic, unstated, inactive."""
    targets: dict[str, str] = field(default_factory=dict)
    """The table's own words for targets -> gene symbols; a word that is not listed stays as it is."""
    units: dict[str, str] = field(default_factory=dict)
    """The table's own words for units -> a known unit, or `keep`: the number stays on its own scale."""
    hits: HitSettings | None = None
    """Hit calls from the responses of the table; None: the table's own words for effects, if any."""
    background: bool = False
    """The table holds compounds without results: a sample of what is screened, from which training draws presumed
    inactive compounds; only its structures and names are read."""


@dataclass
class CurateSettings:
    """Rules by which rows become measurements."""

    conflict_gap: float = 1.0
    """Two values of one compound and target further apart than this, in pX units, are flagged as a conflict."""
    slip_tolerance: float = 0.05
    """Two values whose distance is this near to 3 or 6 pX units are flagged as a probable slip of units."""
    outlier_z: float = 3.5
    """Robust standard deviations from the median of one compound's values, from which one of three or more is flagged
    as an outlier (Iglewicz and Hoaglin 1993)."""
    max_p: float = 15.0
    """Potencies above this (pX) are impossible and rejected."""
    min_p: float = -1.0
    """Potencies below this (pX) are impossible and rejected."""
    reserved: Path | None = None
    """List of SHA-256 hashed skeleton keys whose compounds are kept out (one hex digest a line, may be gzipped)."""
    workers: int = 0
    """Processes that standardise; 0: one a core."""

    def __post_init__(self) -> None:
        above_zero(self, "data.curate", "conflict_gap", "slip_tolerance", "outlier_z")
        at_least(0, self, "data.curate", "workers")


@dataclass
class DataSettings:
    """The tables that make up one curated data set."""

    name: str = "???"
    sources: dict[str, SourceSettings] = field(default_factory=dict)
    """Name -> table; a dictionary, so that a command line can reach into one of them."""
    assays: Path | None = None
    """Table of assays with the columns assay, target, uniprot, organism, format, direction, role and follows (the
    primary screen that a dose-response goes back to), of which only the first is needed; any other is a covariate."""
    proteins: Path | None = None
    """Sequences of the targets: FASTA with UniProt accessions, or a table with the columns uniprot and sequence."""
    curate: CurateSettings = field(default_factory=CurateSettings)
