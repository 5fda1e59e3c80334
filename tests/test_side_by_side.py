import os
from importlib import import_module

from discovery.side_by_side import side_by_side


def test_processes_share_the_cores_with_a_library_that_only_a_job_loads() -> None:
    shares = list(side_by_side(asked, "torch", ["get_num_threads"] * 2, 2, "jobs"))
    assert shares == [max(1, (os.cpu_count() or 1) // 2)] * 2


def asked(library: str, question: str) -> int:
    answer: int = getattr(import_module(library), question)()
    return answer
