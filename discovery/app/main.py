"""The command `discovery`: finds the verb, composes its settings, runs its journey, shows an error as one line."""

import multiprocessing
import os
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from discovery import __doc__ as purpose
from discovery import __version__
from discovery.disk import REMEDIES, problem_line
from discovery.errors import DiscoveryError, SettingsError

VERBS = {
    "ingest": "in-house tables and SDFs -> a curated data set, its rejects and a summary",
    "audit": "a curated data set and a split -> what training knows already of the test compounds",
    "pretrain": "a curated data set and unlabelled molecules -> an encoder that models of any target start from",
    "train": "a curated data set -> a model bundle for one target, with its evaluation",
    "evaluate": "a bundle and a curated data set -> metrics with intervals",
    "compare": "models and baselines on the same folds of a data set -> which is better, by how much, and how sure",
    "library": "files of structures -> a stored library, made once and screened for every target after that",
    "screen": "a library and a bundle -> ranked candidates and their report",
    "rank": "a scored library -> a new ranking under other objectives, in seconds",
    "campaign": "ingest, train, screen, rank and report in one go",
}
"""Verb -> what it does. Each is a module of this package with a function of the same name."""

KEPT = "what is finished is kept, the same command goes on from there"
ANEW = "the same command starts over"
SCREENED = "the same command ingests and trains again, and goes on where the screening was"
AGAIN = dict.fromkeys(("pretrain", "compare", "library", "screen"), KEPT) | {"campaign": SCREENED}
"""Verb -> what the same command does once more; the others start over."""
INTERRUPTED = 130
TERMINATED = 143
BROKEN_PIPE = 141


def main(words: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; nothing heavy is imported before a verb runs."""
    words = sys.argv[1:] if words is None else list(words)
    if not words or words[0] in ("-h", "--help"):
        print(_usage())
        return 0
    if words[0] == "--version":
        print(f"discovery {__version__}")
        return 0
    verb = words[0]
    try:
        with _terminable():
            _run(verb, words[1:])
    except DiscoveryError as problem:
        return _fail(verb, " ".join(str(problem).split()), problem.exit_code)
    except Terminated:
        return _fail(verb, f"terminated; {AGAIN.get(verb, ANEW)}", TERMINATED)
    except KeyboardInterrupt:
        return _fail(verb, "interrupted", INTERRUPTED)
    except BrokenPipeError:  # whoever read our output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as problem:
        outlook = f"; {AGAIN.get(verb, ANEW)}" if problem.errno in REMEDIES else ""
        return _fail(verb, " ".join(f"{problem_line(problem)}{outlook}".split()), DiscoveryError.exit_code)
    return 0


class Terminated(KeyboardInterrupt):
    """Somebody, such as a scheduler, asked this process to end; whatever cleans up after an interrupt does so here."""


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM within the block ends the processes that were started and raises Terminated."""

    def terminate(*_: object) -> None:
        for child in multiprocessing.active_children():  # a pool would wait for its work
            child.kill()
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(verb: str, words: Sequence[str]) -> None:
    """One verb: its help, its composed configuration, or its journey."""
    if verb not in VERBS:
        from discovery.app.nearest import suggestion

        raise SettingsError(f"no such verb; {suggestion(verb, VERBS)}")
    options = _parser(verb).parse_intermixed_args(words)
    if options.help:
        from discovery.app.help import verb_help

        print(verb_help(verb, VERBS[verb]))
        return
    if verb == "screen" and not options.cfg:
        from discovery.screening.modules import NETWORKS
        from discovery.screening.work.server import start_server

        start_server(NETWORKS)  # torch, which takes longer than all else before a screening begins
    from discovery.app import compose

    if options.cfg:
        print(compose.as_yaml(compose.composed(verb, options.overrides, options.config_dir)), end="")
        return
    settings = compose.settings_of(verb, options.overrides, options.config_dir)
    getattr(import_module(f"discovery.app.{verb}"), verb)(settings)


def _parser(verb: str) -> ArgumentParser:
    """Flags of every verb; they may stand before, between or after the overrides."""
    parser = _Parser(prog=f"discovery {verb}", add_help=False, allow_abbrev=False)
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--cfg", choices=["job"])
    parser.add_argument("--config-dir", type=Path)
    parser.add_argument("overrides", nargs="*")
    return parser


class _Parser(ArgumentParser):
    """Says what is wrong with a flag in one line, as every other error."""

    def error(self, message: str) -> NoReturn:
        raise SettingsError(f"{message}; flags are --help, --cfg job and --config-dir <folder>")


def _usage() -> str:
    verbs = "\n".join(f"  {verb:<10}{summary}" for verb, summary in VERBS.items())
    return f"""discovery {__version__}: {purpose}

usage: discovery <verb> [group=option ...] [key=value ...]

{verbs}

discovery <verb> --help             what the verb needs, and its choices
discovery <verb> --cfg job          the configuration as it would be used
discovery <verb> --config-dir mine  look for options in your own folder too
discovery campaign experiment=ryr2  a whole campaign on the data that ship with the project"""


def _fail(verb: str, reason: str, code: int) -> int:
    print(f"discovery {verb}: {reason}", file=sys.stderr)
    return code
