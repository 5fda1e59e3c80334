"""Independent jobs in processes side by side, where each job would leave the other cores idle."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

from discovery.errors import TrainingError
from discovery.parent_process import end_with_parent
from discovery.progress import bar

Shared = TypeVar("Shared")
Job = TypeVar("Job")
Result = TypeVar("Result")


def side_by_side(
    function: Callable[[Shared, Job], Result],
    shared: Shared,
    jobs: Sequence[Job],
    workers: int,
    title: str,
    size: Callable[[Job], int] = lambda _: 1,
) -> Iterator[Result]:
    """function(shared, job) for each job, in order, in `workers` processes (0: one a core) under a progress bar.

    `shared` travels to each process once; a job advances the bar by its `size`. With one worker everything runs in
    this process. What a job raises is raised here; raises TrainingError where a process dies.
    """
    crew = min(workers or os.cpu_count() or 1, len(jobs))
    with bar(title, sum(map(size, jobs))) as progress:
        if crew < 2:
            for job in jobs:
                yield function(shared, job)
                progress.advance(size(job))
            return
        threads = max(1, (os.cpu_count() or 1) // crew)
        spawn = multiprocessing.get_context("spawn")
        try:
            with ProcessPoolExecutor(crew, spawn, initializer=_prepare, initargs=(function, shared, threads)) as pool:
                for job, result in zip(jobs, pool.map(_work, jobs), strict=True):
                    yield result
                    progress.advance(size(job))
        except BrokenProcessPool:
            raise TrainingError(f"{title}: a process died, probably for want of memory; set fit.workers=1") from None


_prepared: tuple[Callable[[Any, Any], Any], Any]
"""In a worker process: what to do, and what all jobs share."""


def _prepare(function: Callable[[Any, Any], Any], shared: Any, threads: int) -> None:
    """`threads` are those of linear algebra: more than there are cores for all processes wait for each other."""
    global _prepared
    end_with_parent()
    threadpool_limits(threads)  # of libraries that are loaded; those still to come, as torch may be, read the variables
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
    _prepared = (function, shared)


def _work(job: Any) -> Any:
    function, shared = _prepared
    return function(shared, job)
