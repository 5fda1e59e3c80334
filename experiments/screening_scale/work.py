"""One piece of work as a process of its own: what the benchmark times.

`python -m experiments.screening_scale.work parse <table>` reads every SMILES with RDKit, in two processes
`... store <table> <out>` stores a library
`... score <bundle> <library> <out> <precision>` scores it by the bundle's model alone
`... look <bundle> <library> <out>` scores it by the bundle's student, and its model what that puts first
"""

import sys
from collections.abc import Callable
from multiprocessing import Pool
from pathlib import Path

from discovery.candidates.settings import ObjectiveSettings, RankingSettings
from discovery.chem.settings import StandardizeSettings
from discovery.screening.engine import score_for, score_library
from discovery.screening.library.make import store_library
from discovery.screening.library.texts import library_texts
from discovery.screening.settings import EngineSettings, LibrarySettings, StudentSettings
from experiments.screening_speed.bundle import ENDPOINT

WORKERS = 2
RANKING = RankingSettings({"potency": ObjectiveSettings(ENDPOINT.name, low=-10.0, high=10.0)})
STUDENT = StudentSettings(least=1)


def parse(table: str) -> None:
    """The floor of all that begins with SMILES: RDKit reads them, and nothing is kept."""
    with Pool(WORKERS) as pool:
        read = sum(pool.imap_unordered(_read, library_texts(LibrarySettings(Path(table))), chunksize=1))
    print(f"{read} read")


def _read(smiles: list[str]) -> int:
    from rdkit import Chem

    return sum(Chem.MolFromSmiles(text) is not None for text in smiles)


def store(table: str, out: str) -> None:
    engine = EngineSettings(workers=WORKERS)
    store_library(LibrarySettings(Path(table)), StandardizeSettings(), engine, Path(out))


def score(bundle: str, library: str, out: str, precision: str) -> None:
    engine = EngineSettings(workers=WORKERS, precision=precision)
    score_library(Path(bundle), LibrarySettings(Path(library)), engine, Path(out))


def look(bundle: str, library: str, out: str) -> None:
    engine = EngineSettings(workers=WORKERS)
    score_for(RANKING, Path(bundle), LibrarySettings(Path(library)), engine, STUDENT, Path(out))


WORK: dict[str, Callable[..., None]] = {"parse": parse, "store": store, "score": score, "look": look}

if __name__ == "__main__":
    WORK[sys.argv[1]](*sys.argv[2:])
