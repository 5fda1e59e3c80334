"""A student looks at a library first, and the model at what the student puts first."""

import gzip
import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from discovery.bundle.load import load_manifest
from discovery.candidates.settings import ObjectiveSettings, RankingSettings
from discovery.chem.settings import StandardizeSettings
from discovery.errors import BundleError
from discovery.screening.engine import score_for, score_library
from discovery.screening.library.make import store_library
from discovery.screening.library.store import StoredLibrary
from discovery.screening.ranking import candidates_of
from discovery.screening.scored import open_scored
from discovery.screening.settings import EngineSettings, LibrarySettings, StudentSettings
from discovery.screening.student.file import load_student
from discovery.screening.student.record import student_record

ENGINE = EngineSettings(workers=2, shard=200)
STUDENT = StudentSettings(least=100, taught=200, best=60, recall=0.8)
NAME = "RYR2.modulator"
RANKING = RankingSettings({"active": ObjectiveSettings(NAME, low=0.0, high=1.0)}, shortlist=40, top=10, picks=3)
OTHER = RankingSettings({"active": ObjectiveSettings("RYR2.activator")}, shortlist=40, top=10, picks=3)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> StoredLibrary:
    """Six hundred real compounds with broken ones between them, stored."""
    folder = tmp_path_factory.mktemp("library")
    shipped = Path(__file__).parents[3] / "data" / "library" / "purchasable_20k.csv.gz"
    lines = gzip.decompress(shipped.read_bytes()).decode().splitlines()[1:601]
    for place, wrong in ((3, "C1CC"), (300, ""), (301, "CCO,too,many"), (500, "[H][H]")):
        lines.insert(place, f"wrong {place},{wrong}")
    (folder / "library.csv").write_text("\n".join(["id,smiles", *lines]) + "\n", encoding="utf-8")
    settings = LibrarySettings(folder / "library.csv", id="id")
    return store_library(settings, StandardizeSettings(), ENGINE, folder / "stored")


