"""Where networks run, and a training's arithmetic."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from discovery.errors import SettingsError
from discovery.training.settings import Device, Precision


def pick_device(wanted: Device, group: str = "fit") -> torch.device:
    """The device asked for by `<group>.device`; raises SettingsError where it is a GPU and there is none."""
    found = torch.cuda.is_available()
    if wanted is Device.cuda and not found:
        raise SettingsError(f"{group}.device=cuda, but this machine shows no CUDA GPU; use {group}.device=auto")
    return torch.device("cuda" if found and wanted is not Device.cpu else "cpu")


def autocast(device: torch.device, precision: Precision) -> torch.autocast:
    """Block whose matrix products run in bfloat16 where `precision` says so; does nothing for fp32."""
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=precision is Precision.bf16)


@contextmanager
def one_thread() -> Iterator[None]:
    """One torch thread for as long as the block runs.

    The order of a sum depends on the number of threads: with one, a training gives the same weights on every
    number of cores, alone or beside others. Several cores are used by training members side by side.
    """
    with cores(1):
        yield


@contextmanager
def cores(number: int) -> Iterator[None]:
    """So many torch threads (0: one a core) for as long as the block runs."""
    before = torch.get_num_threads()
    torch.set_num_threads(number or os.cpu_count() or 1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
