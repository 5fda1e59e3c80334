"""An untrained bundle, and libraries with broken records mixed in."""

import csv
import gzip
import random
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from rdkit import Chem

from discovery.assay.labelling.labels import Labels
from discovery.assay.splits.settings import SplitSettings
from discovery.bundle.contents import REFERENCE, Contents
from discovery.bundle.manifest import Manifest
from discovery.bundle.save import save_bundle
from discovery.chem.settings import StandardizeSettings
from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.predictor import Predictor
from discovery.models.settings import DmpnnSettings, ModelSettings, SimilaritySettings
from discovery.models.similarity import Similarity
from discovery.target.effect import Effect
from discovery.target.endpoint import activity_endpoint, potency_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.settings import FitSettings

PURCHASABLE = Path(__file__).parents[2] / "data/library/purchasable_20k.csv.gz"

ENDPOINTS = (
    activity_endpoint("RYR2"),
    activity_endpoint("RYR2", Effect.inhibitor),
    activity_endpoint("RYR2", Effect.activator),
    potency_endpoint("KCNH2"),
)

KNOWN = [
    {"name": "caffeine", "smiles": "Cn1c(=O)c2c(ncn2C)n(C)c1=O", "target": "RYR2", "effect": "activator"},
    {
        "name": "dantrolene",
        "smiles": "O=C1CN(N=Cc2ccc(-c3ccc([N+](=O)[O-])cc3)o2)C(=O)N1",
        "target": "RYR2",
        "effect": "inhibitor",
    },
    {
        "name": "dantrolene",
        "smiles": "O=C1CN(N=Cc2ccc(-c3ccc([N+](=O)[O-])cc3)o2)C(=O)N1",
        "target": "RYR2",
        "effect": "inactive",
    },
]

GOOD = [
    "CCOC(=O)c1ccc(N)cc1",
    "CC(C)NCC(O)COc1cccc2ccccc12",
    "O=C(O)c1ccccc1OC(C)=O",
    "CN1CCC(c2c[nH]c3ccccc23)CC1",
    "Cn1c(=O)c2c(ncn2C)n(C)c1=O",
    "FC(F)(F)c1ccc(OC2CCNCC2)cc1",
    "CCN(CC)CCNC(=O)c1ccc(N)cc1.Cl",
    "O=S(=O)(Nc1ccccn1)c1ccc(F)cc1",
    "C[N+](C)(C)CCOC(=O)c1ccccc1.[Br-]",
    "COc1ccc(CCN)cc1OC",
]
"""Structures that can be scored, two of them only once their salts are off."""


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny untrained network of two members, saved as a bundle."""
    model = DmpnnSettings(hidden=16, depth=2, head_hidden=16, members=2)
    ensemble = NetworkEnsemble([build_network(model, ENDPOINTS, seed) for seed in range(2)])
    return saved(tmp_path_factory.mktemp("bundle") / "bundle", model, ensemble)


@pytest.fixture(scope="session")
def quick_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that processes load without torch: similarity to the good structures, all of them active."""
    cells, none = len(GOOD) * len(ENDPOINTS), np.zeros(len(GOOD) * len(ENDPOINTS), np.int8)
    column, value = np.tile(np.arange(len(ENDPOINTS), dtype=np.int32), len(GOOD)), np.linspace(1, 2, cells)
    offsets = np.arange(0, cells + 1, len(ENDPOINTS))
    labels = Labels(ENDPOINTS, offsets, column, value.astype(np.float32), none, np.ones(cells, np.float32), none)
    model = SimilaritySettings()
    predictor = Similarity.fit(GOOD, labels, model)
    return saved(tmp_path_factory.mktemp("bundle") / "bundle", model, predictor)


def saved(folder: Path, model: ModelSettings, predictor: Predictor) -> Path:
    """A bundle of the model in the folder."""
    manifest = Manifest(
        model=model,
        endpoints=ENDPOINTS,
        target=TargetSettings(gene="RYR2", family=["RYR1"], liabilities=["KCNH2"]),
        standardize=StandardizeSettings(),
        split=SplitSettings(),
        fit=FitSettings(),
        phases=(),
        dataset_hash="0" * 64,
        reserved={},
        training_compounds=len(GOOD),
        encoder={},
        evidence={},
        evaluation=[],
        retrospective=[],
        versions={},
        created="2026-01-02T03:04:05+00:00",
    )
    known = pa.Table.from_pylist(KNOWN, schema=REFERENCE)
    save_bundle(folder, predictor, manifest, Contents.of(known, GOOD[:6], ["A", "B"], {}))
    return folder


