from pathlib import Path

import pytest
import rdkit

from discovery.bundle.load import load_manifest
from discovery.chem.settings import StandardizeSettings
from discovery.screening.job import Screening
from discovery.screening.library.make import store_library
from discovery.screening.library.shards import Picked
from discovery.screening.settings import EngineSettings, LibrarySettings
from discovery.screening.student.again import score_again
from discovery.screening.work.task import Task


def test_what_was_scored_under_other_rules_is_scored_anew(
    quick_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("smiles\nCCO\n")
    engine, folder = EngineSettings(workers=1), tmp_path / "taught"
    library = store_library(LibrarySettings(tmp_path / "a.csv"), StandardizeSettings(), engine, tmp_path / "stored")
    screening = Screening(quick_bundle, load_manifest(quick_bundle), library, engine, tmp_path)
    made = []
    for version in ("2099.01.1", "2099.01.1", "2099.01.2"):
        monkeypatch.setattr(rdkit, "__version__", version)
        tasks = [Task(Picked.whole(shard), folder, "taught-000000") for shard in library.shards()]
        score_again(tasks, screening, folder, "key", "Asking the model")
        made.append((folder / "taught-000000.parquet").stat().st_mtime_ns)
    assert made[0] == made[1] != made[2]
