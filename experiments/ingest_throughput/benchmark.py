"""Standardising beside the ChEMBL structure pipeline row by row: `python -m experiments.ingest_throughput.benchmark`.

The programs take turns, so that a machine that gets slower or faster does so for all of them. Every run starts its
processes anew. Where the outcomes differ for another reason than those that `explained` knows, nothing is written.
"""

import argparse
import csv
import gzip
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

from rdkit import Chem

from discovery.chem.compound import Compound, Problem
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize_many
from experiments.ingest_throughput.row_by_row import Parent, in_one_process, in_processes
from experiments.screening_speed.results import processor, publish, table, write_runs

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
FILES = ("library/purchasable_20k.csv.gz", "ion_channels/chembl21_human_ion_channels.csv.gz")
OURS, LOOP, POOL = "discovery, two processes", "pipeline row by row", "pipeline row by row, two processes"
WORKERS = 2
Outcome = Parent | Compound | Problem


def main() -> None:
    options = _options()
    texts = [text for name in FILES for text in structures(DATA / name, options.structures)]
    settings = StandardizeSettings()
    programs: dict[str, Callable[[Sequence[str]], Sequence[Outcome]]] = {
        OURS: lambda chosen: standardize_many(chosen, settings, WORKERS, "Standardising"),
        LOOP: in_one_process,
        POOL: partial(in_processes, workers=WORKERS),
    }
    seconds: dict[str, list[float]] = {program: [] for program in programs}
    outcomes: dict[str, Sequence[Outcome]] = {}
    for _ in range(options.runs):
        for program, run in programs.items():
            start = time.perf_counter()
            outcomes[program] = run(texts)
            seconds[program].append(time.perf_counter() - start)
            print(f"{program}: {seconds[program][-1]:.1f} s", file=sys.stderr)
    agreement = compare(texts, outcomes)
    write_runs(HERE / "results.csv", len(texts), seconds)
    setting = (
        f"{len(texts):,} distinct structures, {options.runs} runs of each program in turn; {processor()}, "
        f"rdkit {version('rdkit')}, chembl_structure_pipeline {version('chembl_structure_pipeline')}."
    )
    publish(HERE / "README.md", [table(seconds, LOOP, len(texts)), setting, agreement])


def structures(path: Path, count: int) -> list[str]:
    """The first distinct structure texts of a table."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(dict.fromkeys(row["smiles"] for row in csv.DictReader(file)))[:count]


def compare(texts: Sequence[str], outcomes: Mapping[str, Sequence[Outcome]]) -> str:
    """How the outcomes compare, in a sentence; ends the program where one differs without a known reason."""
    if list(outcomes[LOOP]) != list(outcomes[POOL]):
        raise SystemExit("the pipeline gives other results in two processes than in one")
    reasons = Counter(explained(*pair) for pair in zip(outcomes[OURS], outcomes[LOOP], strict=True))
    if reasons["unexplained"]:
        pairs = zip(texts, outcomes[OURS], outcomes[LOOP], strict=True)
        worst = next(pair for pair in pairs if explained(*pair[1:]) == "unexplained")
        raise SystemExit(f"{reasons['unexplained']} outcomes differ, such as {worst}")
    rest = ", ".join(f"{count:,} {reason}" for reason, count in reasons.items() if reason != "equal")
    return f"Equal SMILES and InChIKey: {reasons['equal']:,}; {rest or 'no other'}."


def explained(ours: Outcome, theirs: Outcome) -> str:
    """Why the outcomes for one structure are as they are: `equal` where they agree, `unexplained` without a reason."""
    if isinstance(ours, Problem):
        return f"refused by us ({ours.code})"
    if not isinstance(ours, Compound) or not isinstance(theirs, tuple):
        return "unexplained"
    if (ours.smiles, ours.inchikey) == theirs:
        return "equal"
    fragments = Chem.GetMolFrags(Chem.MolFromSmiles(theirs[0]), asMols=True)
    if len(fragments) > 1 and ours.inchikey in {Chem.MolToInchiKey(fragment) for fragment in fragments}:
        return "of which the pipeline keeps several fragments and we the largest organic one"
    if ours.inchikey == theirs[1]:
        return "with another SMILES of the same InChIKey"
    return "unexplained"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--structures", type=int, default=20_000, help="distinct structures taken from each file")
    parser.add_argument("--runs", type=int, default=3, help="runs of each program")
    return parser.parse_args()


if __name__ == "__main__":
    main()
