import multiprocessing
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np
import pyarrow.parquet as pq
import pytest

from discovery.errors import InternalError
from discovery.screening.library.records import LibraryChunk
from discovery.screening.work import crew, worker
from discovery.screening.work.crew import Crew
from discovery.screening.work.task import Load, Task


@pytest.fixture
def victims(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import victims

    return victims


def chunks(smiles: list[str], rows: int) -> Iterator[LibraryChunk]:
    for number, start in enumerate(range(0, len(smiles), rows)):
        part = smiles[start : start + rows]
        row = np.arange(start + 1, start + len(part) + 1)
        yield LibraryChunk(number, "library.csv", row, row + 1, [str(r) for r in row], part, {})


def run(load: Load, smiles: list[str], folder: Path) -> list[dict[str, object]]:
    """The rows that a crew of two makes of the structures, four a task."""
    folder.mkdir()
    members = Crew(load, workers=2)
    try:
        parts = list(members.run(Task(chunk, folder, str(chunk.number)) for chunk in chunks(smiles, 4)))
    finally:
        members.close()
    return [
        row
        for part in sorted(parts, key=lambda part: part.name)
        for row in pq.read_table(folder / f"{part.name}.parquet").to_pylist()
    ]


def test_a_record_that_kills_its_process_costs_only_itself(victims: ModuleType, bundle: Path, tmp_path: Path) -> None:
    smiles = ["C" * length for length in range(1, 9)]
    killers = {smiles[1], smiles[2]}
    rows = run(partial(victims.load, bundle, victims.die, killers), smiles, tmp_path / "with")
    spared = run(partial(victims.load, bundle, victims.die, set()), smiles, tmp_path / "without")
    assert [row["smiles_in"] for row in rows if row["code"] == "crashed"] == [smiles[1], smiles[2]]
    assert [row["smiles_in"] for row in rows] == smiles
    others = [number for number, row in enumerate(rows) if row["code"] is None]
    predicted = [[cells[number]["RYR2.modulator"] for number in others] for cells in (rows, spared)]
    assert predicted[0] == pytest.approx(predicted[1], rel=1e-5)


def test_a_record_that_hangs_its_process_costs_only_itself(
    victims: ModuleType, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "TASK_SECONDS", 2.0)
    rows = run(partial(victims.load, bundle, victims.hang, {"CCN"}), ["CCO", "CCN"], tmp_path / "out")
    assert [row["code"] for row in rows] == [None, "crashed"]


def test_deaths_without_end_are_the_programs_fault(
    victims: ModuleType, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "MOST_CULPRITS", 1)
    smiles = ["C", "CC", "CCC"]
    with pytest.raises(InternalError, match=r"engine\.workers=1 or a smaller engine\.rows"):
        run(partial(victims.load, bundle, victims.die, set(smiles)), smiles, tmp_path / "out")


def test_a_model_that_cannot_be_loaded_ends_the_run(victims: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(InternalError, match="died while it got ready"):
        run(victims.never_load, ["CCO"], tmp_path / "out")


def test_a_model_that_never_loads_ends_the_run(
    victims: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "START_SECONDS", 0.5)
    with pytest.raises(InternalError, match="was not ready within"):
        run(victims.hang, ["CCO"], tmp_path / "out")


def test_a_process_that_dies_idle_costs_nothing(victims: ModuleType, bundle: Path, tmp_path: Path) -> None:
    [chunk] = chunks(["CCO", "CCN"], 2)
    members = Crew(partial(victims.load, bundle, victims.die, set()), workers=1)
    try:
        list(members.run([Task(chunk, tmp_path, "first")]))
        idle = multiprocessing.active_children()[-1]
        idle.kill()
        idle.join()
        [part] = members.run([Task(chunk, tmp_path, "second")])
    finally:
        members.close()
    assert (part.rows, part.rejected) == (2, 0)
