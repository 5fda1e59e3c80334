"""SIGTERM, a folder that may not be written to and a full disk end in one line, with all that was finished kept."""

import ctypes
import errno
import gzip
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from discovery.app.main import KEPT, main
from discovery.disk import all_or_none, problem_line
from discovery.screening.library.store import open_library

LIBRARY = Path(__file__).parents[2] / "data/library/purchasable_20k.csv.gz"
DROP_FROM_BOUNDING_SET, OVERRIDE_RIGHTS = 24, 1
"""Of prctl and of the capabilities, as in <linux/prctl.h> and <linux/capability.h>."""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4,000 purchasable molecules."""
    path = tmp_path_factory.mktemp("table") / "table.csv"
    with gzip.open(LIBRARY, "rt", encoding="utf-8") as file:
        path.write_text("".join(islice(file, 4_001)), encoding="utf-8")
    return path


def storing(table: Path, out: Path) -> list[str]:
    """The command that stores the table in eighty shards."""
    words = [f"library.path='{table}'", "library.id=id", "engine.shard=50", "engine.workers=2", f"out='{out}'"]
    return [sys.executable, "-m", "discovery", "library", "library=file", *words]


def run(table: Path, out: Path, before: Callable[[], None] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(storing(table, out), capture_output=True, text=True, preexec_fn=before)


def finished(out: Path) -> dict[str, int]:
    """Shard that the journal lists -> when its graphs were written."""
    lines = (out / "parts.jsonl").read_text().splitlines(keepends=True)
    names = [line.split('"')[3] for line in lines[1:] if line.endswith("\n")]
    return {name: (out / f"{name}.graphs").stat().st_mtime_ns for name in names}


def check_completes(table: Path, out: Path) -> None:
    """The same command goes on, and does nothing again that was finished."""
    before = finished(out)
    assert before
    assert run(table, out).returncode == 0
    assert before.items() <= finished(out).items()
    check_whole(out)


def check_whole(out: Path) -> None:
    """All is there, and nothing else."""
    assert len(open_library(out)) == 4_000
    assert {path.suffix for path in out.iterdir()} == {".parquet", ".graphs", ".json", ".jsonl", ".csv"}


def processes(session: int) -> list[str]:
    """Command lines of a session's living processes."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, theirs = path.read_text().rpartition(")")[2].split()[:4]
            if int(theirs) == session and state not in "ZX":
                found.append((path.parent / "cmdline").read_text())
        except OSError:  # it ended meanwhile
            continue
    return found


@pytest.mark.parametrize("everybody", [False, True], ids=["the process", "its group"])
def test_termination_is_one_line_and_the_command_goes_on(everybody: bool, table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen(storing(table, out), stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not ((out / "parts.jsonl").is_file() and finished(out)):
        assert process.poll() is None
        time.sleep(0.002)
    (os.killpg if everybody else os.kill)(process.pid, signal.SIGTERM)
    _, errors = process.communicate()
    assert process.returncode == 143
    assert errors == f"discovery library: terminated; {KEPT}\n"
    while left := processes(process.pid):  # those that help multiprocessing notice that they are alone
        assert not any("library.path" in command for command in left)
        time.sleep(0.01)
    check_completes(table, out)


def powerless() -> None:
    """Let the rights of files hold for root as for everybody else."""
    ctypes.CDLL(None).prctl(DROP_FROM_BOUNDING_SET, OVERRIDE_RIGHTS, 0, 0, 0)


def test_a_folder_that_may_not_be_written_to(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(table, out, small_files)
    out.chmod(0o500)
    try:
        done = run(table, out, powerless)
    finally:
        out.chmod(0o700)
    assert done.returncode == 1
    assert done.stderr == (
        f"discovery library: {out}/parts.jsonl: Permission denied: get the right to read and write there, or name "
        f"another folder; {KEPT}\n"
    )
    check_completes(table, out)


def small_files() -> None:
    """Let no file grow larger than the journal of some shards."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))


def test_a_file_that_may_not_grow(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(table, out, small_files)
    assert done.returncode == 1
    assert re.fullmatch(
        rf"discovery library: {out}/\S+: File too large: raise the limit on the size of a file \(ulimit -f\), or name "
        rf"a folder on another disk; {KEPT}\n",
        done.stderr,
    )
    check_completes(table, out)


FULL_DISK = """
mount -t tmpfs -o size=200k tmpfs "$0" || exit 77
"$@" 2>"$0.errors"
echo $? >"$0.code"
cp -a "$0" "$0.full"
mount -o remount,size=100m "$0"
"$@" >/dev/null && cp -a "$0" "$0.done"
"""
"""A disk of its own for a command, which is full before that ends, and then grows."""


def test_a_full_disk(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    words = ["unshare", "--map-root-user", "--mount", "/bin/sh", "-c", FULL_DISK, str(out), *storing(table, out)]
    try:
        done = subprocess.run(words, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no unshare, so that no disk can be made for the test")
    if done.returncode == 77 or done.stderr.startswith("unshare"):
        pytest.skip(f"no disk can be made for the test: {done.stderr.strip()}")
    assert (tmp_path / "out.code").read_text() == "1\n"
    assert re.fullmatch(
        rf"discovery library: {out}/\S+: No space left on device: free some space there, or name a folder on another "
        rf"disk; {KEPT}\n",
        (tmp_path / "out.errors").read_text(),
    )
    before = finished(tmp_path / "out.full")
    assert before
    assert before.items() <= finished(tmp_path / "out.done").items()
    check_whole(tmp_path / "out.done")


def test_outputs_come_together_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("of the last time")

    def write() -> None:
        with all_or_none(tmp_path) as new:
            (new / "report").write_text("new")
            raise OSError(errno.ENOSPC, "as a file that is already open says it")

    with pytest.raises(OSError, match="No space left on device") as caught:
        write()
    assert problem_line(caught.value).startswith(f"{tmp_path}: No space left on device: free some space there")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("report", "of the last time")]


def test_a_path_below_a_file(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert main(storing(table, tmp_path / "file" / "out")[3:]) == 1
    assert capsys.readouterr().err == (
        f"discovery library: {tmp_path}/file/out: Not a directory: a part of this path is a file: name another folder; "
        f"{KEPT}\n"
    )
