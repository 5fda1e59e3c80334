"""The table of known ligands that candidates are compared with."""

from typing import Any

import pyarrow as pa

from discovery.app.ligands import known_ligands
from discovery.assay.dataset import AssayDataset
from discovery.assay.schema import ASSAYS, COMPOUNDS, MEASUREMENTS, PROTEINS, REJECTED
from discovery.target.settings import TargetSettings


def measurement(compound: str, target: str, effect: str, value: float | None, relation: str = "=") -> dict[str, Any]:
    quantity = "flag" if value is None else "potency"
    row = dict.fromkeys(MEASUREMENTS.names) | {"references": ["doi:1"], "lines": [2]}
    told = {"compound": compound, "target": target, "effect": effect, "value": value, "relation": relation}
    return row | told | {"quantity": quantity}


def test_of_a_screen_only_hits_are_ligands_and_of_a_counter_screen_none() -> None:
    compounds = [{"compound": key, "smiles": key, "skeleton": key, "names": []} for key in "ABCD"]
    measurements = [
        measurement("A", "RYR2", "unstated", None) | {"assay": "screen"},
        measurement("B", "RYR2", "inactive", None) | {"assay": "screen"},
        measurement("C", "RYR2", "unstated", None) | {"assay": "counter"},
        measurement("D", "RYR2", "inactive", None) | {"assay": "doses"},
    ]
    roles = {"screen": "primary", "counter": "counter_screen"}
    assays = [{"assay": name, "target": "RYR2", "organism": "", "role": role} for name, role in roles.items()]
    dataset = AssayDataset(
        pa.Table.from_pylist(compounds, schema=COMPOUNDS),
        pa.Table.from_pylist(measurements, schema=MEASUREMENTS),
        pa.Table.from_pylist(assays, schema=ASSAYS),
        PROTEINS.empty_table(),
        REJECTED.empty_table(),
        {},
    )
    found = known_ligands(dataset, TargetSettings(gene="RYR2")).to_pylist()
    assert [(row["name"], row["effect"]) for row in found] == [("A", "unstated"), ("D", "inactive")]


def test_one_row_for_each_compound_member_and_effect_with_its_best_exact_potency() -> None:
    compounds = [
        {"compound": "A", "smiles": "CCO", "skeleton": "A", "names": ["alpha", "a"], "originals": [], "salts": []},
        *(
            {"compound": key, "smiles": key, "skeleton": key, "names": [], "originals": [], "salts": []}
            for key in "BCD"
        ),
    ]
    measurements = [
        measurement("A", "RYR2", "inhibitor", 5.0),
        measurement("A", "RYR2", "inhibitor", 6.0) | {"references": ["doi:2"]},
        measurement("A", "RYR2", "inhibitor", 9.0, relation="<"),
        measurement("A", "RYR1", "activator", None),
        measurement("B", "RYR2", "inactive", None),
        measurement("B", "KCNH2", "inhibitor", 8.0),
        measurement("C", "RYR2", "inhibitor", 3.5),
        measurement("C", "RYR1", "inhibitor", 4.5, relation="<"),
        measurement("D", "RYR2", "inhibitor", 3.5),
        measurement("D", "RYR2", "inhibitor", 6.5),
    ]
    dataset = AssayDataset(
        pa.Table.from_pylist(compounds, schema=COMPOUNDS),
        pa.Table.from_pylist(measurements, schema=MEASUREMENTS),
        ASSAYS.empty_table(),
        PROTEINS.empty_table(),
        REJECTED.empty_table(),
        {},
    )
    found = known_ligands(dataset, TargetSettings(gene="RYR2", family=["RYR1"])).to_pylist()
    assert [(row["name"], row["target"], row["effect"], row["value"]) for row in found] == [
        ("alpha", "RYR2", "inhibitor", 6.0),
        ("alpha", "RYR1", "activator", None),
        ("B", "RYR2", "inactive", None),
        ("C", "RYR2", "inactive", 3.5),
        ("C", "RYR1", "inactive", None),
        ("D", "RYR2", "inhibitor", 6.5),
    ]
    assert [row["reference"] for row in found] == ["doi:2", *["doi:1"] * 5]
