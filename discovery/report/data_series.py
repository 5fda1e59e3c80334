"""The numbers of a curated data set, one series an assay, target, organism and unit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.assay.groups import combinations
from discovery.assay.schema import Quantity, Relation

KEY = ("assay", "target", "organism", "quantity", "unit")
"""Columns in which the numbers of one series agree."""
LONGEST_NAME = 60
"""Characters of an assay's name that are shown."""


@dataclass(frozen=True)
class Series:
    """The measured numbers of one assay, target and organism in one unit."""

    assay: str
    target: str
    organism: str
    quantity: str
    """Quantity: potency (on the pX scale), response (in per cent) or property (in a unit of its own)."""
    unit: str
    exact: NDArray[np.float64]
    """[n] values that were measured as such."""
    replicates: NDArray[np.int64]
    """[n] replicates behind each of them."""
    censored: NDArray[np.float64]
    """[m] limits of the values that are only known to lie above or below one."""

    @property
    def size(self) -> int:
        return len(self.exact) + len(self.censored)

    @property
    def is_potency(self) -> bool:
        return self.quantity == Quantity.potency.value

    @property
    def place(self) -> tuple[str, str, str]:
        """Assay, target and organism: the key of the table of assays."""
        return self.assay, self.target, self.organism

    @property
    def name(self) -> str:
        """Target and assay, for a person."""
        return assay_name(self.assay, self.target)


def assay_name(assay: str, target: str, longest: int = LONGEST_NAME) -> str:
    """Target and assay in one line, as far as they are known; a long name is cut."""
    name = ": ".join(part for part in (target, assay) if part) or "unnamed"
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def series_of(measurements: pa.Table) -> list[Series]:
    """Every series of a table of measurements (schema MEASUREMENTS), potencies first, then the largest first."""
    table = measurements.filter(measurements["value"].is_valid())
    if table.num_rows == 0:
        return []
    member = combinations(table, list(KEY))
    order = np.argsort(member, kind="stable")
    value, n = table["value"].to_numpy(), table["n"].to_numpy().astype(np.int64)
    exact = pc.equal(table["relation"], Relation.equal.value).to_numpy()
    found = []
    for rows in np.split(order, np.cumsum(np.bincount(member))[:-1]):
        key = {name: table[name][int(rows[0])].as_py() for name in KEY}
        sure = rows[exact[rows]]
        found.append(Series(**key, exact=value[sure], replicates=n[sure], censored=value[rows[~exact[rows]]]))
    return sorted(found, key=lambda one: (not one.is_potency, -one.size, one.place, one.unit))


def potencies(series: Sequence[Series]) -> list[Series]:
    """Those on the pX scale."""
    return [one for one in series if one.is_potency]
