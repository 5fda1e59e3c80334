"""Chemprop trained and asked as a user would: its command line, its defaults, an environment of its own.

Looked up in chemprop 2.3.1: `chemprop train --help` and `chemprop predict --help`. It takes all cores unless
OMP_NUM_THREADS says otherwise.
"""

import csv
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.target.endpoint import EndpointKind

VALIDATION = 0.1
"""Share of the compounds that decide on the best epoch where none are given for it: chemprop's own share."""
VALUE = "value"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Compounds:
    """n compounds to learn from."""

    smiles: Sequence[str]
    """[n]"""
    value: NDArray[np.floating]
    """[n] 0 or 1 for a classification."""

    def __len__(self) -> int:
        return len(self.smiles)


@dataclass(frozen=True)
class Said:
    """What an ensemble says of n compounds."""

    mean: Floats
    """[n] mean over the networks; a probability for a classification."""
    variance: Floats | None
    """[n] over the networks; None where it was not asked for."""


@dataclass(frozen=True)
class Chemprop:
    """A chemprop of another environment, and the settings that are not its defaults."""

    executable: Path
    epochs: int = 50
    """Chemprop's default; it wants more than its 2 epochs of warm-up."""
    members: int = 1
    """Networks of the ensemble."""
    seed: int = 0

    def said(
        self,
        kind: EndpointKind,
        train: Compounds,
        validation: Compounds | None,
        asked: Sequence[str],
        variance: bool = False,
    ) -> Said:
        """Train on `train`, keep the epoch that is best on `validation` (None: a tenth, drawn), and predict `asked`.

        The variance takes two networks at least. Raises RuntimeError with the end of chemprop's log where it fails.
        """
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            self._train(kind, *(drawn(train, self.seed) if validation is None else (train, validation)), folder)
            return self._predict(asked, variance, folder)

    def _train(self, kind: EndpointKind, train: Compounds, validation: Compounds, folder: Path) -> None:
        rows = [(*row, part) for part, known in (("train", train), ("val", validation)) for row in pairs(known)]
        write(folder / "known.csv", ("smiles", VALUE, "split"), rows)
        command = [self.executable, "train", "-i", folder / "known.csv", "-o", folder / "model", "-s", "smiles"]
        command += ["--target-columns", VALUE, "--splits-column", "split", "--task-type", kind.value]
        command += ["--epochs", self.epochs, "--ensemble-size", self.members, "--pytorch-seed", self.seed]
        run([*command, "--accelerator", "cpu"], folder)

    def _predict(self, asked: Sequence[str], variance: bool, folder: Path) -> Said:
        write(folder / "asked.csv", ("smiles",), ((text,) for text in asked))
        command = [self.executable, "predict", "-i", folder / "asked.csv", "-o", folder / "said.csv", "-s", "smiles"]
        command += ["--model-paths", folder / "model", "--accelerator", "cpu"]
        run([*command, *(["--uncertainty-method", "ensemble"] if variance else [])], folder)
        with (folder / "said.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        if [row["smiles"] for row in rows] != list(asked):
            raise RuntimeError("chemprop did not predict the compounds it was asked for, in their order")
        mean, spread = (np.array([float(row.get(name, "nan")) for row in rows]) for name in (VALUE, f"{VALUE}_unc"))
        return Said(mean, spread if variance else None)


def drawn(known: Compounds, seed: int) -> tuple[Compounds, Compounds]:
    """Training and validation part of some compounds, at random."""
    order = np.random.default_rng(seed).permutation(len(known))
    held = round(VALIDATION * len(known))
    return taken(known, np.sort(order[held:])), taken(known, np.sort(order[:held]))


def taken(known: Compounds, rows: NDArray[np.int64]) -> Compounds:
    return Compounds([known.smiles[row] for row in rows], known.value[rows])


def pairs(known: Compounds) -> Iterable[tuple[str, float]]:
    return zip(known.smiles, known.value.tolist(), strict=True)


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def run(command: Sequence[object], folder: Path) -> None:
    """Run a program in a folder; RuntimeError with the last lines of what it wrote where it fails."""
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        told = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise RuntimeError(f"{' '.join(map(str, command[:2]))} failed:\n{told}")
