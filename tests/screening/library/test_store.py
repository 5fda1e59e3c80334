import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import rdkit

from discovery.candidates.schema import FATE, TEXT
from discovery.candidates.settings import ObjectiveSettings, RankingSettings
from discovery.chem.settings import StandardizeSettings, TautomerPolicy
from discovery.errors import InputError, SettingsError
from discovery.models.predictor import Prediction
from discovery.screening.engine import score_library
from discovery.screening.library.make import store_library
from discovery.screening.library.shards import Picked
from discovery.screening.library.store import RECORD, StoredLibrary, is_stored, open_library
from discovery.screening.library.texts import library_texts
from discovery.screening.ranking import candidates_of
from discovery.screening.score import Scorer
from discovery.screening.settings import EngineSettings, LibrarySettings
from discovery.target.endpoint import potency_endpoint


class Lengths:
    """Predicts the length of the text that it is given."""

    endpoints = (potency_endpoint("RYR2"),)

    def predict(self, smiles: Sequence[str]) -> Prediction:
        mean = np.array([[len(text)] for text in smiles], np.float32)
        return Prediction(mean, np.zeros_like(mean), np.zeros(len(smiles), np.bool_))


ENGINE = EngineSettings(workers=1, shard=17)
RANKING = RankingSettings({"active": ObjectiveSettings("RYR2.modulator")}, top=5, picks=2)


def settings(path: Path) -> LibrarySettings:
    return LibrarySettings(path, smiles="structure", id="id")


