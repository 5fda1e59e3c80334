"""Should an encoder have learnt what was measured of the compounds that a model is fitted to?

python -m experiments.encoder_labels.study --data <folder with CHEMBL*.csv.gz> --list <file to write>
python -m experiments.encoder_labels.study --data <the same> [--encoders without=<file> with=<file>] [--members kernel]

The first writes the list of compounds whose labels the encoder `with` must not learn. The second fits the default
portfolio on either encoder to four fifths of training parts, and judges it by the fifth; test parts are not read.
Rows that results.csv has are not computed again; without encoders the table of what is there is printed.
"""

import argparse
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from discovery.assay.curation.reserved import load_reserved
from discovery.assay.splits.split import Split
from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings
from discovery.chem.skeleton import hashed_skeleton
from discovery.chem.standardize import standardize_many
from discovery.models.settings import BlendSettings, BlendWeights
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import LabelledCompounds, fit_model
from discovery.training.recorder import NullRecorder
from experiments.blend_members.study import drawn
from experiments.kept import Results, Row
from experiments.means import told
from experiments.moleculeace.study import Part, name_of, rmse
from experiments.portfolio import fine_tuning, portfolio
from experiments.variants import SETS

BENCHMARKS = Path(__file__).parents[2] / "data" / "encoder" / "benchmarks.sha256.gz"
RESULTS = Results(
    Path(__file__).parent / "results.csv", ("set", "model", "encoder"), ("learnt", "judged", "rmse", "cliff_rmse")
)
BEFORE, AFTER = "without", "with"
BLEND = "blend, equal weights"
DRAW = 0


def digests(smiles: Sequence[str]) -> list[str]:
    """Hashed skeletons of the compounds; empty for one that cannot be read."""
    found = standardize_many(list(smiles), StandardizeSettings(), 0, "Standardising")
    return [hashed_skeleton(one.skeleton) if isinstance(one, Compound) else "" for one in found]


def withheld(data: Path) -> set[str]:
    """The benchmarks' compounds but those that a model is fitted to here: MoleculeACE's training parts, without the
    fifths that are judged and what is in a test part of any set."""
    learnt, judged = set[str](), set[str]()
    for file in sorted(data.glob("CHEMBL*.csv.gz")):
        train = digests(Part.read(file, "train").smiles)
        fifth: list[int] = drawn(len(train), DRAW)[1].tolist() if name_of(file) in SETS else []
        learnt |= set(train)
        judged |= {*digests(Part.read(file, "test").smiles), *(train[row] for row in fifth)}
    return {*load_reserved(BENCHMARKS)} - (learnt - judged)


def study(file: Path, name: str, encoder: Path, wanted: Sequence[str]) -> Iterator[Row]:
    """The errors of members, and of their blend, on the fifth of a set's training part."""
    part = Part.read(file, "train")
    learnt, judged = (part.take(rows) for rows in drawn(len(part.smiles), DRAW))
    members = {key: one for key, one in portfolio(encoder, learnt.labels()).members.items() if key in wanted}
    model = BlendSettings(members, BlendWeights.equal, folds=0)
    rows = np.arange(len(learnt.smiles))
    data = LabelledCompounds(learnt.smiles, learnt.smiles, learnt.labels())
    target = TargetSettings(gene="target", presumed_inactive=0)
    split = Split(rows, rows[:0], rows[:0], rows)
    fitted = fit_model(model, data, split, target, replace(fine_tuning(), seed=DRAW), NullRecorder())
    said = {key: one.predictor.predict(judged.smiles).mean[:, 0] for key, one in fitted.members.items()}
    if len(said) > 1:
        said[BLEND] = np.mean(list(said.values()), axis=0)
    for key, values in said.items():
        error = values - judged.value
        cells = (name_of(file), key, name, len(rows), len(error), f"{rmse(error):.4f}")
        yield row_of(*cells, f"{rmse(error[judged.cliff]):.4f}")


def row_of(*cells: object) -> Row:
    return dict(zip((*RESULTS.keys, *RESULTS.values), map(str, cells), strict=True))


def table(rows: Sequence[Row]) -> Iterator[str]:
    """A line a model: means over sets by either encoder, and the differences set by set."""
    yield f"| model | sets | RMSE {BEFORE} | {AFTER} | difference | cliff RMSE {BEFORE} | {AFTER} | difference |"
    yield "|---|---|---|---|---|---|---|---|"
    for model in dict.fromkeys(row["model"] for row in rows):
        by_set: dict[str, dict[str, Row]] = {}
        for row in rows:
            if row["model"] == model:
                by_set.setdefault(row["set"], {})[row["encoder"]] = row
        both = [found for found in by_set.values() if len(found) > 1]
        cells = [cell for measure in ("rmse", "cliff_rmse") for cell in compared(both, measure)]
        yield f"| {model} | {len(both)} | " + " | ".join(cells) + " |"


def compared(both: Sequence[Mapping[str, Row]], measure: str) -> list[str]:
    """A measure by either encoder, and by how much it differs."""
    before, after = (np.array([float(found[name][measure]) for found in both]) for name in (BEFORE, AFTER))
    return [told(values, 4) for values in (before, after, after - before)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--list", type=Path)
    parser.add_argument("--encoders", nargs="+", default=[])
    parser.add_argument("--members", nargs="+", default=["kernel", "network"])
    chosen = parser.parse_args()
    if chosen.list:
        lines = "".join(f"{digest}\n" for digest in sorted(withheld(chosen.data)))
        chosen.list.write_bytes(gzip.compress(lines.encode("ascii"), 9, mtime=0))
        return
    named = dict(word.split("=", 1) for word in chosen.encoders)
    for name, encoder in [(name, Path(encoder)) for name, encoder in named.items()]:
        for one in SETS:
            if not all(RESULTS.has(one, member, name) for member in chosen.members):
                RESULTS.put(list(study(chosen.data / f"{one}.csv.gz", name, encoder, chosen.members)))
                print(one, name, "done", flush=True)
    print("\n".join(["", *table(RESULTS.rows())]))


if __name__ == "__main__":
    main()
