"""Kills a whole screening at random times: `python -m experiments.kills.study --help`."""

import argparse
import csv
import gzip
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, fields
from itertools import islice
from pathlib import Path

from experiments.screening_speed.bundle import ENDPOINT, save_untrained
from experiments.screening_speed.results import publish
from tests.screening.kills import LIBRARY, WORKERS, Journey, Kill, storing

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "data/library/purchasable_20k.csv.gz"
STAGES = {
    "storing": "storing the library, start-up included",
    "scoring": "scoring it, start-up included",
    "ranking": "ranking, or writing the outputs",
    "ending": "all was written, but the process had not ended",
}


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        save_untrained(folder / "bundle")
        _head(options.library, options.molecules, folder / "library.csv")
        journey = Journey(_command(folder / "library.csv", folder), folder / "out")
        kills = []
        for kill in journey.kills(options.kills, options.seed):
            kills.append(kill)
            print(kill, flush=True)
    _write(HERE / "results.csv", kills)  # not before: the outputs say whether the source tree was changed
    undisturbed = f"An undisturbed run took {journey.seconds:.1f} s and left {len(journey.whole)} files."
    publish(HERE / "README.md", [_table(kills), _sentence(kills), undisturbed])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, default=SOURCE, help="table with columns `id` and `smiles`, .gz")
    parser.add_argument("--molecules", type=int, default=5000, help="taken from the head of the library")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _head(source: Path, molecules: int, path: Path) -> None:
    with gzip.open(source, "rt", encoding="utf-8") as file:
        path.write_text("".join(islice(file, molecules + 1)), encoding="utf-8")


def _command(table: Path, folder: Path) -> list[str]:
    """Stores the library, scores and ranks it, as somebody would who types one command after the other."""
    words = [f"bundle='{folder}/bundle'", "library=file", f"library.path='{folder}/out/{LIBRARY}'"]
    words += [f"engine.workers={WORKERS}", "tracking=off", f"out='{folder}/out/screen'"]
    words += ["ranking=potency", f"ranking.objectives.potency.column={ENDPOINT.name}"]
    words += ["ranking.top=50", "ranking.shortlist=200"]
    screen = [sys.executable, "-m", "discovery", "screen", *words]
    return ["/bin/sh", "-c", f"{' '.join(storing(table, folder / 'out'))} && {' '.join(screen)}"]


def _write(path: Path, kills: Sequence[Kill]) -> None:
    """One line a kill."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Kill)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(kill) for kill in kills)


def _table(kills: Sequence[Kill]) -> str:
    lines = ["| the kill fell into | kills | parts made again though finished | parts begun or not noted |"]
    lines += ["|---|---|---|---|"]
    for stage, words in STAGES.items():
        mine = [kill for kill in kills if kill.stage == stage]
        sums = [sum(kill.remade for kill in mine), sum(kill.unlisted for kill in mine)]
        lines.append(f"| {words} | {len(mine)} | {sums[0]} | {sums[1]} |")
    return "\n".join(lines)


def _sentence(kills: Sequence[Kill]) -> str:
    same = sum(kill.identical for kill in kills)
    journeys = len({kill.chain for kill in kills})
    return (
        f"{len(kills)} kills in {journeys} journeys: {same} belong to journeys that ended in "
        f"the very bytes of an undisturbed one. At most {max(kill.unlisted for kill in kills)} parts had a file "
        f"without being noted after a kill, of {WORKERS} processes."
    )


if __name__ == "__main__":
    main()
