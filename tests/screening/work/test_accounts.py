import json
from collections.abc import Callable
from pathlib import Path

import pytest

from discovery.errors import InputError, InternalError
from discovery.screening import scored
from discovery.screening.engine import score_library
from discovery.screening.library import store
from discovery.screening.library.store import open_library
from discovery.screening.scored import open_scored
from discovery.screening.settings import EngineSettings, LibrarySettings
from discovery.screening.student import record as student
from discovery.screening.student.record import student_record
from discovery.screening.work.accounts import Intake
from discovery.screening.work.parts import Part
from discovery.screening.work.task import Task


def test_a_part_accounts_for_each_of_its_rows() -> None:
    Part("part-000000", rows=3, accepted=2, rejected=1)
    with pytest.raises(InternalError, match="part-000000: 3 rows came in, but 1 are accepted and 1 rejected"):
        Part("part-000000", rows=3, accepted=1, rejected=1)


def test_every_task_that_was_read_has_its_part(tmp_path: Path) -> None:
    intake, advanced = Intake(), []
    tasks = [Task("ab", tmp_path, "two"), Task("abc", tmp_path, "one")]  # as shard-1000000 sorts first, too
    assert list(intake.unfinished(tasks, {"one"}, advanced.append)) == tasks[:1]
    assert advanced == [3]
    one, two = Part("one", 3, 3, 0), Part("two", 2, 0, 2)
    assert intake.parts({"two": two, "one": one, "other": Part("other", 1, 1, 0)}) == (two, one)
    with pytest.raises(InternalError, match="two: 2 rows were read, but 0 are accounted for"):
        intake.parts({"one": one})
    with pytest.raises(InternalError, match="one: 3 rows were read, but 2 are accounted for"):
        intake.parts({"one": Part("one", 2, 2, 0), "two": two})


@pytest.mark.parametrize(
    ("name", "version", "read"),
    [
        (store.RECORD, store.FORMAT, open_library),
        (scored.RECORD, scored.FORMAT, open_scored),
        (student.RECORD, 0, student_record),
    ],
)
def test_a_damaged_record_is_refused_in_one_line(
    tmp_path: Path, name: str, version: int, read: Callable[[Path], object]
) -> None:
    for content in (b"", b"{", b"{}", b"[1]", b"\xff", b'"text"', b'{"format": %d}' % version):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InputError, match=rf"{name} is damaged.*again"):
            read(tmp_path)


def test_totals_of_a_record_are_those_of_its_parts(bundle: Path, messy_csv: Path, tmp_path: Path) -> None:
    library = LibrarySettings(messy_csv, smiles="structure", id="id")
    score_library(bundle, library, EngineSettings(workers=1, rows=50), tmp_path)
    path = tmp_path / "scored.json"
    record = json.loads(path.read_text())
    path.write_text(json.dumps(record | {"accepted": 55}))
    with pytest.raises(InputError, match="accepted is 55, but 54 in its parts; make it again"):
        open_scored(tmp_path)
