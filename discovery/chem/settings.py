"""Settings of structure standardisation."""

from dataclasses import dataclass

from discovery.errors import SettingsError


@dataclass
class StandardizeSettings:
    """Policy by which a structure becomes its parent; stored with everything made by it."""

    policy: str = "chembl"
    """`chembl`: the ChEMBL structure pipeline's standardiser and parent (doi 10.1186/s13321-020-00456-1)."""
    max_length: int = 2000
    """Longest structure text that is parsed, in characters."""
    max_heavy_atoms: int = 150
    """Most heavy atoms of a structure that is read, its salts included."""

    def __post_init__(self) -> None:
        if self.policy != "chembl":
            raise SettingsError(f"standardize.policy must be chembl, got {self.policy}")
