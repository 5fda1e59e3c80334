"""Settings of how compounds are divided."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from discovery.errors import SettingsError
from discovery.limits import at_least, seed


class SplitMethod(Enum):
    """How compounds are divided; every method keeps one skeleton in one part."""

    scaffold = "scaffold"
    butina = "butina"
    umap = "umap"
    """Clusters in a plane that UMAP makes of fingerprints; needs the extra `umap`."""
    time = "time"
    """By the date of the first measurement, the latest for testing."""
    keyed = "keyed"
    """By a keyed hash of the skeleton, the same at every site that holds the key."""
    given = "given"
    """As the source has it."""
    random = "random"


@dataclass
class SplitSettings:
    """Division of the compounds into training, validation and test parts."""

    method: SplitMethod = SplitMethod.scaffold
    train: float = 0.8
    """Shares of the compounds; method=given does without them."""
    validation: float = 0.1
    test: float = 0.1
    seed: int = 0
    """Another seed gives other parts; it plays no role for the methods time, keyed and given."""
    butina_cutoff: float = 0.35
    """Largest Tanimoto distance of a compound from the centre of its Butina cluster."""
    umap_clusters: int = 50
    """Clusters in the UMAP plane, each of which goes whole to one part."""
    key: Path | None = None
    """File with the secret of a keyed split: two sites that share it put a compound in the same part."""

    def __post_init__(self) -> None:
        parts = (self.train, self.validation, self.test)
        if all(isinstance(p, float) for p in parts) and (abs(sum(parts) - 1.0) > 1e-6 or min(parts) < 0.0):
            given = " + ".join(f"{part:g}" for part in parts)
            raise SettingsError(f"split.train, split.validation and split.test must add up to 1, none below 0: {given}")
        at_least(2, self, "split", "umap_clusters")
        seed(self, "split")
        if self.method is SplitMethod.keyed and self.key is None:
            raise SettingsError("split.key must be given for split.method=keyed: the file with the shared secret")
