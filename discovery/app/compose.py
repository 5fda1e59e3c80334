"""Typed settings out of YAML files and command line overrides; only this, `groups` and `explain` know of OmegaConf."""

import re
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_dir
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException
from omegaconf import MISSING, DictConfig, OmegaConf, open_dict
from omegaconf.errors import (
    InterpolationToMissingValueError,
    OmegaConfBaseException,
)
from yaml import YAMLError

from discovery.app.explain import explain, explain_value, unreadable
from discovery.app.given import boundless, missing
from discovery.app.nearest import check_files, named_options, suggestion
from discovery.app.places import CONFIGS, options, shipped
from discovery.app.schemas import GROUP_OF, GROUP_SCHEMAS, VERB_SCHEMAS
from discovery.errors import SettingsError
from discovery.tracking.plain import plain

_UNREADABLE = re.compile(r"[^\x20-\x7e]|[()&'\"#;=!<>|^`]")
"""Characters of file and column names that Hydra does not take outside quotation marks."""
SEVERAL: dict[str, dict[str, str]] = {"compare": {"models": "model"}}
"""Verb -> settings of it that hold several options of a group, by name."""

BUILT_UP = re.compile(r"\+{0,2}data\.sources\.([^.=]+)\.(?:readouts|structures|hits|units|effects|targets)[.=]")
"""Overrides of settings that are empty or None until somebody gives them, which Hydra itself cannot override."""
ADDED = re.compile(r"\+{1,2}data\.sources\.([^.=]+)\.")
"""Overrides that add to a table, or, where one of them gives its path, a table to those of the files."""


def settings_of(verb: str, overrides: Sequence[str], folder: Path | None = None) -> Any:
    """Settings of one verb as its dataclass: nothing misspelt, nothing missing, every input file there.

    `folder` holds the user's own configuration files beside the shipped ones.
    Raises SettingsError naming the full key.
    """
    raw = composed(verb, overrides, folder)
    for key in _unknown(raw, ""):
        raise SettingsError(key)
    for key in missing(OmegaConf.to_container(raw), ""):
        if key == "out" and "check" in raw and raw.check:  # nothing is written
            continue
        raise SettingsError(f"{key} must be given: {key}=<value>")
    for key, value in boundless(OmegaConf.to_container(raw), ""):
        raise SettingsError(f"{key} must be a number that is not beyond all bounds, got {value}")
    settings = _as_dataclass(raw)
    check_files(settings)
    if settings.out.is_file():
        raise SettingsError(f"out: {settings.out} is a file; name a folder")
    return settings


def _as_dataclass(raw: DictConfig) -> Any:
    """The configuration as its dataclass, and what is nested first, whose own checks say its group for its full key."""
    try:
        for key, group, node in _nested(raw, ""):
            try:
                OmegaConf.to_object(node)
            except SettingsError as problem:
                raise SettingsError(re.sub(rf"\b{group}\.", f"{key}.", str(problem))) from problem
        return OmegaConf.to_object(raw)
    except OmegaConfBaseException as problem:
        raise SettingsError(explain_value(problem)) from problem


def _nested(node: Any, prefix: str) -> Iterator[tuple[str, str, DictConfig]]:
    """Full key, group and settings of each option that stands at another key than its group, innermost first."""
    if not isinstance(node, DictConfig) or node._is_none() or node._is_missing():
        return
    for name in node:
        yield from _nested(node._get_node(name), f"{prefix}{name!s}.")
    key, kind = prefix.removesuffix("."), OmegaConf.get_type(node)
    if kind in GROUP_OF and GROUP_OF[kind] != key:
        yield key, GROUP_OF[kind], node


def composed(verb: str, overrides: Sequence[str], folder: Path | None = None) -> DictConfig:
    """The configuration as Hydra composes it; mandatory values may be missing."""
    _register()
    overrides = [_quoted(override) for override in overrides]
    overrides = [part for override in overrides for part in _several(override, verb, folder)]
    search = [] if folder is None else [f"hydra.searchpath=['file://{_own(folder)}']"]
    with initialize_config_dir(version_base="1.3", config_dir=str(CONFIGS)):
        try:
            added = {found[1] for o in overrides if (found := ADDED.match(o)) and o.startswith(f"{found[0]}path=")}
            late = [o for o in overrides if BUILT_UP.match(o) or ADDED.match(o)]
            raw = compose(config_name=verb, overrides=[*(o for o in overrides if o not in late), *search])
            return _built_up(raw, late, added)
        except (HydraException, OmegaConfBaseException) as problem:
            raise SettingsError(explain(problem, verb)) from problem
        except YAMLError as problem:
            raise SettingsError(f"not valid YAML: {' '.join(str(problem).split())}") from problem
        except (ValueError, TypeError) as problem:  # how Hydra refuses options and defaults that are no names
            told = " ".join(str(problem).split())
            raise SettingsError(f"a group takes the name of an option, such as model=blend ({told})") from problem


