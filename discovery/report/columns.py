"""Columns of the candidate table as people see it: title, kind of cell, meaning."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from discovery.candidates.schema import low_column, probability_column
from discovery.report.model import ReportInput
from discovery.target.endpoint import Endpoint, EndpointKind


@dataclass(frozen=True)
class Column:
    """One column of the page's table, of the workbook and of the page's filters."""

    key: str
    """Column of the candidates table."""
    title: str
    kind: str
    """How a cell is drawn: one of the kinds of cell in assets/cells.js, such as number, potency or alerts."""
    help: str
    digits: int = 0
    shown: bool = True
    """Whether the page shows it before the reader chooses columns."""


COMMON_NAMES = {"KCNH2": "hERG", "SCN5A": "Nav1.5", "CACNA1C": "Cav1.2"}
"""What chemists call the cardiac channels."""

FIRST = (
    Column("rank", "Rank", "number", "1 is the best by all objectives together."),
    Column("smiles", "Structure", "structure", "The standardised parent, without salts. Sorts by SMILES."),
    Column("id", "Compound", "text", "Identifier in the library file."),
    Column(
        "score",
        "Score",
        "score",
        "Weighted geometric mean of the objectives' desirabilities, 0 to 1. Each bar is an objective: "
        "the higher, the better met; the wider, the more it weighs.",
        3,
    ),
)
DIRECTION = Column(
    "direction", "Direction", "effect", "Likeliest direction among those the model can tell apart, however unlikely."
)
KNOWN = (
    Column(
        "nearest_known",
        "Nearest measured",
        "nearest",
        "The compound measured on the target's family that is most like this one, and what it did; it may be inactive.",
    ),
    Column(
        "similarity",
        "Sim.",
        "number",
        "Tanimoto similarity to that compound (Morgan radius 2, 2048 bits). "
        "Above about 0.6: a close analogue. Below 0.3: new ground.",
        2,
    ),
    Column(
        "in_domain",
        "Domain",
        "mark",
        "Whether compounds like this one were learnt from, on any of the model's targets, and whether it is as sure of "
        "it as of those held out. If not, treat its numbers as a guess. How near ligands are is told by Sim.",
    ),
)
PROFILE = (
    Column(
        "alerts",
        "Alerts",
        "alerts",
        "PAINS and Brenk substructure alerts: reasons to look twice, not to discard unseen.",
    ),
    Column("mol_weight", "MW", "number", "Molecular weight, g/mol.", 0),
    Column("logp", "logP", "number", "Crippen logP, calculated.", 1),
    Column("tpsa", "TPSA", "number", "Topological polar surface area, Å².", 0),
    Column("qed", "QED", "number", "Drug-likeness by Bickerton et al. 2012, 0 to 1.", 2, shown=False),
    Column("hbd", "HBD", "number", "Hydrogen bond donors.", 0, shown=False),
    Column("hba", "HBA", "number", "Hydrogen bond acceptors.", 0, shown=False),
    Column("rotatable_bonds", "Rot. bonds", "number", "Rotatable bonds.", 0, shown=False),
    Column("fraction_sp3", "Fsp3", "number", "Share of carbons that are sp3.", 2, shown=False),
    Column("heavy_atoms", "Heavy atoms", "number", "Non-hydrogen atoms.", 0, shown=False),
    Column(
        "train_similarity",
        "Sim. to training",
        "number",
        "Tanimoto similarity to the nearest training compound.",
        2,
        shown=False,
    ),
    Column(
        "strangeness",
        "Strangeness",
        "number",
        "Share of the compounds held out of training that lie nearer to it, or that the model is surer of, whichever "
        "is more. Outside the domain it is above what 95 % of them have.",
        2,
        shown=False,
    ),
    Column("salts", "Salts", "text", "Fragments taken off the library's structure.", shown=False),
    Column("file", "Input file", "text", "File of the library.", shown=False),
    Column("line", "Input line", "number", "Line or record of the library file.", 0, shown=False),
    Column(
        "pick",
        "Pick",
        "pick",
        "Order in a set chosen to be structurally diverse: a good start for a small first plate.",
    ),
)


def columns_of(report: ReportInput) -> tuple[Column, ...]:
    """The columns that say something of the candidates, in the order of the page."""
    table = report.candidates
    present = {name for name in table.column_names if not table.num_rows or table[name].null_count < table.num_rows}
    wanted = report.wanted
    family = [e for e in report.endpoints if e.target in report.target.members and e is not wanted]
    planned = (
        *FIRST,
        *(column for e in (wanted,) if e is not None for column in (own_column(e), *stated(e, report, shown=True))),
        DIRECTION,
        *KNOWN,
        *(potency(e) for e in report.liabilities),
        *PROFILE,
        *(column for e in report.liabilities for column in stated(e, report, shown=False)),
        *(column for e in family for column in (family_column(e), *stated(e, report, shown=False))),
    )
    found = tuple(column for column in unique(planned) if column.key in present)
    return tuple(_of_similarity(column) for column in found) if report.model == "similarity" else found


def _of_similarity(column: Column) -> Column:
    """What a model by similarity says of a class is no probability."""
    if column.kind != "probability":
        return column
    told = "Tanimoto similarity to the nearest compound of this class that was learnt from; no probability."
    return replace(column, title=column.title.replace("P(", "Similarity ("), help=told)


def unique(columns: tuple[Column, ...]) -> Iterator[Column]:
    """Each column once: a liability may be a member of the family."""
    seen: set[str] = set()
    for column in columns:
        if column.key not in seen:
            seen.add(column.key)
            yield column


def family_column(endpoint: Endpoint) -> Column:
    """A further endpoint of the target's family, hidden at first."""
    made = own_column(endpoint)
    return replace(made, title=f"{endpoint.target} {made.title}", shown=False)


