"""How well are potencies and activity cliffs predicted, on the fixed splits of MoleculeACE?

python -m experiments.moleculeace.study --data <folder with CHEMBL*.csv.gz and published_results.csv> [--sets ...]
    [--portfolio shipped=<encoder.safetensors> --seeds 0 1 2 3 4]

Each set is learnt from its published training part and predicted once with each seed. Without --portfolio, kernel,
forest and similarity are fitted; with it, the blend that starts from this encoder, each of its members, extra-trees,
and the blend with these; the members' predictions are kept under the encoder's name and not made again. Rows of
results.csv for other sets, models, encoders and seeds stay; the table that is printed covers all models that it has
of the sets.
"""

import argparse
import csv
import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.assay.splits.split import Split
from discovery.models.forest import Forest
from discovery.models.kernel import Kernel
from discovery.models.predictor import Predictor
from discovery.models.settings import (
    BlendSettings,
    ExtraTreesSettings,
    ForestSettings,
    KernelSettings,
    SimilaritySettings,
)
from discovery.models.similarity import Similarity
from discovery.target.endpoint import potency_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import LabelledCompounds, fit_model
from discovery.training.recorder import NullRecorder
from experiments.kept import RUNS, Results, Row
from experiments.means import told
from experiments.moleculeace.encoder import Encoder
from experiments.moleculeace.said import Said
from experiments.portfolio import fine_tuning, portfolio

MEASURES = ("rmse", "cliff_rmse")
RESULTS = Results(
    Path(__file__).parent / "results.csv", ("set", "model", "encoder", "seed"), ("train", "test", "cliffs", *MEASURES)
)
POTENCY = "y [pEC50/pKi]"
FOREST_SEEDS = 5
"""The forest is drawn. Of the kernel only the 2,000 compounds it is tuned on are, in sets that have more."""
PUBLISHED = {
    "published SVM on ECFP": ("SVM", "ECFP"),
    "published random forest on ECFP": ("RF", "ECFP"),
    "published message passing network": ("MPNN", "GRAPH"),
}
"""Rows of published_results.csv without augmentation: algorithm and descriptor."""
Fit = Callable[[Sequence[str], Labels, int], Predictor]
MODELS: dict[str, tuple[Fit, int]] = {
    "kernel": (lambda smiles, labels, seed: Kernel.fit(smiles, labels, KernelSettings(), seed), 1),
    "forest": (lambda smiles, labels, seed: Forest.fit(smiles, labels, ForestSettings(), seed), FOREST_SEEDS),
    "similarity": (lambda smiles, labels, seed: Similarity.fit(smiles, labels, SimilaritySettings(), seed), 1),
}
"""How each model is fitted, and with how many seeds."""

PORTFOLIO, TREES = "blend", "trees"
"""Names of the members together, and of one that is fitted beside them to see what it would add."""


@dataclass(frozen=True)
class Part:
    """The n compounds of a training or a test part."""

    smiles: list[str]
    value: NDArray[np.float32]
    """[n] negative logarithm of a molar concentration."""
    cliff: NDArray[np.bool_]
    """[n] whether a similar compound of the set differs ten-fold in potency."""

    @classmethod
    def read(cls, file: Path, part: str) -> "Part":
        with gzip.open(file, "rt", encoding="utf-8") as text:
            rows = [row for row in csv.DictReader(text) if row["split"] == part]
        value = np.array([float(row[POTENCY]) for row in rows], np.float32)
        return cls([row["smiles"] for row in rows], value, np.array([row["cliff_mol"] == "1" for row in rows]))

    def take(self, rows: NDArray[np.int64]) -> "Part":
        """These compounds alone."""
        return Part([self.smiles[row] for row in rows], self.value[rows], self.cliff[rows])

    def labels(self) -> Labels:
        n = len(self.smiles)
        codes = np.zeros(n, np.int8)
        return Labels(
            (potency_endpoint("target"),),
            offsets_of(np.ones(n, np.int64)),
            np.zeros(n, np.int32),
            self.value,
            codes + np.int8(EQUAL),
            np.ones(n, np.float32),
            codes + np.int8(MEASURED),
        )


def study(file: Path) -> Iterator[Row]:
    """The rows of one set."""
    train, test = Part.read(file, "train"), Part.read(file, "test")
    for name, (fit, seeds) in MODELS.items():
        for seed in range(seeds):
            said = fit(train.smiles, train.labels(), seed).predict(test.smiles).mean[:, 0]
            yield row_of(file, train, test, name, "", seed, said)


