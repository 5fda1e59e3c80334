"""Known ligands of a target's family: what candidates are compared with."""

from typing import Any

import numpy as np
import pyarrow as pa

from discovery.assay.dataset import AssayDataset
from discovery.assay.kinds import AssayRole
from discovery.assay.labelling.activity_labels import active
from discovery.assay.labelling.measured import measured
from discovery.assay.schema import Quantity, Relation
from discovery.bundle.contents import REFERENCE
from discovery.target.settings import TargetSettings


def known_ligands(dataset: AssayDataset, target: TargetSettings) -> pa.Table:
    """REFERENCE: one row for each compound, member of the family and effect, with its best uncensored potency.

    The reference is that of the potency, or of the first measurement where there is none. Of a primary screen only the
    hits are ligands, none of a counter-screen is.
    """
    facts = measured(dataset)
    screen, counter = facts.role == AssayRole.primary, facts.role == AssayRole.counter_screen
    told = ~counter & (~screen | active(facts, target.active_above))
    rows = np.flatnonzero(np.isin(facts.target, target.members) & told)
    family = dataset.measurements.take(pa.array(rows))
    names = dict(zip(dataset.compounds["compound"].to_pylist(), dataset.compounds["names"].to_pylist(), strict=True))
    smiles = dict(zip(dataset.compounds["compound"].to_pylist(), dataset.compounds["smiles"].to_pylist(), strict=True))
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row, screened in zip(family.to_pylist(), screen[rows].tolist(), strict=True):
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
        exact = row["quantity"] == Quantity.potency and row["relation"] == Relation.equal and not screened
        if exact and (entry["value"] is None or row["value"] > entry["value"]):
            entry |= {"value": row["value"], "reference": "; ".join(row["references"])}
    return pa.Table.from_pylist(list(found.values()), schema=REFERENCE)
