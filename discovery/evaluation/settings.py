"""Settings of an evaluation."""

from dataclasses import dataclass


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
