"""What is measured on a target's family: what candidates are compared with."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.assay.dataset import AssayDataset
from discovery.assay.kinds import AssayRole
from discovery.assay.labelling.activity_labels import active, inactive
from discovery.assay.labelling.measured import Measured, measured
from discovery.assay.schema import Quantity, Relation
from discovery.bundle.contents import REFERENCE
from discovery.target.effect import Effect
from discovery.target.settings import TargetSettings


def known_ligands(dataset: AssayDataset, target: TargetSettings) -> pa.Table:
    """REFERENCE: one row for each compound, member of the family and effect, with its best uncensored potency.

    A compound that is only known to be weaker than `target.active_above` is inactive, as training takes it, whatever
    effect its rows name. The reference is that of the potency, or of the first measurement where there is none. Of a
    primary screen only the hits are listed, of a counter-screen none.
    """
    facts = measured(dataset)
    screen, counter = facts.role == AssayRole.primary, facts.role == AssayRole.counter_screen
    acts, idle = (rule(facts, target.active_above) for rule in (active, inactive))
    told = ~counter & (~screen | acts)
    rows = np.flatnonzero(np.isin(facts.target, target.members) & told)
    family = dataset.measurements.take(pa.array(rows))
    names = dict(zip(dataset.compounds["compound"].to_pylist(), dataset.compounds["names"].to_pylist(), strict=True))
    smiles = dict(zip(dataset.compounds["compound"].to_pylist(), dataset.compounds["smiles"].to_pylist(), strict=True))
    weak = idle & ~np.isin(_pairs(facts), _pairs(facts)[acts])
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row, screened, is_weak in zip(family.to_pylist(), screen[rows].tolist(), weak[rows].tolist(), strict=True):
        compound, effect = row["compound"], Effect.inactive.value if is_weak else row["effect"]
        entry = found.setdefault(
            (compound, row["target"], effect),
            {
                "name": next(iter(names[compound]), compound),
                "smiles": smiles[compound],
                "target": row["target"],
                "effect": effect,
                "value": None,
                "reference": "; ".join(row["references"]),
            },
        )
        exact = row["quantity"] == Quantity.potency and row["relation"] == Relation.equal and not screened
        if exact and (entry["value"] is None or row["value"] > entry["value"]):
            entry |= {"value": row["value"], "reference": "; ".join(row["references"])}
    return pa.Table.from_pylist(list(found.values()), schema=REFERENCE)


def _pairs(facts: Measured) -> NDArray[np.int64]:
    """[m] number of the compound and target that each measurement is of."""
    targets, target = np.unique(facts.target, return_inverse=True)
    return np.asarray(facts.compound, np.int64) * len(targets) + target
