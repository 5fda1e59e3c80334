"""The configuration groups of a verb, and the shipped options that it can use."""

from dataclasses import fields
from typing import Any

from omegaconf import OmegaConf

from discovery.app.places import CONFIGS, options
from discovery.app.schemas import VERB_SCHEMAS


def choices(verb: str) -> dict[str, str]:
    """The groups of a verb and the option that each has unless another is chosen (`???`: one must be chosen)."""
    defaults: Any = OmegaConf.to_container(OmegaConf.load(CONFIGS / f"{verb}.yaml").defaults)
    return {group: option or "none" for entry in defaults if isinstance(entry, dict) for group, option in entry.items()}


def offered(verb: str, group: str) -> list[str]:
    """The shipped options of a group that a verb can use: an experiment may set nothing that the verb does not have."""
    known = {field.name for field in fields(VERB_SCHEMAS[verb])}
    return [name for name in options(group) if group != "experiment" or _set_by(name) <= known]


def _set_by(experiment: str) -> set[str]:
    """Groups and settings that a shipped experiment chooses."""
    content: Any = OmegaConf.to_container(OmegaConf.load(CONFIGS / "experiment" / f"{experiment}.yaml"))
    defaults = content.pop("defaults", [])
    return {*content, *(key.removeprefix("override /") for entry in defaults for key in entry)}
