"""Scoring of a whole library, however large."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path

from discovery import __version__
from discovery.bundle.load import load_manifest
from discovery.bundle.manifest import Manifest
from discovery.errors import SettingsError
from discovery.screening.background import keep_background
from discovery.screening.library.records import library_sha256, read_library
from discovery.screening.library.store import StoredLibrary, is_stored, open_library
from discovery.screening.score import load_scoring
from discovery.screening.scored import FORMAT, RECORD, ScoredLibrary
from discovery.screening.settings import EngineSettings, LibrarySettings
from discovery.screening.work.accounts import Intake
from discovery.screening.work.parts import Journal, remove_others
from discovery.screening.work.run import run
from discovery.screening.work.task import Task

MODULES = ("discovery.screening.score", "discovery.models.ensemble")
"""What the processes import that score, which takes seconds."""


def score_library(bundle: Path, library: LibrarySettings, engine: EngineSettings, out: Path) -> ScoredLibrary:
    """Score every record of a library into the folder `out`; an interrupted run is taken up where it stopped.

    The result, to the byte, depends neither on the number of processes nor on interruptions.
    Raises InputError, SettingsError or BundleError for a library, a column or a bundle that cannot be used.
    """
    manifest = load_manifest(bundle)
    scored, tasks, total = _work(manifest, library, engine, out)
    first = next(tasks, None)  # a misnamed column ends the run before anything is written
    journal = _begin(scored, library, engine)
    intake = Intake()
    wanted = intake.unfinished(chain([first] if first else [], tasks), journal.finished())
    parts = run(wanted, partial(load_scoring, bundle, engine), MODULES, engine, journal, "Scoring", total)
    intake.check(parts)
    keep_background(bundle, out)
    scored = replace(scored, parts=parts)
    scored.save()
    return scored


def _work(
    manifest: Manifest, library: LibrarySettings, engine: EngineSettings, out: Path
) -> tuple[ScoredLibrary, Iterator[Task], int | None]:
    """The scored library that is to be, as yet without parts; its tasks; and the number of its rows, where known."""
    if not is_stored(library.path):
        title = library.title or library.path.name
        scored = ScoredLibrary(out, title, library_sha256(library), "", manifest.digest, ())
        return scored, _tasks(read_library(library, engine.rows), out), None
    stored = open_library(library.path)
    _check_standardised_alike(stored, manifest)
    folder = str(stored.folder.resolve())
    scored = ScoredLibrary(out, library.title or stored.title, stored.digest, folder, manifest.digest, ())
    return scored, _tasks(stored.shards(), out), len(stored)


def _check_standardised_alike(library: StoredLibrary, manifest: Manifest) -> None:
    mine, theirs = vars(library.standardize), vars(manifest.standardize)
    for name, value in theirs.items():
        if mine[name] != value:
            plain = getattr(value, "value", value)
            raise SettingsError(
                f"library.path: {library.folder} was standardised otherwise than the bundle's data; make it again with "
                f"standardize.{name}={plain}"
            )


def _tasks(pieces: Iterable[object], folder: Path) -> Iterator[Task]:
    """A task for every chunk or shard."""
    for number, rows in enumerate(pieces):
        yield Task(rows, folder, f"part-{number:06d}")


def _begin(scored: ScoredLibrary, library: LibrarySettings, engine: EngineSettings) -> Journal:
    """Make the folder ready: keep the parts that an interrupted run of the very same kind left, and nothing else."""
    scored.folder.mkdir(parents=True, exist_ok=True)
    (scored.folder / RECORD).unlink(missing_ok=True)
    columns = [library.sheet, library.encoding, library.smiles, library.id]
    sources = [__version__, FORMAT, scored.library_sha256, scored.store, scored.bundle, *columns]
    ways = [engine.rows, engine.batch_size, engine.precision]
    key = hashlib.sha256(json.dumps([sources, ways]).encode()).hexdigest()
    journal = Journal.open(scored.folder, key)
    remove_others(scored.folder, "part-*.parquet", journal.finished().values())
    return journal
