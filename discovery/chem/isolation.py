"""Work in spawned processes, where an item that kills or hangs its worker costs only that item."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

from discovery.errors import InternalError
from discovery.memory_limit import limit_memory
from discovery.parent_process import end_with_parent
from discovery.progress import Bar, bar

CHUNK = 64
"""Items that a worker is given at a time."""
START_SECONDS = 120.0
"""Longest time that a worker process may take to start."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Failure(Enum):
    """Why an item has no result."""

    crashed = "crashed"
    timeout = "timeout"
    memory = "memory"


def map_isolated(
    function: Callable[[Item], Result], items: Sequence[Item], workers: int, seconds: float, title: str
) -> list[Result | Failure]:
    """Results of a picklable function for n items, in their order; an item may take `seconds`.

    `workers` processes share the work (0: one a core). An exception of the function counts as a crash, and a refused
    request for memory as Failure.memory.
    Raises InternalError when a worker process cannot start.
    """
    numbered = list(enumerate(items))
    chunks = deque(numbered[start : start + CHUNK] for start in range(0, len(numbered), CHUNK))
    crew = min(workers or os.cpu_count() or 1, len(chunks))
    if crew == 0:
        return []
    with bar(title, len(items)) as progress, ThreadPoolExecutor(crew) as threads:
        work = _Work(function, seconds, chunks, {}, progress)
        try:
            for driver in [threads.submit(work.drive) for _ in range(crew)]:
                driver.result()
        finally:  # after an interruption the drivers find nothing left to do
            chunks.clear()
    return [work.results[position] for position in range(len(items))]


@dataclass
class _Work(Generic[Item, Result]):
    """What the threads that each drive one worker process share."""

    function: Callable[[Item], Result]
    seconds: float
    chunks: deque[list[tuple[int, Item]]]
    results: dict[int, Result | Failure]
    progress: Bar

    def drive(self) -> None:
        """Keep a worker process busy until no chunk is left, with a new process after each lost one."""
        while self.chunks:
            with _process(self.function) as connection:
                while self._do_chunk(connection):
                    pass

    def _do_chunk(self, connection: Connection) -> bool:
        """Do the next chunk; False when there is none or when the process is lost, its rest put back."""
        try:
            chunk = self.chunks.popleft()
        except IndexError:
            return False
        with suppress(BrokenPipeError, ConnectionResetError):  # of a dead process nothing will be received
            connection.send([item for _, item in chunk])
        for done, (position, _) in enumerate(chunk, start=1):
            result: Result | Failure = _receive(connection, self.seconds)
            self.results[position] = result
            self.progress.advance()
            if isinstance(result, Failure):
                if chunk[done:]:
                    self.chunks.appendleft(chunk[done:])
                return False
        return True


@contextmanager
def _process(function: Callable[[Item], Result]) -> Iterator[Connection]:
    """Connection to a worker process that has started; the process is killed at the end."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(function, theirs), daemon=True)
    process.start()
    theirs.close()  # so that the death of the process ends the connection
    try:
        if isinstance(_receive(ours, START_SECONDS), Failure):
            raise InternalError(
                "a worker process could not start: a script that calls this needs `if __name__ == '__main__':` around "
                "its work; elsewhere, run again with more memory or fewer workers"
            )
        yield ours
    finally:
        process.kill()
        process.join()
        ours.close()


def _receive(connection: Connection, seconds: float) -> Result | Failure:
    try:
        return connection.recv() if connection.poll(seconds) else Failure.timeout
    except (EOFError, OSError):  # it died before its answer, or in the middle of it
        return Failure.crashed


def _serve(function: Callable[[Item], Result], connection: Connection) -> None:
    """Body of a worker process: say that it runs, then answer each list of items, one by one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to handle; it ends the process
    end_with_parent()
    limit_memory()
    connection.send("ready")
    while True:
        for item in connection.recv():
            try:
                connection.send(function(item))
            except MemoryError:
                connection.send(Failure.memory)
