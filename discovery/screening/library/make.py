"""Making a stored library of files."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from discovery import __version__
from discovery.bundle.plain import to_plain
from discovery.chem.settings import StandardizeSettings
from discovery.screening.library.records import LibraryChunk, library_sha256, read_library
from discovery.screening.library.shards import load_shelving
from discovery.screening.library.store import FORMAT, RECORD, StoredLibrary
from discovery.screening.settings import EngineSettings, LibrarySettings
from discovery.screening.work.accounts import Intake
from discovery.screening.work.parts import Journal, remove_others
from discovery.screening.work.run import run, started
from discovery.screening.work.task import Task

MODULES = ("discovery.screening.library.shards",)
"""What the processes import that make shards."""


def store_library(
    library: LibrarySettings, standardize: StandardizeSettings, engine: EngineSettings, out: Path
) -> StoredLibrary:
    """Store every record of a library in the folder `out`; an interrupted run is taken up where it stopped.

    The result, to the byte, depends neither on the engine and the number of its processes nor on interruptions.
    Raises InputError or SettingsError for a library or a column that cannot be used.
    """
    chunks = read_library(library, engine.shard)
    first = next(chunks)  # a misnamed column ends the run before anything is written
    stored = StoredLibrary(out, library.title or library.path.name, library_sha256(library), standardize, ())
    with started(partial(load_shelving, standardize), MODULES, engine) as processes:
        journal = _begin(stored, library, engine)
        intake = Intake()
        tasks = intake.unfinished(_tasks(chain([first], chunks), out.absolute()), journal.finished())
        parts = run(tasks, processes, journal, "Storing")
        intake.check(parts)
    stored = replace(stored, parts=parts)
    stored.save()
    return stored


def _begin(stored: StoredLibrary, library: LibrarySettings, engine: EngineSettings) -> Journal:
    """Make the folder ready: keep the shards that an interrupted run of the very same kind left, and nothing else."""
    stored.folder.mkdir(parents=True, exist_ok=True)
    (stored.folder / RECORD).unlink(missing_ok=True)
    columns = [library.sheet, library.encoding, library.smiles, library.id]
    key = [__version__, FORMAT, stored.source, *columns, to_plain(stored.standardize), engine.shard]
    journal = Journal.open(stored.folder, hashlib.sha256(json.dumps(key).encode()).hexdigest())
    remove_others(stored.folder, "shard-*", journal.finished().values())
    return journal


def _tasks(chunks: Iterator[LibraryChunk], folder: Path) -> Iterator[Task]:
    """A task for every chunk."""
    for chunk in chunks:
        yield Task(chunk, folder, f"shard-{chunk.number:06d}")
