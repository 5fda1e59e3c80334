"""The model and the baselines it has to beat, all fitted to the same compounds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.app.settings import TrainSettings
from discovery.assay.dataset import AssayDataset
from discovery.assay.labelling.build_labels import build_labels, learnable_labels
from discovery.assay.labelling.context import endpoint_context
from discovery.assay.labelling.labels import Labels
from discovery.assay.splits.pool import Pool
from discovery.assay.splits.settings import SplitMethod
from discovery.assay.splits.split import Split, scaffolds
from discovery.errors import TrainingError
from discovery.models.predictor import Predictor
from discovery.models.settings import ForestSettings, SimilaritySettings, kind_of
from discovery.training.cascade import fit_cascade
from discovery.training.fit_model import Fitted, LabelledCompounds, fit_model
from discovery.training.hold_out import hold_out
from discovery.training.out_of_fold import learning_split, leaves_out_folds
from discovery.training.phases import plan_phases
from discovery.training.recorder import NullRecorder, Recorder

FOREST = ForestSettings(trees=100)
"""Baseline; the number of trees is scikit-learn's own, as three times as many take minutes."""
SIMILARITY = SimilaritySettings()
"""Baseline."""


@dataclass(frozen=True)
class Contest:
    """Fitted models by name, the one that is wanted first, and the compounds they are judged on."""

    name: str
    """Name of the model that is wanted."""
    models: Mapping[str, Fitted]
    data: LabelledCompounds
    split: Split
    test: NDArray[np.int64]
    """Rows of the test part whose group holds no compound that a model has learnt from."""

    scaffold: NDArray[np.int64]
    """[n] scaffold group of each compound."""

    @property
    def wanted(self) -> Fitted:
        return self.models[self.name]

    @property
    def predictors(self) -> dict[str, Predictor]:
        return {name: fitted.predictor for name, fitted in self.models.items()}

    def history(self) -> pa.Table:
        """Losses of the wanted model's training: series, epoch, loss."""
        rows = [
            {"series": f"{series} {part}", "epoch": report.epoch, "loss": loss}
            for series, reports in self.wanted.history.items()
            for part, losses in (
                ("train", [report.train_loss for report in reports]),
                ("validation", [report.validation.get("loss") for report in reports]),
            )
            for report, loss in zip(reports, losses, strict=True)
            if loss is not None
        ]
        schema = pa.schema([("series", pa.string()), ("epoch", pa.int64()), ("loss", pa.float64())])
        return pa.Table.from_pylist(rows, schema=schema)


def labels_for(dataset: AssayDataset, settings: TrainSettings) -> tuple[Labels, tuple[str, ...]]:
    """The labels that the model can learn from, and a sentence on each endpoint that has none such.

    A similarity learns nothing: known actives are enough for it.
    """
    if isinstance(settings.model, SimilaritySettings):
        return build_labels(dataset, settings.target), ()
    return learnable_labels(dataset, settings.target)


def labelled(dataset: AssayDataset, settings: TrainSettings) -> LabelledCompounds:
    """The data set's compounds with their labels; raises TrainingError where there is none."""
    if not dataset.compounds.num_rows:
        raise TrainingError(f"{settings.dataset} holds no compound: see its rejected.csv")
    smiles, skeletons = (dataset.compounds[name].to_pylist() for name in ("smiles", "skeleton"))
    labels, left_out = labels_for(dataset, settings)
    context = endpoint_context(dataset.proteins, dataset.assays, labels.endpoints, settings.target)
    return LabelledCompounds(smiles, skeletons, labels, context, left_out=left_out)


def hold_contest(
    data: LabelledCompounds, split: Split, settings: TrainSettings, recorder: Recorder, reason: str = ""
) -> Contest:
    """Fit the model and the baselines to the same part of the compounds, the validation part where the model learns
    from that too.

    A second phase learns from the target's few compounds wherever the split put them, so the test part has to go
    without their relatives. The model's sentences begin with the `reason` for its choice, if there is one,
    and what is left out of the labels.
    """
    name = kind_of(settings.model)
    wanted = fit_cascade(settings.model, data, split, settings.target, settings.fit, recorder)
    wanted = replace(wanted, phases=(*([reason] if reason else []), *data.left_out, *wanted.phases))
    models = {name: hold_out(settings.model, wanted, data, split, settings.target, settings.fit)}
    plan = plan_phases(data.labels, data.skeletons, split, settings.target)
    with_validation = leaves_out_folds(settings.model, plan)
    for baseline in (FOREST, SIMILARITY):
        if type(baseline) is not type(settings.model):
            own = learning_split(baseline, split) if with_validation else split
            fitted = fit_model(baseline, data, own, settings.target, settings.fit, NullRecorder())
            models[kind_of(baseline)] = fitted
    seen = np.unique(np.concatenate([fitted.trained for fitted in models.values()]))
    # Scaffolds take seconds to find, and a scaffold split has found them already.
    known = settings.split.method is SplitMethod.scaffold
    scaffold = split.group if known else scaffolds(Pool(data.smiles, data.skeletons))
    return Contest(name, models, data, split, split.apart(split.test, seen), scaffold)
