"""Settings as plain values: for JSON, for YAML and for a tracker's parameters."""

from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any


def plain(value: Any) -> Any:
    """A dataclass as nested dictionaries of numbers, text, lists and None; a path as text, an enum as its name."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    if isinstance(value, Enum):
        return value.name
    return str(value) if isinstance(value, Path) else value


def flat(value: Any, prefix: str = "") -> dict[str, Any]:
    """The same with one level: full key, such as `fit.epochs`, to value."""
    content = plain(value)
    if not isinstance(content, dict):
        return {prefix: content}
    return {
        key: leaf
        for name, inner in content.items()
        for key, leaf in flat(inner, f"{prefix}.{name}" if prefix else name).items()
    }
