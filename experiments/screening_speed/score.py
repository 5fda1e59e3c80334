"""One screening as a process of its own: what the benchmark times.

`python -m experiments.screening_speed.score <bundle> <library> <out> <workers> <precision>`
"""

import sys
from pathlib import Path

from discovery.screening.engine import score_library
from discovery.screening.settings import EngineSettings, LibrarySettings


def main(bundle: str, library: str, out: str, workers: str, precision: str) -> None:
    engine = EngineSettings(workers=int(workers), precision=precision)
    score_library(Path(bundle), LibrarySettings(Path(library)), engine, Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
