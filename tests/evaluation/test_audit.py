"""An audit finds every way in which training knows a test compound, and scores what remembering alone predicts."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from discovery.assay.dataset import AssayDataset
from discovery.assay.schema import ASSAYS, COMPOUNDS, MEASUREMENTS, PROTEINS, REJECTED
from discovery.assay.splits.from_dataset import pool_of
from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.assay.splits.split import GROUPERS, Split, split_compounds
from discovery.chem.fingerprint import morgan, tanimoto
from discovery.evaluation.audit import Audit, audit_parts, described
from discovery.evaluation.leaks import NEAR
from discovery.evaluation.memory import endpoint_labels
from discovery.evaluation.standing import as_split, as_stated

S_IBUPROFEN, R_IBUPROFEN = "CC(C)Cc1ccc([C@H](C)C(=O)O)cc1", "CC(C)Cc1ccc([C@@H](C)C(=O)O)cc1"
COMPOUNDS_OF = {  # key: structure, skeleton
    "A1": (S_IBUPROFEN, "A"),
    "A2": (R_IBUPROFEN, "A"),
    "B": ("CCCCCCCCCCCCO", "B"),
    "C": ("CCCCCCCCCCCCCO", "C"),  # one carbon more than B: the same fingerprint
    "D": ("c1ccncc1C(=O)N", "D"),
    "E": ("c1ccncc1OCC", "E"),  # the scaffold of D
    "F": ("C1CCNCC1S(=O)(=O)C", "F"),
    "G": ("O=C1CCCN1", "G"),
    "K": ("CC(=O)CC(=O)c1ccccc1Cl", "K"),
    "L": ("CC(O)=CC(=O)c1ccccc1Cl", "L"),  # the enol of K, which has an InChIKey of its own
}


def measurement(key: str, **told: Any) -> dict[str, Any]:
    blank = {"target": "RYR2", "organism": "", "assay": "a", "effect": "inhibitor", "quantity": "potency"}
    rest = {"relation": "=", "value": 6.0, "unit": "pX", "flags": [], "split": "", "standard_type": "IC50"}
    return dict.fromkeys(MEASUREMENTS.names) | blank | rest | {"compound": key} | told


def dataset(compounds: dict[str, tuple[str, str]], measurements: list[dict[str, Any]]) -> AssayDataset:
    rows = [
        dict.fromkeys(COMPOUNDS.names) | {"compound": key, "smiles": smiles, "skeleton": skeleton, "names": [f"n{key}"]}
        for key, (smiles, skeleton) in compounds.items()
    ]
    return AssayDataset(
        pa.Table.from_pylist(rows, schema=COMPOUNDS),
        pa.Table.from_pylist(measurements, schema=MEASUREMENTS),
        ASSAYS.empty_table(),
        PROTEINS.empty_table(),
        REJECTED.empty_table(),
        {},
    )


def as_given(**parts: str) -> Audit:
    """Audit of compounds given for parts; several parts are parted by a blank."""
    told = [measurement(key, split=part) for key, words in parts.items() for part in words.split()]
    data = dataset({key: COMPOUNDS_OF[key] for key in parts}, told)
    return audit_parts(data, as_stated(data, pool_of(data)))


def found(audit: Audit, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in audit.leaks.to_pylist()]


def test_another_isomer_in_training_is_a_leak() -> None:
    audit = as_given(A1="train", A2="test", F="train", G="validation")
    assert found(audit, "part", "against", "kind", "compound", "other") == [
        ("test", "train", "same skeleton", "A2", "A1")
    ]
    row = audit.leaks.to_pylist()[0]
    assert (row["name"], row["smiles"], row["other_name"], row["other_smiles"]) == (
        "nA2",
        R_IBUPROFEN,
        "nA1",
        S_IBUPROFEN,
    )
    assert row["similarity"] == 1.0


def test_the_same_compound_given_for_two_parts_is_a_leak() -> None:
    audit = as_given(F="train test", G="train", D="validation")
    assert found(audit, "part", "against", "kind", "compound", "other") == [
        ("test", "train", "same compound", "F", "F")
    ]
    assert audit.sizes == {"train": 2, "validation": 1, "test": 1}


def test_a_near_duplicate_is_told_from_another_form() -> None:
    audit = as_given(B="train", C="test", F="train", G="validation")
    assert found(audit, "kind", "compound", "other", "similarity") == [("near duplicate", "C", "B", 1.0)]


def test_a_tautomer_is_found_that_no_key_and_no_fingerprint_tells() -> None:
    audit = as_given(K="train", L="test", F="train", G="validation")
    assert found(audit, "part", "against", "kind", "compound", "other") == [("test", "train", "tautomer", "L", "K")]
    assert audit.leaks["similarity"][0].as_py() < NEAR
    assert described(audit.between("test", "train"))["tautomer"] == 1


def test_leaks_between_all_parts_are_found() -> None:
    audit = as_given(A1="validation", A2="test", F="train validation", D="train")
    assert found(audit, "part", "against", "kind", "compound") == [
        ("validation", "train", "same compound", "F"),
        ("test", "validation", "same skeleton", "A2"),
    ]
    assert audit.between("test", "train").count("same skeleton") == 0


def test_a_shared_scaffold_is_counted_and_is_no_leak() -> None:
    audit = as_given(D="train", E="test", G="test")
    comparison = audit.between("test", "train")
    assert comparison.scaffold.tolist() == [True, False]
    assert audit.leaks.num_rows == 0
    assert described(comparison)["same_scaffold"] == 1


def test_compounds_without_a_part_stand_in_training() -> None:
    data = dataset({key: COMPOUNDS_OF[key] for key in ("A1", "A2", "F")}, [measurement("A2", split="test")])
    audit = audit_parts(data, as_stated(data, pool_of(data)))
    assert audit.sizes == {"train": 2, "validation": 0, "test": 1}
    assert found(audit, "kind", "other") == [("same skeleton", "A1")]


def test_empty_parts_are_compared_without_complaint() -> None:
    audit = as_given(F="test")
    assert described(audit.between("test", "train"))["compounds"] == 1
    assert audit.between("test", "train").partner.tolist() == [-1]
    assert described(audit.between("validation", "train"))["similarity_deciles"] == []
    assert audit.leaks.num_rows == 0


CHAINS = {f"K{n}{form}": (f"{'C' * n}{end}", f"S{n}") for n in range(1, 40) for form, end in (("", "O"), ("x", "[O-]"))}
SPLITS = [*sorted((method for method in GROUPERS if method is not SplitMethod.umap), key=str), SplitMethod.given]


@pytest.mark.parametrize("method", SPLITS, ids=lambda method: method.name)
def test_a_split_made_by_the_tool_never_has_two_forms_of_a_compound_in_two_parts(method: SplitMethod) -> None:
    rng = np.random.default_rng(0)
    told = [measurement(key, split=str(rng.choice(["train", "validation", "test"]))) for key in CHAINS]
    data = dataset(CHAINS, told)
    pool = pool_of(data)
    audit = audit_parts(data, as_split(data, split_compounds(pool, SplitSettings(method, 0.5, 0.25, 0.25))))
    kinds = [comparison.count(kind) for comparison in audit.comparisons for kind in ("same compound", "same skeleton")]
    assert kinds == [0] * 6
    planted = audit_parts(data, as_stated(data, pool))
    assert planted.between("test", "train").count("same skeleton") > 0


RINGS = ("c1ccccc1", "c1ccncc1", "C1CCCCC1", "c1ccoc1", "C1CCNCC1", "c1ccsc1", "C1CCOC1", "c1cc[nH]c1", "C1CC1")
RINGED = {f"K{n}": (f"{RINGS[n % 9]}CC{('O', 'N', 'Cl', 'C#N', 'S', 'F')[n // 9]}", f"S{n}") for n in range(50)}
ROWS = np.arange(50)
HALVES = Split(ROWS[:25], np.zeros(0, np.int64), ROWS[25:], ROWS)


def memory(measurements: list[dict[str, Any]], split: Split | None = HALVES) -> list[dict[str, Any]]:
    """Rows of the baseline for the 50 compounds in two halves, or as the measurements give their parts."""
    data = dataset(RINGED, measurements)
    standing = as_stated(data, pool_of(data)) if split is None else as_split(data, split)
    return audit_parts(data, standing).memory.to_pylist()


def test_memory_predicts_the_label_of_the_nearest_training_compound() -> None:
    value = 5 + np.random.default_rng(3).random(50) * 3
    found = memory([measurement(f"K{n}", value=value[n]) for n in ROWS])
    bits = morgan([smiles for smiles, _ in RINGED.values()])
    nearest = tanimoto(bits[25:], bits[:25]).argmax(axis=1)
    expected = np.sqrt(np.mean((value[25:] - value[:25][nearest]) ** 2))
    constant = np.sqrt(np.mean((value[25:] - value[:25].mean()) ** 2))
    assert (found[0]["endpoint"], found[0]["metric"], found[0]["n"]) == ("RYR2.potency", "rmse", 25)
    assert (found[0]["value"], found[0]["constant"]) == pytest.approx((expected, constant), rel=1e-5)
    assert found[1]["metric"] == "spearman"


def test_memory_is_perfect_where_every_test_compound_was_learnt_and_says_nothing_without_those() -> None:
    parts = ("train", "test")
    found = memory([measurement(f"K{n}", value=5 + n / 10, split=part) for n in ROWS for part in parts], None)
    assert found[0]["value"] == pytest.approx(0, abs=1e-6)
    assert found[0]["constant"] > 1
    assert (found[0]["n"], found[0]["n_unknown"], found[0]["value_unknown"]) == (50, 0, None)


def test_memory_without_the_leaked_compounds_is_scored_on_the_others() -> None:
    told = [measurement(f"K{n}", value=5 + n % 9, split="train") for n in range(25)]
    told += [measurement(f"K{n}", value=5 + n % 9, split="test") for n in range(4, 50)]
    found = memory(told, None)
    assert (found[0]["n"], found[0]["n_unknown"]) == (46, 25)
    assert found[0]["value"] < found[0]["value_unknown"]


def test_memory_of_activity_is_an_area_under_the_curve() -> None:
    flags = [
        measurement(f"K{n}", effect="inactive" if n % 9 else "inhibitor", quantity="flag", value=None) for n in ROWS
    ]
    assert memory(flags) == []  # too few actives
    flags = [
        measurement(f"K{n}", effect="inactive" if n % 3 else "inhibitor", quantity="flag", value=None) for n in ROWS
    ]
    found = memory(flags)
    assert [(row["endpoint"], row["metric"], row["constant"]) for row in found] == [("RYR2.modulator", "roc_auc", 0.5)]
    assert found[0]["value"] > 0.9  # the activity goes by the ring, which training has seen


def test_properties_are_endpoints_of_their_own() -> None:
    told = {"quantity": "property", "unit": "mL/min/kg", "standard_type": "CL", "target": "", "effect": "unstated"}
    found = memory([measurement(f"K{n}", value=float(n % 7), **told) for n in ROWS])
    assert {row["endpoint"] for row in found} == {"a CL mL/min/kg"}


def test_properties_come_in_the_same_order_each_time() -> None:
    told = {"quantity": "property", "unit": "mL/min/kg", "standard_type": "CL", "target": "", "effect": "unstated"}
    rows = [measurement(f"K{n}", assay=f"a{assay}", value=float(n), **told) for n in ROWS for assay in range(200)]
    data = dataset(RINGED, rows)
    pieces = pa.concat_tables([data.measurements.slice(start, 10) for start in range(0, len(rows), 10)])
    data = replace(data, measurements=pieces)
    entry = np.repeat(np.arange(len(ROWS)), 200)
    before = pa.cpu_count()
    pa.set_cpu_count(4)
    try:
        orders = {tuple(labels.endpoint.name for labels in endpoint_labels(data, entry)) for _ in range(5)}
    finally:
        pa.set_cpu_count(before)
    assert len(orders) == 1


def test_too_few_labels_are_not_judged() -> None:
    assert memory([measurement(f"K{n}", value=5 + n / 10) for n in range(30)]) == []
