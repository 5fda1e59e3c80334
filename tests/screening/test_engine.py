import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
import rdkit
import torch

from discovery.chem.settings import StandardizeSettings
from discovery.errors import BundleError, InputError, SettingsError
from discovery.screening.engine import score_library
from discovery.screening.library.make import store_library
from discovery.screening.scored import open_scored
from discovery.screening.settings import EngineSettings, LibrarySettings
from discovery.training.settings import Device


def settings(path: Path) -> LibrarySettings:
    return LibrarySettings(path, smiles="structure", id="id")


def contents(folder: Path) -> dict[str, str]:
    """File name -> SHA-256 of everything in a folder but its journal, which tells of the order of the work."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "parts.jsonl"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_record_is_scored_or_rejected(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    scored = score_library(bundle, settings(messy_csv), EngineSettings(workers=2, rows=11), tmp_path / "out")
    assert (scored.rows, scored.rejected) == (108, 54)
    assert open_scored(tmp_path / "out") == scored
    assert scored.read(["row", "id"])["id"].to_pylist() == [f"good {number}" for number in range(54)]
    rejects = scored.rejects()
    assert not any(name.startswith("good") for name in rejects["id"].to_pylist())
    assert rejects["line"].to_pylist() == sorted(rejects["line"].to_pylist())
    assert all(rejects["reason"].to_pylist())


def test_bytes_do_not_depend_on_the_number_of_processes(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    one, three = tmp_path / "one", tmp_path / "three"
    score_library(bundle, settings(messy_csv), EngineSettings(workers=1, rows=5), one)
    score_library(bundle, settings(messy_csv), EngineSettings(workers=3, rows=5), three)
    assert contents(one) == contents(three)


def test_interrupted_run_is_taken_up(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    engine = EngineSettings(workers=1, rows=10)
    score_library(bundle, settings(messy_csv), engine, tmp_path)
    whole = contents(tmp_path)
    (tmp_path / "scored.json").unlink()
    (tmp_path / "part-000001.parquet").unlink()
    (tmp_path / "part-000002.parquet").write_bytes(b"half a part")
    (tmp_path / f"part-000003.parquet.{'0' * 32}.tmp").write_bytes(b"half a part")
    with (tmp_path / "parts.jsonl").open("a") as journal:
        journal.write('{"name": "part-0')
    kept = (tmp_path / "part-000000.parquet").stat().st_mtime_ns
    with pytest.raises(InputError, match="no finished screening"):
        open_scored(tmp_path)
    score_library(bundle, settings(messy_csv), engine, tmp_path)
    assert contents(tmp_path) == whole
    assert (tmp_path / "part-000000.parquet").stat().st_mtime_ns == kept


def test_other_settings_start_anew(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    score_library(bundle, settings(messy_csv), EngineSettings(workers=1, rows=10), tmp_path)
    scored = score_library(bundle, settings(messy_csv), EngineSettings(workers=1, rows=70), tmp_path)
    assert [part.rows for part in scored.parts] == [70, 38]
    assert len(list(tmp_path.glob("*.parquet"))) == 2


def test_a_renamed_library_starts_anew(quick_bundle: Path, tmp_path: Path) -> None:
    """Read as SMILES, its header is a record, so that a part of the one kind does not fit those of the other."""
    path, engine = tmp_path / "first.csv", EngineSettings(workers=1, rows=2)
    path.write_text("smiles\nCCO\nCCN\nCCC\nCCF\n")
    score_library(quick_bundle, LibrarySettings(path), engine, tmp_path / "out")
    for name in ("other.csv", "other.smi"):
        path = path.rename(tmp_path / name)
        (tmp_path / "out/scored.json").unlink()
        (tmp_path / "out/part-000001.parquet").unlink()
        scored = score_library(quick_bundle, LibrarySettings(path), engine, tmp_path / "out")
        table = scored.read(["file", "line"])
        assert set(table["file"].to_pylist()) == {name}
        assert table["line"].to_pylist() == [2, 3, 4, 5]
    (tmp_path / "moved").mkdir()
    path = path.rename(tmp_path / "moved" / name)
    kept = (tmp_path / "out/part-000000.parquet").stat().st_mtime_ns
    score_library(quick_bundle, LibrarySettings(path), engine, tmp_path / "out")
    assert (tmp_path / "out/part-000000.parquet").stat().st_mtime_ns == kept


def test_other_rules_start_anew(quick_bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, part = tmp_path / "a.csv", tmp_path / "out/part-000000.parquet"
    path.write_text("smiles\nCCO\n")
    score_library(quick_bundle, LibrarySettings(path), EngineSettings(workers=1), tmp_path / "out")
    before = part.stat().st_mtime_ns
    monkeypatch.setattr(rdkit, "__version__", "2099.01.1")
    score_library(quick_bundle, LibrarySettings(path), EngineSettings(workers=1), tmp_path / "out")
    assert part.stat().st_mtime_ns != before


def test_altered_part_is_refused(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    score_library(bundle, settings(messy_csv), EngineSettings(workers=1), tmp_path)
    with (tmp_path / "part-000000.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(InputError, match=r"part-000000 is missing or was altered"):
        open_scored(tmp_path)


def test_mistakes_end_in_one_line_before_anything_is_written(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(SettingsError, match=r"library\.smiles"):
        score_library(bundle, LibrarySettings(messy_csv), EngineSettings(workers=1), out)
    with pytest.raises(BundleError, match="is not a bundle"):
        score_library(tmp_path, settings(messy_csv), EngineSettings(workers=1), out)
    assert not out.exists()


@pytest.mark.parametrize("out", ["", "out"])
def test_a_folder_within_the_librarys_is_refused(out: str, bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    library = tmp_path / "mine"
    library.mkdir()
    (library / "shard-000000.csv").write_bytes(messy_csv.read_bytes())
    for path in (library, library / "*.csv")[: 1 if out else 2]:
        with pytest.raises(SettingsError, match=r"^out: \S+ is in the folder of the library"):
            score_library(bundle, settings(path), EngineSettings(workers=1), library / out)
        with pytest.raises(SettingsError, match=r"^out: \S+ is in the folder of the library"):
            store_library(settings(path), StandardizeSettings(), EngineSettings(workers=1), library / out)
    assert [path.name for path in library.iterdir()] == ["shard-000000.csv"]


def test_altered_model_is_reported_by_the_processes(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    altered = tmp_path / "bundle"
    altered.mkdir()
    for path in bundle.iterdir():
        (altered / path.name).write_bytes(path.read_bytes())
    model = next(altered.glob("member-*"))
    model.write_bytes(model.read_bytes()[:-4] + b"oops")
    with pytest.raises(BundleError, match="was altered"):
        score_library(altered, settings(messy_csv), EngineSettings(workers=1), tmp_path / "out")


def test_library_without_records(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("id,structure\n")
    scored = score_library(bundle, settings(path), EngineSettings(workers=1), tmp_path / "out")
    assert (scored.rows, len(scored.read(["row"])), len(scored.rejects())) == (0, 0, 0)


def test_a_gpu_that_is_not_there(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(SettingsError, match=r"no CUDA GPU; use engine\.device=auto"):
        score_library(bundle, settings(messy_csv), EngineSettings(workers=1, device=Device.cuda), tmp_path)


def test_what_takes_seconds_is_left_to_the_processes(quick_bundle: Path, bundle: Path) -> None:
    """The command itself imports neither torch nor plots nor MLflow before it scores, and no model that needs none."""
    code = """
import sys
from pathlib import Path
from discovery.app.screen import screen
from discovery.screening.score import by_bundle
from discovery.screening.settings import EngineSettings
bundle, quick = map(Path, sys.argv[1:])
by_bundle(bundle, EngineSettings())
by_bundle(quick, EngineSettings()).load()
slow = ("torch", "torch_geometric", "mlflow", "matplotlib", "sklearn", "pandas")
print([name for name in slow if name in sys.modules])
"""
    command = [sys.executable, "-c", code, str(bundle), str(quick_bundle)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"
