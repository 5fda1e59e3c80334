"""What makes one data set differ from another: the files, the settings and the versions behind it, and its counts."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from discovery.assay.card import CARD, read_card
from discovery.errors import InputError

SHORT = 12
"""Digits of a hash that a person is shown."""
WITHOUT_EFFECT = ("data.curate.workers",)
"""Settings that change no value."""
COUNTS = ("compounds", "measurements", "conflicts", "background")
MISSING = "not set"


def earlier_card(folder: Path) -> dict[str, Any] | None:
    """Card of the data set that a folder holds already: None where there is none, empty where it cannot be compared."""
    if not (folder / CARD).is_file():
        return None
    try:
        return read_card(folder)
    except InputError:
        return {}


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """One sentence for everything that differs between two cards; empty where nothing does.

    A file is known by its content, so one that only moved is no change.
    """
    if not before:
        return ["all of it, perhaps: the card that lay here cannot be read by this version of discovery"]
    found = [
        *_files(before["inputs"], after["inputs"]),
        *_settings(before, after),
        *_differences("version of ", before["versions"], after["versions"]),
        *_differences("standardisation: ", before["standardisation"], after["standardisation"]),
        *_differences("", _counts(before), _counts(after)),
    ]
    if before["content_hash"] != after["content_hash"]:
        found.append(f"the content: hash {_short(before['content_hash'])} -> {_short(after['content_hash'])}")
    elif found:
        found.append(f"the content is the same (hash {_short(after['content_hash'])})")
    return found


def _files(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for key in _keys(before, after):
        if key not in before:
            yield f"{key}: {after[key]['file']} is new"
        elif key not in after:
            yield f"{key}: {before[key]['file']} is no longer read"
        elif before[key]["sha256"] != after[key]["sha256"]:
            old, new = (_short(files[key]["sha256"]) for files in (before, after))
            yield f"{key}: {after[key]['file']} has another content (SHA-256 {old} -> {new})"


def _settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Settings other than those that name a file; of a source that came or went the file alone is named."""
    both = before["settings"], after["settings"]
    sources = [set(settings["data"]["sources"]) for settings in both]
    silent = {*before["inputs"], *after["inputs"], *WITHOUT_EFFECT}
    passing = tuple(f"data.sources.{name}." for name in sources[0] ^ sources[1])
    old, new = (
        {key: value for key, value in _flat(settings) if key not in silent and not key.startswith(passing)}
        for settings in both
    )
    return _differences("", old, new)


def _counts(card: Mapping[str, Any]) -> dict[str, Any]:
    stages = card["stages"]
    rejects = {
        f"rejected, {stage} {code}": count
        for stage, codes in stages["rejected_by_stage"].items()
        for code, count in codes.items()
    }
    return {
        "rows": stages["rows"],
        "records": stages["records"],
        "repeats": stages["repeats"],
        **{name: card[name] for name in COUNTS},
        **rejects,
    }


def _differences(prefix: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for key in _keys(before, after):
        old, new = before.get(key, MISSING), after.get(key, MISSING)
        if old != new:
            yield f"{prefix}{key}: {_told(old)} -> {_told(new)}"


def _keys(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The keys of both, in the order of the newer."""
    return [*after, *(key for key in before if key not in after)]


def _flat(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from _flat(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", inner


def _told(value: Any) -> str:
    if isinstance(value, str):
        return value or "empty"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return MISSING if value is None else str(value)


def _short(digest: str) -> str:
    return digest[:SHORT]
