"""Scores a stored library as `discovery screen` does, without the ranking, which takes longer here."""

import sys
from pathlib import Path

from discovery.screening.engine import score_library
from discovery.screening.settings import EngineSettings, LibrarySettings

if __name__ == "__main__":
    bundle, library, out, workers = sys.argv[1:]
    score_library(Path(bundle), LibrarySettings(Path(library)), EngineSettings(workers=int(workers)), Path(out))
