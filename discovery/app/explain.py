"""One line for what Hydra and OmegaConf refuse."""

import re

from hydra.errors import MissingConfigException, OverrideParseException
from omegaconf.errors import ConfigAttributeError, ConfigKeyError, OmegaConfBaseException

from discovery.app.groups import choices, offered
from discovery.app.nearest import suggestion
from discovery.app.places import options


def explain(problem: Exception, verb: str) -> str:
    """One line for a composition that failed."""
    if isinstance(problem, MissingConfigException) and problem.missing_cfg_file:
        group, _, option = problem.missing_cfg_file.rpartition("/")
        hidden = {*options(group)} - {*offered(verb, group)}
        known = [name for name in problem.options or options(group) if not name.endswith("_schema")]
        known = [name for name in known if name not in hidden]
        return f"{group}={option}: no such option; {suggestion(option, known, f'{group}=')}"
    ambiguous = re.search(r"Ambiguous value for argument '([^']+)'", str(problem))
    unread = problem.override if isinstance(problem, OverrideParseException) else ambiguous and ambiguous[1]
    if unread:
        return unreadable(unread)
    if doubled := re.search(r"Multiple values for (\S+)\.", str(problem)):
        return f"{doubled[1]} is there already: write {doubled[1]}=<option> without +, and once"
    file = re.match(r"In '([^']+)'", str(problem))
    where = f"{file[1]}: " if file else ""
    cause = problem if isinstance(problem, OmegaConfBaseException) else problem.__cause__ or problem.__context__
    if isinstance(cause, OmegaConfBaseException):
        return where + explain_value(cause)
    return where + _explain_group(str(problem), verb)


def unreadable(override: str) -> str:
    """One line for an override that Hydra cannot parse."""
    return f"cannot read '{override}': a setting is given as key=value, a list as key=[a,b]"


def explain_value(problem: OmegaConfBaseException) -> str:
    """One line for a key or a value that the dataclasses refuse."""
    key = problem.full_key or str(problem.key)
    if isinstance(problem, (ConfigKeyError, ConfigAttributeError)) and problem.parent_node is not None:
        prefix, _, name = key.rpartition(".")
        known = [str(known) for known in problem.parent_node]
        return f"{key}: no such setting; {suggestion(name, known, f'{prefix}.' if prefix else '')}"
    reason = str(problem).splitlines()[0]
    if "is not a ListConfig" in reason:
        return f"{key} takes a list: {key}=[a,b]"
    return f"{key}: {reason[0].lower()}{reason[1:]}"


def _explain_group(text: str, verb: str) -> str:
    """One line for a group that is not chosen, or that the verb does not have."""
    groups = choices(verb)
    if unchosen := re.search(r"You must specify '([^']+)'", text):
        group = unchosen[1]
        options = re.findall(r"^\t(\S+)$", text, re.MULTILINE)
        known = ", ".join(option for option in options if not option.endswith("_schema"))
        return f"{group} must be chosen: {group}=<option>, one of {known}"
    if unknown := re.search(r"Could not override '([^']+)'", text):
        return f"{verb} has no group {unknown[1]}; {suggestion(unknown[1], groups)}"
    return " ".join(text.split())
