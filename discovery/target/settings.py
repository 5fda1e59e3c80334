"""Settings of the drug target that a campaign is about."""

from dataclasses import dataclass, field
from pathlib import Path

from discovery.errors import SettingsError
from discovery.limits import at_least, fraction


@dataclass
class TargetSettings:
    """The target, its family, and how measurements become labels of its endpoints."""

    gene: str = "???"
    """Gene symbol, as it stands in the curated measurements; `???` must be given by the user."""
    title: str = ""
    """What people call the target, for reports; empty: the gene symbol."""
    uniprot: str = ""
    sequence: Path | None = None
    """FASTA file of the protein; None where no model uses it."""
    family: list[str] = field(default_factory=list)
    """Related targets (isoforms) whose measurements lend strength to this one."""
    family_weight: float = 0.3
    """Weight of a family member's measurement as a label of this target, from 0 to 1."""
    active_above: float = 5.0
    """pX from which a measured potency counts as active; below it the compound is inactive."""
    presumed_inactive: int = 600
    """Compounds never measured on the family that training takes as inactive, for want of measured ones."""
    presumed_inactive_weight: float = 0.2
    min_labels: int = 50
    """Fewest potencies for which another target becomes a regression endpoint."""
    min_actives: int = 3
    """Fewest actives for which an effect becomes a classification endpoint."""
    min_screen: int = 200
    """Fewest compounds with a number from primary screens for which their readout becomes a regression endpoint."""
    liabilities: list[str] = field(default_factory=list)
    """Anti-targets whose predicted potency is shown beside every candidate."""
    liable_above: float = 5.0
    """pX on an anti-target from which a compound counts as hitting it."""

    def __post_init__(self) -> None:
        fraction(self, "target", "family_weight", "presumed_inactive_weight")
        at_least(0, self, "target", "presumed_inactive")
        at_least(1, self, "target", "min_labels", "min_actives", "min_screen")
        for place, gene in enumerate(self.members):
            if gene in self.members[:place]:
                raise SettingsError(f"target.family: {gene} is named twice; name each relative of target.gene once")

    @property
    def members(self) -> tuple[str, ...]:
        """The target and its family, the target first."""
        return (self.gene, *self.family)

    def threshold(self, gene: str) -> float:
        """pX from which a potency on a target, an anti-target among them, counts as active."""
        return self.liable_above if gene in self.liabilities and gene not in self.members else self.active_above
