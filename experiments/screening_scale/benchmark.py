"""Screening of a large library beside `chemprop predict`: `python -m experiments.screening_scale.benchmark --help`.

Every piece of work is a process of its own, on two cores, start-up included; rates that are called marginal are those
between a small and a large library, so that start-up does not count. What results.csv has is not measured again.
"""

import argparse
import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np

from discovery.screening.library.shards import GRAPHS, TABLE
from discovery.screening.library.texts import library_texts
from discovery.screening.scored import open_scored
from discovery.screening.settings import LibrarySettings
from experiments.kept import RUNS, Results
from experiments.measured import measured
from experiments.screening_scale.tables import CUIK, DEFAULT, DIRECT, FIVE, LOOK, PARSE, START, STORE, STORED, tables
from experiments.screening_speed.bundle import ENDPOINT, save_untrained
from experiments.screening_speed.results import machine, publish

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = Results(HERE / "results.csv", ("work", "molecules", "run"), ("seconds", "memory_gb"))
RECALL = Results(HERE / "recall.csv", ("molecules", "best"), ("looked_at", "estimated", "found"))
BYTES = Results(HERE / "bytes.csv", ("molecules",), ("graphs", "texts"))
MEMBERS = 5
FEW = 1000
"""Molecules that take no time to score: what is left is the start."""
BEST = 1000


@dataclass(frozen=True)
class Bench:
    """Where everything is, and what is measured."""

    chemprop: Path
    ensemble: Path
    folder: Path
    small: int
    large: int
    few: int

    def library(self, molecules: int) -> Path:
        return self.folder / f"library_{molecules}.csv"

    def works(self, molecules: int) -> dict[str, tuple[Sequence[str | Path], Path]]:
        """Name -> command, and what it makes, for a library of that many molecules."""
        table, stored, single = self.library(molecules), self.folder / f"stored_{molecules}", self.folder / "single"
        ours = [sys.executable, "-m", "experiments.screening_scale.work"]
        names = ("fp32", "bf16", "direct-fp32", "direct-bf16", "look", "full")
        out = {name: self.folder / f"{name}_{molecules}" for name in names}
        return {
            PARSE: ([*ours, "parse", table], self.folder / "nothing"),
            STORE: ([*ours, "store", table, stored], stored),
            **{
                work.format(precision): ([*ours, "score", single, library, out[name], precision], out[name])
                for work, library, prefix in ((DIRECT, table, "direct-"), (STORED, stored, ""))
                for precision in ("fp32", "bf16")
                for name in (f"{prefix}{precision}",)
            },
            LOOK: ([*ours, "look", self.ensemble, stored, out["look"]], out["look"]),
            "five networks, stored, fp32": ([*ours, "score", self.ensemble, stored, out["full"], "fp32"], out["full"]),
        }

    def theirs(self, models: int, molecules: int) -> list[str | Path]:
        """chemprop's command for so many models."""
        paths = [self.folder / f"model{number}.pt" for number in range(models)]
        told = [
            "predict",
            "-i",
            self.library(molecules),
            "-s",
            "smiles",
            "--accelerator",
            "cpu",
            "--drop-extra-columns",
        ]
        return [self.chemprop, *told, "-o", self.folder / "chemprop.csv", "--model-paths", *paths]


