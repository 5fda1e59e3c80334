"""Making a stored library of files."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from discovery import __version__
from discovery.bundle.plain import to_plain
from discovery.chem.policy import policy_version
from discovery.chem.settings import StandardizeSettings
from discovery.screening.library.apart import check_apart
from discovery.screening.library.records import LibraryChunk, library_sha256, read_library, reading
from discovery.screening.library.shards import GRAPHS, TABLE, load_shelving
from discovery.screening.library.store import FORMAT, RECORD, StoredLibrary
from discovery.screening.settings import EngineSettings, LibrarySettings
from discovery.screening.work.lock import alone_in
from discovery.screening.work.run import Place, work_through
from discovery.screening.work.task import Preparation, Task

SHARDS = rf"shard-\d{{6,}}({TABLE}|{GRAPHS})"
"""What the files of shards are called."""
MODULES = ("discovery.screening.library.shards",)
"""What the processes import that make shards."""


def store_library(
    library: LibrarySettings, standardize: StandardizeSettings, engine: EngineSettings, out: Path
) -> StoredLibrary:
    """Store every record of a library in the folder `out`; an interrupted run is taken up where it stopped.

    The result, to the byte, depends neither on the engine and the number of its processes nor on interruptions.
    Raises InputError or SettingsError for a library, a column or a folder that cannot be used.
    """
    check_apart(library.path, out)
    chunks = read_library(library, engine.shard)
    first = next(chunks)  # a misnamed column ends the run before anything is written
    title, policy = library.title or library.path.name, policy_version()
    stored = StoredLibrary(out, title, library_sha256(library), standardize, policy, ())
    sources = [__version__, FORMAT, policy, stored.source, *reading(library)]
    key = json.dumps([*sources, to_plain(standardize), engine.shard])
    place = Place(out, key, SHARDS, RECORD)
    tasks = _tasks(chain([first], chunks), out.absolute())
    preparation = Preparation(partial(load_shelving, standardize), MODULES)
    parts = work_through(tasks, preparation, engine, place, "Storing")
    stored = replace(stored, parts=parts)
    with alone_in(out):
        stored.save()
    return stored


def _tasks(chunks: Iterator[LibraryChunk], folder: Path) -> Iterator[Task]:
    """A task for every chunk."""
    for chunk in chunks:
        yield Task(chunk, folder, f"shard-{chunk.number:06d}")
