"""The table of compounds: what stands for each, and every name, batch and structure by which the sources know it."""

from collections.abc import Iterable

import pyarrow as pa

from discovery.assay.curation.interpret import CompoundUse
from discovery.assay.schema import COMPOUNDS


def compound_table(uses: Iterable[CompoundUse]) -> pa.Table:
    """Compounds (schema COMPOUNDS), one an InChIKey, sorted by it.

    Where several parents share an InChIKey, as tautomers do, the SMILES that sorts first stands for all of them, and
    all are listed as its forms.
    """
    by_key: dict[str, list[CompoundUse]] = {}
    for use in uses:
        by_key.setdefault(use.compound.inchikey, []).append(use)
    keys = sorted(by_key)
    forms = [sorted({use.compound.smiles for use in by_key[key]}) for key in keys]
    columns = {
        "compound": keys,
        "smiles": [mine[0] for mine in forms],
        "skeleton": [by_key[key][0].compound.skeleton for key in keys],
        "names": [sorted({use.name for use in by_key[key] if use.name}, key=_spoken_first) for key in keys],
        "batches": [sorted({use.batch for use in by_key[key] if use.batch}) for key in keys],
        "originals": [sorted({use.compound.original for use in by_key[key]}) for key in keys],
        "salts": [sorted({salt for use in by_key[key] for salt in use.compound.salts}) for key in keys],
        "forms": [mine if len(mine) > 1 else [] for mine in forms],
    }
    return pa.table(columns, schema=COMPOUNDS)


def _spoken_first(name: str) -> tuple[bool, str]:
    """Sorts lidocaine before CHEMBL79: what people call a compound has small letters, a code mostly has not."""
    return name == name.upper(), name