def main() -> None:
    options = _options()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])  # of the processes started here too
    bench = Bench(options.chemprop, options.ensemble, options.runs_folder, *options.molecules)
    _prepare(bench, options.library, options.smiles)
    if not (bench.ensemble / "student").is_dir():
        command, made = bench.works(bench.small)[STORE]
        _measure(STORE, bench.small, 0, command, made)
        _measure("teach the student, and look", bench.small, 1, *bench.works(bench.small)[LOOK])
    for run in range(1, options.runs + 1):
        _measure(STORE, FEW, run, *bench.works(FEW)[STORE])
        _start(bench, run)
        for molecules in (bench.small, bench.large):
            for name, (command, made) in bench.works(molecules).items():
                _measure(name, molecules, run, command, made)
        _measure(DEFAULT, bench.small, run, bench.theirs(1, bench.small), bench.folder / "nothing")
        cuik = [*bench.theirs(1, bench.small), "--use-cuikmolmaker-featurization"]
        _measure(CUIK, bench.small, run, cuik, bench.folder / "nothing")
        _measure(FIVE, bench.few, run, bench.theirs(MEMBERS, bench.few), bench.folder / "nothing")
    for molecules in (bench.small, bench.large):
        _recall(bench, molecules)
        _bytes(bench, molecules)
    about = f"{options.library.name}; {machine(options.chemprop.parent / 'python')}."
    publish(
        HERE / "README.md",
        [*tables(RESULTS.rows(), RECALL.rows(), BYTES.rows(), bench.small, bench.large, bench.few), about],
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chemprop", type=Path, required=True, help="executable, in an environment of its own")
    parser.add_argument("--ensemble", type=Path, required=True, help=f"bundle of {MEMBERS} networks of {ENDPOINT.name}")
    parser.add_argument("--library", type=Path, required=True, help="table with a column of SMILES")
    parser.add_argument("--smiles", default="SMILES", help="that column")
    parser.add_argument("--molecules", type=int, nargs=3, default=[100_000, 1_500_000, 20_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--runs-folder", type=Path, default=RUNS / "screening_scale")
    return parser.parse_args()


def _prepare(bench: Bench, library: Path, smiles: str) -> None:
    """Libraries, an untrained network and chemprop's models of the same size."""
    bench.folder.mkdir(parents=True, exist_ok=True)
    for molecules in (FEW, bench.small, bench.large, bench.few):
        if not bench.library(molecules).exists():
            texts = islice(chain.from_iterable(library_texts(LibrarySettings(library, smiles=smiles))), molecules)
            bench.library(molecules).write_text("\n".join(["smiles", *texts]) + "\n", encoding="utf-8")
    if not (bench.folder / "single").exists():
        save_untrained(bench.folder / "single")
    python = bench.chemprop.parent / "python"
    script = ROOT / "experiments" / "screening_speed" / "chemprop_model.py"
    for number in range(MEMBERS):
        if not (model := bench.folder / f"model{number}.pt").exists():
            subprocess.run([python, script, model], check=True, capture_output=True)


def _measure(name: str, molecules: int, run: int, command: Sequence[str | Path], made: Path) -> None:
    """One run of a piece of work, what an earlier run made being removed first."""
    if RESULTS.has(name, str(molecules), str(run)):
        return
    shutil.rmtree(made, ignore_errors=True)
    found = measured(command, ROOT, os.environ | {"PYTHONWARNINGS": "ignore"}, quiet=True)
    RESULTS.append(name, molecules, run, found.seconds, found.memory / 1e9)
    print(f"{name}, {molecules:,}: {found.seconds:.1f} s, {found.memory / 1e9:.2f} GB", flush=True)


def _start(bench: Bench, run: int) -> None:
    """Time from the command of a screening to its first scores on disk, at which it is killed."""
    if RESULTS.has(START, str(FEW), str(run)):
        return
    out = bench.folder / "start"
    shutil.rmtree(out, ignore_errors=True)
    words = [f"bundle='{bench.folder}/single'", "library=file", f"library.path='{bench.folder}/stored_{FEW}'"]
    words += ["ranking=potency", f"ranking.objectives.potency.column={ENDPOINT.name}", "tracking=off", f"out='{out}'"]
    journal, began = out / "scored" / "parts.jsonl", time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "discovery", "screen", *words], cwd=ROOT)
    while not (journal.is_file() and journal.read_text("utf-8").count("\n") > 1):
        if process.poll() is not None:
            raise SystemExit("the screening ended before it had scored anything")
        time.sleep(0.005)
    RESULTS.append(START, FEW, run, time.perf_counter() - began, math.nan)
    process.kill()
    process.wait()


def _bytes(bench: Bench, molecules: int) -> None:
    """Bytes a record of the stored library."""
    if not BYTES.has(str(molecules)):
        folder = bench.folder / f"stored_{molecules}"
        sizes = [sum(path.stat().st_size for path in folder.glob(f"shard-*{kind}")) for kind in (GRAPHS, TABLE)]
        BYTES.append(molecules, *(size / molecules for size in sizes))


def _recall(bench: Bench, molecules: int) -> None:
    """How many of the best that the five networks find in all were among those that their student showed them."""
    looked, full = (open_scored(bench.folder / f"{name}_{molecules}") for name in ("look", "full"))
    if looked.second is None or RECALL.has(str(molecules), str(BEST)):
        return
    shown = looked.read(["row"])["row"].to_numpy()
    every = full.read(["row", ENDPOINT.name])
    best = every["row"].to_numpy()[np.argsort(-every[ENDPOINT.name].to_numpy(), kind="stable")[:BEST]]
    RECALL.append(molecules, BEST, looked.looked_at, looked.second.recall, float(np.isin(best, shown).mean()))


if __name__ == "__main__":
    main()
