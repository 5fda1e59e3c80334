import json
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from types import ModuleType

import pyarrow.parquet as pq
import pytest

from discovery.chem.settings import StandardizeSettings
from discovery.errors import InternalError
from discovery.screening.library.shards import load_shelving
from discovery.screening.work import crew, worker
from discovery.screening.work.crew import Crew
from discovery.screening.work.process import Start, fork, start_anew
from discovery.screening.work.server import ENVIRONMENT, small_processes
from discovery.screening.work.task import Load, Task

Tasks = Callable[[list[str], int, Path], Iterator[Task]]
Run = Callable[[Load, list[str], str], list[dict[str, object]]]


@pytest.fixture
def run(tasks: Tasks, tmp_path: Path) -> Run:
    def rows(load: Load, smiles: list[str], name: str) -> list[dict[str, object]]:
        """The rows that a crew of two makes of the structures, four a task."""
        folder = tmp_path / name
        folder.mkdir()
        members = Crew(load, workers=2)
        try:
            parts = list(members.run(tasks(smiles, 4, folder)))
        finally:
            members.close()
        names = sorted(part.name for part in parts)
        return [row for name in names for row in pq.read_table(folder / f"{name}.parquet").to_pylist()]

    return rows


def test_a_record_that_kills_its_process_costs_only_itself(victims: ModuleType, bundle: Path, run: Run) -> None:
    smiles = ["C" * length for length in range(1, 9)]
    killers = {smiles[1], smiles[2]}
    rows = run(partial(victims.load, bundle, victims.die, killers), smiles, "with")
    spared = run(partial(victims.load, bundle, victims.die, set()), smiles, "without")
    assert [row["smiles_in"] for row in rows if row["code"] == "crashed"] == [smiles[1], smiles[2]]
    assert [row["smiles_in"] for row in rows] == smiles
    others = [number for number, row in enumerate(rows) if row["code"] is None]
    predicted = [[cells[number]["RYR2.modulator"] for number in others] for cells in (rows, spared)]
    assert predicted[0] == pytest.approx(predicted[1], rel=1e-5)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_record_that_fills_the_memory_costs_only_itself(victims: ModuleType, run: Run) -> None:
    rows = run(partial(victims.shelve, victims.fill_memory, {"CCN"}), ["CCO", "CCN", "CCC"], "out")
    assert [row["code"] for row in rows] == [None, "crashed", None]


def test_a_record_that_hangs_its_process_costs_only_itself(
    victims: ModuleType, bundle: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "TASK_SECONDS", 2.0)
    rows = run(partial(victims.load, bundle, victims.hang, {"CCN"}), ["CCO", "CCN"], "out")
    assert [row["code"] for row in rows] == [None, "crashed"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no timer that ends a process")
def test_a_structure_that_takes_too_long_costs_only_itself(run: Run) -> None:
    settings = StandardizeSettings(max_length=0, max_heavy_atoms=0, seconds=1)
    half_a_minute = "N" + "CC(=O)N" * 3_000 + ".Cl"
    rows = run(partial(load_shelving, settings), ["CCO", half_a_minute, "CCN"], "out")
    assert [row["code"] for row in rows] == [None, "crashed", None]


def test_rows_that_a_task_does_not_look_at_give_it_no_time(tasks: Tasks, tmp_path: Path) -> None:
    [task] = tasks(["C"] * 20_000, 20_000, tmp_path)
    assert worker.allowed_seconds(task) == worker.TASK_SECONDS + 20_000 * worker.ROW_SECONDS
    assert worker.allowed_seconds(task.only([7, 11])) == worker.TASK_SECONDS + 2 * worker.ROW_SECONDS


def test_deaths_without_end_are_the_programs_fault(
    victims: ModuleType, bundle: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "MOST_CULPRITS", 1)
    smiles = ["C", "CC", "CCC"]
    with pytest.raises(InternalError, match=r"^0: 2 of 3 rows killed the process at them"):
        run(partial(victims.load, bundle, victims.die, set(smiles)), smiles, "out")


def test_more_rows_of_a_larger_task_may_kill_their_process(
    victims: ModuleType, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "MOST_CULPRITS", 0)
    monkeypatch.setattr(crew, "ROWS_A_CULPRIT", 2)
    monkeypatch.setattr(crew, "MOST_IN_VAIN", 1)
    rows = run(partial(victims.shelve, victims.die, {"CCN", "CCO"}), ["CCN", "CCO", "CCC", "CCCC"], "out")
    assert [row["code"] for row in rows] == ["crashed", "crashed", None, None]


def test_deaths_without_a_culprit_are_the_machines_fault(
    victims: ModuleType, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "MOST_IN_VAIN", 1)
    with pytest.raises(InternalError, match=r"no row is to blame: try engine\.workers=1 or fewer rows at a time"):
        run(victims.shelve_one, ["CCO", "CCN"], "out")


def test_a_model_that_cannot_be_loaded_ends_the_run(victims: ModuleType, run: Run) -> None:
    with pytest.raises(InternalError, match="died while it got ready"):
        run(victims.never_load, ["CCO"], "out")


def test_a_process_that_dies_while_it_gets_ready_is_replaced(victims: ModuleType, run: Run, tmp_path: Path) -> None:
    rows = run(partial(victims.load_once_dead, tmp_path / "dead"), ["CCO", "CCN"], "out")
    assert [row["code"] for row in rows] == [None, None]
    assert (tmp_path / "dead").exists()


def test_a_model_that_never_loads_ends_the_run(victims: ModuleType, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "START_SECONDS", 0.5)
    with pytest.raises(InternalError, match="was not ready within"):
        run(victims.hang, ["CCO"], "out")


def test_a_process_that_dies_idle_costs_nothing(
    victims: ModuleType, bundle: Path, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "MOST_IN_VAIN", 0)  # no row is ever suspected
    [task] = tasks(["CCO", "CCN"], 2, tmp_path)
    members = Crew(partial(victims.load, bundle, victims.die, set()), workers=1)
    try:
        list(members.run([task]))
        idle = multiprocessing.active_children()[-1]
        idle.kill()
        idle.join()
        [part] = members.run([task])
    finally:
        members.close()
    assert (part.rows, part.rejected) == (2, 0)


@pytest.mark.parametrize(("start", "around"), [(fork, small_processes), (start_anew, nullcontext)])
def test_processes_compute_with_one_thread_and_keep_little(
    start: Start, around: Callable[[], AbstractContextManager[None]], victims: ModuleType, tasks: Tasks, tmp_path: Path
) -> None:
    with around():
        members = Crew(partial(victims.own_environment, tmp_path), 1, start)
        try:
            list(members.run(tasks(["CCO"], 1, tmp_path)))
        finally:
            members.close()
    found = json.loads((tmp_path / "0.json").read_text())
    assert {name: found[name] for name in ENVIRONMENT} == ENVIRONMENT


def test_both_ways_to_start_a_process_give_the_same_bytes(victims: ModuleType, tasks: Tasks, tmp_path: Path) -> None:
    made = []
    for start in (fork, start_anew):
        members = Crew(partial(victims.shelve, victims.die, {"CCN"}), 1, start)
        try:
            made.append(list(members.run(tasks(["CCO", "CCN", "CCC"], 2, tmp_path))))
        finally:
            members.close()
    assert made[0] == made[1]
    assert [part.rejected for part in made[0]] == [1, 0]
