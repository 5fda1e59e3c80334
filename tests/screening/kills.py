"""Kills a screening again and again at random times, to see what is left of its work each time."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

WORKERS = 2
LIBRARY, SCORED = "library", "screen/scored"
"""Folders of the two works that are resumed, within that of the journey."""
RECORDS = {"storing": f"{LIBRARY}/library.json", "scoring": f"{SCORED}/scored.json", "ranking": "screen/run.json"}
"""Stage of a journey -> what is there once it is over."""
PATIENCE = 120.0
"""Seconds within which killed processes must be gone; seldom needed in full."""


@dataclass(frozen=True)
class Kill:
    """What one kill of all processes left."""

    chain: int
    """Journey: those of one number went on from one another in one folder."""
    seconds: float
    """After the start of the command, or of its clock."""
    stage: str
    listed: int
    """Parts that the journals list."""
    remade: int
    """Parts made again, although a journal listed them before; there must be none."""
    unlisted: int
    """Parts of which a file is there but that no journal lists: they are repeated. At most one a process."""
    identical: bool
    """Whether the journey, taken to its end, left the files of an undisturbed one."""


@dataclass
class Journey:
    """A command that writes into one folder, and what an undisturbed run of it leaves there."""

    command: Sequence[str]
    folder: Path
    clock: Path | None = None
    """Journal whose first new part starts the clock; None: the command does, whose start takes most of its time."""
    seconds: float = field(init=False)
    whole: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        process = start(self.command, self.clock)
        began = time.monotonic()
        check_end(process.wait(), self.command)
        self.seconds = time.monotonic() - began
        self.whole = contents(self.folder)

    def kills(self, number: int, seed: int) -> Iterator[Kill]:
        """Kill the command that often; whenever it gets to its end it begins anew in an empty folder."""
        rng, chain, left = random.Random(seed), 0, number
        while left:
            chain, kills = chain + 1, []
            shutil.rmtree(self.folder)
            self.folder.mkdir()
            while left and (kill := self._killed(chain, rng.uniform(0, self.seconds))):
                kills.append(kill)
                left -= 1
            identical = (left > 0 or run_for(self.command, None, None)) and contents(self.folder) == self.whole
            for kill in kills:
                yield Kill(**{**vars(kill), "identical": identical})

    def _killed(self, chain: int, seconds: float) -> Kill | None:
        """What is left after a kill; None where the command ended before it."""
        before = listed(self.folder)
        if run_for(self.command, seconds, self.clock):
            return None
        after = listed(self.folder)
        parts = len({name.partition(".")[0] for name in after})
        again, repeated = len(remade(before, after)), unlisted(self.folder)
        return Kill(chain, round(seconds, 3), stage(self.folder), parts, again, repeated, identical=False)


def storing(table: Path, folder: Path) -> list[str]:
    """The command that stores a table in small shards."""
    words = [f"library.path='{table}'", "library.id=id", "engine.shard=50", f"engine.workers={WORKERS}"]
    return [sys.executable, "-m", "discovery", "library", "library=file", *words, f"out='{folder}/{LIBRARY}'"]


def start(command: Sequence[str], clock: Path | None) -> "subprocess.Popen[bytes]":
    """A process in a session of its own, when the journal, if one is given, lists a part more than before."""
    listed = max(lines(clock), 1)
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    while clock and process.poll() is None and lines(clock) <= listed:
        time.sleep(0.002)
    return process


def lines(journal: Path | None) -> int:
    return journal.read_text().count("\n") if journal and journal.is_file() else 0


def run_for(command: Sequence[str], seconds: float | None, clock: Path | None) -> bool:
    """Whether a command ends within a time, at which all its processes are killed; raises where it fails."""
    process = start(command, clock)
    try:
        check_end(process.wait(seconds), command)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        await_end(process.pid)
        return False
    return True


def check_end(code: int, command: Sequence[str]) -> None:
    if code:
        raise subprocess.CalledProcessError(code, command)


def members(session: int) -> dict[int, int]:
    """Process -> its parent, for those of a session that live."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent, _, theirs = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:  # it ended meanwhile
            continue
        if int(theirs) == session and state not in "ZX":
            found[int(path.parent.name)] = int(parent)
    return found


def await_end(session: int) -> None:
    """Wait until no process of a session lives; raises TimeoutError where one stays."""
    deadline = time.monotonic() + PATIENCE
    while left := members(session):
        if time.monotonic() > deadline:
            raise TimeoutError(f"processes {sorted(left)} live on")
        time.sleep(0.02)


def contents(folder: Path) -> dict[str, str]:
    """File name -> SHA-256 of everything in a folder but journals, which tell of the order of the work."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "parts.jsonl"]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def listed(folder: Path) -> dict[str, int]:
    """File of a part that a journal lists -> when it was written, in ns."""
    times = {}
    for journal in folder.rglob("parts.jsonl"):
        for line in journal.read_text().splitlines(keepends=True)[1:]:
            for file in json.loads(line)["files"] if line.endswith("\n") else ():
                path = journal.parent / file
                times[str(path.relative_to(folder))] = path.stat().st_mtime_ns
    return times


def remade(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """Files of parts that were listed and yet written again."""
    return {Path(file).stem for file, written in before.items() if after[file] != written}


def unlisted(folder: Path) -> int:
    """Parts of which a file is there, though no journal lists them."""
    known = {str((folder / file).with_suffix("")) for file in listed(folder)}
    files = [*folder.glob(f"{LIBRARY}/shard-*"), *folder.glob(f"{SCORED}/part-*")]
    return len({str(path.with_name(path.name.partition(".")[0])) for path in files} - known)


def stage(folder: Path) -> str:
    """What a journey was at."""
    return next((name for name, record in RECORDS.items() if not (folder / record).is_file()), "ending")
