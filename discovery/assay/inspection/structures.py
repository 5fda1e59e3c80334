"""Structures as far as a look at a table needs them: read in a worker that may die, and not standardised."""

from collections.abc import Set
from dataclasses import dataclass, field
from functools import partial

from rdkit import Chem

from discovery.chem.compound import Compound, Problem, parse
from discovery.chem.isolation import Failure, map_isolated
from discovery.chem.settings import StandardizeSettings

NO_STRUCTURE = Problem("structure", "no_structure", "The row has no structure.")
CRASHED = Problem("standardise", "crashed", "The structure crashed the chemistry library.")


@dataclass
class Structures:
    """What is known of the structure texts that were met; each is read once."""

    settings: StandardizeSettings
    workers: int
    found: dict[str, Compound | Problem] = field(default_factory=lambda: {"": NO_STRUCTURE})

    def of(self, texts: Set[str]) -> dict[str, Compound | Problem]:
        """Every stripped text met so far, these included, with why it cannot be read, or as it was read.

        A structure that can be read is a compound whose keys are its own text: telling which texts are one compound
        takes fifty times as long, and is for the ingestion to do.
        """
        new = sorted(texts - self.found.keys())
        if not new:
            return self.found
        task = partial(look, settings=self.settings)
        results = map_isolated(task, new, self.workers, self.settings.seconds, "Reading structures")
        timeout = Problem("standardise", "timeout", f"The structure took more than {self.settings.seconds:g} seconds.")
        failures = {Failure.crashed: CRASHED, Failure.timeout: timeout}
        for text, result in zip(new, results, strict=True):
            self.found[text] = failures[result] if isinstance(result, Failure) else result
        return self.found


def look(text: str, settings: StandardizeSettings) -> Compound | Problem:
    """A structure as it was read, its fragments under `salts` where it has several; or why it cannot be read."""
    mol = parse(text, settings)
    if isinstance(mol, Problem):
        return mol
    several = len(Chem.GetMolFrags(mol)) > 1
    return Compound(text, text, text, text, (text,) if several else ())
