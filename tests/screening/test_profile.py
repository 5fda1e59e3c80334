import pyarrow as pa
import pytest

from discovery.bundle.contents import REFERENCE
from discovery.candidates.schema import PROFILE
from discovery.chem.fingerprint import morgan
from discovery.chem.isolation import Failure
from discovery.chem.settings import StandardizeSettings
from discovery.screening.applicability import domain_of
from discovery.screening.describe import FAILURES
from discovery.screening.profile import Profiled, Surroundings, profile
from discovery.target.effect import Effect
from discovery.target.endpoint import activity_endpoint, potency_endpoint

CAFFEINE = "Cn1c(=O)c2c(ncn2C)n(C)c1=O"
THEOPHYLLINE = "Cn1c(=O)c2[nH]cnc2n(C)c1=O"
ENDPOINTS = (activity_endpoint("RYR2", Effect.inhibitor), activity_endpoint("RYR2", Effect.activator))
SHORTLIST = ["CN1CCC(CC1)c1ccccc1.Cl", THEOPHYLLINE, "c1ccccc1C1CCN(C)CC1", "CC1=CC(=O)C=CC1=O"]


def known(rows: list[tuple[str, str]]) -> pa.Table:
    names = {CAFFEINE: "caffeine", "CCO": "ethanol"}
    ligands = [{"name": names[smiles], "smiles": smiles, "effect": effect} for smiles, effect in rows]
    return pa.Table.from_pylist(ligands, schema=REFERENCE)


def profiled(surroundings: Surroundings) -> Profiled:
    shortlist = pa.table(
        {
            "id": [f"c{number}" for number in range(len(SHORTLIST))],
            "smiles": SHORTLIST,
            "RYR2.inhibitor": pa.array([0.2, 0.9, 0.1, 0.3], pa.float32()),
            "RYR2.activator": pa.array([0.1, 0.3, 0.1, 0.6], pa.float32()),
        }
    )
    return profile(shortlist, surroundings, StandardizeSettings())


@pytest.fixture(scope="module")
def result() -> Profiled:
    ligands = known([(CAFFEINE, "activator"), (CAFFEINE, "inactive"), ("CCO", "inhibitor")])
    return profiled(Surroundings(ENDPOINTS, "RYR2", ligands, domain_of(morgan([CAFFEINE, THEOPHYLLINE]))))


def test_the_same_compound_is_kept_once(result: Profiled) -> None:
    assert result.table["id"].to_pylist() == ["c0", "c1", "c3"]
    assert {position: problem.code for position, problem in result.problems.items()} == {2: "duplicate"}
    assert "c0" in result.problems[2].reason


def test_structure_is_the_parent_and_its_salts_are_named(result: Profiled) -> None:
    first = result.table.to_pylist()[0]
    assert (first["smiles"], first["salts"]) == ("CN1CCC(c2ccccc2)CC1", "Cl")
    assert first["mol_weight"] == pytest.approx(175.3, abs=0.1)


def test_nearest_known_ligand_has_all_its_reported_effects(result: Profiled) -> None:
    row = result.table.to_pylist()[1]
    assert (row["nearest_known"], row["nearest_known_smiles"]) == ("caffeine", CAFFEINE)
    assert row["nearest_known_effect"] == "activator; inactive"
    assert 0.3 < row["similarity"] < 1.0
    assert (row["train_similarity"], row["in_domain"]) == (1.0, True)


def test_direction_and_domain(result: Profiled) -> None:
    assert result.table["direction"].to_pylist() == ["inhibitor", "inhibitor", "activator"]
    assert result.table["in_domain"].to_pylist() == [False, True, False]


def test_nothing_known_and_no_direction_predicted() -> None:
    surroundings = Surroundings((potency_endpoint("KCNH2"),), "RYR2", known([]), domain_of(morgan(SHORTLIST)))
    table = profiled(surroundings).table
    for name in ("direction", "nearest_known", "nearest_known_smiles", "nearest_known_effect", "similarity"):
        assert table[name].null_count == len(table)
    assert table.select(PROFILE.names).schema == PROFILE


def test_a_direction_that_the_model_never_predicts_is_never_the_likeliest() -> None:
    stabiliser = activity_endpoint("RYR2", Effect.stabiliser)
    shortlist = pa.table(
        {
            "id": ["c0"],
            "smiles": ["CCO"],
            "RYR2.inhibitor": pa.array([0.2], pa.float32()),
            "RYR2.stabiliser": pa.nulls(1, pa.float32()),
        }
    )
    domain = domain_of(morgan(SHORTLIST))
    both = Surroundings((ENDPOINTS[0], stabiliser), "RYR2", known([]), domain)
    assert profile(shortlist, both, StandardizeSettings()).table["direction"].to_pylist() == ["inhibitor"]
    unpredicted = Surroundings((stabiliser,), "RYR2", known([]), domain)
    assert profile(shortlist, unpredicted, StandardizeSettings()).table["direction"].to_pylist() == [None]


def test_whatever_fails_is_one_rejected_compound() -> None:
    assert {failure: problem.code for failure, problem in FAILURES.items()} == {f: f.value for f in Failure}
