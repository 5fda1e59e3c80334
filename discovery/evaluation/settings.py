"""Settings of an evaluation."""

from dataclasses import dataclass

from discovery.errors import SettingsError
from discovery.limits import at_least, seed


@dataclass
class EvaluationSettings:
    """How results are measured and with which uncertainty."""

    bootstraps: int = 1000
    """Resamples behind every interval."""
    confidence: float = 0.95
    retrospective: bool = True
    """Run the leave-one-scaffold-out check on the target family's actives."""
    decoys: int = 2000
    """Library compounds among which a left-out active has to be found."""
    seed: int = 0

    def __post_init__(self) -> None:
        at_least(1, self, "evaluation", "bootstraps", "decoys")
        seed(self, "evaluation")
        if isinstance(self.confidence, float) and not 0 < self.confidence < 1:
            raise SettingsError(f"evaluation.confidence must lie between 0 and 1, got {self.confidence}")
