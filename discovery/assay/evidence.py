"""How much is known about a target and its family: the figures behind the plain words of a report."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from discovery.arrow import sort_table
from discovery.assay.dataset import AssayDataset
from discovery.assay.kinds import AssayRole
from discovery.assay.labelling.activity_labels import active
from discovery.assay.labelling.measured import measured
from discovery.assay.schema import Quantity, Relation
from discovery.target.effect import Effect
from discovery.target.settings import TargetSettings


def evidence(dataset: AssayDataset, target: TargetSettings) -> dict[str, Any]:
    """Per member of the family, the target first: what its assays say, and apart from that, what primary screens say.

    `compounds`, those with an exact `potency` and `effects` (per effect) count compounds of other assays than primary
    and counter-screens; `screened` and `hits` those of primary screens. Each of `conflicts` has the compound's `name`,
    the `effects` and `values` (pX, with the sign of a bound) that contradict each other, and their `references`.
    """
    facts = measured(dataset)
    screen, counter = facts.role == AssayRole.primary, facts.role == AssayRole.counter_screen
    hit = active(facts, target.active_above)
    found = {}
    for gene in target.members:
        here = facts.target == gene
        own = dataset.measurements.filter(pa.array(here & ~screen & ~counter))
        found[gene] = _member(dataset, own) | {
            "screened": len(np.unique(facts.compound[here & screen])),
            "hits": len(np.unique(facts.compound[here & screen & hit])),
        }
    return found


def _member(dataset: AssayDataset, table: pa.Table) -> dict[str, Any]:
    return {
        "compounds": _distinct(table),
        "potency": _distinct(table.filter(pc.and_(_is_potency(table), pc.equal(table["relation"], Relation.equal)))),
        "effects": {
            effect.value: _distinct(table.filter(pc.equal(table["effect"], effect.value))) for effect in Effect
        },
        "conflicts": _conflicts(dataset.compounds, table.filter(table["conflict"])),
    }


def _is_potency(table: pa.Table) -> pa.ChunkedArray:
    return pc.equal(table["quantity"], Quantity.potency.value)


def _distinct(table: pa.Table) -> int:
    return int(pc.count_distinct(table["compound"]).as_py())


def _conflicts(compounds: pa.Table, table: pa.Table) -> list[dict[str, Any]]:
    names = dict(zip(compounds["compound"].to_pylist(), compounds["names"].to_pylist(), strict=True))
    found = []
    for compound in sorted(set(table["compound"].to_pylist())):
        mine = table.filter(pc.equal(table["compound"], compound))
        potencies = sort_table(mine.filter(_is_potency(mine)), "value").to_pylist()
        found.append(
            {
                "name": next(iter(names[compound]), compound),
                "effects": sorted(set(mine["effect"].to_pylist())),
                "values": [f"{row['relation'].strip('=')}{row['value']:.1f}" for row in potencies],
                "references": sorted({text for texts in mine["references"].to_pylist() for text in texts}),
            }
        )
    return sorted(found, key=lambda conflict: str(conflict["name"]))
