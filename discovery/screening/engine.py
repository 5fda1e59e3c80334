"""Scoring of a whole library, however large."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from discovery import __version__
from discovery.bundle.load import load_manifest
from discovery.bundle.manifest import Manifest
from discovery.bundle.plain import to_plain
from discovery.candidates.settings import RankingSettings
from discovery.chem.policy import policy_version
from discovery.chem.settings import differing
from discovery.errors import SettingsError
from discovery.screening.background import keep_background
from discovery.screening.job import Screening
from discovery.screening.library.apart import check_apart
from discovery.screening.library.make import store_library
from discovery.screening.library.records import library_sha256, read_library, reading
from discovery.screening.library.shards import Picked
from discovery.screening.library.store import StoredLibrary, is_stored, open_library
from discovery.screening.score import by_bundle
from discovery.screening.scored import FORMAT, RECORD, ScoredLibrary
from discovery.screening.settings import EngineSettings, LibrarySettings, StudentSettings
from discovery.screening.student.first import by_student, is_fast
from discovery.screening.student.second import SecondLook
from discovery.screening.student.teach import student_of
from discovery.screening.work.lock import alone_in
from discovery.screening.work.run import Place, work_through
from discovery.screening.work.task import Preparation, Task

STORED = "library"
"""Folder, within that of a scored library, of a large library that was not stored before."""


def score_for(
    ranking: RankingSettings,
    bundle: Path,
    library: LibrarySettings,
    engine: EngineSettings,
    student: StudentSettings,
    out: Path,
) -> ScoredLibrary:
    """Score a library into the folder `out` for a ranking: as `score_library` does where it is small or the model fast.

    Otherwise the bundle's student goes first, and the model scores what it finds promising. Raises as `score_library`.
    """
    manifest = load_manifest(bundle)
    if not student.least or is_fast(manifest) or not _is_large(library, student.least):
        return score_library(bundle, library, engine, out)
    if is_stored(library.path):
        stored = _open_suitable(library.path, manifest)
    else:
        stored = store_library(library, manifest.standardize, engine, (out / STORED).absolute())
    if len(stored) - stored.rejected < student.least:
        return score_library(bundle, replace(library, path=stored.folder), engine, out)
    screening = Screening(bundle.absolute(), manifest, stored, engine, out.absolute())
    return _by_student(screening, SecondLook(screening, ranking, student), library.title)


def score_library(bundle: Path, library: LibrarySettings, engine: EngineSettings, out: Path) -> ScoredLibrary:
    """Score every record of a library into the folder `out`; an interrupted run is taken up where it stopped.

    The result, to the byte, depends neither on the engine and the number of its processes nor on interruptions.
    Raises InputError, SettingsError or BundleError for a library, a column, a folder or a bundle that cannot be used.
    """
    manifest, preparation = load_manifest(bundle), by_bundle(bundle, engine)
    if is_stored(library.path):
        stored = _open_suitable(library.path, manifest)
        scored = _of_stored(stored, manifest, library.title, out)
        scored = _score(scored, _whole(stored, out), preparation, engine, [], len(stored))
    else:
        check_apart(library.path, out)
        title = library.title or library.path.name
        scored = ScoredLibrary(out, title, library_sha256(library), "", manifest.digest, ())
        chunks = read_library(library, engine.rows)
        first = next(chunks)  # a misnamed column ends the run before anything is written
        ways = [*reading(library), str(engine.rows)]
        scored = _score(scored, _tasks(chain([first], chunks), out), preparation, engine, ways, None)
    with alone_in(out):
        keep_background(bundle, out)
        scored.save()
    return scored


def _by_student(screening: Screening, look: SecondLook, title: str) -> ScoredLibrary:
    """Every record scored by the bundle's student, and a slice of them by the model."""
    out, stored, engine = screening.out, screening.library, screening.engine
    out.mkdir(parents=True, exist_ok=True)
    taught = student_of(screening, look.settings)
    kept = [name for name in screening.endpoints if name in {o.column for o in look.ranking.objectives.values()}]
    preparation = by_student(screening.bundle, taught, kept, engine)
    scored = _of_stored(stored, screening.manifest, title, out)
    scored = replace(scored, student=taught.network)
    scored = _score(scored, _whole(stored, out), preparation, engine, kept, len(stored))
    with alone_in(out):
        scored = look.of(scored)
        keep_background(screening.bundle, out)
        scored.save()
    return scored


def _is_large(library: LibrarySettings, least: int) -> bool:
    """Whether a library has at least so many records; of files no more is read than it takes to know."""
    if is_stored(library.path):
        return len(open_library(library.path)) >= least
    rows = 0
    for chunk in read_library(library, min(least, 10_000)):
        rows += len(chunk)
        if rows >= least:
            return True
    return False


def _open_suitable(folder: Path, manifest: Manifest) -> StoredLibrary:
    """A stored library; raises SettingsError where it was standardised otherwise than the bundle's data or than now."""
    stored = open_library(folder.absolute())
    if stored.policy != (now := policy_version()):
        raise SettingsError(
            f"library.path: {stored.folder} was standardised by rules {stored.policy}, and these are {now}: make it "
            "again with `discovery library`"
        )
    if setting := differing(to_plain(stored.standardize), to_plain(manifest.standardize)):
        raise SettingsError(
            f"library.path: {stored.folder} was standardised otherwise than the bundle's data; make it again with "
            f"{setting}"
        )
    return stored


def _of_stored(stored: StoredLibrary, manifest: Manifest, title: str, out: Path) -> ScoredLibrary:
    """The scored library that is to be, as yet without parts."""
    folder, around = stored.folder.resolve(), out.resolve()
    store = folder.relative_to(around) if folder.is_relative_to(around) else folder
    return ScoredLibrary(out, title or stored.title, stored.digest, str(store), manifest.digest, ())


def _whole(stored: StoredLibrary, out: Path) -> Iterator[Task]:
    return _tasks(map(Picked.whole, stored.shards()), out)


def _tasks(pieces: Iterable[object], folder: Path) -> Iterator[Task]:
    """A task for each."""
    for number, rows in enumerate(pieces):
        yield Task(rows, folder.absolute(), f"part-{number:06d}")


def _score(
    scored: ScoredLibrary,
    tasks: Iterator[Task],
    preparation: Preparation,
    engine: EngineSettings,
    ways: list[str],
    total: int | None,
) -> ScoredLibrary:
    """The library with its parts; those that an interrupted run of the very same kind left are kept, and no others."""
    sources = [scored.library_sha256, scored.store, scored.bundle, scored.student]
    versions = [__version__, FORMAT, policy_version()]
    key = json.dumps([versions, sources, ways, engine.batch_size, engine.precision, engine.device.value])
    place = Place(scored.folder, key, r"part-\d{6,}\.parquet", RECORD)
    return replace(scored, parts=work_through(tasks, preparation, engine, place, "Scoring", total))
