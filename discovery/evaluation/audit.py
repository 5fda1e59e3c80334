"""Does a test part test anything? What training knows already of the compounds that a model is judged on."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.assay.dataset import AssayDataset
from discovery.assay.splits.fingerprints import fingerprints
from discovery.assay.splits.pool import PARTS, Pool
from discovery.chem.scaffold import scaffold_groups
from discovery.chem.tautomer_groups import tautomer_groups
from discovery.evaluation.leaks import KINDS, Comparison, compare
from discovery.evaluation.memory import memory
from discovery.evaluation.standing import Standing
from discovery.progress import bar

LEAKS = pa.schema(
    [
        ("part", pa.string()),
        ("against", pa.string()),  # part that knows the compound already
        ("kind", pa.string()),  # same compound, same skeleton, tautomer, near duplicate
        ("similarity", pa.float64()),  # Tanimoto, of the two compounds of this row
        ("compound", pa.string()),
        ("name", pa.string()),
        ("smiles", pa.string()),
        ("other", pa.string()),
        ("other_name", pa.string()),
        ("other_smiles", pa.string()),
    ]
)
"""One row a compound that another part knows."""


@dataclass(frozen=True)
class Audit:
    """What was found."""

    sizes: dict[str, int]
    """Compounds of each part."""
    comparisons: tuple[Comparison, ...]
    """Test with training, validation with training, test with validation."""
    leaks: pa.Table
    """LEAKS, most similar first within a kind."""
    memory: pa.Table
    """MEMORY."""

    def between(self, part: str, against: str) -> Comparison:
        """The comparison of a part with another."""
        return next(found for found in self.comparisons if (found.part, found.against) == (part, against))


def audit_parts(dataset: AssayDataset, standing: Standing) -> Audit:
    """Compare the parts as they stand, compound by compound, and score what remembering alone would predict."""
    smiles, skeletons = (dataset.compounds[name].to_pylist() for name in ("smiles", "skeleton"))
    bits = fingerprints(smiles)
    with bar("Scaffolds and tautomers", None):
        scaffolds, tautomers = scaffold_groups(smiles), tautomer_groups(smiles)
    comparisons = tuple(compare(standing, Pool(smiles, skeletons).numbers(), tautomers, scaffolds, bits))
    known = np.zeros(len(standing.part), np.bool_)
    known[comparisons[0].entry] = comparisons[0].kind > 0
    return Audit(
        {part: len(standing.of(part)) for part in PARTS},
        comparisons,
        _leaks(dataset, standing, comparisons, bits),
        memory(dataset, standing, bits, known),
    )


def described(comparison: Comparison) -> dict[str, Any]:
    """A comparison in numbers, for JSON: counts by kind, share of known scaffolds, deciles of similarity."""
    deciles = np.quantile(comparison.similarity, np.linspace(0, 1, 11)) if len(comparison.entry) else np.zeros(0)
    return {
        "part": comparison.part,
        "against": comparison.against,
        "compounds": len(comparison.entry),
        **{kind.replace(" ", "_"): comparison.count(kind) for kind in KINDS[1:]},
        "same_scaffold": int(comparison.scaffold.sum()),
        "similarity_deciles": [round(float(value), 4) for value in deciles],
    }


def _leaks(
    dataset: AssayDataset, standing: Standing, comparisons: tuple[Comparison, ...], bits: NDArray[np.uint8]
) -> pa.Table:
    tables = [LEAKS.empty_table()]
    for found in comparisons:
        hit = np.flatnonzero(found.kind)
        own, other = standing.compound[found.entry[hit]], standing.compound[found.partner[hit]]
        similarity = _pairwise(bits[own], bits[other])
        order = np.lexsort((-similarity, found.kind[hit]))
        columns = {
            "part": [found.part] * len(hit),
            "against": [found.against] * len(hit),
            "kind": [KINDS[kind] for kind in found.kind[hit][order]],
            "similarity": similarity[order],
            **_compounds(dataset, own[order], ("compound", "name", "smiles")),
            **_compounds(dataset, other[order], ("other", "other_name", "other_smiles")),
        }
        tables.append(pa.table(columns, schema=LEAKS))
    return pa.concat_tables(tables)


def _compounds(dataset: AssayDataset, rows: NDArray[np.int64], titles: tuple[str, str, str]) -> dict[str, Any]:
    """Key, first name and structure of compounds."""
    table = dataset.compounds.select(["compound", "names", "smiles"]).take(rows)
    names = [next(iter(names or ()), "") for names in table["names"].to_pylist()]
    return dict(zip(titles, (table["compound"], names, table["smiles"]), strict=True))


def _pairwise(left: NDArray[np.uint8], right: NDArray[np.uint8]) -> NDArray[np.float64]:
    """[k] Tanimoto similarity of the rows of [k, bits] with one another."""
    common, either = (left & right).sum(axis=1), (left | right).sum(axis=1)
    return np.asarray(common / np.maximum(either, 1))