def study_portfolio(file: Path, encoder: Encoder, seed: int, runs: Path) -> Iterator[Row]:
    """The rows of one set and seed: of the blend, of each member, of extra-trees, and of the blend with these."""
    train, test = Part.read(file, "train"), Part.read(file, "test")
    labels = train.labels()
    blend = portfolio(encoder.file, labels)
    every = replace(blend, members={**blend.members, TREES: ExtraTreesSettings()})
    kept = runs / encoder.name / f"{name_of(file)}-{seed}.npz"
    if not kept.exists():
        encoder.check(test.smiles)
        said_by_members(train, test, every, seed).save(kept)
    said = Said.load(kept)
    for name, model in ((PORTFOLIO, blend), (f"{PORTFOLIO} and {TREES}", every)):
        blended = said.blend(list(model.chosen), model.weights, labels)
        yield row_of(file, train, test, name, encoder.name, seed, blended)
    for name in blend.chosen:
        yield row_of(file, train, test, f"{name} of the blend", encoder.name, seed, said.test[name].mean[:, 0])
    yield row_of(file, train, test, TREES, "", seed, said.test[TREES].mean[:, 0])


def said_by_members(train: Part, test: Part, model: BlendSettings, seed: int) -> Said:
    """Predictions of the fitted members of a blend."""
    rows = np.arange(len(train.smiles))
    data = LabelledCompounds(train.smiles, [str(row) for row in rows], train.labels())
    settings, split = replace(fine_tuning(), seed=seed), Split(rows, rows[:0], rows[:0], rows)
    fitted = fit_model(model, data, split, TargetSettings(gene="target"), settings, NullRecorder())
    assert fitted.out_of_fold is not None, "a blend says what its members say without a fold"
    members = {name: part.predictor.predict(test.smiles) for name, part in fitted.members.items()}
    return Said(fitted.out_of_fold, members)


def row_of(file: Path, train: Part, test: Part, model: str, encoder: str, seed: int, said: NDArray[np.float32]) -> Row:
    """The errors of one model on the test part."""
    error = said - test.value
    sizes = [len(train.smiles), len(test.smiles), int(test.cliff.sum())]
    values = [name_of(file), model, encoder, seed, *sizes, *(f"{rmse(one):.6f}" for one in (error, error[test.cliff]))]
    return dict(zip((*RESULTS.keys, *RESULTS.values), map(str, values), strict=True))


def rmse(error: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.mean(error.astype(np.float64) ** 2)))


def name_of(file: Path) -> str:
    return file.name.removesuffix(".csv.gz")


def scores(rows: Sequence[Row], published: Path) -> dict[str, NDArray[np.float64]]:
    """Model -> [s, 2] RMSE and cliff RMSE of the s sets in `rows`, means over seeds; published models among them."""
    sets = sorted({row["set"] for row in rows})
    names = sorted({called(row) for row in rows})
    every = {
        name: [[row for row in rows if (row["set"], called(row)) == (one, name)] for one in sets] for name in names
    }
    found = {name: by_set for name, by_set in every.items() if all(by_set)}
    with published.open(newline="") as file:
        known = [row for row in csv.DictReader(file) if row["augmentation"] == "0"]
    for title, kind in PUBLISHED.items():
        mine = [row for row in known if (row["algorithm"], row["descriptor"]) == kind]
        found[title] = [[row for row in mine if row["dataset"] == one] for one in sets]
    return {
        name: np.array([[np.mean([float(row[key]) for row in of_set]) for key in MEASURES] for of_set in by_set])
        for name, by_set in found.items()
    }


def called(row: Row) -> str:
    """The model, and the encoder that it starts from."""
    return ", ".join(filter(None, (row["model"], row["encoder"])))


def table(found: dict[str, NDArray[np.float64]]) -> Iterator[str]:
    """Lines of a table of means over sets, and of the differences of all models to the kernel, set by set."""
    yield "| model | RMSE | cliff RMSE | RMSE less the kernel's | cliff RMSE less the kernel's |"
    yield "|---|---|---|---|---|"
    for name, values in sorted(found.items(), key=lambda item: item[1][:, 0].mean()):
        columns = [*values.T, *(values - found["kernel"]).T]
        yield f"| {name} | " + " | ".join(told(one) if one.any() else "" for one in columns) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--sets", nargs="*", help="such as CHEMBL204_Ki; all if not given; no name: print the table of what is recorded"
    )
    parser.add_argument("--portfolio", type=Encoder.parse, help="an encoder, as name=file")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--runs", type=Path, default=RUNS / "moleculeace", help="folder of predictions that are kept")
    arguments = parser.parse_args()
    files = {name_of(file): file for file in sorted(arguments.data.glob("CHEMBL*.csv.gz"))}
    wanted = files if arguments.sets is None else arguments.sets
    if unknown := [name for name in wanted if name not in files]:
        parser.error(f"{arguments.data} has no {unknown[0]}; there are: {', '.join(files)}")
    encoder = arguments.portfolio
    for seed, name in [(seed, name) for seed in (arguments.seeds if encoder else [0]) for name in wanted]:
        file = files[name]
        RESULTS.put(list(study_portfolio(file, encoder, seed, arguments.runs) if encoder else study(file)))
        print(name, "seed", seed, "done", flush=True)
    rows = [row for row in RESULTS.rows() if not arguments.sets or row["set"] in arguments.sets]
    print(f"\n{len({row['set'] for row in rows})} sets:\n")
    print("\n".join(table(scores(rows, arguments.data / "published_results.csv"))))


if __name__ == "__main__":
    main()
