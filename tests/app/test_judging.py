"""Why a check was not run is said."""

from pathlib import Path

import numpy as np
import pytest

from discovery.app.fitting import hold_contest
from discovery.app.judging import decoys, judge
from discovery.app.settings import TrainSettings
from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.assay.splits.pool import Pool
from discovery.assay.splits.settings import SplitSettings
from discovery.assay.splits.split import split_compounds
from discovery.chem.settings import StandardizeSettings, StereoPolicy
from discovery.evaluation.calibration import Calibration
from discovery.models.settings import DmpnnSettings, ForestSettings, ModelSettings
from discovery.screening.settings import LibrarySettings
from discovery.target.endpoint import potency_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import LabelledCompounds
from discovery.training.recorder import NullRecorder
from discovery.training.settings import Device, FitSettings

SMILES = [f"{ring}{'C' * length}O" for ring in ("c1ccccc1", "C1CCCCC1", "c1ccoc1") for length in range(1, 7)]
SMALL = DmpnnSettings(hidden=8, head_hidden=8, depth=2, members=1)


@pytest.mark.parametrize(
    ("model", "train"), [(ForestSettings(trees=3), 0.8), (SMALL, 0.8), (SMALL, 1.0)], ids=["forest", "small", "all"]
)
def test_the_reason_why_no_scaffold_was_left_out(model: ModelSettings, train: float) -> None:
    n = len(SMILES)
    ones, zeros = np.ones(n, np.float32), np.zeros(n, np.int8)
    labels = Labels(
        (potency_endpoint("RYR2"),),
        offsets_of(np.ones(n, np.int64)),
        np.zeros(n, np.int32),
        np.arange(n, dtype=np.float32) % 5,
        zeros + np.int8(EQUAL),
        ones,
        zeros + np.int8(MEASURED),
    )
    rest = (1 - train) / 2
    settings = TrainSettings(
        target=TargetSettings(gene="RYR2"),
        split=SplitSettings(train=train, validation=rest, test=rest),
        model=model,
        fit=FitSettings(epochs=1, device=Device.cpu, workers=1),
        library=LibrarySettings(path=Path("never read")),
    )
    data = LabelledCompounds(SMILES, [f"S{row}" for row in range(n)], labels)
    split = split_compounds(Pool(data.smiles, data.skeletons), settings.split)
    judgement = judge(hold_contest(data, split, settings, NullRecorder()), settings, Calibration())
    assert judgement.ranks.num_rows == 0
    assert judgement.note == "not run: there was one phase of training, which the test part judges"


@pytest.mark.parametrize(
    ("stereo", "expected"),
    [
        (StereoPolicy.keep, ["CCO", "C[C@H](F)Cl"]),  # the salt is left out
        (StereoPolicy.remove, ["CC(F)Cl", "CCN", "CCO"]),
    ],
)
def test_decoys_have_the_form_of_training_compounds(tmp_path: Path, stereo: StereoPolicy, expected: list[str]) -> None:
    (tmp_path / "library.smi").write_text("C[C@H](F)Cl\nCC[NH3+].[Cl-]\nCCO\nnonsense\n")
    settings = TrainSettings(standardize=StandardizeSettings(stereo=stereo), fit=FitSettings(workers=1))
    assert sorted(decoys(LibrarySettings(path=tmp_path / "library.smi"), settings)) == expected
