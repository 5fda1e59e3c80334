"""The leave-one-scaffold-out check: what is left out, among whom an active is ranked, and what the ranks amount to."""

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.chem.fingerprint import morgan, nearest
from discovery.chem.scaffold import scaffold_groups
from discovery.evaluation.ranks import MEANINGS, RANKS, RETROSPECTIVE
from discovery.evaluation.retrospective import average_ranks, draw_decoys, leave_one_scaffold_out, retrospective
from discovery.evaluation.settings import EvaluationSettings
from discovery.models.predictor import Prediction
from discovery.models.settings import ForestSettings, SimilaritySettings
from discovery.target.endpoint import activity_endpoint
from discovery.training.refit import Few, ForestRefit, SimilarityRefit

RINGS = ("c1ccccc1", "c1ccncc1", "C1CCCCC1", "c1ccc2ccccc2c1", "c1ccoc1", "C1CCNCC1", "c1ccsc1")
ACTIVES = [ring + chain for ring in RINGS for chain in ("C(=O)NCC", "C(=O)NCCO")]
INACTIVES = ["c1ccccc1CCCCBr", "CCCCCC", "c1ccncc1CCCCBr"]
SMILES = ACTIVES + INACTIVES
DECOYS = [f"{ring}{'C' * n}{tail}" for ring in RINGS for n in range(1, 12) for tail in ("F", "Cl", "I")]
ENDPOINT = activity_endpoint("RYR2")
SETTINGS = EvaluationSettings(bootstraps=200, decoys=150)


@dataclass
class NearestActive:
    """Scores by the similarity to the nearest active that it was allowed to see; remembers what was excluded."""

    sign: float = 1.0
    seen: NDArray[np.uint8] | None = None
    excluded: list[NDArray[np.int64]] | None = None

    endpoints = (ENDPOINT,)

    def __call__(self, excluded: NDArray[np.int64]) -> "NearestActive":
        kept = [smiles for row, smiles in enumerate(ACTIVES) if row not in excluded]
        if self.excluded is not None:
            self.excluded.append(excluded)
        return NearestActive(self.sign, morgan(kept))

    def predict(self, smiles: list[str]) -> Prediction:
        mean = self.sign * nearest(morgan(smiles), self.seen)[1][:, None]
        return Prediction(mean, np.full_like(mean, np.nan), np.zeros(len(smiles), bool))


def check(
    refits: dict, decoys: list[str] = DECOYS, smiles: list[str] = SMILES, settings: EvaluationSettings = SETTINGS
):
    groups = scaffold_groups(smiles)
    actives = np.arange(len(ACTIVES))
    return retrospective(refits, smiles, actives, groups, decoys, ENDPOINT.name, settings, workers=1)


def test_a_fold_leaves_out_the_whole_scaffold_and_ranks_its_actives() -> None:
    scaffolds = np.array([0, 0, 1, 2, 2])
    folds = leave_one_scaffold_out(np.array([1, 3]), scaffolds)
    assert [fold.group for fold in folds] == [0, 2]
    assert [fold.actives.tolist() for fold in folds] == [[1], [3]]
    assert [fold.excluded.tolist() for fold in folds] == [[0, 1], [3, 4]]


def test_every_active_is_ranked_once_by_a_model_that_has_not_seen_its_scaffold() -> None:
    model = NearestActive(excluded=[])
    result = check({"similarity": model})
    assert result.ranks.schema == RANKS
    assert result.ranks["row"].to_pylist() == sorted(range(len(ACTIVES)), key=lambda r: (scaffold_groups(SMILES)[r], r))
    groups = scaffold_groups(SMILES)
    assert len(model.excluded) == len(RINGS)
    for excluded in model.excluded:
        assert set(np.flatnonzero(groups == groups[excluded[0]])) <= set(excluded)


def test_amides_of_unseen_rings_are_found_and_the_opposite_score_finds_none() -> None:
    table = check({"good": NearestActive(), "bad": NearestActive(sign=-1.0)}).table()
    assert table.schema == RETROSPECTIVE
    assert set(table["metric"].to_pylist()) == set(MEANINGS)
    values = {(row["model"], row["metric"]): row for row in table.to_pylist()}
    assert values["good", "roc_auc"]["value"] > 0.95
    assert values["good", "roc_auc"]["value"] + values["bad", "roc_auc"]["value"] == pytest.approx(1.0)
    assert values["bad", "hits_at_10"]["value"] == 0.0
    assert values["good", "hits_at_10"]["n"] == len(ACTIVES)
    row = values["good", "hits_at_50"]
    assert row["low"] <= row["value"] <= row["high"]