@pytest.fixture(scope="module")
def own_bundle(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle that may get a student."""
    return Path(shutil.copytree(bundle, tmp_path_factory.mktemp("own") / "bundle"))


@pytest.fixture(scope="module")
def looked(own_bundle: Path, library: StoredLibrary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library, scored by the student and then by the model."""
    out = tmp_path_factory.mktemp("looked") / "scored"
    score_for(RANKING, own_bundle, LibrarySettings(library.folder), ENGINE, STUDENT, out)
    return out


def contents(folder: Path) -> dict[str, str]:
    """File name -> SHA-256 of everything in a folder but its journals, which tell of the order of the work."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "parts.jsonl"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_models_own_scores_count(looked: Path, own_bundle: Path, library: StoredLibrary, tmp_path: Path) -> None:
    scored = open_scored(looked)
    full = score_library(own_bundle, LibrarySettings(library.folder), ENGINE, tmp_path)
    assert scored.second is not None
    assert 240 <= scored.looked_at < 600
    assert (scored.rows, scored.rejected) == (full.rows, full.rejected) == (604, 4)
    assert scored.rejects() == full.rejects()
    rows, mine = (scored.read(["row", NAME])[name].to_numpy() for name in ("row", NAME))
    theirs = dict(zip(*(full.read(["row", NAME])[name].to_pylist() for name in ("row", NAME)), strict=True))
    assert mine.tolist() == [theirs[row] for row in rows.tolist()]
    best = sorted(theirs, key=lambda row: -theirs[row])[: STUDENT.best]
    assert np.isin(best, rows).mean() >= 0.9


def test_no_row_is_lost_and_it_is_said_who_looked(looked: Path) -> None:
    result = candidates_of(looked, RANKING)
    counts = result.counts
    assert counts["rows_in"] == 604 == sum(counts.values()) - 604
    assert len(result.candidates) == 10
    assert "all 600 compounds" in result.notes[0]
    assert "of its own best 60 are among them" in result.notes[1]
    assert "screen again" in candidates_of(looked, OTHER).notes[1]
    more = replace(RANKING, shortlist=100, top=61)
    assert "its own best 60: screen again to look for more" in candidates_of(looked, more).notes[1]


def test_as_many_are_looked_for_as_there_are_to_be_candidates(
    looked: Path, own_bundle: Path, library: StoredLibrary, tmp_path: Path
) -> None:
    assert looked.is_dir()
    few = StudentSettings(least=100, taught=200, best=5, recall=0.5)
    many, deep = (replace(RANKING, shortlist=shortlist, top=top) for shortlist, top in ((90, 80), (300, 10)))
    for ranking, best, least in ((many, 80, 320), (deep, 10, 300)):
        out = tmp_path / str(best)
        scored = score_for(ranking, own_bundle, LibrarySettings(library.folder), ENGINE, few, out)
        assert scored.second is not None
        assert scored.looked_at >= least
        assert f"of its own best {best} are among them" in candidates_of(out, ranking).notes[1]


def test_the_student_stays_with_the_bundle(
    looked: Path, own_bundle: Path, library: StoredLibrary, tmp_path: Path
) -> None:
    record = json.loads((own_bundle / "student" / "student.json").read_text())
    assert (looked / "taught").is_dir()
    assert record["compounds"] > 150
    assert set(record["agreement"]) == {"RYR2.modulator", "RYR2.inhibitor", "RYR2.activator", "KCNH2.potency"}
    score_for(RANKING, own_bundle, LibrarySettings(library.folder), ENGINE, STUDENT, tmp_path)
    assert not (tmp_path / "taught").exists()
    again, before = contents(tmp_path), contents(looked)
    assert again == {name: sha256 for name, sha256 in before.items() if not name.startswith("taught")}


def test_an_interrupted_second_look_is_taken_up(looked: Path, own_bundle: Path, library: StoredLibrary) -> None:
    whole = contents(looked)
    (looked / "scored.json").unlink()
    parts = sorted((looked / "second").glob("*.parquet"))
    parts[0].unlink()
    parts[1].write_bytes(b"half a part")
    kept = parts[2].stat().st_mtime_ns
    score_for(RANKING, own_bundle, LibrarySettings(library.folder), ENGINE, STUDENT, looked)
    assert contents(looked) == whole
    assert parts[2].stat().st_mtime_ns == kept


def test_a_small_library_needs_no_student(own_bundle: Path, library: StoredLibrary, tmp_path: Path) -> None:
    many = StudentSettings(least=10_000)
    scored = score_for(RANKING, own_bundle, LibrarySettings(library.folder), ENGINE, many, tmp_path)
    assert (scored.second, scored.looked_at) == (None, 600)


def test_records_without_a_structure_call_for_no_student(
    looked: Path, own_bundle: Path, bundle: Path, tmp_path: Path
) -> None:
    """As where the wrong column was named."""
    assert looked.is_dir()
    (tmp_path / "wrong.csv").write_text("id,smiles\n" + "1,aspirin\n" * 120 + "2,CCO\n")
    for name, model in (("with a student", own_bundle), ("without", bundle)):
        scored = score_for(RANKING, model, LibrarySettings(tmp_path / "wrong.csv"), ENGINE, STUDENT, tmp_path / name)
        assert (scored.second, scored.student, scored.rejected) == (None, "", 120)
        assert len(candidates_of(tmp_path / name, RANKING).candidates) == 1


def test_files_of_a_large_library_are_stored_first(
    looked: Path, own_bundle: Path, library: StoredLibrary, tmp_path: Path
) -> None:
    files = LibrarySettings(library.folder.parent / "library.csv", id="id")
    out = tmp_path / "out"
    scored = score_for(RANKING, own_bundle, files, ENGINE, STUDENT, out)
    assert (out / "library" / "library.json").is_file()
    assert scored.second == open_scored(looked).second
    before = candidates_of(out, RANKING).candidates
    moved = out.rename(tmp_path / "moved")
    assert candidates_of(moved, RANKING).candidates.equals(before)


def test_another_network_beside_the_record_is_refused(own_bundle: Path, looked: Path, tmp_path: Path) -> None:
    """As where two screenings taught the bundle a student at the same time."""
    assert looked.is_dir()
    folder = Path(shutil.copytree(own_bundle / "student", tmp_path / "student"))
    record, endpoints = student_record(folder), load_manifest(own_bundle).endpoints
    assert record is not None
    load_student(folder, endpoints, record.network)
    network = folder / "member-00.safetensors"
    network.write_bytes(network.read_bytes()[:-4] + b"oops")
    with pytest.raises(BundleError, match=r"was altered, maybe by another screening: delete it"):
        load_student(folder, endpoints, record.network)


def test_a_student_that_learnt_fewer_compounds_is_taught_anew(
    looked: Path, own_bundle: Path, library: StoredLibrary, tmp_path: Path
) -> None:
    assert looked.is_dir()
    mine = Path(shutil.copytree(own_bundle, tmp_path / "bundle"))
    for taught, learnt in ((150, 200), (300, 300)):
        settings = replace(STUDENT, taught=taught)
        score_for(RANKING, mine, LibrarySettings(library.folder), ENGINE, settings, tmp_path / str(taught))
        record = student_record(mine / "student")
        assert record is not None
        assert record.taught == learnt
        assert open_scored(tmp_path / str(taught)).student == record.network


def test_a_damaged_student_is_refused(looked: Path, own_bundle: Path, library: StoredLibrary, tmp_path: Path) -> None:
    assert looked.is_dir()
    damaged = Path(shutil.copytree(own_bundle, tmp_path / "bundle"))
    (damaged / "student" / "member-00.safetensors").unlink()
    with pytest.raises(BundleError, match="was altered"):
        score_for(RANKING, damaged, LibrarySettings(library.folder), ENGINE, STUDENT, tmp_path / "out")