MALFORMED = {
    "empty": "",
    "blank": '"  "',
    "a name": "aspirin",
    "a broken InChI": '"InChI=1S/C2H6O/c1-2-9/h3H,2H2,1H3"',
    "open ring": "C1CCC",
    "open branch": "CC(C",
    "closed twice": "CC)C",
    "five bonds": "C(C)(C)(C)(C)C",
    "no Kekule form": "c1ccccc",
    "empty atom": "C[]C",
    "unknown element": "C[Xx]C",
    "illegal hydrogen": "[H2H]",
    "subscript": "CCl\u2082O",
    "bell": "CC\x07O",
    "space inside": "CC O",
    "CXSMILES": "O |bad stuff|",
    "too long": "C" * 3000,
    "too large": "C" * 200,
    "no heavy atom": "[H][H]",
    "more cells": "CCO,1,2,3",
    "fewer cells": None,
    "NUL byte": "CC\0O",
    "line break inside": '"CC\nO"',
    "zero-width space": "CC\u200bO",
    "dash of a text program": "C\u2013C",
    "Cyrillic letters": "\u0421\u0421\u041e",
    "not available": "#N/A",
    "a number": "1.5",
    "formula": "=O",
    "reaction": "CC>>CO",
    "bytes in hex": "hex:efbeadde",
    "quoted atom": "['C']C",
    "D for deuterium": "DC",
    "half an isotope": "[4.5H]C",
    "hydrogen of hydrogens": "[HH2]",
    "proton": "[H+]",
    "any atom": "*",
    "any atom inside": "CC*O",
    "charge without bonds": "C[NH+2]([O-])C",
    "chlorine inside": "CC(=O)[Cl]C",
    "quadruple bond": "C$C",
    "dative bond": "N->[Pt]",
    "unknown chirality": "[Fe@OH31]",
    "cut in an atom": "C[C@H",
    "ring of one atom": "C1C1",
    "bond closed twice": "C12CCCCC12",
    "ring digit for an atom": "C=0",
    "ring number too large": "C%(100000)CC%(100000)",
    "branch of a branch": "C((C))O",
    "all in brackets": "(CCO)",
    "deep branches": "C(" * 500 + "C" + ")" * 500,
    "two dots": "[Na+]..[Cl-]",
    "many fragments": ".".join("C" * 300),
    "open quote": '"CCO',
}
"""Cells of a CSV's structure column that cannot be scored, by what is wrong with them."""


def mixed_rows(molecules: list[str], seed: int) -> list[str]:
    """Lines of a table `id,smiles`: the molecules in their order, every malformed cell among them at a random place."""
    rows = [f"good {number},{smiles}" for number, smiles in enumerate(molecules)]
    rng = random.Random(seed)
    for wrong, cell in MALFORMED.items():
        line = wrong if cell is None else f"{wrong},{cell}"
        # what follows an open quotation mark belongs to it
        rows.insert(len(rows) if wrong == "open quote" else rng.randrange(len(rows)), line)
    return rows


@pytest.fixture(scope="session")
def mixed_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two thousand purchasable molecules, with every malformed cell among them."""
    with gzip.open(PURCHASABLE, "rt", encoding="utf-8") as file:
        molecules = [row["smiles"] for row in islice(csv.DictReader(file), 2000)]
    path = tmp_path_factory.mktemp("mixed") / "mixed.csv"
    path.write_text("\n".join(["id,smiles", *mixed_rows(molecules, seed=1)]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def messy_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every good structure, and each malformed one after a good one; all with an identifier and a price."""
    lines = ["id,price,structure"]
    for number, (wrong, cell) in enumerate(MALFORMED.items()):
        lines.append(f"good {number},1.5,{GOOD[number % len(GOOD)]}")
        lines.append(f"{wrong},1.5" if cell is None else f"{wrong},1.5,{cell}")
    path = tmp_path_factory.mktemp("library") / "messy.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def broken_blocks() -> dict[str, str]:
    """Connection tables that cannot be scored, by what is wrong with them; each broken in its own way."""
    block = Chem.MolToMolBlock(Chem.MolFromSmiles("CCO"))
    pentavalent = Chem.MolToMolBlock(Chem.MolFromSmiles("CC(C)(C)(C)C", sanitize=False), kekulize=False)
    lines = block.splitlines()

    def replaced(number: int, line: str) -> str:
        return "\n".join([*lines[:number], line, *lines[number + 1 :]])

    return {
        "empty record": "",
        "title alone": "title",
        "prose": "this\nis\nnot\na molecule\n",
        "no counts": replaced(3, ""),
        "counts in words": replaced(3, " two one"),
        "too many atoms counted": replaced(3, lines[3].replace("  3  2", "  9  2")),
        "too few atoms counted": replaced(3, lines[3].replace("  3  2", "  1  2")),
        "too many bonds counted": replaced(3, lines[3].replace("  3  2", "  3  7")),
        "no atoms": "\n".join([*lines[:3], "  0  0  0  0  0  0  0  0  0  0999 V2000", "M  END"]),
        "coordinates in words": replaced(4, lines[4].replace("0.0000", "zero  ", 1)),
        "short atom line": replaced(4, "    0.0000"),
        "unknown element": replaced(4, lines[4].replace(" C ", " Xx")),
        "bond to nowhere": replaced(7, "  1 99  1  0"),
        "bond to itself": replaced(7, "  1  1  1  0"),
        "bond in words": replaced(7, "  a  b  1  0"),
        "short bond line": replaced(7, "  1"),
        "bond twice": replaced(8, lines[7]),
        "five bonds": pentavalent,
        "cut in the atoms": "\n".join(lines[:5]),
        "cut in the bonds": "\n".join(lines[:8]),
        "unknown version": replaced(3, lines[3].replace("V2000", "V9000")),
        "NUL byte": replaced(0, "a\0title"),
    }


@pytest.fixture(scope="session")
def messy_sdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Good structures and the broken connection tables in turn, then a good record whose end is cut off."""
    records = []
    for number, (wrong, block) in enumerate(broken_blocks().items()):
        good = Chem.MolToMolBlock(Chem.MolFromSmiles(GOOD[number % len(GOOD)])).strip("\n")
        records.append(f"good {number}\n{good}\n>  <code>\ngood {number}\n\n$$$$\n")
        records.append(f"{block}\n>  <code>\n{wrong}\n\n$$$$\n")
    path = tmp_path_factory.mktemp("library") / "messy.sdf"
    path.write_text("".join(records) + "cut\n\n\n  3  2  0  0", encoding="utf-8")
    return path
