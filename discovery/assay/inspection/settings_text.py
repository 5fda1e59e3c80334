"""Settings as the YAML that a person saves: only what differs from the defaults, with a remark where one is due."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./()-]*(?: [A-Za-z0-9_./()-]+)*")
_RESERVED = frozenset(("true", "false", "yes", "no", "on", "off", "null", "none", "y", "n", "nan", "inf"))
_UNPRINTABLE = re.compile(r"[^\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")
MANDATORY = ("path",)


def differences(value: Any, default: Any) -> Any:
    """What of a dataclass differs from its default, as nested dictionaries of plain values."""
    content: dict[str, Any] = {}
    for name in (field.name for field in fields(value)):
        mine, other = getattr(value, name), getattr(default, name)
        if name in MANDATORY or mine != other:
            content[name] = _plain(mine, other)
    return content


def yaml_lines(content: Mapping[str, Any], remarks: Mapping[str, str], indent: int = 0, prefix: str = "") -> list[str]:
    """Lines of nested dictionaries; `remarks` maps a key with its parents, parted by points, to a comment."""
    return list(_lines(content, remarks, indent, prefix))


def _lines(content: Mapping[str, Any], remarks: Mapping[str, str], indent: int, prefix: str) -> Iterator[str]:
    for key, value in content.items():
        full = f"{prefix}{key}"
        remark = f"  # CHECK: {remarks[full]}" if full in remarks else ""
        start = " " * indent + f"{_scalar(key)}:"
        if isinstance(value, Mapping) and value:
            yield start + remark
            yield from _lines(value, remarks, indent + 2, f"{full}.")
        else:
            yield f"{start} {_scalar(value)}{remark}"


def _plain(value: Any, default: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return differences(value, default if type(default) is type(value) else type(value)())
    if isinstance(value, Mapping):
        return {str(key): _plain(inner, None) for key, inner in value.items()}
    return value.name if isinstance(value, Enum) else value


def _scalar(value: Any) -> str:
    """One value; text that YAML or the configuration could take for something else stands in quotation marks."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{}"
    if value is None:
        return "null"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value).replace("${", "\\${")
    safe = _PLAIN.fullmatch(text) and text.lower() not in _RESERVED
    return text if safe else _UNPRINTABLE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    """A character that YAML takes only as its code."""
    return f"\\U{ord(match[0]):08x}"
