import subprocess
import sys
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from discovery.chem.settings import StandardizeSettings
from discovery.errors import SettingsError
from discovery.screening.library.records import LibraryChunk
from discovery.screening.library.shards import load_shelving
from discovery.screening.settings import EngineSettings
from discovery.screening.work.parts import JOURNAL, Journal, Part, write_part
from discovery.screening.work.run import Place, work_through
from discovery.screening.work.task import Preparation, Task

PATTERN = r"shard-\d\.(parquet|graphs)"


def tasks(folder: Path, number: int) -> list[Task]:
    """Tasks of one compound each."""
    row = np.ones(1, np.int64)
    return [
        Task(LibraryChunk(n, "a.csv", row, row, ["1"], ["C" * (n + 1)], {}), folder, f"shard-{n}")
        for n in range(number)
    ]


def done(folder: Path, number: int, key: str = "same") -> tuple[Part, ...]:
    load, place = partial(load_shelving, StandardizeSettings()), Place(folder, key, PATTERN)
    return work_through(tasks(folder, number), Preparation(load, ()), EngineSettings(workers=1), place, "Testing")


def test_a_part_of_a_work_has_no_parts_of_the_rest_of_it_and_leaves_them_there(tmp_path: Path) -> None:
    whole = done(tmp_path, 3)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.glob("shard-*")}
    assert [part.name for part in whole] == ["shard-0", "shard-1", "shard-2"]
    assert done(tmp_path, 2) == whole[:2]
    assert done(tmp_path, 3) == whole
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("shard-*")} == times


def test_another_work_begins_anew(tmp_path: Path) -> None:
    done(tmp_path, 3)
    assert len(done(tmp_path, 1, "other")) == 1
    assert sorted(path.stem for path in tmp_path.glob("shard-*")) == ["shard-0", "shard-0"]


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    done(tmp_path, 1)
    others = ("shard-0.csv", "my shard-0.parquet", "shard-10.parquet", "notes.tmp", "shard-1.parquet.tmp")
    for name in others:
        (tmp_path / name).write_text("mine")
    (tmp_path / f"shard-1.parquet.{'0' * 32}.tmp").touch()
    done(tmp_path, 1, "other")
    assert {path.name for path in tmp_path.iterdir()} >= set(others)
    assert not list(tmp_path.glob("*0.tmp"))


def test_files_that_no_run_of_ours_made_end_a_run(tmp_path: Path) -> None:
    (tmp_path / "shard-0.parquet").write_text("mine")
    with pytest.raises(SettingsError, match=r"shard-0\.parquet is not of an earlier run: choose another folder"):
        done(tmp_path, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["shard-0.parquet"]


def test_two_runs_do_not_work_in_one_folder(tmp_path: Path) -> None:
    place = Place(tmp_path, "", PATTERN)
    with place.taken(), pytest.raises(SettingsError, match=r"^another run is working in \S+: wait for its end"):
        done(tmp_path, 1)
    assert len(done(tmp_path, 1)) == 1


def test_a_lock_goes_with_its_process(tmp_path: Path) -> None:
    code = "import os, sys; from pathlib import Path; from discovery.screening.work.lock import alone_in\n"
    code += "with alone_in(Path(sys.argv[1])): print('mine', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        with pytest.raises(SettingsError, match="another run is working"):
            done(tmp_path, 1)
        other.kill()
    assert len(done(tmp_path, 1)) == 1
    assert not (tmp_path / ".lock").exists()


def test_what_another_run_notes_counts_for_nothing(tmp_path: Path) -> None:
    """As it may where the file system knows no locks."""
    old = Journal.open(tmp_path, "old")
    part = write_part(Part("shard-0", 1, 1, 0), tmp_path, {".parquet": b"of the old run"})
    new = Journal.open(tmp_path, "new")
    old.add(part)
    assert Journal.open(tmp_path, "new").finished() == {}
    new.add(part)
    assert Journal.open(tmp_path, "new").finished() == {"shard-0": part}


def test_a_process_that_dies_while_it_writes_leaves_nothing(victims: ModuleType, tmp_path: Path) -> None:
    load = partial(victims.shelve, partial(victims.leave_temporary, tmp_path), {"CC"})
    parts = work_through(
        tasks(tmp_path, 2), Preparation(load, ()), EngineSettings(workers=1), Place(tmp_path, "", PATTERN), "Testing"
    )
    assert [part.rejected for part in parts] == [0, 1]
    assert not list(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize("damage", [b"\0\0\0", b'{"name": "shard-1"', b"[]", b"\xff"])
def test_a_damaged_line_of_a_journal_costs_its_part_alone(damage: bytes, tmp_path: Path) -> None:
    whole = done(tmp_path, 3)
    journal = tmp_path / JOURNAL
    lines = journal.read_bytes().splitlines()
    journal.write_bytes(b"\n".join([*lines[:2], damage, lines[3], b""]))
    times = {path: path.stat().st_mtime_ns for path in tmp_path.glob("shard-*.parquet")}
    assert done(tmp_path, 3) == whole
    assert [path.stem for path, time in times.items() if path.stat().st_mtime_ns != time] == ["shard-1"]
