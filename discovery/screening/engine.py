"""Scoring of a whole library, however large, by processes on this machine."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from discovery import __version__
from discovery.bundle.load import load_manifest
from discovery.progress import bar
from discovery.screening.background import keep_background
from discovery.screening.crew import Crew
from discovery.screening.library import LibraryChunk, library_sha256, read_library
from discovery.screening.parts import Journal, Part, part_name, remove_others
from discovery.screening.score import Score, load_score
from discovery.screening.scored import RECORD, ScoredLibrary
from discovery.screening.settings import EngineSettings, LibrarySettings
from discovery.screening.worker import Task, one_thread_a_process, start_server


def score_library(bundle: Path, library: LibrarySettings, engine: EngineSettings, out: Path) -> ScoredLibrary:
    """Score every record of a library into the folder `out`; an interrupted run is taken up where it stopped.

    The result, to the byte, depends neither on the number of processes nor on interruptions.
    Raises InputError, SettingsError or BundleError for a library, a column or a bundle that cannot be used.
    """
    with one_thread_a_process():
        start_server()
        chunks = read_library(library, engine.rows)
        first = next(chunks)  # a misnamed column ends the run before anything is written
        scored = _describe(bundle, library, out)
        journal = _begin(scored, library, engine)
        parts = _score(chain([first], chunks), partial(load_score, bundle, engine), engine, journal)
    keep_background(bundle, out)
    scored = replace(scored, parts=parts)
    scored.save()
    return scored


def _describe(bundle: Path, library: LibrarySettings, out: Path) -> ScoredLibrary:
    """The scored library that is to be, as yet without parts."""
    return ScoredLibrary(
        folder=out,
        library=library.title or library.path.name,
        file=library.path.name,
        library_sha256=library_sha256(library),
        bundle=load_manifest(bundle).digest,
        parts=(),
    )


def _begin(scored: ScoredLibrary, library: LibrarySettings, engine: EngineSettings) -> Journal:
    """Make the folder ready: keep the parts that an interrupted run of the very same kind left, and nothing else."""
    scored.folder.mkdir(parents=True, exist_ok=True)
    (scored.folder / RECORD).unlink(missing_ok=True)
    columns = [library.sheet, library.encoding, library.smiles, library.id]
    sources = [__version__, scored.library_sha256, scored.bundle, *columns]
    ways = [engine.rows, engine.batch_size, engine.precision]
    key = hashlib.sha256(json.dumps([sources, ways]).encode()).hexdigest()
    journal = Journal.open(scored.folder, key)
    remove_others(scored.folder, journal.finished())
    return journal


def _score(
    chunks: Iterable[LibraryChunk], load: Callable[[], Score], engine: EngineSettings, journal: Journal
) -> tuple[Part, ...]:
    """All parts of the library in its order: those that are finished, and the others once they are."""
    parts = journal.finished()
    crew = Crew(load, engine.workers or os.cpu_count() or 1)
    try:
        with bar("Scoring", total=None) as progress:
            for part in crew.run(_tasks(chunks, journal.folder, parts)):
                journal.add(part)
                parts[part.file] = part
                progress.advance(part.rows)
    finally:
        crew.close()
    return tuple(parts[name] for name in sorted(parts))


def _tasks(chunks: Iterable[LibraryChunk], folder: Path, finished: Mapping[str, Part]) -> Iterator[Task]:
    """A task for every chunk whose part is not finished."""
    done = frozenset(finished)
    for chunk in chunks:
        name = part_name(chunk.number)
        if name not in done:
            yield Task(chunk, folder / name)
