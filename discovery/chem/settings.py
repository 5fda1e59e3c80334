"""Settings of structure standardisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from discovery.errors import SettingsError
from discovery.limits import above_zero, at_least, at_most


class StereoPolicy(Enum):
    """What becomes of stereochemistry."""

    keep = "keep"
    remove = "remove"
    """Stereoisomers become one compound."""


class TautomerPolicy(Enum):
    """What becomes of tautomers, beyond the functional groups that the standardiser writes in one form anyway."""

    keep = "keep"
    canonical = "canonical"
    """All tautomers of a compound become one, as far as they can be enumerated."""


@dataclass
class StandardizeSettings:
    """Policy by which a structure becomes its parent; stored with everything made by it."""

    policy: str = "chembl"
    """`chembl`: the ChEMBL structure pipeline's standardiser and parent (doi 10.1186/s13321-020-00456-1)."""
    stereo: StereoPolicy = StereoPolicy.keep
    tautomer: TautomerPolicy = TautomerPolicy.keep
    max_length: int = 2000
    """Longest structure text that is read: characters of a SMILES or InChI, lines of a mol block; 0: any."""
    max_heavy_atoms: int = 150
    """Most heavy atoms of a structure that is read, its salts included; 0: any number."""
    seconds: float = 10.0
    """Time after which a structure is given up; at most a day."""

    def __post_init__(self) -> None:
        if self.policy != "chembl":
            raise SettingsError(f"standardize.policy must be chembl, got {self.policy}")
        at_least(0, self, "standardize", "max_length", "max_heavy_atoms")
        above_zero(self, "standardize", "seconds")
        at_most(86_400, self, "standardize", "seconds")


DECIDING = ("policy", "stereo", "tautomer")
"""Settings that decide what a structure becomes; the others only decide whether it is read."""


def differing(made: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """The first of the DECIDING settings in which plain settings differ, as it is `wanted`: `standardize.stereo=keep`.

    Empty where structures come out alike.
    """
    return next((f"standardize.{name}={wanted[name]}" for name in DECIDING if made[name] != wanted[name]), "")
