"""Processes end with the one that started them, even where they hang in code that lets no other thread run."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

SLEEPER = """
import ctypes
from pathlib import Path

def sleep(*_):
    Path("asleep").touch()
    ctypes.PyDLL(None).sleep(600)

def prepare():
    return sleep

class Sleeper:
    run = sleep
"""
WORK = {
    "standardisation": """
from discovery.chem.isolation import map_isolated
def work():
    map_isolated(sleep, [0], 1, 600, "sleep")
""",
    "jobs": """
from discovery.side_by_side import side_by_side
def work():
    list(side_by_side(sleep, 0, [0, 0], 2, "sleep"))
""",
    "members": """
from discovery.training.members import _side_by_side
def work():
    _side_by_side([Sleeper(), Sleeper()], 2, print)
""",
    "screening": """
from discovery.screening.work.crew import Crew
from discovery.screening.work.task import Task
from sleeper import prepare
def work():
    list(Crew(prepare, 1).run([Task(["row"], ".", "part")]))
""",
}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere they end once they have done their task")
@pytest.mark.parametrize("name", WORK)
def test_nothing_is_left_of_work_that_was_killed(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "screening"))
    import kills

    (tmp_path / "sleeper.py").write_text(SLEEPER)
    script = f"from sleeper import Sleeper, sleep\n{WORK[name]}\nif __name__ == '__main__':\n    work()\n"
    (tmp_path / "script.py").write_text(script)
    process = subprocess.Popen([sys.executable, str(tmp_path / "script.py")], start_new_session=True, cwd=tmp_path)
    while not (tmp_path / "asleep").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.wait()
    kills.await_end(process.pid)
