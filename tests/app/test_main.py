"""The command line itself: help, version, exit codes, nothing heavy before a verb runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from discovery import __version__
from discovery.app import ingest
from discovery.app.groups import choices
from discovery.app.main import VERBS, Terminated, main
from discovery.app.places import options

HEAVY = ("torch", "rdkit", "numpy", "hydra", "mlflow", "pyarrow", "sklearn")


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"]])
def test_help_names_every_verb(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert all(f"\n  {verb}" in printed for verb in VERBS)


def test_help_imports_nothing_heavy() -> None:
    script = (
        f"import sys; from discovery.app.main import main; main([]); print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "discovery", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"discovery {__version__}\n"


@pytest.mark.parametrize("verb", VERBS)
def test_verb_help_lists_groups_and_settings(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    printed = capsys.readouterr().out
    assert VERBS[verb] in printed
    assert "\n  experiment" in printed
    assert "\n  out " in printed


@pytest.mark.parametrize("experiment", options("experiment"))
@pytest.mark.parametrize("verb", VERBS)
def test_verb_help_lists_the_experiments_that_the_verb_can_run(
    verb: str, experiment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main([verb, "--help"])
    listed = experiment in capsys.readouterr().out.partition("\n  experiment ")[2].splitlines()[0]
    needed = [f"{group}={options(group)[0]}" for group, chosen in choices(verb).items() if chosen == "???"]
    assert (main([verb, f"experiment={experiment}", *needed, "--cfg", "job"]) == 0) == listed


def test_every_top_level_setting_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in VERBS:
        main([verb, "--help"])
        settings = capsys.readouterr().out.partition("\nSettings ")[2].splitlines()[1:]
        assert all(len(line.split()) > 1 for line in settings), (verb, settings)


def test_configuration_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "target=ryr2", "--cfg", "job", "fit.epochs=7"]) == 0
    printed = capsys.readouterr().out
    assert "gene: RYR2" in printed
    assert "epochs: 7" in printed
    assert "dataset: ???" in printed


def test_what_follows_from_a_missing_value_is_printed_as_missing(capsys: pytest.CaptureFixture[str]) -> None:
    groups = ("data=table", "target=gene", "library=file", "ranking=potency")
    assert main(["campaign", *groups, "--cfg", "job"]) == 0
    assert "\nout: ???\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("problem", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "discovery ingest: interrupted\n"),
        (Terminated(), 143, "discovery ingest: terminated; the same command starts over\n"),
        (FileNotFoundError(2, "No such file", "out"), 1, "discovery ingest: out: No such file\n"),
        (
            OSError(28, "No space left on device", "out"),
            1,
            "discovery ingest: out: No space left on device: free some space there, or name a folder on another disk; "
            "the same command starts over\n",
        ),
    ],
)
def test_interruption_and_file_system_errors_are_one_line(
    problem: BaseException,
    code: int,
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stop(_: object) -> None:
        raise problem

    monkeypatch.setattr(ingest, "ingest", stop)
    assert main(["ingest", "data=ryr", f"out={tmp_path}"]) == code
    assert capsys.readouterr().err == line
