"""Variants of a model by cross-validation on sets of MoleculeACE: the runs, and their table beside one of them."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from discovery.models.pretrained import SHIPPED
from experiments.kept import Results, Row
from experiments.moleculeace.study import name_of

SETS = ("CHEMBL2047_EC50", "CHEMBL1871_Ki", "CHEMBL4203_Ki", "CHEMBL1862_Ki", "CHEMBL238_Ki", "CHEMBL3979_EC50")

Job = tuple[Path, str, Path]
"""File of a set, variant, and file of the encoder."""


@dataclass(frozen=True)
class Variants:
    """What is compared, and where its errors are kept."""

    folder: Path
    """That of the study."""
    names: Sequence[str]
    base: str
    """The variant from which the others differ."""
    heading: str = "variant"
    digits: int = 3

    @property
    def results(self) -> Results:
        """One row a variant and set."""
        return Results(self.folder / "results.csv", ("variant", "set"), ("compounds", "rmse", "cliff_rmse"))

    def row(self, job: Job, compounds: int, error: float, cliff_error: float) -> Row:
        """The errors of a variant on a set."""
        file, variant, _ = job
        values = (variant, name_of(file), compounds, f"{error:.4f}", f"{cliff_error:.4f}")
        return dict(zip((*self.results.keys, *self.results.values), map(str, values), strict=True))

    def main(self, doc: str | None, study: Callable[[Job], Row]) -> None:
        """The study's command: its rows, then the table of all that there are."""
        parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("--data", type=Path, required=True)
        parser.add_argument("--encoder", type=Path, default=SHIPPED)
        parser.add_argument("--variants", nargs="*", choices=self.names, default=list(self.names))
        parser.add_argument("--sets", nargs="+", default=list(SETS))
        arguments = parser.parse_args()
        files = [arguments.data / f"{name}.csv.gz" for name in arguments.sets]
        jobs = [(file, variant, arguments.encoder) for variant in arguments.variants for file in files]
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            for row in pool.map(study, jobs):
                self.results.put([row])
                print(*row.values(), flush=True)
        print("\n".join(["", *self.table()]))

    def table(self) -> Iterator[str]:
        """One line a variant: means over its sets, and of the differences to the base set by set, with their range."""
        rows, digits = self.results.rows(), self.digits
        base = {row["set"]: row for row in rows if row["variant"] == self.base}
        yield f"| {self.heading} | sets | RMSE | cliff RMSE | RMSE less that of {self.base} |"
        yield "|---|---|---|---|---|"
        for variant in [name for name in self.names if any(row["variant"] == name for row in rows)]:
            mine = [row for row in rows if row["variant"] == variant]
            whole, cliff = (np.mean([float(row[name]) for row in mine]) for name in ("rmse", "cliff_rmse"))
            less = np.array(
                [float(row["rmse"]) - float(base[row["set"]]["rmse"]) for row in mine if row["set"] in base]
            )
            told = [f"{number:+.{digits}f}" for number in (less.mean(), less.min(), less.max())] if len(less) else []
            said = f"{told[0]} ({told[1]} to {told[2]})" if told and variant != self.base else ""
            yield f"| {variant} | {len(mine)} | {whole:.{digits}f} | {cliff:.{digits}f} | {said} |"