def _built_up(raw: DictConfig, overrides: Sequence[str], added: Set[str]) -> DictConfig:
    """The configuration with overrides merged in, as a file would be; `added` are the sources that may be new."""
    sources = raw.get("data", {}).get("sources", {})
    for override in OverridesParser.create().parse_overrides(list(overrides)):
        *groups, last = str(override.key_or_group).split(".")
        if groups[2] not in sources and groups[2] not in added:
            raise SettingsError(f"data.sources.{groups[2]}: no such setting; {suggestion(groups[2], sources)}")
        nested: Any = {last: override.value()}
        for group in reversed(groups):
            nested = {group: nested}
        with open_dict(raw):
            raw.merge_with(nested)
    return raw


def _quoted(override: str) -> str:
    """The override with its value in quotation marks where Hydra could not read it, such as `my data (2).csv`."""
    key, equals, value = override.partition("=")
    if not equals or value[:1] in ("", "[", "{", "'", '"') or not _UNREADABLE.search(value):
        return override
    escaped = value.replace("'", "\\'")
    return f"{key}='{escaped}'"


def _several(override: str, verb: str, folder: Path | None) -> list[str]:
    """`models=[a,b]` as one choice of an option for each name, as Hydra takes a group once; others stay as they are."""
    key, equals, value = override.partition("=")
    group = SEVERAL.get(verb, {}).get(key)
    if group is None or not equals or not value:
        return [override]
    try:
        parsed = OverridesParser.create().parse_override(override).value()
    except HydraException as problem:
        raise SettingsError(unreadable(override)) from problem
    named = named_options(key, parsed, options(group, folder))
    return [f"+{group}@{key}.{name}={option}" for name, option in named.items()]


def as_yaml(settings: Any) -> str:
    """Settings (dataclass or composed configuration) as YAML, interpolations resolved where their values are given.

    Raises SettingsError for one that leads nowhere.
    """
    try:
        content = _resolved(settings.copy()) if isinstance(settings, DictConfig) else settings
    except OmegaConfBaseException as problem:
        raise SettingsError(explain_value(problem)) from problem
    return OmegaConf.to_yaml(OmegaConf.create(plain(content)))


def _resolved(settings: DictConfig) -> Any:
    """`settings` as plain values; what follows from a missing one is missing."""
    while True:
        try:
            return OmegaConf.to_container(settings, resolve=True)
        except InterpolationToMissingValueError as problem:
            OmegaConf.update(settings, str(problem.full_key), MISSING)


def _own(folder: Path) -> Path:
    """The user's folder of configuration files, none of which may hide behind a shipped one of the same name."""
    if not folder.is_dir():
        raise SettingsError(f"--config-dir: no folder {folder}")
    if folder.resolve() == CONFIGS:
        raise SettingsError(f"--config-dir: {folder} is the shipped folder, which is always looked into; leave it out")
    for file in sorted(folder.rglob("*.yaml")):
        if (CONFIGS / file.relative_to(folder)).exists():
            raise SettingsError(f"--config-dir: {file} has the name of a shipped file; give it another")
    return folder.resolve()


def _register() -> None:
    """Make the schemas and the resolver `${shipped:...}` known to Hydra."""
    store = ConfigStore.instance()
    for verb, schema in VERB_SCHEMAS.items():
        store.store(name=f"{verb}_schema", node=schema)
    for group, schemas in GROUP_SCHEMAS.items():
        for name, schema in schemas.items():
            store.store(group=group, name=f"{name}_schema", node=schema)
    OmegaConf.register_new_resolver("shipped", shipped, replace=True)


def _unknown(node: Any, prefix: str) -> Iterator[str]:
    """What to say of each key that its dataclass does not have (`+key=value` gets past Hydra)."""
    if not isinstance(node, DictConfig) or node._is_none() or node._is_missing():
        return
    kind = OmegaConf.get_type(node)
    known = getattr(kind, "__dataclass_fields__", None)
    for name in node:
        key = f"{prefix}{name!s}"
        if known is not None and name not in known:
            yield f"{key}: no such setting; {suggestion(str(name), known, prefix)}"
        else:
            yield from _unknown(node._get_node(name), f"{key}.")
