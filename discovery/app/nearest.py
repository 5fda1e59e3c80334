"""The wording of `did you mean`, and the check that every input file is there."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from discovery.errors import SettingsError
from discovery.spelling import nearest

FILES = ("encoder", "key", "reserved", "sequence")
"""Settings, whatever they are nested in, that name a file and never a folder."""


def suggestion(wrong: str, known: Iterable[str], prefix: str = "") -> str:
    """`did you mean x?`, or the whole choice where nothing known is near."""
    choice = sorted(known)
    if near := nearest(wrong, choice):
        return f"did you mean {prefix}{near}?"
    return f"there are: {', '.join(choice)}" if choice else "there are none"


def named_options(key: str, value: Any, known: Sequence[str]) -> dict[str, str]:
    """Name -> option of a list of options, which are their own names, or of a dictionary.

    Raises SettingsError for anything else, and for an option that is not known.
    """
    listed = isinstance(value, list)
    named = {str(one): str(one) for one in value} if listed else value
    if not isinstance(named, dict) or not named or len(named) < len(value):
        raise SettingsError(f"{key} takes a list of different names, such as {key}=[{', '.join(known[:2])}]")
    for option in named.values():
        if str(option) not in known:
            raise SettingsError(f"{key}: {option} is no option; {suggestion(str(option), known)}")
    return {str(name): str(option) for name, option in named.items()}


def check_files(settings: Any) -> None:
    """Raise SettingsError for the first input file or folder that is not there."""
    for key, path in _paths(settings, ""):
        try:
            there = path.exists() or any(path.parent.glob(path.name))  # some may be patterns
        except ValueError as problem:
            raise SettingsError(f"{key}: {path} is no pattern ({problem}); write * for any characters") from None
        if not there:
            raise SettingsError(f"{key}: {_missing(path)}")
        if path.is_dir() and key.rpartition(".")[2] in FILES:
            raise SettingsError(f"{key}: {path} is a folder; name a file in it")


def _paths(settings: Any, prefix: str) -> Iterator[tuple[str, Path]]:
    """Full key and value of every path that is read (`out` is written)."""
    if is_dataclass(settings):
        entries = [(field.name, getattr(settings, field.name)) for field in fields(settings)]
    else:
        entries = list(settings.items())
    for name, value in entries:
        if isinstance(value, Path) and name != "out":
            yield f"{prefix}{name}", value
        elif is_dataclass(value) or isinstance(value, dict):
            yield from _paths(value, f"{prefix}{name}.")


def _missing(path: Path) -> str:
    """What is wrong with a path that does not exist, and what may help."""
    if path.parts[:2] == ("data", "raw"):
        return f"no file {path}: download it first, data/README.md says where from"
    if path.parts[0] == "data" and not path.parent.is_dir():
        return f"no file {path}; the shipped data comes with a clone of the project: run from there or name your own"
    if not path.parent.is_dir():
        return f"no file {path}: its folder {path.parent} does not exist"
    near = nearest(path.name, sorted(entry.name for entry in path.parent.iterdir()))
    return f"no file {path}" + (f"; did you mean {path.parent / near}?" if near else "")