def own_column(endpoint: Endpoint) -> Column:
    """An endpoint of the target's family."""
    if endpoint.kind is EndpointKind.classification:
        return probability(endpoint)
    return strength(endpoint) if endpoint.is_potency else readout(endpoint)


def strength(endpoint: Endpoint) -> Column:
    """A potency that is wanted, and its spread."""
    told = f"Predicted potency on {endpoint.target} as -log10 of a molar concentration: 6 is 1 µM, 9 is 1 nM."
    return Column(endpoint.name, "Potency", "estimate", told, 2)


def readout(endpoint: Endpoint) -> Column:
    """What a primary screen would read, and its spread."""
    told = f"Predicted readout of a primary screen on {endpoint.target}, in {endpoint.unit}; it is no potency."
    return Column(endpoint.name, f"Screen ({endpoint.unit})", "estimate", told, 1)


def probability(endpoint: Endpoint) -> Column:
    """A probability and its spread."""
    return Column(
        endpoint.name,
        f"P({endpoint.quantity})",
        "probability",
        f"How probable the model finds it that the compound is a {endpoint.target} {endpoint.quantity}, and the "
        "spread that it states. Use it to compare compounds, not as a hit rate.",
        2,
    )


def stated(endpoint: Endpoint, report: ReportInput, shown: bool) -> Iterator[Column]:
    """The interval of a number and the calibrated probability of a class or potency; they are there only where the
    endpoint is calibrated.
    """
    own = shown and endpoint is report.wanted
    name = "" if own else f"{COMMON_NAMES.get(endpoint.target, endpoint.target)} "
    if endpoint.kind is EndpointKind.regression:
        truth = "potency" if endpoint.is_potency else "readout of a primary screen"
        yield Column(
            low_column(endpoint.name),
            f"{name}90 % interval",
            "interval",
            f"Range that is meant to hold the true {truth} on {endpoint.target} of nine compounds in ten; how many it "
            "held is told under “How honest are its numbers”. Wider for compounds far from the training compounds, "
            "where held-out compounds show that errors grow with distance. Sorts by its lower end.",
            1,
            shown,
        )
        if not endpoint.is_potency:
            return
    threshold = report.target.threshold(endpoint.target)
    beyond, told = f"P({name}≥ {threshold:g})", f"a potency on {endpoint.target} of {threshold:g} or more"
    if endpoint.kind is EndpointKind.classification:
        beyond, told = f"{name}P({endpoint.quantity}), calibrated", f"being a {endpoint.target} {endpoint.quantity}"
    yield Column(
        probability_column(endpoint.name),
        beyond,
        "chance",
        f"Probability of {told}, corrected where held-out compounds show that it is off, and untested where all of "
        "them are of one kind: see “How honest are its numbers”. It counts on compounds like those measured: in a "
        "library of strangers fewer are active.",
        2,
        shown,
    )


def potency(endpoint: Endpoint) -> Column:
    """A potency on an anti-target."""
    return Column(
        endpoint.name,
        COMMON_NAMES.get(endpoint.target, endpoint.target),
        "potency",
        f"Predicted potency on {endpoint.target} as -log10 of a molar concentration: 5 is 10 µM, 6 is 1 µM. "
        "From 5 on it is marked, from 6 on strongly.",
        1,
    )
