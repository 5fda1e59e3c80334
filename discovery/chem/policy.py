"""Which rules and which versions of them a structure is standardised by."""

import chembl_structure_pipeline
import rdkit

RULES = 2
"""Of this program's own rules; raised with every change after which a structure may come out differently."""


def policy_version() -> str:
    """Versions of all that decides what a structure becomes, such as `2, chembl_structure_pipeline 1.2.4, rdkit ...`.

    The settings of the policy are not part of it.
    """
    return f"{RULES}, chembl_structure_pipeline {chembl_structure_pipeline.__version__}, rdkit {rdkit.__version__}"
