"""Methods that give each compound its part rather than its group: by date, by a shared secret, or as the source has it.

All of them go by skeleton, so that salts and isomers of a compound follow it.
"""

import hmac

import numpy as np
from numpy.typing import NDArray

from discovery.assay.splits.pool import PARTS, Pool
from discovery.assay.splits.settings import SplitSettings
from discovery.errors import SettingsError

Parts = tuple[NDArray[np.int64], tuple[str, ...]]
"""[n] number of each compound's part, and what a person should know of it."""
SHORTEST_KEY = 16
"""Bytes that a secret has at least; a shorter one can be guessed."""


def by_time(pool: Pool, settings: SplitSettings) -> Parts:
    """Compounds of the latest dates for testing, those before them for validation, as in the life of a project.

    Sheridan 2013, doi 10.1021/ci400084k. A skeleton has the date of its first measurement, compounds of one date
    share a part, and the fractions are of the dated compounds; those without a date are for training.
    Raises SettingsError where there are fewer dates than parts.
    """
    skeleton = pool.numbers()
    first = np.full(int(skeleton.max(initial=-1)) + 1, np.datetime64("NaT", "D"))
    if pool.dates is not None:
        np.fmin.at(first, skeleton, pool.dates)
    date = first[skeleton]
    dated = ~np.isnat(date)
    days, day = np.unique(date[dated], return_inverse=True)
    parts = np.zeros(len(pool), np.int64)
    if len(pool):
        parts[dated] = _part_of_day(np.bincount(day, minlength=len(days)), settings)[day]
    undated = len(pool) - int(dated.sum())
    return parts, _undated(undated) + _since(days, parts[dated], day)


def by_key(pool: Pool, settings: SplitSettings) -> Parts:
    """Parts by a hash of the skeleton that only holders of the key can compute, whatever other compounds there are.

    HMAC-SHA256 (RFC 2104) of the skeleton key, read as a number from 0 to 1. Two sites that share a key and the
    fractions put a compound in the same part without telling each other of it (Simm et al. 2021, doi
    10.1186/s13321-021-00576-2). The seed plays no role. Raises SettingsError for a key that is too short.
    """
    if settings.key is None:
        raise SettingsError("split.key must be given for split.method=keyed: the file with the shared secret")
    key = settings.key.read_bytes().strip()  # an editor's line end at one site must not move its compounds
    if len(key) < SHORTEST_KEY:
        raise SettingsError(
            f"split.key: {settings.key} holds {len(key)} bytes, fewer than {SHORTEST_KEY}, which can be guessed; make"
            " one with `openssl rand -hex 32`"
        )
    draws = [hmac.digest(key, skeleton.encode(), "sha256")[:8] for skeleton in pool.skeletons]
    draw = np.array([int.from_bytes(digest, "big") for digest in draws], np.float64) / 2.0**64
    ends = np.cumsum([settings.train, settings.validation])
    last = max(number for number, name in enumerate(PARTS) if getattr(settings, name) > 0)
    return np.minimum(np.searchsorted(ends, draw, side="right"), last).astype(np.int64), ()


def as_given(pool: Pool, _settings: SplitSettings) -> Parts:
    """Parts as the source gives them; a skeleton given for several goes to the most training one of them.

    Compounds that the source gives for no part are for training. Raises SettingsError where it gives none at all.
    """
    if len(pool) and (pool.given is None or not pool.given.any()):
        raise SettingsError(
            "split.method=given: the data set gives no parts; name the column that does, with"
            " data.sources.<name>.columns.split, and ingest again, or choose another split.method"
        )
    given = np.zeros((len(pool), len(PARTS)), np.bool_) if pool.given is None else pool.given
    skeleton = pool.numbers()
    of_skeleton = np.zeros((int(skeleton.max(initial=-1)) + 1, len(PARTS)), np.bool_)
    np.logical_or.at(of_skeleton, skeleton, given)
    parts = of_skeleton[skeleton].argmax(axis=1).astype(np.int64)
    later = np.arange(len(PARTS)) > parts[:, None]
    moved = int((given & later).any(axis=1).sum())
    free = int((~of_skeleton[skeleton].any(axis=1)).sum())
    return parts, _moved(moved) + _free(free)


def _part_of_day(count: NDArray[np.int64], settings: SplitSettings) -> NDArray[np.int64]:
    """[d] part of each day, of `count` [d] compounds each: the cuts that come closest to the wanted sizes."""
    wanted = np.array([getattr(settings, part) for part in PARTS])
    used = np.flatnonzero(wanted > 0)
    if len(count) < len(used):
        raise SettingsError(
            f"split.method=time: compounds of {len(count)} different dates cannot make {len(used)} parts; name the"
            " column of the date, with data.sources.<name>.columns.date, and ingest again, or choose another"
            " split.method"
        )
    until = np.cumsum(count)
    part = np.full(len(count), used[-1], np.int64)
    start = 0
    for place, number in enumerate(used[:-1]):
        last = len(count) - (len(used) - place - 1)  # a day is left for each of the later parts
        goal = wanted[: number + 1].sum() * until[-1]
        end = start + 1 + int(np.abs(until[start:last] - goal).argmin())
        part[start:end] = number
        start = end
    return part


def _since(days: NDArray[np.datetime64], parts: NDArray[np.int64], day: NDArray[np.int64]) -> tuple[str, ...]:
    """First day of each later part."""
    begins = {name: days[day[parts == number].min()] for number, name in enumerate(PARTS) if (parts == number).any()}
    later = [f"{name} from {begin}" for name, begin in begins.items() if name != PARTS[0]]
    return (f"By date: {', '.join(later)}.",) if later else ()


def _undated(count: int) -> tuple[str, ...]:
    return (f"{count:,} compounds have no date and are for training.",) if count else ()


def _moved(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (f"{count:,} compounds leave a part they are given for: a form of them is given for an earlier one.",)


def _free(count: int) -> tuple[str, ...]:
    return (f"{count:,} compounds are given for no part and are for training.",) if count else ()
