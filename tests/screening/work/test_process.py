import os
import signal
from collections.abc import Iterator
from functools import partial
from multiprocessing import Pipe

import pytest

from discovery.chem.settings import StandardizeSettings
from discovery.screening.library.shards import load_shelving
from discovery.screening.work import process
from discovery.screening.work.process import serve_from, start_anew

LOAD = partial(load_shelving, StandardizeSettings())


@pytest.fixture
def interruptible() -> Iterator[None]:
    """What serves ignores interrupts, even where that is the process of the tests."""
    usual = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, usual)


@pytest.mark.usefixtures("interruptible")
def test_a_process_that_is_asked_nothing_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "IDLE_SECONDS", 0.1)
    ours, theirs = Pipe()
    with ours, theirs:
        ours.send(LOAD)
        serve_from(os.dup(theirs.fileno()))
        assert ours.recv() is None


def test_a_process_ends_with_the_one_that_asks_it() -> None:
    started = start_anew(LOAD)
    assert started.connection.recv() is None
    started.connection.close()
    started.join()
