"""Whole-process screening speed beside `chemprop predict`: `python -m experiments.screening_speed.benchmark --help`.

Every run is a process of its own, from a CSV of SMILES to a file of scores, start-up included. The programs take
turns, so that a machine that gets slower or faster does so for all of them.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from discovery.screening.library.records import read_library
from discovery.screening.settings import LibrarySettings
from experiments.screening_speed.agreement import check
from experiments.screening_speed.bundle import save_untrained
from experiments.screening_speed.results import machine, publish, table, write_runs

HERE = Path(__file__).parent
FP32, BF16, CHEMPROP, CUIK = "discovery, fp32", "discovery, bf16", "chemprop, default", "chemprop, C++ featuriser"


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = _library(options.library, options.molecules, folder / "library.csv")
        commands = _commands(options, library, folder)
        seconds: dict[str, list[float]] = {program: [] for program in commands}
        for _ in range(options.runs):
            for program, taken in seconds.items():
                taken.append(_seconds(program, commands, folder))
        write_runs(HERE / "results.csv", options.molecules, seconds)  # so that no run is lost whatever the check says
        agreement = check(folder / "bundle", folder / FP32, folder / BF16)
    setting = (
        f"{options.molecules:,} molecules of `{options.library.name}`, {options.runs} runs of each program in turn, "
        f"{options.workers} processes; {machine(_interpreter(options))}."
    )
    publish(HERE / "README.md", [table(seconds, CHEMPROP, options.molecules), setting, agreement])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--chemprop", type=Path, required=True, help="chemprop's executable, in an environment of its own"
    )
    parser.add_argument("--library", type=Path, required=True, help="table with a column `smiles`")
    parser.add_argument("--molecules", type=int, default=50_000, help="molecules taken from the head of the library")
    parser.add_argument("--runs", type=int, default=5, help="runs of each program")
    parser.add_argument("--workers", type=int, default=2, help="processes of discovery; chemprop takes all cores")
    return parser.parse_args()


def _library(source: Path, molecules: int, path: Path) -> Path:
    """The first molecules of a library as a CSV with the one column that both programs need."""
    chunk = next(read_library(LibrarySettings(source), molecules))
    if len(chunk) < molecules:
        raise SystemExit(f"{source} has only {len(chunk)} molecules: lower --molecules")
    path.write_text("\n".join(["smiles", *chunk.smiles]) + "\n", encoding="utf-8")
    return path


def _commands(options: argparse.Namespace, library: Path, folder: Path) -> dict[str, list[str]]:
    """Program -> its command line; the models are made here."""
    bundle, model = folder / "bundle", folder / "model.pt"
    save_untrained(bundle)
    subprocess.run([_interpreter(options), HERE / "chemprop_model.py", model], check=True, capture_output=True)
    ours = [sys.executable, "-m", "experiments.screening_speed.score", str(bundle), str(library)]
    theirs = [str(options.chemprop), "predict", "-i", str(library), "-s", "smiles", "--model-paths", str(model)]
    theirs += ["--accelerator", "cpu", "--drop-extra-columns"]
    return {
        FP32: [*ours, str(folder / FP32), str(options.workers), "fp32"],
        BF16: [*ours, str(folder / BF16), str(options.workers), "bf16"],
        CHEMPROP: [*theirs, "-o", str(folder / f"{CHEMPROP}.csv")],
        CUIK: [*theirs, "-o", str(folder / f"{CUIK}.csv"), "--use-cuikmolmaker-featurization"],
    }


def _interpreter(options: argparse.Namespace) -> Path:
    """The Python of chemprop's environment."""
    chemprop: Path = options.chemprop
    return chemprop.parent / "python"


def _seconds(program: str, commands: dict[str, list[str]], folder: Path) -> float:
    """Wall time of one run of a program, whose result of an earlier run is removed first."""
    shutil.rmtree(folder / program, ignore_errors=True)
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    start = time.perf_counter()
    done = subprocess.run(commands[program], cwd=HERE.parents[1], env=environment, capture_output=True, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{program} failed:\n{done.stderr[-2000:]}")
    print(f"{program}: {seconds:.1f} s", file=sys.stderr)
    return seconds


if __name__ == "__main__":
    main()
