"""Time and memory of a command, whole process and all that it starts."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

PAUSE = 0.5
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Measured:
    seconds: float
    """From start to end."""
    memory: int
    """Most bytes at a time that the process and all below it took, what they share shared out among them."""


def measured(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None, quiet: bool = False
) -> Measured:
    """Run a command in a folder; raises SystemExit where it fails."""
    told = subprocess.DEVNULL if quiet else None
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=told, stderr=told)
    most = 0
    while process.poll() is None:
        most = max(most, memory(process.pid))
        time.sleep(PAUSE)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command[:8]))} ... ended with {process.returncode}")
    return Measured(seconds, most)


def memory(process: int) -> int:
    """Bytes that a process and all below it take now."""
    total = 0
    try:
        mother = psutil.Process(process)
        every = [mother, *mother.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for one in every:
        try:
            total += one.memory_full_info().pss
        except psutil.NoSuchProcess:  # it has just ended
            continue
    return total
