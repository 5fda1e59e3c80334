"""What a screening of a stored library is about."""

from dataclasses import dataclass
from pathlib import Path

from discovery.bundle.manifest import Manifest
from discovery.screening.library.store import StoredLibrary
from discovery.screening.settings import EngineSettings


@dataclass(frozen=True)
class Screening:
    """A bundle that is to score a stored library."""

    bundle: Path
    manifest: Manifest
    library: StoredLibrary
    engine: EngineSettings
    out: Path
    """Folder of the scored library."""

    @property
    def endpoints(self) -> list[str]:
        """Names of the bundle's endpoints."""
        return [endpoint.name for endpoint in self.manifest.endpoints]
