"""Candidates carry intervals and calibrated probabilities where the bundle has a calibration, and rank as without."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from discovery.bundle.load import load_bundle
from discovery.bundle.save import save_bundle
from discovery.candidates.settings import Goal, ObjectiveSettings, RankingSettings
from discovery.evaluation.beyond import Beyond
from discovery.evaluation.calibration import Calibration
from discovery.evaluation.conformal import Conformal
from discovery.evaluation.probability import ProbabilityMap
from discovery.evaluation.strangeness import Strangeness
from discovery.screening.engine import score_library
from discovery.screening.ranking import RankingResult, candidates_of
from discovery.screening.settings import EngineSettings, LibrarySettings

RANKING = RankingSettings({"active": ObjectiveSettings("RYR2.modulator", Goal.rise)}, shortlist=40, top=8, picks=3)
ADDED = ["RYR2.modulator.probability", "KCNH2.potency.low", "KCNH2.potency.high", "KCNH2.potency.probability"]


def calibration() -> Calibration:
    generator = np.random.default_rng(0)
    n = 100
    mean, spread, near = generator.normal(0, 1, n), generator.uniform(0, 1, n), generator.uniform(0, 1, n)
    value = mean + generator.normal(size=n) * (2 - near)
    number = Conformal.fit(value, np.zeros(n, np.int8), mean, spread, near)
    chance = ProbabilityMap.fit((generator.random(n) < 0.3).astype(float), generator.uniform(0, 1, n))
    assert number is not None
    assert chance is not None
    near = np.linspace(0.9, 1.0, n)
    strangeness = Strangeness.fit(near, {"KCNH2.potency": generator.uniform(0, 9, n)})
    beyond = Beyond(0.5, None)
    return Calibration({"KCNH2.potency": number}, {"KCNH2.potency": beyond}, {"RYR2.modulator": chance}, strangeness)


@pytest.fixture(scope="module")
def results(bundle: Path, messy_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> list[RankingResult]:
    """Of the same model without and with a calibration."""
    found = []
    whole = load_bundle(bundle)
    for rule in (Calibration(), calibration()):
        folder = tmp_path_factory.mktemp("calibrated")
        contents = replace(whole.contents, calibration=rule)
        save_bundle(folder / "bundle", whole.predictor, whole.manifest, contents)
        library = LibrarySettings(messy_csv, smiles="structure", id="id")
        score_library(folder / "bundle", library, EngineSettings(workers=1), folder / "scored")
        found.append(candidates_of(folder / "scored", RANKING))
    return found


def test_what_is_calibrated_and_looked_at_has_columns_and_nothing_else(results: list[RankingResult]) -> None:
    bare, told = (result.candidates for result in results)
    assert [name for name in told.column_names if name not in bare.column_names] == ADDED
    assert told.schema.field("KCNH2.potency.low").type == pa.float64()
    for row in told.to_pylist():
        assert row["KCNH2.potency.low"] < row["KCNH2.potency"] < row["KCNH2.potency.high"]
        assert 0 < row["KCNH2.potency.probability"] < 1
        assert 0 < row["RYR2.modulator.probability"] < 1


def test_ranks_and_predictions_are_the_same_to_the_bit(results: list[RankingResult]) -> None:
    bare, told = (result.candidates for result in results)
    same = [name for name in bare.column_names if name not in ("strangeness", "in_domain")]
    assert told.select(same).equals(bare.select(same))


def test_the_farther_a_compound_the_wider_its_interval(results: list[RankingResult]) -> None:
    table = results[1].candidates
    width = table["KCNH2.potency.high"].to_numpy() - table["KCNH2.potency.low"].to_numpy()
    near = table["train_similarity"].to_numpy()
    assert width[near == near.min()].min() > width[near == near.max()].max()


def test_the_domain_is_that_of_the_held_out_compounds(results: list[RankingResult]) -> None:
    bare, told = (result.candidates for result in results)
    assert bare["strangeness"].null_count == len(bare)
    limit = calibration().strangeness.limit
    inside = [strange <= limit for strange in told["strangeness"].to_pylist()]
    assert told["in_domain"].to_pylist() == inside
    assert any(inside)
    assert not all(inside)
