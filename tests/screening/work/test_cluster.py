"""Both engines on the same work, the second one on a real cluster of two workers."""

import hashlib
import socket
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from dask import config
from distributed import Client, LocalCluster

from discovery.chem.settings import StandardizeSettings
from discovery.errors import InputError, InternalError, SettingsError
from discovery.screening.engine import score_library
from discovery.screening.library.make import store_library
from discovery.screening.library.shards import load_shelving
from discovery.screening.settings import DaskSettings, EngineSettings, LibrarySettings
from discovery.screening.work import cluster, worker
from discovery.screening.work.cluster import AHEAD, Cluster
from discovery.screening.work.crew import Crew
from discovery.screening.work.parts import Part
from discovery.screening.work.task import Load, Task

Tasks = Callable[[list[str], int, Path], Iterator[Task]]
WORKERS = 2
SHELVE = partial(load_shelving, StandardizeSettings())


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Of the scheduler of a cluster that gives a task up with the first worker that dies of it."""
    once = config.set({"distributed.scheduler.allowed-failures": 0})
    with pytest.MonkeyPatch.context() as patch, once:
        patch.syspath_prepend(str(Path(__file__).parent))  # the workers import from where this process does
        with LocalCluster(WORKERS, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1") as made:
            yield made.scheduler_address


def contents(folder: Path) -> dict[str, str]:
    """File name -> SHA-256 of everything in a folder but its journal, which tells of the order of the work."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "parts.jsonl"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def on_cluster(load: Load, tasks: Iterator[Task], address: str) -> dict[str, Part]:
    made = Cluster(load, address)
    try:
        return {part.name: part for part in made.run(tasks)}
    finally:
        made.close()


def in_crew(load: Load, tasks: Iterator[Task]) -> dict[str, Part]:
    made = Crew(load, 1)
    try:
        return {part.name: part for part in made.run(tasks)}
    finally:
        made.close()


def test_a_library_is_stored_and_scored_to_the_same_bytes(
    address: str, bundle: Path, messy_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where the workers are not
    (tmp_path / "bundle").symlink_to(bundle)
    texts = LibrarySettings(messy_csv, smiles="structure", id="id")
    engines = {"local": EngineSettings(1, 11, 7), "dask": DaskSettings(0, 11, 7, address=address)}
    for name, engine in engines.items():
        store_library(texts, StandardizeSettings(), engine, Path(name, "library"))
        score_library(Path("bundle"), LibrarySettings(Path("local/library")), engine, Path(name, "scored"))
    assert len(contents(Path("local"))) > 20
    assert contents(Path("dask")) == contents(Path("local"))


def test_a_record_that_kills_its_process_costs_only_itself(
    address: str, victims: ModuleType, tasks: Tasks, tmp_path: Path
) -> None:
    smiles = ["C", "CC", "CCC", "CCCC", "CCCCC"]
    load = partial(victims.shelve, victims.die, {smiles[1], smiles[2]})
    parts = on_cluster(load, tasks(smiles, 3, tmp_path), address)
    assert [parts[name].rejected for name in ("0", "1")] == [2, 0]
    assert parts == in_crew(load, tasks(smiles, 3, tmp_path))


def test_a_record_that_hangs_its_process_costs_only_itself(
    address: str, victims: ModuleType, tasks: Tasks, tmp_path: Path
) -> None:
    load = partial(victims.shelve, victims.hang, {"CCN"})
    usual = worker.TASK_SECONDS
    with Client(address, set_as_default=False) as client:
        client.run(partial(setattr, worker, "TASK_SECONDS", 2.0))
        [part] = on_cluster(load, tasks(["CCO", "CCN"], 2, tmp_path), address).values()
        client.run(partial(setattr, worker, "TASK_SECONDS", usual))
    assert (part.rows, part.rejected) == (2, 1)


def test_what_ends_a_task_is_told_as_on_this_machine(
    address: str, bundle: Path, messy_csv: Path, tmp_path: Path
) -> None:
    texts = LibrarySettings(messy_csv, smiles="structure", id="id")
    stored = store_library(texts, StandardizeSettings(), EngineSettings(1), tmp_path / "library")
    graphs = next(stored.folder.glob("*.graphs"))
    graphs.write_bytes(graphs.read_bytes()[:-1] + b"?")
    with pytest.raises(InputError, match=r"\.graphs is missing or was altered: make the library again"):
        score_library(bundle, LibrarySettings(stored.folder), DaskSettings(address=address), tmp_path / "out")


def test_tasks_are_taken_as_they_can_be_done(address: str, tasks: Tasks, tmp_path: Path) -> None:
    taken, done, most = 0, 0, 0

    def counted() -> Iterator[Task]:
        nonlocal taken, most
        for task in tasks(["CCO"] * 30, 1, tmp_path):
            taken += 1
            most = max(most, taken - done)
            yield task

    made = Cluster(SHELVE, address)
    try:
        for _ in made.run(counted()):
            done += 1
    finally:
        made.close()
    assert (taken, done) == (30, 30)
    assert WORKERS < most <= AHEAD * WORKERS + 1  # one is at hand while the others are on the cluster


def test_a_large_task_is_no_warning(address: str, tasks: Tasks, tmp_path: Path) -> None:
    texts = [f"{number}" * 4_000_000 for number in range(4)]
    [part] = on_cluster(SHELVE, tasks(texts, 4, tmp_path), address).values()
    assert (part.rows, part.rejected) == (4, 4)


def test_a_scheduler_that_does_not_answer_leaves_everything_as_it_was(
    messy_csv: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    texts = LibrarySettings(messy_csv, smiles="structure", id="id")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(SettingsError, match=rf"^engine\.address: no scheduler of dask answers at {address} .*\)$"):
            store_library(texts, StandardizeSettings(), DaskSettings(address=address), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(SettingsError, match=r"^engine\.address: no scheduler of dask answers at htp://there"):
        Cluster(SHELVE, "htp://there")


def test_dask_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SettingsError, match=r"^engine=dask needs distributed: pip install distributed"):
        Cluster(SHELVE, "tcp://127.0.0.1:8786")


def test_an_address_must_be_given() -> None:
    with pytest.raises(SettingsError, match=r"^engine\.address must be given"):
        DaskSettings()


def test_workers_that_die_of_a_task_end_the_run(
    address: str, victims: ModuleType, tasks: Tasks, tmp_path: Path
) -> None:
    load = partial(victims.shelve, victims.kill_parent, {"CCN"})
    with pytest.raises(InternalError, match="died of a task: is there enough memory"):
        on_cluster(load, tasks(["CCN"], 1, tmp_path), address)