@pytest.fixture(scope="module")
def stored(messy_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> StoredLibrary:
    """The messy table, stored in seven shards."""
    out = tmp_path_factory.mktemp("stored") / "library"
    return store_library(settings(messy_csv), StandardizeSettings(), ENGINE, out)


def contents(folder: Path) -> dict[str, str]:
    """File name -> SHA-256 of everything in a folder but its journal, which tells of the order of the work."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "parts.jsonl"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_record_has_a_graph_or_a_reason(stored: StoredLibrary) -> None:
    assert (len(stored), stored.rejected, len(stored.parts)) == (108, 54, 7)
    for shard in stored.shards():
        table = shard.table([*TEXT.names, *FATE.names])
        assert table["row"].to_pylist() == list(range(shard.first, shard.first + len(shard)))
        assert table["stage"].is_null().to_pylist() == shard.graphs().readable().tolist()
        assert table["smiles"].is_null().to_pylist() == table["stage"].is_valid().to_pylist()
    assert [len(table) for table in stored.rejects()] == [part.rejected for part in stored.parts]
    rejects = [row for table in stored.rejects() for row in table.to_pylist()]
    assert not any(row["id"].startswith("good") for row in rejects)
    assert all(row["reason"] for row in rejects)


def test_what_is_opened_is_what_was_stored(stored: StoredLibrary, messy_csv: Path, tmp_path: Path) -> None:
    assert open_library(stored.folder) == stored
    assert is_stored(stored.folder)
    assert not is_stored(messy_csv)
    with pytest.raises(InputError, match=r"has no library\.json.*run `discovery library`"):
        open_library(tmp_path)
    record = json.loads((stored.folder / RECORD).read_text())
    record["standardize"]["seconds"] = "soon"
    (tmp_path / RECORD).write_text(json.dumps(record))
    with pytest.raises(InputError, match=r"library\.json is damaged, or of another program; run `discovery library`"):
        open_library(tmp_path)


def test_texts_come_in_the_order_asked_for(stored: StoredLibrary) -> None:
    rows = np.array([108, 1, 9, 8, 1])
    assert stored.texts(rows)["row"].to_pylist() == rows.tolist()
    assert len(stored.texts(np.array([], np.int64))) == 0


def test_bytes_depend_neither_on_processes_nor_on_interruptions(
    stored: StoredLibrary, messy_csv: Path, tmp_path: Path
) -> None:
    store_library(settings(messy_csv), StandardizeSettings(), replace(ENGINE, workers=3), tmp_path)
    whole = contents(stored.folder)
    assert contents(tmp_path) == whole
    (tmp_path / "library.json").unlink()
    (tmp_path / "shard-000001.graphs").unlink()
    (tmp_path / "shard-000002.parquet").write_bytes(b"half a table")
    (tmp_path / f"shard-000003.graphs.{'0' * 32}.tmp").write_bytes(b"half a graph")
    kept = (tmp_path / "shard-000000.graphs").stat().st_mtime_ns
    store_library(settings(messy_csv), StandardizeSettings(), ENGINE, tmp_path)
    assert contents(tmp_path) == whole
    assert (tmp_path / "shard-000000.graphs").stat().st_mtime_ns == kept


def test_a_renamed_library_is_stored_anew(tmp_path: Path) -> None:
    path, engine = tmp_path / "first.csv", EngineSettings(workers=1, shard=2)
    path.write_text("smiles\nCCO\nCCN\nCCC\n")
    store_library(LibrarySettings(path), StandardizeSettings(), engine, tmp_path / "out")
    (tmp_path / "out/shard-000001.graphs").unlink()
    path = path.rename(tmp_path / "other.csv")
    stored = store_library(LibrarySettings(path), StandardizeSettings(), engine, tmp_path / "out")
    assert set(stored.texts(np.arange(1, 4))["file"].to_pylist()) == {"other.csv"}


@pytest.mark.parametrize("kind", ["csv", "sdf"])
def test_scores_are_those_of_the_files(
    kind: str, bundle: Path, messy_csv: Path, messy_sdf: Path, tmp_path: Path
) -> None:
    library = settings(messy_csv) if kind == "csv" else LibrarySettings(messy_sdf, id="code")
    store_library(library, StandardizeSettings(), ENGINE, tmp_path / "library")
    direct = score_library(bundle, library, ENGINE, tmp_path / "direct")
    scored = score_library(bundle, LibrarySettings(tmp_path / "library"), ENGINE, tmp_path / "scored")
    assert (scored.rows, scored.rejected) == (direct.rows, direct.rejected)
    assert scored.rejects() == direct.rejects()
    for name in ("row", "RYR2.modulator", "RYR2.modulator.spread"):
        ours, theirs = (one.read([name])[name].to_numpy() for one in (scored, direct))
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)
    ours, theirs = (candidates_of(tmp_path / name, RANKING) for name in ("scored", "direct"))
    assert ours.counts == theirs.counts
    assert ours.candidates["id"].to_pylist() == theirs.candidates["id"].to_pylist()


def test_a_model_that_reads_no_graphs_reads_the_texts(stored: StoredLibrary) -> None:
    table = Scorer(Lengths(), np.ones(1, np.bool_), StandardizeSettings(), ["RYR2.potency"])(
        Picked.whole(stored.shards()[1]), {1}
    )
    assert table["code"].to_pylist()[1] == "crashed"
    scored = [row for row in table.to_pylist() if row["status"] == "scored"]
    texts = stored.texts(np.array([row["row"] for row in scored]))["smiles"].to_pylist()
    assert [row["RYR2.potency"] for row in scored] == [len(text) for text in texts]


def test_an_altered_or_missing_shard_is_refused(messy_csv: Path, bundle: Path, tmp_path: Path) -> None:
    library = store_library(settings(messy_csv), StandardizeSettings(), ENGINE, tmp_path / "library")
    path = tmp_path / "library" / "shard-000003.graphs"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(InputError, match=r"shard-000003\.graphs is missing or was altered: make the library again"):
        library.shards()[3].graphs()
    with pytest.raises(InputError, match=r"shard-000003\.graphs is missing or was altered"):
        score_library(bundle, LibrarySettings(tmp_path / "library"), ENGINE, tmp_path / "out")


def test_a_library_standardised_otherwise_is_refused(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    other = StandardizeSettings(tautomer=TautomerPolicy.canonical)
    store_library(settings(messy_csv), other, EngineSettings(workers=1), tmp_path / "library")
    with pytest.raises(SettingsError, match=r"make it again with standardize\.tautomer=keep"):
        score_library(bundle, LibrarySettings(tmp_path / "library"), ENGINE, tmp_path / "out")


def test_a_library_stored_under_other_limits_is_screened(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    other = StandardizeSettings(seconds=20.0, max_heavy_atoms=200)
    stored = store_library(settings(messy_csv), other, ENGINE, tmp_path / "library")
    scored = score_library(bundle, LibrarySettings(tmp_path / "library"), ENGINE, tmp_path / "out")
    assert scored.store == str(stored.folder.resolve())


def test_a_library_stored_by_older_rules_is_refused(
    bundle: Path, messy_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_library(settings(messy_csv), StandardizeSettings(), EngineSettings(workers=1), tmp_path / "library")
    monkeypatch.setattr(rdkit, "__version__", "2099.01.1")
    with pytest.raises(SettingsError, match=r"by rules .*, and these are .* rdkit 2099\.01\.1: make it again"):
        score_library(bundle, LibrarySettings(tmp_path / "library"), ENGINE, tmp_path / "out")


def test_nothing_is_kept_of_a_library_that_was_begun_by_older_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, engine = tmp_path / "a.csv", EngineSettings(workers=1, shard=2)
    path.write_text("smiles\nCCO\nCCN\nCCC\n")
    for version, kept in (("2099.01.1", False), ("2099.01.1", True), ("2099.01.2", False)):
        monkeypatch.setattr(rdkit, "__version__", version)
        first = tmp_path / "out/shard-000000.graphs"
        before = first.stat().st_mtime_ns if first.exists() else 0
        store_library(LibrarySettings(path), StandardizeSettings(), engine, tmp_path / "out")
        assert (first.stat().st_mtime_ns == before) == kept


def test_a_ranking_notices_that_its_library_was_replaced(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    store_library(settings(messy_csv), StandardizeSettings(), ENGINE, tmp_path / "library")
    score_library(bundle, LibrarySettings(tmp_path / "library"), ENGINE, tmp_path / "out")
    store_library(settings(messy_csv), StandardizeSettings(), replace(ENGINE, shard=9), tmp_path / "library")
    with pytest.raises(InputError, match=r"is not the library that .* scored: screen it again"):
        candidates_of(tmp_path / "out", RANKING)


def test_texts_of_a_library_are_those_of_its_files(stored: StoredLibrary, messy_csv: Path) -> None:
    texts, theirs = (list(chain(*library_texts(one))) for one in (LibrarySettings(stored.folder), settings(messy_csv)))
    usable = [text is not None for text in stored.texts(np.arange(1, 109))["smiles"].to_pylist()]
    assert texts == [text if kept else text[:300] for text, kept in zip(theirs, usable, strict=True)]
    assert max(map(len, theirs)) == 3000
