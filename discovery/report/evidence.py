"""How much is known about a target, in plain words and as rows of a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from discovery.report.model import ReportInput
from discovery.report.words import count, listed
from discovery.target.effect import Effect

SCARCE = 50
"""Compounds with a potency below which nobody should expect a model of it (the usual smallest QSAR set)."""


@dataclass(frozen=True)
class Conflict:
    """A compound for which sources disagree."""

    target: str
    compound: str
    says: str
    references: tuple[str, ...]


def known(report: ReportInput) -> list[str]:
    """Sentences on how much is measured for the target and its family."""
    gene, family = report.target.gene, report.evidence
    if gene not in family:
        return [
            "The assay data was not at hand for this list, so nothing here says how much is known about the target."
        ]
    return [*own_sentences(report, family[gene]), *borrowed_sentence(report), *conflict_sentence(conflicts(report))]


def own_sentences(report: ReportInput, entry: Mapping[str, Any]) -> Iterator[str]:
    """How much is measured on the target itself, and what follows from that."""
    gene, potent = report.target.gene, int(entry["potency"])
    if screened := entry.get("screened"):
        yield (
            f"{count(screened, 'compound')} of primary screens on {gene}, {count(entry['hits'], 'hit')}; what follows "
            "is without them."
        )
    yield (
        f"{count(entry['compounds'], 'compound')} with any result on {gene}; "
        f"{count(potent, 'of them has', 'of them have')} an exact potency."
    )
    if potent < SCARCE:
        used = {objective.column for objective in report.objectives.values()}
        yield f"That is too little to learn or to check potency on {gene}. " + (
            "The ranking rests on predicted potencies all the same: take them for guesses."
            if f"{gene}.potency" in used
            else "The ranking does not use it, so that it says nothing of how strong an effect would be."
        )


def borrowed_sentence(report: ReportInput) -> Iterator[str]:
    """Which related targets lend their results."""
    sizes = {member: report.evidence.get(member, {}).get("compounds", 0) for member in report.target.family}
    lenders = [f"{member} ({compounds})" for member, compounds in sizes.items() if compounds]
    if lenders and report.target.family_weight > 0:
        yield (
            f"Compounds without a result on {report.target.gene} were learnt from by their results on related targets, "
            f"with a weight of {report.target.family_weight:g}, for probabilities and not for "
            f"potencies. Compounds with such results: {listed(lenders)}. "
            "A compound may act on one target and not on another."
        )


def conflict_sentence(found: list[Conflict]) -> Iterator[str]:
    """Names the compounds whose sources disagree."""
    if found:
        names = listed(dict.fromkeys(conflict.compound for conflict in found))
        yield f"Measurements disagree about {names}. This page takes no side; below is who says what."


def conflicts(report: ReportInput) -> list[Conflict]:
    """Every compound with contradicting results, member by member."""
    return [
        Conflict(member, entry["name"], says(entry), tuple(entry["references"]))
        for member in report.target.members
        for entry in report.evidence.get(member, {}).get("conflicts", ())
    ]


def says(entry: Mapping[str, Any]) -> str:
    """What the sources of one conflict say, such as `inhibitor and inactive; pX 5.1 and 6.8`."""
    effects = listed(entry["effects"])
    values = listed(entry["values"])
    return f"{effects}; pX {values}" if values else effects


def member_table(report: ReportInput) -> tuple[list[str], list[list[str]]]:
    """Header with one column a member of the family, and rows: all compounds, with potency, each effect that occurs."""
    entries = {member: report.evidence[member] for member in report.target.members if member in report.evidence}
    found = [effect.value for effect in Effect if any(entry["effects"].get(effect.value) for entry in entries.values())]
    rows = [
        ["Any result", *(str(entry["compounds"]) for entry in entries.values())],
        ["Exact potency", *(str(entry["potency"]) for entry in entries.values())],
        *([name.capitalize(), *(str(entry["effects"].get(name, 0)) for entry in entries.values())] for name in found),
    ]
    if any(entry.get("screened") for entry in entries.values()):
        rows += [
            ["In primary screens", *(str(entry.get("screened", 0)) for entry in entries.values())],
            ["Hits of these", *(str(entry.get("hits", 0)) for entry in entries.values())],
        ]
    return ["Compounds", *entries], rows if entries else []
