from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rdkit import Chem

from discovery.assay.schema import REJECTED
from discovery.candidates.schema import FINISH, PROFILE
from discovery.candidates.settings import Goal, ObjectiveSettings, RankingSettings
from discovery.chem.alerts import alerts
from discovery.errors import SettingsError
from discovery.screening.engine import score_library
from discovery.screening.ranking import RankingResult, candidates_of
from discovery.screening.settings import EngineSettings, LibrarySettings

RANKING = RankingSettings(
    objectives={
        "active": ObjectiveSettings("RYR2.modulator"),
        "size": ObjectiveSettings("mol_weight", Goal.within, low=150.0, high=500.0, slope=100.0, weight=0.5),
    },
    shortlist=60,
    top=5,
    picks=3,
)


@pytest.fixture(scope="module")
def scored_csv(bundle: Path, messy_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("scored")
    score_library(bundle, LibrarySettings(messy_csv, smiles="structure", id="id"), EngineSettings(workers=1), out)
    return out


@pytest.fixture(scope="module")
def ranked_csv(scored_csv: Path) -> RankingResult:
    return candidates_of(scored_csv, RANKING)


def check_counts(result: RankingResult, rows_in: int, rows_rejected: int) -> None:
    counts = result.counts
    assert counts["rows_in"] == rows_in
    assert counts["rows_rejected"] == rows_rejected == len(result.rejected)
    assert counts["rows_ranked"] == len(result.candidates)
    assert rows_in == counts["rows_ranked"] + counts["rows_below_cut"] + counts["rows_rejected"]


def test_no_row_of_a_messy_csv_is_lost(ranked_csv: RankingResult) -> None:
    check_counts(ranked_csv, rows_in=108, rows_rejected=54 + 44)
    assert ranked_csv.rejected.schema == REJECTED
    duplicates = [row for row in ranked_csv.rejected.to_pylist() if row["code"] == "duplicate"]
    assert len(duplicates) == 44  # the ten good structures stand in the file 54 times
    assert all(row["id"].startswith("good") and "same compound as good" in row["reason"] for row in duplicates)


def test_no_row_of_a_messy_sdf_is_lost(bundle: Path, messy_sdf: Path, tmp_path: Path) -> None:
    score_library(bundle, LibrarySettings(messy_sdf, id="code"), EngineSettings(workers=1, rows=20), tmp_path)
    result = candidates_of(tmp_path, RANKING)
    check_counts(result, rows_in=45, rows_rejected=23 + 12)
    assert all(result.rejected["reason"].to_pylist())


def test_candidates_carry_all_that_a_chemist_is_shown(ranked_csv: RankingResult) -> None:
    table = ranked_csv.candidates
    assert table.column_names[:6] == ["rank", "id", "smiles", "score", "active.raw", "active.desirability"]
    assert {"RYR2.modulator.spread", *PROFILE.names, *FINISH.names, "row", "line", "smiles_in"} <= set(
        table.column_names
    )
    assert table["rank"].to_pylist() == [1, 2, 3, 4, 5]
    assert table["score"].to_pylist() == sorted(table["score"].to_pylist(), reverse=True)
    assert sorted(pick for pick in table["pick"].to_pylist() if pick) == [1, 2, 3]
    for row in table.to_pylist():
        assert row["direction"] == ("inhibitor" if row["RYR2.inhibitor"] >= row["RYR2.activator"] else "activator")
        assert Chem.CanonSmiles(row["smiles"]) == row["smiles"]
        assert row["alerts"] == "; ".join(alerts([row["smiles"]])[0])
    assert ranked_csv.notes == ()
    assert sum(ranked_csv.histogram) == ranked_csv.counts["rows_in"] - 54


def test_same_settings_same_bytes(scored_csv: Path, ranked_csv: RankingResult) -> None:
    tables = (ranked_csv.candidates, candidates_of(scored_csv, RANKING).candidates)
    assert len({written(table) for table in tables}) == 1


def written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def test_library_without_a_usable_row(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "hopeless.smi"
    path.write_text("nonsense\nC1CC\n")
    score_library(bundle, LibrarySettings(path), EngineSettings(workers=1), tmp_path / "out")
    check_counts(candidates_of(tmp_path / "out", RANKING), rows_in=2, rows_rejected=2)


def test_objective_on_an_unknown_column_is_refused(scored_csv: Path) -> None:
    wrong = RankingSettings({"active": ObjectiveSettings("RYR2.modulater")})
    with pytest.raises(SettingsError, match=r"did you mean 'RYR2\.modulator'"):
        candidates_of(scored_csv, wrong)
