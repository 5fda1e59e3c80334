"""What can be said of a shortlisted compound by itself, worked out in processes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from discovery.chem.compound import Compound, Problem
from discovery.chem.descriptors import descriptors
from discovery.chem.isolation import Failure, map_isolated
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize

SECONDS_A_COMPOUND = 30.0
"""Time after which a compound is given up."""

FAILURES = {
    Failure.crashed: Problem("profile", "crashed", "The structure crashed the chemistry library."),
    Failure.timeout: Problem(
        "profile", "timeout", f"The structure could not be profiled within {SECONDS_A_COMPOUND:.0f} seconds."
    ),
    Failure.memory: Problem("profile", "memory", "The structure needs more memory than one may take."),
}


@dataclass(frozen=True)
class Description:
    """A compound's standard parent with what follows from its structure."""

    compound: Compound
    descriptors: dict[str, float]
    """Name -> value, for every name of `chem.descriptors.NAMES`."""


def describe(smiles: str, settings: StandardizeSettings) -> Description | Problem:
    """Description of one compound, or why there is none."""
    compound = standardize(smiles, settings)
    if isinstance(compound, Problem):
        return compound
    numbers = {name: float(values[0]) for name, values in descriptors([compound.smiles]).items()}
    return Description(compound, numbers)


def describe_many(smiles: Sequence[str], settings: StandardizeSettings) -> list[Description | Problem]:
    """Descriptions of n compounds in their order; a compound that crashes or hangs its process costs only itself."""
    task = partial(describe, settings=settings)
    results = map_isolated(task, smiles, workers=0, seconds=SECONDS_A_COMPOUND, title="Profiling")
    return [FAILURES[result] if isinstance(result, Failure) else result for result in results]
