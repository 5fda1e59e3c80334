"""kill -9 at any point: what is finished stays, the same command goes on from there, and its files do not tell."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from discovery.chem.settings import StandardizeSettings
from discovery.screening.library.make import store_library
from discovery.screening.scored import open_scored
from discovery.screening.settings import EngineSettings, LibrarySettings

HERE = Path(__file__).parent
STORING, SCORING = 21, 4
"""Kills, of which those of a scoring take four times as long; `experiments/kills` does more with the same code."""


@pytest.fixture
def kills(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(HERE))
    import kills

    return kills


@pytest.fixture(scope="module")
def stored(mixed_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mixed table, stored in 206 shards."""
    out = tmp_path_factory.mktemp("stored") / "library"
    store_library(LibrarySettings(mixed_csv, id="id"), StandardizeSettings(), EngineSettings(workers=2, shard=10), out)
    return out


def scoring(bundle: Path, library: Path, out: Path) -> list[str]:
    return [sys.executable, str(HERE / "score_only.py"), str(bundle), str(library), str(out), "2"]


def start_scoring(command: list[str], out: Path) -> "subprocess.Popen[str]":
    """The process of a scoring that has noted its first part."""
    journal = out / "parts.jsonl"
    process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True)
    while not (journal.is_file() and journal.read_text().count("\n") > 1):
        assert process.poll() is None
        time.sleep(0.002)
    return process


def check_kills(journey: Any, workers: int, number: int) -> None:
    """Kills leave no trace, repeat nothing that is finished, and do not all fall on the same part."""
    done = list(journey.kills(number, seed=5))
    assert len(done) == number
    assert all(kill.identical for kill in done)
    assert not any(kill.remade for kill in done)
    assert max(kill.unlisted for kill in done) <= workers
    assert len({kill.listed for kill in done}) > 1


def test_a_library_can_be_killed_while_it_is_stored(kills: ModuleType, mixed_csv: Path, tmp_path: Path) -> None:
    journey = kills.Journey(kills.storing(mixed_csv, tmp_path / "out"), tmp_path / "out")
    check_kills(journey, kills.WORKERS, STORING)


def test_a_screening_can_be_killed_while_it_scores(
    kills: ModuleType, quick_bundle: Path, stored: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    scored = out / kills.SCORED
    journey = kills.Journey(scoring(quick_bundle, stored, scored), out, clock=scored / "parts.jsonl")
    check_kills(journey, kills.WORKERS, SCORING)


def test_processes_end_with_their_parent(kills: ModuleType, quick_bundle: Path, stored: Path, tmp_path: Path) -> None:
    command = scoring(quick_bundle, stored, tmp_path / "out")
    subprocess.run(command, check=True)
    whole = kills.contents(tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    process = start_scoring(command, tmp_path / "out")
    process.kill()
    process.communicate()
    kills.await_end(process.pid)
    before = kills.listed(tmp_path / "out")
    subprocess.run(command, check=True)
    assert kills.contents(tmp_path / "out") == whole
    assert not kills.remade(before, kills.listed(tmp_path / "out"))


def test_candidates_and_report_of_a_killed_screening(
    kills: ModuleType, bundle: Path, stored: Path, tmp_path: Path
) -> None:
    """No file may differ. They have no times in them; run.json names the commit of the program and its settings."""
    out = tmp_path / "screen"
    words = [f"bundle='{bundle}'", "library=file", f"library.path='{stored}'", "engine.workers=2", f"out='{out}'"]
    words += ["ranking=ryr2_inhibitor", "ranking.top=20", "ranking.shortlist=100", "tracking=off"]
    command = [sys.executable, "-m", "discovery", "screen", *words]
    subprocess.run(command, check=True)
    whole = kills.contents(out)
    assert {"candidates.csv", "candidates.xlsx", "candidates.sdf", "report.html", "run.json"} < set(whole)
    shutil.rmtree(out)
    process = subprocess.Popen(command, start_new_session=True)
    while not (out / ".unfinished/candidates.xlsx").is_file():
        assert process.poll() is None
        time.sleep(0.002)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (out / "candidates.csv").exists()
    subprocess.run(command, check=True)
    assert kills.contents(out) == whole


@pytest.mark.parametrize("generation", ["server", "worker"])
def test_a_run_goes_on_without_a_child(
    generation: str, kills: ModuleType, quick_bundle: Path, stored: Path, tmp_path: Path
) -> None:
    subprocess.run(scoring(quick_bundle, stored, tmp_path / "whole"), check=True)
    process = start_scoring(scoring(quick_bundle, stored, tmp_path / "out"), tmp_path / "out")
    parent_of = kills.members(process.pid)
    servers = set(parent_of.values()) - {process.pid, os.getpid()}
    workers = [pid for pid, parent in parent_of.items() if parent in servers]
    os.kill(workers[0] if generation == "worker" else min(servers), signal.SIGKILL)
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    assert kills.contents(tmp_path / "out") == kills.contents(tmp_path / "whole")


def test_every_row_is_accounted_for(bundle: Path, stored: Path, tmp_path: Path) -> None:
    subprocess.run(scoring(bundle, stored, tmp_path), check=True)
    scored = open_scored(tmp_path)
    good, rejects = scored.take(scored.read(["row"])["row"].to_numpy()), scored.rejects()
    names = [*good["id"].to_pylist(), *rejects["id"].to_pylist()]
    assert len(names) == scored.rows == 2054
    assert set(good["id"].to_pylist()) == {f"good {number}" for number in range(2000)}
    assert all(rejects["reason"].to_pylist())
    for path in (tmp_path / "scored.json", stored / "library.json"):
        record = json.loads(path.read_text())
        assert (record["rows"], record["accepted"], record["rejected"]) == (2054, 2000, 54)
        sums = Counter[str]()
        for part in record["parts"]:
            assert part["rows"] == part["accepted"] + part["rejected"]
            sums.update({name: part[name] for name in ("rows", "accepted", "rejected")})
        assert dict(sums) == {name: record[name] for name in sums}
