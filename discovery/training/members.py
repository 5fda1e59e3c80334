"""The members of a deep ensemble, each trained alone: side by side on a CPU, in turn on a GPU."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event as Flag
from queue import Empty
from typing import Any

import torch
from numpy.typing import NDArray

from discovery.errors import TrainingError
from discovery.models.build import build_network
from discovery.models.network import Network
from discovery.models.settings import NetworkSettings
from discovery.parent_process import end_with_parent
from discovery.progress import Bar, bar
from discovery.target.endpoint import Endpoint
from discovery.training.data import TrainingData
from discovery.training.device import pick_device
from discovery.training.loop import fit
from discovery.training.recorder import Recorder
from discovery.training.settings import FitSettings
from discovery.training.state import Ending, EpochReport, FitResult

Arrays = dict[str, NDArray[Any]]
"""A network's state as plain arrays, which travel between processes."""

Outcome = tuple[Arrays, list[EpochReport], int, Ending]
"""A fitted network's state, its history, its best epoch and why it ended."""

Event = EpochReport | int | None
"""What a member tells: an epoch is done, so many compounds were seen, or it has ended (None)."""

Listener = Callable[[int, Event], None]
"""Hears the events of every member, by the member's number."""


@dataclass(frozen=True)
class Job:
    """All that one member's training needs, in a form that travels to another process."""

    model: NetworkSettings
    endpoints: tuple[Endpoint, ...]
    start: Arrays
    train: TrainingData
    validation: TrainingData | None
    settings: FitSettings

    def run(self, tell: Callable[[Event], None]) -> Outcome:
        """Train, here and now."""
        network = restore_network(self.model, self.endpoints, self.start)
        result = fit(network, self.train, self.validation, self.settings, report=tell, advance=tell)
        tell(None)
        return arrays_of(result.network), result.history, result.best_epoch, result.ending

    def result(self, outcome: Outcome) -> FitResult:
        """What a training in any process came to."""
        state, history, best_epoch, ending = outcome
        return FitResult(restore_network(self.model, self.endpoints, state), history, best_epoch, ending)


def arrays_of(network: Network) -> Arrays:
    """The network's weights and buffers."""
    return {name: tensor.cpu().numpy() for name, tensor in network.state_dict().items()}


def restore_network(model: NetworkSettings, endpoints: tuple[Endpoint, ...], state: Arrays) -> Network:
    """The network of these settings with the given weights and buffers."""
    network = build_network(model, endpoints, seed=0)
    network.load_state_dict({name: torch.from_numpy(array) for name, array in state.items()})
    return network


def fit_members(
    model: NetworkSettings,
    start: Sequence[Network],
    train: TrainingData,
    validation: TrainingData | None,
    settings: FitSettings,
    recorder: Recorder,
    title: str,
) -> list[FitResult]:
    """Train every network of `start` on; member i shuffles with seed `fit.seed + i`.

    Metrics are recorded as `<title>/member<i>/<metric>`. Raises TrainingError as `fit` does, and where a process dies.
    """
    jobs = [
        Job(model, network.endpoints, arrays_of(network), train, validation, replace(settings, seed=seed))
        for network, seed in zip(start, count(settings.seed), strict=False)
    ]
    on_gpu = pick_device(settings.device).type == "cuda"
    workers = 1 if on_gpu else min(settings.workers or os.cpu_count() or 1, len(jobs))
    with bar(f"Training, {title}", total=len(jobs) * settings.epochs * len(train)) as shown:
        listen = _listener(shown, recorder, title)
        if workers > 1:
            outcomes = _side_by_side(jobs, workers, listen)
        else:
            outcomes = [job.run(partial(listen, member)) for member, job in enumerate(jobs)]
    return [job.result(outcome) for job, outcome in zip(jobs, outcomes, strict=True)]


def _listener(shown: Bar, recorder: Recorder, title: str) -> Listener:
    def listen(member: int, event: Event) -> None:
        if isinstance(event, int):
            shown.advance(event)
        elif isinstance(event, EpochReport):
            shown.describe(f"Training, {title}, epoch {event.epoch}")
            recorder.metrics({f"{title}/member{member}/{k}": v for k, v in event.metrics().items()}, step=event.epoch)

    return listen


def _side_by_side(jobs: Sequence[Job], workers: int, listen: Listener) -> list[Outcome]:
    spawn = multiprocessing.get_context("spawn")
    events: Queue[tuple[int, Event]] = spawn.Queue()
    over = spawn.Event()
    try:
        with ProcessPoolExecutor(workers, spawn, initializer=_connect, initargs=(events, over)) as pool:
            futures = [pool.submit(_run_job, member, job) for member, job in enumerate(jobs)]
            try:
                _relay(events, futures, listen)
                for future in as_completed(futures):
                    future.result()  # raises what the first to fail has raised, not what ends the others
            finally:
                over.set()
            return [future.result() for future in futures]
    except BrokenProcessPool:
        raise TrainingError("a training process died, probably for want of memory; set fit.workers=1") from None


def _relay(events: "Queue[tuple[int, Event]]", futures: Sequence[Future[Outcome]], listen: Listener) -> None:
    """Pass events on until every member has ended or one has failed."""
    running = set(range(len(futures)))
    while running and not any(future.done() and future.exception() for future in futures):
        try:
            member, event = events.get(timeout=0.5)
        except Empty:
            continue
        listen(member, event)
        if event is None:
            running.discard(member)


class _OverError(Exception):
    """Ends a training that nobody waits for any more."""


_events: "Queue[tuple[int, Event]]"
"""In a training process: where its events go. A queue can only be handed over when the process starts."""
_over: Flag
"""In a training process: set once nobody waits for it any more."""


def _connect(events: "Queue[tuple[int, Event]]", over: Flag) -> None:
    """A process ends without waiting until its events are read: after a failure nobody reads them any more."""
    global _events, _over
    end_with_parent()
    _events, _over = events, over
    events.cancel_join_thread()


def _run_job(member: int, job: Job) -> Outcome:
    def tell(event: Event) -> None:
        if _over.is_set():
            raise _OverError
        _events.put((member, event))

    return job.run(tell)