def test_metrics_are_means_over_actives_of_their_own_ranks() -> None:
    result = check({"similarity": NearestActive()})
    rank = result.ranks["rank"].to_numpy()
    places = result.ranks["of"][0].as_py()
    values = {row["metric"]: row["value"] for row in result.table().to_pylist()}
    assert values["hits_at_10"] == pytest.approx(np.mean(rank <= 10))
    assert values["roc_auc"] == pytest.approx(np.mean(result.ranks["percentile"].to_numpy()) / 100)
    assert values["ef1"] == pytest.approx(np.mean(rank <= 2) * places / 2)


def test_ranks_are_among_decoys_only_and_ties_take_their_average() -> None:
    decoys = np.array([0.1, 0.5, 0.5, 0.9])
    scores = np.array([1.0, 0.9, 0.5, 0.2, 0.0, -np.inf])
    assert average_ranks(scores, decoys).tolist() == [1.0, 1.5, 3.0, 4.0, 5.0, 5.0]


def test_a_constant_score_is_worth_chance() -> None:
    values = {row["metric"]: row["value"] for row in check({"flat": NearestActive(sign=0.0)}).table().to_pylist()}
    assert values["roc_auc"] == 0.5
    assert values["hits_at_50"] == 0.0


def test_decoys_are_distinct_readable_and_none_of_the_data_set() -> None:
    library = [*DECOYS, "OCCC(=O)c1ccccc1", "C(CBr)CCc1ccccc1", "not a molecule", DECOYS[0]]
    drawn = draw_decoys(library, SMILES, number=1000, seed=0)
    assert "C(CBr)CCc1ccccc1" not in drawn  # a data set compound, written otherwise
    assert "not a molecule" not in drawn
    assert len(drawn) == len(set(drawn))
    assert "OCCC(=O)c1ccccc1" in drawn
    assert draw_decoys(library, SMILES, 20, seed=1) == draw_decoys(library, SMILES, 20, seed=1)
    assert len(draw_decoys(library, SMILES, 20, seed=1)) == 20


def test_similarity_to_the_nearest_kept_active_is_recorded() -> None:
    result = check({"similarity": NearestActive()})
    assert max(result.ranks["nearest_kept"].to_pylist()) < 1.0
    assert min(result.ranks["nearest_kept"].to_pylist()) > 0.0


def test_with_one_scaffold_nothing_is_run_and_the_reason_is_given() -> None:
    result = retrospective(
        {"similarity": NearestActive()},
        ACTIVES[:2],
        np.array([0, 1]),
        np.zeros(2, np.int64),
        DECOYS,
        ENDPOINT.name,
        SETTINGS,
    )
    assert result.ranks.num_rows == 0
    assert result.table().num_rows == 0
    assert result.note.startswith("not run: it needs two scaffolds of actives")


def test_metrics_of_a_list_that_is_too_short_are_null() -> None:
    result = check({"a": NearestActive()}, settings=EvaluationSettings(bootstraps=50, decoys=80))
    values = {row["metric"]: row["value"] for row in result.table().to_pylist()}
    assert values["hits_at_100"] is None
    assert values["ef1"] is None
    assert values["hits_at_50"] is not None


def test_real_models_side_by_side_rank_as_they_do_in_turn() -> None:
    n = len(SMILES)
    active = (np.arange(n) < len(ACTIVES)).astype(np.float32)
    labels = Labels(
        (ENDPOINT,),
        offsets_of(np.ones(n, np.int64)),
        np.zeros(n, np.int32),
        active,
        np.full(n, EQUAL, np.int8),
        np.ones(n, np.float32),
        np.full(n, MEASURED, np.int8),
    )
    few = Few(np.arange(n), np.arange(n), SMILES, labels)
    refits = {
        "forest": ForestRefit(few, ForestSettings(trees=10), (ENDPOINT.name,), seed=0),
        "similarity": SimilarityRefit(few, SimilaritySettings(), (ENDPOINT.name,), seed=0),
    }
    in_turn = check(refits)
    actives, groups = np.arange(len(ACTIVES)), scaffold_groups(SMILES)
    side_by_side = retrospective(refits, SMILES, actives, groups, DECOYS, ENDPOINT.name, SETTINGS, workers=2)
    assert side_by_side.ranks.equals(in_turn.ranks)
    assert side_by_side.table().equals(in_turn.table())
    similarity = [row["rank"] for row in in_turn.ranks.to_pylist() if row["model"] == "similarity"]
    double = check({"double": NearestActive()})
    assert similarity == double.ranks["rank"].to_pylist()
