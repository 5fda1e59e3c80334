"""Settings as plain JSON values and back, without guessing: an unknown, missing or mistyped field is an error."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from discovery.errors import BundleError

T = TypeVar("T")


def to_plain(settings: Any) -> dict[str, Any]:
    """A settings dataclass as JSON values: an Enum by its value, a file by its name.

    Where a file lay is left out: it is not in the bundle, and two machines would never write the same digest.
    """
    plain = _plain(asdict(settings))
    assert isinstance(plain, dict)
    return plain


def from_plain(cls: type[T], data: Any, where: str, typed: Mapping[str, Any] | None = None) -> T:
    """The settings that `to_plain` wrote; raises BundleError naming `where` and the field that does not fit.

    The fields in `typed` are taken from there as they are.
    """
    typed = typed or {}
    if not isinstance(data, Mapping):
        raise BundleError(f"{where} must be a JSON object")
    hints = get_type_hints(cls)
    names = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    if odd := sorted(names.symmetric_difference(data)):
        problem = "is unknown" if odd[0] in data else "is missing"
        raise BundleError(f"{where}.{odd[0]} {problem}; read this bundle with the version of discovery that wrote it")
    own = {name: value for name, value in data.items() if name not in typed}
    return cls(**typed, **{name: _typed(hints[name], value, f"{where}.{name}") for name, value in own.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return value.name
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _typed(hint: Any, value: Any, where: str) -> Any:
    """The value as the type that a settings field declares."""
    if get_origin(hint) in (Union, UnionType):
        inner = next(kind for kind in get_args(hint) if kind is not type(None))
        return None if value is None else _typed(inner, value, where)
    if get_origin(hint) is list and isinstance(value, list):
        return [_typed(get_args(hint)[0], item, where) for item in value]
    if is_dataclass(hint) and isinstance(hint, type):
        return from_plain(hint, value, where)
    try:
        return hint(value) if issubclass(hint, Enum | Path | float) else _checked(hint, value)
    except (TypeError, ValueError):
        raise BundleError(f"{where} cannot be {value!r}") from None


def _checked(hint: type, value: Any) -> Any:
    if type(value) is not hint:
        raise TypeError
    return value
