"""How long does `discovery train model=blend` take for a target with 3,000 compounds, and in how much memory?

python -m experiments.fit_time.study --table <CHEMBL234_Ki.csv.gz of MoleculeACE> [--runs 3] [--settings KEY=VALUE ...]

Every run is a process of its own on two cores, from the curated folder to the bundle, start-up included. Runs that
results.csv has are not made again.
"""

import argparse
import csv
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from experiments.kept import Results, Row
from experiments.measured import measured
from experiments.screening_speed.results import processor

CORES = 2
MINUTES = 6
"""What a fit may take."""
TARGET = ["target=gene", "target.gene=DRD3"]
SECONDS, MEMORY, SPEED = "seconds", "peak memory, GB", "molecules a second, "
LEARNT = "compounds learnt from"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--compounds", type=int, default=3_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--settings", nargs="+", default=[], help="further settings of discovery train")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results.csv")
    chosen = parser.parse_args()
    results = Results(chosen.out, ("run", "quantity"), ("value",))
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])  # of the processes started here too
    missing = [run for run in range(1, chosen.runs + 1) if not results.has(str(run), SECONDS)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if missing:
            ingest(chosen.table.resolve(), chosen.compounds, folder)
        for run in missing:
            for quantity, value in timed(run, folder, chosen.settings):
                results.append(run, quantity, value)
                print("run", run, quantity, f"{value:.4g}", flush=True)
    print("\n".join(tables(results.rows())))
    print(f"\n{processor()}, {CORES} of {os.cpu_count()} cores.")


def ingest(table: Path, compounds: int, folder: Path) -> None:
    """A curated folder of so many compounds of the table, drawn."""
    with gzip.open(table, "rt", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    if len(rows) < compounds:
        raise SystemExit(f"{table} has only {len(rows)} compounds: lower --compounds")
    with (folder / "measured.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["smiles", "value"])
        drawn = np.sort(np.random.default_rng(0).permutation(len(rows))[:compounds])
        writer.writerows([rows[place]["smiles"], rows[place]["exp_mean [nM]"]] for place in drawn)
    source = "data.sources.table."
    told = ["path=measured.csv", "columns.value=value", "unit=nM", "target=DRD3", "standard_type=Ki"]
    command = ["ingest", "data=table", "out=curated", "tracking=off", *(source + one for one in told)]
    subprocess.run([sys.executable, "-m", "discovery", *command], cwd=folder, check=True)


def timed(run: int, folder: Path, settings: Sequence[str]) -> Iterator[tuple[str, float]]:
    """What one training takes, and what its bundle's card says of the cost of a prediction."""
    model = ["model=blend", "fit=finetune", f"fit.workers={CORES}"]
    command = ["train", "dataset=curated", f"out=bundle{run}", *TARGET, *model]
    found = measured([sys.executable, "-m", "discovery", *command, *settings], folder)
    card = json.loads((folder / f"bundle{run}" / "manifest.json").read_text(encoding="utf-8"))
    yield from ((SPEED + name, float(speed)) for name, speed in card["speed"].items())
    yield LEARNT, float(card["training_compounds"])
    yield MEMORY, found.memory / 1e9
    yield SECONDS, found.seconds


def tables(rows: Sequence[Row]) -> Iterator[str]:
    """Lines of a table of medians and ranges over runs."""
    yield f"| over {len({row['run'] for row in rows})} runs | median | range |"
    yield "|---|---|---|"
    for quantity in sorted({row["quantity"] for row in rows}):
        values = [float(row["value"]) for row in rows if row["quantity"] == quantity]
        yield f"| {quantity} | {statistics.median(values):.4g} | {min(values):.4g} to {max(values):.4g} |"
        if quantity.startswith(SPEED):
            cost = [1000 / value for value in values]
            title = quantity.replace(SPEED, "milliseconds a molecule, ")
            yield f"| {title} | {statistics.median(cost):.3g} | {min(cost):.3g} to {max(cost):.3g} |"
    slowest = max((float(row["value"]) for row in rows if row["quantity"] == SECONDS), default=float("nan"))
    yield f"\nThe slowest run took {slowest / 60:.1f} minutes; the bar is {MINUTES}."


if __name__ == "__main__":
    main()
