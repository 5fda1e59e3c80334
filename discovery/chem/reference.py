"""Proof that two sites standardise alike, without showing any structure of theirs.

`reference.csv` holds drugs, salts, charges, tautomers, functional groups drawn in several forms, metals, isotopes,
stereoisomers, mixtures, and texts to be refused: public structures, chosen for this purpose and written out by hand
along the cases of Bento et al. 2020 (doi 10.1186/s13321-020-00456-1); InChIs and mol blocks were made from some.
"""

import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from importlib.resources import files

from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize


def reference_structures() -> list[str]:
    """The texts of the reference set, in their order: SMILES, InChI and mol blocks, some of them unreadable."""
    text = files("discovery.chem").joinpath("reference.csv").read_text(encoding="utf-8")
    return [row["structure"] for row in csv.DictReader(text.splitlines(keepends=True))]


def reference_hash(settings: StandardizeSettings) -> str:
    """SHA-256 (hexadecimal) of a policy and of what it makes of the reference set; takes about a second.

    Two sites with the same hash read, refuse and standardise these structures alike, whatever the versions of their
    programs.
    """
    return outcome_hash(reference_structures(), settings)


def outcome_hash(texts: Iterable[str], settings: StandardizeSettings) -> str:
    """SHA-256 (hexadecimal) of a policy and of the compounds and problems that it makes of texts, in their order."""
    policy = {name: getattr(value, "value", value) for name, value in asdict(settings).items() if name != "seconds"}
    digest = hashlib.sha256(json.dumps(policy, sort_keys=True).encode())
    for text in texts:
        digest.update(b"\n" + json.dumps(_outcome(text, settings)).encode())
    return digest.hexdigest()


def _outcome(text: str, settings: StandardizeSettings) -> list[str]:
    result = standardize(text, settings)
    if isinstance(result, Compound):
        return ["compound", result.smiles, result.inchikey, *result.salts]
    return ["problem", result.stage, result.code]
