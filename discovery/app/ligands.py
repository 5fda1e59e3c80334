"""Known ligands of a target's family: what candidates are compared with."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from discovery.assay.dataset import AssayDataset
from discovery.assay.schema import Quantity, Relation
from discovery.bundle.contents import REFERENCE
from discovery.target.settings import TargetSettings


def known_ligands(dataset: AssayDataset, target: TargetSettings) -> pa.Table:
    """REFERENCE: one row for each compound, member of the family and effect, with its best uncensored potency.

    The reference is that of the potency, or of the first measurement where there is none.
    """
    table = dataset.measurements
    family = table.filter(pc.is_in(table["target"], pa.array(target.members)))
    names = dict(zip(dataset.compounds["compound"].to_pylist(), dataset.compounds["names"].to_pylist(), strict=True))
    smiles = dict(zip(dataset.compounds["compound"].to_pylist(), dataset.compounds["smiles"].to_pylist(), strict=True))
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in family.to_pylist():
        compound = row["compound"]
        entry = found.setdefault(
            (compound, row["target"], row["effect"]),
            {
                "name": next(iter(names[compound]), compound),
                "smiles": smiles[compound],
                "target": row["target"],
                "effect": row["effect"],
                "value": None,
                "reference": "; ".join(row["references"]),
            },
        )
        exact = row["quantity"] == Quantity.potency and row["relation"] == Relation.equal
        if exact and (entry["value"] is None or row["value"] > entry["value"]):
            entry |= {"value": row["value"], "reference": "; ".join(row["references"])}
    return pa.Table.from_pylist(list(found.values()), schema=REFERENCE)
