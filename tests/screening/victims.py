"""Scoring that dies or hangs on certain structures; in a module of its own, so that processes can import it."""

import os
import time
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

import pyarrow as pa

from discovery.screening.library import LibraryChunk
from discovery.screening.score import Score, load_score
from discovery.screening.settings import EngineSettings


def load(folder: Path, fate: Callable[[], None], victims: Collection[str]) -> Score:
    return partial(_score, load_score(folder, EngineSettings()), fate, victims)


def _score(
    score: Score, fate: Callable[[], None], victims: Collection[str], chunk: LibraryChunk, quarantined: Collection[int]
) -> pa.Table:
    seen = [text for position, text in enumerate(chunk.smiles) if position not in quarantined]
    if any(text in victims for text in seen):
        fate()
    return score(chunk, quarantined)


def die() -> None:
    os._exit(11)


def hang() -> None:
    time.sleep(600)


def never_load() -> Score:
    os._exit(11)
