"""Structural alerts: groups that often disturb assays (PAINS) or drug development (Brenk)."""

from collections.abc import Sequence
from functools import cache

from rdkit import Chem
from rdkit.Chem.FilterCatalog import FilterCatalog, FilterCatalogEntry, FilterCatalogParams
from rdkit.rdBase import BlockLogs


def alerts(smiles: Sequence[str]) -> list[list[str]]:
    """Names of the alerts in each of n SMILES, such as `PAINS: quinone_A` or `Brenk: nitro group`, sorted, each once.

    PAINS filters A, B and C of Baell and Holloway 2010 (doi 10.1021/jm901137j) and the filters of Brenk et al. 2008
    (doi 10.1002/cmdc.200700139) as RDKit has them. No alerts where a SMILES is unreadable.
    """
    catalog = _catalog()
    found: list[list[str]] = []
    with BlockLogs():
        for text in smiles:
            mol = Chem.MolFromSmiles(text)
            matches = [] if mol is None else catalog.GetMatches(mol)
            found.append(sorted({_name(match) for match in matches}))
    return found


@cache
def _catalog() -> FilterCatalog:
    parameters = FilterCatalogParams()
    catalogs = FilterCatalogParams.FilterCatalogs
    for catalog in (catalogs.PAINS_A, catalogs.PAINS_B, catalogs.PAINS_C, catalogs.BRENK):
        parameters.AddCatalog(catalog)
    return FilterCatalog(parameters)


def _name(entry: FilterCatalogEntry) -> str:
    """Name of an alert without the number of compounds that it was derived from: `quinone_A(370)` is `quinone_A`."""
    description: str = entry.GetDescription()
    if entry.GetProp("FilterSet") == "Brenk":
        return f"Brenk: {description.replace('_', ' ')}"
    return f"PAINS: {description.partition('(')[0]}"
