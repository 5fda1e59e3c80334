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
    """After the start of the command."""
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
    seconds: float = field(init=False)
    whole: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        start = time.monotonic()
        subprocess.run(self.command, check=True, stdout=subprocess.DEVNULL)
        self.seconds = time.monotonic() - start
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
            identical = (left > 0 or run_for(self.command, None)) and contents(self.folder) == self.whole
            for kill in kills:
                yield Kill(**{**vars(kill), "identical": identical})

    def _killed(self, chain: int, seconds: float) -> Kill | None:
        """What is left after a kill; None where the command ended before it."""
        before = listed(self.folder)
        if run_for(self.command, seconds):
            return None
        after = listed(self.folder)
        parts = len({name.partition(".")[0] for name in after})
        again, repeated = len(remade(before, after)), unlisted(self.folder)
        return Kill(chain, round(seconds, 3), stage(self.folder), parts, again, repeated, identical=False)


def commands(table: Path, folder: Path, last: str) -> list[str]:
    """A shell's command line that stores a table in small shards, and then does the last command."""
    words = [f"library.path='{table}'", "engine.shard=50", f"engine.workers={WORKERS}", f"out='{folder}/{LIBRARY}'"]
    store = " ".join([sys.executable, "-m", "discovery", "library", "library=file", "library.id=id", *words])
    return ["/bin/sh", "-c", f"{store} && {last}"]


def run_for(command: Sequence[str], seconds: float | None) -> bool:
    """Whether a command ends within a time, at which all its processes are killed; raises where it fails."""
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        await_end(process.pid)
        return False
    if code:
        raise subprocess.CalledProcessError(code, command)
    return True


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
