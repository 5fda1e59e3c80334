"""Ways to start a process that does tasks, and what it does from then on."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from discovery.errors import DiscoveryError
from discovery.memory_limit import limit_memory
from discovery.parent_process import end_with_parent
from discovery.screening.work.parts import Part
from discovery.screening.work.server import ENVIRONMENT, process_context
from discovery.screening.work.task import Job, Load, Task
from discovery.time_limit import limit_time

IDLE_SECONDS = 60.0
"""Time without a task after which a process ends, so that none stays for long where a run was cut short."""
ANEW = "import sys; from discovery.screening.work.process import serve_from; serve_from(int(sys.argv[1]))"

Answer = Part | DiscoveryError | OSError
"""To a task: its part, or what ended it, such as an altered shard or a full disk."""


@dataclass(frozen=True)
class Process:
    """A process that makes itself ready and then answers every task it is sent."""

    connection: Connection
    """Gives None, or the DiscoveryError that kept it from getting ready; then an `Answer` to every task."""
    kill: Callable[[], None]
    join: Callable[[], object]
    """Waits for its end."""

    def end(self) -> None:
        """End it, whatever it is at."""
        self.kill()
        self.join()
        self.connection.close()


Start = Callable[[Load], Process]
"""Starts a process; raises nothing, as a process that dies at once is found out when it is first asked."""


def fork(load: Load) -> Process:
    """Start a process from a server that has imported what it needs, where the system has that."""
    context = process_context()
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, load), daemon=True)
    process.start()
    theirs.close()
    return Process(ours, process.kill, process.join)


def start_anew(load: Load) -> Process:
    """Start an interpreter of one thread, as a daemonic process can, which may have no children of multiprocessing's.

    It imports from where this process does, and ends with this process, as nobody is left to ask it anything.
    """
    ours, theirs = Pipe()
    number = theirs.fileno()
    environment = os.environ | ENVIRONMENT | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-P", "-c", ANEW, str(number)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[number], env=environment)
    theirs.close()
    with suppress(ConnectionError):
        ours.send(load)
    return Process(ours, process.kill, process.wait)


def serve_from(number: int) -> None:
    """Life of a process that was started anew: what it is to load comes first over the connection of that number."""
    with Connection(number) as connection, suppress(EOFError):  # nobody is there any more
        _serve(connection, connection.recv())


def _serve(connection: Connection, load: Load) -> None:
    """Life of a process: make ready, say so, then answer every task for as long as there are any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to handle; it ends the crew
    end_with_parent()
    with suppress(EOFError, ConnectionError):  # nobody is there any more
        try:
            job = load()
        except DiscoveryError as error:
            connection.send(error)
            return
        limit_memory()
        limit_time()
        connection.send(None)
        while connection.poll(IDLE_SECONDS):
            connection.send(_answer(job, connection.recv()))


def _answer(job: Job, task: Task) -> Answer:
    try:
        return job(task)
    except (DiscoveryError, OSError) as error:
        return error
    except MemoryError:  # no answer: whoever asked finds the row to blame as if it had killed this process
        os._exit(1)
