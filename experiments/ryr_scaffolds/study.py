"""Do pre-training and related targets help to find new scaffolds of the ryanodine receptors' ligands?

python -m experiments.ryr_scaffolds.study [--encoder <file>] [--variants kernel ...] [--seeds 0 1 2]

It takes the shipped campaign's curated data (`make campaign` leaves them in campaigns/RYR2/curated), target and
library. Rows of results.csv for other variants and seeds stay; the table that is printed covers all of it.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from discovery.app.compose import settings_of
from discovery.app.fitting import labelled
from discovery.app.judging import decoys
from discovery.app.settings import CampaignSettings, TrainSettings
from discovery.assay.dataset import load_dataset
from discovery.assay.labelling.labels import PRESUMED
from discovery.assay.splits.from_dataset import pool_of
from discovery.assay.splits.split import Split, scaffolds, split_compounds
from discovery.evaluation.retrospective import Refit, retrospective
from discovery.models.build import build_network
from discovery.models.pretrained import SHIPPED, load_pretrained, network_from, start_from
from discovery.models.settings import (
    DmpnnSettings,
    EmbeddingKind,
    ForestSettings,
    KernelSettings,
    SimilaritySettings,
)
from discovery.target.endpoint import activity_endpoint
from discovery.training.fit_model import LabelledCompounds, fit_model
from discovery.training.members import arrays_of
from discovery.training.phases import plan_phases
from discovery.training.recorder import NullRecorder
from discovery.training.refit import ForestRefit, KernelRefit, NetworkRefit, SimilarityRefit, few_of, on_cpu, refit_of
from discovery.training.settings import FitSettings
from experiments.kept import Results, Row

VALUES = ("value", "low", "high", "n")
RESULTS = Results(Path(__file__).parent / "results.csv", ("variant", "seed", "metric"), VALUES)
METRICS = ("hits_at_10", "hits_at_50", "ef1", "roc_auc")
SCRATCH, ENCODER = "network from scratch", "network from the encoder"
ALONE, RELATED = "RyR labels alone", "related targets first"
NETWORKS = {f"{start}, {labels}": (start, labels) for start in (SCRATCH, ENCODER) for labels in (ALONE, RELATED)}
PLAIN = ("kernel on fingerprints", "kernel on fingerprints and the encoder", "forest", "max-Tanimoto")
"""Models that learn from the RyR labels alone, all at once."""


@dataclass(frozen=True)
class Case:
    """The campaign's compounds and settings, and the files of what is compared."""

    settings: TrainSettings
    data: LabelledCompounds
    split: Split
    encoder: Path

    def at(self, seed: int) -> FitSettings:
        """The campaign's training with another seed, on one CPU core a refit."""
        return on_cpu(replace(self.settings.fit, seed=seed))

    def refit(self, variant: str, seed: int) -> Refit:
        """What fits one variant again without a scaffold."""
        target, data, fit = self.settings.target, self.data, self.at(seed)
        plan = plan_phases(data.labels, data.skeletons, self.split, target)
        few, names = few_of(data, plan), (activity_endpoint(target.gene).name,)
        vectors = KernelSettings(embedding=EmbeddingKind.pretrained, encoder=self.encoder)
        match variant:
            case "kernel on fingerprints":
                return KernelRefit(few, KernelSettings(), names, seed)
            case "kernel on fingerprints and the encoder":
                return KernelRefit(few, vectors, names, seed)
            case "forest":
                return ForestRefit(few, ForestSettings(trees=100), names, seed)
            case "max-Tanimoto":
                return SimilarityRefit(few, SimilaritySettings(), names, seed)
        start, labels = NETWORKS[variant]
        model = replace(network_from(self.encoder, "--encoder"), members=1)
        if start == SCRATCH:
            model = replace(model, encoder=None)
        if labels == RELATED:
            fitted = fit_model(model, data, self.split, target, fit, NullRecorder())
            return refit_of(model, fitted, data.labels, few, plan, (), fit)
        network = build_network(model, data.labels.endpoints, seed)
        if start == ENCODER:
            start_from(network, load_pretrained(self.encoder, "--encoder"))
        return NetworkRefit(few, model, (arrays_of(network),), plan.family, replace(fit, adapt_rehearsal=0.0))


def the_case(encoder: Path) -> Case:
    """The shipped campaign."""
    campaign = settings_of("campaign", ["experiment=ryr2"])
    assert isinstance(campaign, CampaignSettings)
    folder = campaign.out / "curated"
    settings = TrainSettings(
        dataset=folder, out=campaign.out, target=campaign.target, split=campaign.split, model=DmpnnSettings(),
        fit=campaign.fit, library=campaign.library, evaluation=campaign.evaluation, standardize=campaign.standardize,
    )  # fmt: skip
    dataset = load_dataset(folder)
    return Case(settings, labelled(dataset, settings), split_compounds(pool_of(dataset), settings.split), encoder)


def study(case: Case, variant: str, seed: int) -> Iterator[Row]:
    """The metrics of one variant."""
    data, settings = case.data, case.settings
    endpoint = activity_endpoint(settings.target.gene).name
    labels = data.labels.keep(data.labels.origin != PRESUMED)
    rows, values, _, _ = labels.of(endpoint)
    found = retrospective(
        {variant: case.refit(variant, seed)},
        data.smiles,
        rows[np.flatnonzero(values == 1.0)],
        scaffolds(pool_of(load_dataset(settings.dataset))),
        decoys(settings.library, settings) if settings.library else [],
        endpoint,
        settings.evaluation,
        settings.fit.workers,
    )
    for row in found.table().to_pylist():
        yield {"variant": variant, "seed": str(seed)} | {name: str(row[name]) for name in ("metric", *VALUES)}


def table(rows: Sequence[Row]) -> Iterator[str]:
    """One line a variant: means over its seeds, with the first seed's interval from drawing whole scaffolds."""
    yield "| variant | " + " | ".join(METRICS) + " | seeds |"
    yield "|---" * (len(METRICS) + 2) + "|"
    for variant in dict.fromkeys(row["variant"] for row in rows):
        mine = [row for row in rows if row["variant"] == variant]
        seeds = sorted({row["seed"] for row in mine})
        cells = [cell([row for row in mine if row["metric"] == metric]) for metric in METRICS]
        yield f"| {variant} | " + " | ".join(cells) + f" | {len(seeds)} |"


def cell(rows: Sequence[Row]) -> str:
    """The mean over seeds, the lowest and the highest seed, and the interval of the first."""
    values = [float(row["value"]) for row in rows]
    low, high = (float(rows[0][name]) for name in ("low", "high"))
    seeds = f", seeds {min(values):.2f} to {max(values):.2f}" if len(values) > 1 else ""
    return f"{np.mean(values):.2f} ({low:.2f} to {high:.2f}{seeds})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path, default=SHIPPED)
    parser.add_argument("--variants", nargs="*", help="all if not given; no name: print the table of what is recorded")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    arguments = parser.parse_args()
    case = the_case(arguments.encoder)
    known = [*PLAIN, *NETWORKS]
    wanted = known if arguments.variants is None else arguments.variants
    if unknown := [name for name in wanted if name not in known]:
        parser.error(f"no variant {unknown[0]!r}; there are: {', '.join(known)}")
    for variant in wanted:
        for seed in arguments.seeds if variant in NETWORKS else [0]:
            RESULTS.put(list(study(case, variant, seed)))
            print(variant, "seed", seed, "done", flush=True)
    print("\n".join(["", *table(RESULTS.rows())]))


if __name__ == "__main__":
    main()
