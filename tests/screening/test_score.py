from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from rdkit import Chem

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import Labels
from discovery.chem.compound import Problem
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize
from discovery.models.forest import Forest
from discovery.models.kernel import Kernel
from discovery.models.predictor import Prediction, Predictor
from discovery.models.settings import ForestSettings, KernelSettings, SimilaritySettings
from discovery.models.similarity import Similarity
from discovery.screening.library.records import LibraryChunk
from discovery.screening.library.structures import prepare
from discovery.screening.score import Scorer, load_scorer, predicted_endpoints
from discovery.screening.settings import EngineSettings
from discovery.target.effect import Effect
from discovery.target.endpoint import activity_endpoint

SETTINGS = StandardizeSettings()


def chunk_of(smiles: list[str]) -> LibraryChunk:
    row = np.arange(1, len(smiles) + 1)
    return LibraryChunk(0, "library.csv", row, row + 1, [f"c{number}" for number in row], smiles, {})


@pytest.fixture(scope="module")
def score(bundle: Path) -> Scorer:
    return load_scorer(bundle, EngineSettings())


def test_one_row_out_for_every_record_in(score: Scorer) -> None:
    table = score(chunk_of(["CCO", "C1CC", "", "c1ccccc1C(=O)O"]), ())
    assert table["row"].to_pylist() == [1, 2, 3, 4]
    assert table["status"].to_pylist() == ["scored", "rejected", "rejected", "scored"]
    assert table["code"].to_pylist() == [None, "syntax", "empty", None]
    assert table["smiles_in"].to_pylist() == ["CCO", "C1CC", "", "c1ccccc1C(=O)O"]
    assert table["smiles"].null_count == table["RYR2.modulator"].null_count == 2


def test_model_sees_the_parent_of_a_salt(score: Scorer) -> None:
    table = score(chunk_of(["CCN(CC)CC(=O)Nc1c(C)cccc1C.Cl", "CCN(CC)CC(=O)Nc1c(C)cccc1C"]), ())
    assert table["smiles"].to_pylist()[0] == "CCN(CC)CC(=O)Nc1c(C)cccc1C"
    first, second = table["RYR2.inhibitor"].to_pylist()
    assert first == pytest.approx(second, rel=1e-5)


def test_a_connection_table_is_read_where_it_may_crash_and_kept_short(score: Scorer) -> None:
    block = Chem.MolToMolBlock(Chem.MolFromSmiles("CCN(CC)CC.Cl"))
    broken = block.replace("V2000", "V9000")
    rows = score(chunk_of([block, broken, block, "CCO"]), {2}).to_pylist()
    assert [row["smiles_in"] for row in rows] == ["CCN(CC)CC.Cl", broken[:300], block[:300], "CCO"]
    assert [row["smiles"] for row in rows] == ["CCN(CC)CC", None, None, "CCO"]
    assert [row["code"] for row in rows] == [None, "syntax", "crashed", None]


def test_quarantined_records_are_not_looked_at(score: Scorer) -> None:
    table = score(chunk_of(["CCO", "CCN", "CCC"]), {1})
    assert table["code"].to_pylist() == [None, "crashed", None]
    assert table.take([0, 2])["RYR2.modulator"].null_count == 0


def test_larger_than_the_policy_allows_is_rejected(score: Scorer) -> None:
    table = score(chunk_of(["C" * 160, "C" * 150]), ())
    assert table["code"].to_pylist() == ["too_large", None]


def test_chunk_without_a_usable_record(score: Scorer) -> None:
    assert score(chunk_of(["", "nonsense"]), ())["status"].to_pylist() == ["rejected", "rejected"]
    assert len(score(chunk_of([]), ())) == 0


def test_prepare_puts_every_position_in_one_place() -> None:
    structures = prepare(chunk_of(["CCO", "", "[Na+].[Cl-]", "C[N+](C)(C)C.[Br-]"]), SETTINGS, {0})
    assert sorted([*structures.usable.tolist(), *structures.problems]) == [0, 1, 2, 3]


def scorer(model: Predictor) -> Scorer:
    return Scorer(model, predicted_endpoints(model), SETTINGS, [endpoint.name for endpoint in model.endpoints])


ACTIVITIES = (activity_endpoint("RYR2"), activity_endpoint("RYR2", Effect.stabiliser))


def fitted(kind: str) -> Predictor:
    """A model of two endpoints, of which only the first has labels."""
    zeros = np.zeros(4, np.int8)
    value, weight = np.array([0, 1, 0, 1], np.float32), np.ones(4, np.float32)
    labels = Labels(ACTIVITIES, offsets_of(np.ones(4, np.int64)), zeros.astype(np.int32), value, zeros, weight, zeros)
    if kind == "forest":
        return Forest.fit(["CCO", "CCN", "CCC", "CCCN"], labels, ForestSettings(trees=3), seed=0)
    if kind == "kernel":
        return Kernel.fit(["CCO", "CCN", "CCC", "CCCN"], labels, KernelSettings())
    return Similarity.fit(["CCO", "CCN", "CCC", "CCCN"], labels, SimilaritySettings())


@pytest.mark.parametrize("kind", ["forest", "kernel", "similarity"])
@pytest.mark.parametrize("smiles", [["CCO", "C1CC", "CCN"], ["CCO"]])
def test_an_endpoint_that_a_model_never_predicts_rejects_no_row(kind: str, smiles: list[str]) -> None:
    model = fitted(kind)
    table = scorer(model)(chunk_of(smiles))
    assert table["code"].to_pylist() == ["syntax" if text == "C1CC" else None for text in smiles]
    assert table["RYR2.modulator"].null_count == smiles.count("C1CC")
    assert table["RYR2.stabiliser"].null_count == len(smiles)


def test_a_row_without_a_finite_prediction_is_rejected() -> None:
    class Wild:
        """Predicts infinity for every structure with a nitrogen."""

        endpoints = ACTIVITIES

        def predict(self, smiles: Sequence[str]) -> Prediction:
            mean = np.array([[np.inf if "N" in text else 0.5, 0.5] for text in smiles], np.float32)
            return Prediction(mean, np.zeros_like(mean), np.zeros(len(smiles), np.bool_))

    table = scorer(Wild())(chunk_of(["CCO", "CCN"]))
    assert table["code"].to_pylist() == [None, "not_finite"]
    assert table["RYR2.stabiliser"].to_pylist() == [0.5, None]


@pytest.mark.parametrize(
    "text", ["CCO |bad|", "CC\tO", "CCl\u2082O", "O.", "C.C.C", "[H][H]", "*", "[13CH4]", "N->[Pt]", "C[N]O", "[C]"]
)
def test_odd_text_has_the_fate_that_standardisation_gives_it(score: Scorer, text: str) -> None:
    row = score(chunk_of([text]), ()).to_pylist()[0]
    expected = standardize(text, SETTINGS)
    if isinstance(expected, Problem):
        assert (row["status"], row["code"]) == ("rejected", expected.code)
    elif row["status"] == "scored":
        assert standardize(row["smiles"], SETTINGS) == expected
    else:
        assert row["code"] == "no_graph"
