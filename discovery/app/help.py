"""What `discovery <verb> --help` says, read from the settings and the configuration files themselves."""

import ast
import inspect
from dataclasses import fields
from itertools import pairwise
from textwrap import dedent

from discovery.app.groups import choices, offered
from discovery.app.schemas import VERB_SCHEMAS


def verb_help(verb: str, summary: str) -> str:
    """Purpose, groups with their options, and top-level settings of one verb."""
    groups = choices(verb)
    settings = [(name, doc) for name, doc in _settings(verb) if name not in groups]
    width = max(12, *(len(name) + 2 for name, _ in settings))
    return "\n".join(
        [
            f"discovery {verb}: {summary}",
            "",
            f"usage: discovery {verb} [group=option ...] [key=value ...]",
            "",
            "Groups (the option used unless you choose; ??? must be chosen):",
            *(
                f"  {group:<12}{chosen:<14}of {', '.join(offered(verb, group)) or 'your own'}"
                for group, chosen in groups.items()
            ),
            "",
            "Settings (discovery " + verb + " --cfg job prints all of them with their values):",
            *(f"  {name:<{width}}{doc}" for name, doc in settings),
        ]
    )


def _settings(verb: str) -> list[tuple[str, str]]:
    """Name and sentence of each field of the verb's dataclass; the sentence is the docstring below it."""
    schema = VERB_SCHEMAS[verb]
    body = ast.parse(dedent(inspect.getsource(schema))).body[0].body  # type: ignore[attr-defined]
    docs = {
        field.target.id: after.value.value
        for field, after in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
    }
    return [(field.name, str(docs.get(field.name, ""))) for field in fields(schema)]
