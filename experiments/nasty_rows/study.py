"""Mixes inputs that broke other programs into a library: `python -m experiments.nasty_rows.study --help`."""

import argparse
import csv
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from distributed import LocalCluster
from numpy.typing import NDArray

from discovery.chem.settings import StandardizeSettings
from discovery.screening.engine import score_library
from discovery.screening.library.make import store_library
from discovery.screening.library.records import read_library
from discovery.screening.library.store import open_library
from discovery.screening.scored import ScoredLibrary
from discovery.screening.settings import DaskSettings, EngineSettings, LibrarySettings
from experiments.nasty_rows.records import nasty_records
from experiments.screening_speed.bundle import ENDPOINT, save_untrained
from experiments.screening_speed.results import publish

HERE = Path(__file__).parent
ENGINE = EngineSettings(workers=2)


def main() -> None:
    options = _options()
    nasty = nasty_records(options.nasty)
    molecules = _molecules(options.library, options.molecules)
    records, real = _mixed(molecules, nasty, random.Random(options.seed))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_untrained(folder / "bundle")
        alone = _fates(_scored([[*molecule, ""] for molecule in molecules], folder, "without", ENGINE))
        scored = _scored(records, folder, "with", ENGINE)
        mixed = _fates(scored)
        with LocalCluster(ENGINE.workers, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
            engine = DaskSettings(address=cluster.scheduler_address)
            pairs = zip(scored.parts, _scored(records, folder, "dask", engine).parts, strict=True)
            differ = sum(local != on_dask for local, on_dask in pairs)
    _write(HERE / "results.csv", records, real, mixed)
    publish(HERE / "README.md", [_table(real, molecules, alone, mixed, differ)])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True, help="table with a column `smiles`")
    parser.add_argument("--nasty", type=Path, required=True, help="CSV with columns `id`, `input` and `format`")
    parser.add_argument("--molecules", type=int, default=200_000, help="taken from the head of the library")
    parser.add_argument("--seed", type=int, default=0, help="of the places of the nasty records")
    return parser.parse_args()


def _molecules(source: Path, number: int) -> list[tuple[str, str]]:
    """Identifiers and structures from the head of a library."""
    chunks = read_library(LibrarySettings(source), 10_000)
    texts = list(islice((smiles for chunk in chunks for smiles in chunk.smiles), number))
    if len(texts) < number:
        raise SystemExit(f"{source} has only {len(texts)} molecules: lower --molecules")
    return [(f"real {place}", smiles) for place, smiles in enumerate(texts)]


def _mixed(
    molecules: Sequence[tuple[str, str]], nasty: Sequence[list[str]], rng: random.Random
) -> tuple[list[list[str]], NDArray[np.bool_]]:
    """All records, the molecules in their order, and which of them are molecules."""
    size = len(molecules) + len(nasty)
    real = np.ones(size, np.bool_)
    real[rng.sample(range(size), len(nasty))] = False
    theirs, ours = iter(rng.sample(nasty, len(nasty))), iter(molecules)
    return [[*next(ours), ""] if is_real else next(theirs) for is_real in real.tolist()], real


def _scored(records: Sequence[Sequence[str]], folder: Path, name: str, engine: EngineSettings) -> ScoredLibrary:
    """The records stored and scored."""
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "smiles", "note"])
        writer.writerows(records)
    library = store_library(LibrarySettings(path, id="id"), StandardizeSettings(), engine, folder / name / "library")
    return score_library(folder / "bundle", LibrarySettings(library.folder), engine, folder / name / "scored")


def _fates(scored: ScoredLibrary) -> pa.Table:
    """Columns id, status, stage, code and score of every record that a screening accounts for, in its order."""
    columns = ["row", "status", "stage", "code", ENDPOINT.name]
    table = pa.concat_tables(
        pq.read_table(scored.folder / f"{part.name}.parquet", columns=columns) for part in scored.parts
    )
    return table.append_column("id", open_library(scored.folder / scored.store).texts(table["row"].to_numpy())["id"])


def _write(path: Path, records: Sequence[Sequence[str]], real: NDArray[np.bool_], mixed: pa.Table) -> None:
    """One line a nasty record, in the order of their names."""
    fates = [(row["row"] - 1, row) for row in mixed.to_pylist() if not real[row["row"] - 1]]
    lines = [[records[place][0], row["status"], row["stage"] or "", row["code"] or ""] for place, row in fates]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "status", "stage", "code"])
        writer.writerows(sorted(lines))


def _table(
    real: NDArray[np.bool_], molecules: Sequence[tuple[str, str]], alone: pa.Table, mixed: pa.Table, differ: int
) -> str:
    """Markdown table of what became of the records."""
    found = mixed["row"].to_numpy()
    ours, nasty = (mixed.take(np.flatnonzero(mask)) for mask in (real[found - 1], ~real[found - 1]))
    status = Counter(mixed["status"].to_pylist())
    rows = {
        "records in": f"{len(real):,}",
        "of them nasty": f"{np.sum(~real)}",
        "scored": f"{status['scored']:,}",
        "rejected": f"{status['rejected']:,}",
        "rows lost (must be 0)": f"{len(real) - len(set(found.tolist()))}",
        "rows doubled (must be 0)": f"{len(found) - len(set(found.tolist()))}",
        **_beside(molecules, alone, ours),
        "parts with other bytes on a dask cluster (must be 0)": f"{differ}",
        "nasty records scored": f"{nasty['status'].to_pylist().count('scored')}",
    }
    codes = Counter(zip(nasty["stage"].to_pylist(), nasty["code"].to_pylist(), strict=True))
    rejects = {f"nasty records rejected: {stage}, {code}": number for (stage, code), number in codes.items() if stage}
    lines = [f"| {name} | {value} |" for name, value in [*rows.items(), *sorted(rejects.items())]]
    return "\n".join(["| what | number |", "|---|---|", *lines])


def _beside(molecules: Sequence[tuple[str, str]], alone: pa.Table, ours: pa.Table) -> dict[str, str]:
    """What the nasty records did to the molecules."""
    before, after = (table[ENDPOINT.name].to_numpy(zero_copy_only=False) for table in (alone, ours))
    one_sided = np.isnan(before) != np.isnan(after)
    change = np.abs(before - after)
    names = [name for name, _ in molecules]
    return {
        "molecules at another one's place (must be 0)": f"{sum(map(str.__ne__, names, ours['id'].to_pylist()))}",
        "molecules scored in one run alone": f"{np.sum(one_sided)}",
        "molecules whose score changed": f"{np.sum(change > 0):,}",
        f"largest change, of scores with a standard deviation of {np.nanstd(before):.2g}": f"{np.nanmax(change):.1e}",
    }


if __name__ == "__main__":
    main()
