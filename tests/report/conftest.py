"""A small campaign made of real molecules: what the report's tests read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pytest
from rdkit import Chem
from rdkit.Chem import QED, Crippen, Descriptors, rdMolDescriptors

from discovery.assay.schema import REJECTED
from discovery.candidates.settings import Goal, ObjectiveSettings
from discovery.report.model import ReportInput
from discovery.target.effect import Effect
from discovery.target.endpoint import Endpoint, activity_endpoint, potency_endpoint, screen_endpoint
from discovery.target.settings import TargetSettings

LIBRARY = (
    "Cc1ccc(NC(=O)COc2ccc(Cl)cc2Cl)cc1F",
    "COc1ccc(CCN2CCN(C(=O)c3ccco3)CC2)cc1OC",
    "CC(C)NCC(O)COc1cccc2ccccc12",
    "CN1CCN(c2nc3ccccc3s2)CC1",
    "O=C(Nc1ccccc1)c1ccc(S(=O)(=O)N2CCCCC2)cc1",
    "Cc1noc(C)c1CN1CCC(C(=O)Nc2ccccc2F)CC1",
    "C[C@H](N)C(=O)Nc1ccc(Oc2ccccc2)cc1",
    "CCOC(=O)c1c(C)[nH]c(C)c1C(=O)CN1CCOCC1",
)
KNOWN = (
    ("dantrolene", "O=C1CN(/N=C/c2ccc(-c3ccc([N+](=O)[O-])cc3)o2)C(=O)N1", Effect.inhibitor),
    ("flecainide", "O=C(NCC1CCCCN1)c1cc(OCC(F)(F)F)ccc1OCC(F)(F)F", Effect.inhibitor),
    ("caffeine", "Cn1c(=O)c2c(ncn2C)n(C)c1=O", Effect.activator),
    ("chlorocresol (4-CmC)", "Cc1cc(O)ccc1Cl", Effect.activator),
)
ALERTS = ("", "", "", "PAINS: quinone_A", "", "Brenk: nitro_group; Brenk: Oxygen-nitrogen_single_bond", "", "")
MODELS = {"dmpnn": 0.62, "similarity": 0.55, "forest": 0.60}
REASONS = (
    ("structure", "unreadable", "The structure cannot be read."),
    ("structure", "empty", "There is no structure."),
    ("rank", "duplicate", "The same compound stands in row 12."),
)


@dataclass(frozen=True)
class Campaign:
    """What a made campaign is about."""

    smiles: Sequence[str] = LIBRARY
    ids: Sequence[str] = ()
    known: Sequence[tuple[str, str, str]] = KNOWN
    rejected: int = 3
    below: int = 100
    actives: int = 12
    others: Sequence[str] = ("KCNH2", "SCN5A", "CACNA1C")
    seed: int = 0
    reasons: Sequence[tuple[str, str, str]] = field(default=REASONS)


def endpoints_of(campaign: Campaign) -> tuple[Endpoint, ...]:
    return (
        activity_endpoint("RYR2"),
        activity_endpoint("RYR2", Effect.inhibitor),
        activity_endpoint("RYR2", Effect.activator),
        *(potency_endpoint(gene) for gene in campaign.others),
    )


OBJECTIVES = {
    "inhibitor": ObjectiveSettings("RYR2.inhibitor", Goal.rise, 0.0, 1.0, weight=3.0, title="RyR2 inhibition"),
    "herg": ObjectiveSettings("KCNH2.potency", Goal.fall, 5.0, 6.5, weight=1.0, title="hERG margin"),
    "weight": ObjectiveSettings("mol_weight", Goal.within, 250.0, 500.0, slope=100.0, weight=0.5, title="size"),
}


def predictions(campaign: Campaign, random: np.random.Generator) -> dict[str, np.ndarray]:
    columns = {}
    for endpoint in endpoints_of(campaign):
        n = len(campaign.smiles)
        mean = random.beta(1.5, 4, n) if endpoint.unit == "probability" else random.normal(5.0, 0.6, n)
        columns[endpoint.name] = mean.astype(np.float32)
        columns[f"{endpoint.name}.spread"] = random.uniform(0.02, 0.15, n).astype(np.float32)
    return columns


def profile(campaign: Campaign, random: np.random.Generator) -> dict[str, object]:
    mols = [Chem.MolFromSmiles(text) for text in campaign.smiles]
    nearest = [campaign.known[place] for place in random.integers(0, len(campaign.known), len(mols))]
    return {
        "direction": [random.choice(["inhibitor", "activator"]) for _ in mols],
        "nearest_known": [name for name, _, _ in nearest],
        "nearest_known_smiles": [smiles for _, smiles, _ in nearest],
        "nearest_known_effect": [str(effect) for _, _, effect in nearest],
        "similarity": random.uniform(0.1, 0.8, len(mols)),
        "train_similarity": random.uniform(0.2, 0.9, len(mols)),
        "in_domain": random.random(len(mols)) > 0.2,
        "alerts": [ALERTS[place % len(ALERTS)] for place in range(len(mols))],
        "mol_weight": [Descriptors.MolWt(mol) for mol in mols],
        "logp": [Crippen.MolLogP(mol) for mol in mols],
        "tpsa": [rdMolDescriptors.CalcTPSA(mol) for mol in mols],
        "hbd": [float(rdMolDescriptors.CalcNumHBD(mol)) for mol in mols],
        "hba": [float(rdMolDescriptors.CalcNumHBA(mol)) for mol in mols],
        "rotatable_bonds": [float(rdMolDescriptors.CalcNumRotatableBonds(mol)) for mol in mols],
        "fraction_sp3": [rdMolDescriptors.CalcFractionCSP3(mol) for mol in mols],
        "qed": [QED.qed(mol) for mol in mols],
        "heavy_atoms": [float(mol.GetNumHeavyAtoms()) for mol in mols],
        "inchikey": [f"KEY{place:011d}-UHFFFAOYSA-N" for place in range(len(mols))],
        "salts": ["Cl" if place % 5 == 1 else "" for place in range(len(mols))],
    }


def candidates(campaign: Campaign) -> pa.Table:
    random = np.random.default_rng(campaign.seed)
    predicted = predictions(campaign, random)
    profiled = profile(campaign, random)
    desirability = {
        "inhibitor": predicted["RYR2.inhibitor"].astype(float),
        "herg": np.clip((6.5 - predicted["KCNH2.potency"]) / 1.5, 0, 1),
        "weight": np.clip(
            1 - np.maximum(250 - np.array(profiled["mol_weight"]), np.array(profiled["mol_weight"]) - 500) / 100, 0, 1
        ),
    }
    score = (desirability["inhibitor"] ** 3 * desirability["herg"] * desirability["weight"] ** 0.5) ** (1 / 4.5)
    order = np.argsort(-score, kind="stable")
    n = len(order)
    ids = list(campaign.ids) or [f"MCULE-{4_210_000 + 17 * place}" for place in range(n)]
    table = pa.table(
        {
            "rank": np.zeros(n, np.int64),
            "id": ids,
            "smiles": list(campaign.smiles),
            "score": score,
            **{
                f"{key}.raw": np.asarray(predicted.get(o.column, profiled.get(o.column)), float)
                for key, o in OBJECTIVES.items()
            },
            **{f"{key}.desirability": values for key, values in desirability.items()},
            **predicted,
            **profiled,
            "row": np.arange(1, n + 1),
            "file": ["library.csv"] * n,
            "line": np.arange(2, n + 2),
            "smiles_in": list(campaign.smiles),
        }
    ).take(order)
    picks = [place // 3 + 1 if place % 3 == 0 and place < 144 else None for place in range(n)]
    return table.set_column(0, "rank", pa.array(range(1, n + 1))).append_column("pick", pa.array(picks, pa.int64()))


def rejected(campaign: Campaign) -> pa.Table:
    rows = [
        {
            "file": "library.csv",
            "line": 1000 + place,
            "id": f"R{place}",
            "structure": "C1CC",
            "stage": stage,
            "code": code,
            "reason": reason,
        }
        for place, (stage, code, reason) in (
            (n, campaign.reasons[n % len(campaign.reasons)]) for n in range(campaign.rejected)
        )
    ]
    return pa.Table.from_pylist(rows, schema=REJECTED)


def make(campaign: Campaign) -> ReportInput:
    """The report of a made campaign."""
    random = np.random.default_rng(campaign.seed + 1)
    n = len(campaign.smiles)
    return ReportInput(
        target=TargetSettings(
            gene="RYR2",
            title="Ryanodine receptor 2, cardiac",
            uniprot="Q92736",
            family=["RYR1", "RYR3", "RYR"],
            liabilities=["KCNH2", "SCN5A", "CACNA1C"],
        ),
        library="Mcule purchasable compounds",
        endpoints=endpoints_of(campaign),
        objectives=OBJECTIVES,
        candidates=candidates(campaign),
        rejected=rejected(campaign),
        counts={
            "rows_in": n + campaign.below + campaign.rejected,
            "rows_ranked": n,
            "rows_below_cut": campaign.below,
            "rows_rejected": campaign.rejected,
        },
        evidence=EVIDENCE,
        evaluation=evaluation(campaign, random),
        retrospective=retrospective(random),
        ranks=ranks(campaign, random),
        measured=measured(random),
        reliability=reliability(),
        history=history(),
        model="dmpnn",
        phases=(
            "Phase 1: two networks learned 57 ion-channel potencies from 20,112 compounds, none of them a RyR ligand.",
            "Phase 2: they went on with 68 RyR ligands and 600 presumed inactives, 15 epochs.",
        ),
        provenance={
            "program": {"discovery": "0.1.0", "rdkit": "2026.3.6", "torch": "2.13.0"},
            "data": {"dataset sha256": "9f2c" * 16, "library sha256": "77ab" * 16},
            "git": {"commit": "67bd7a6", "modified": False},
            "settings": {"model": {"hidden": 300, "depth": 3}, "seed": 0},
        },
    )


EVIDENCE = {
    "RYR2": {
        "compounds": 12,
        "potency": 7,
        "effects": {"inhibitor": 9, "activator": 0, "stabiliser": 0, "biphasic": 0, "unstated": 1, "inactive": 2},
        "conflicts": [
            {
                "name": "dantrolene",
                "effects": ["inactive", "inhibitor"],
                "values": ["6.4", "6.7", "8.2"],
                "references": ["https://pmc.ncbi.nlm.nih.gov/articles/PMC4468648", "doi 10.1074/jbc.M006104200"],
            }
        ],
    },
    "RYR1": {
        "compounds": 59,
        "potency": 33,
        "effects": {"inhibitor": 8, "activator": 17, "stabiliser": 0, "biphasic": 2, "unstated": 34, "inactive": 2},
        "conflicts": [],
    },
    "RYR3": {
        "compounds": 3,
        "potency": 1,
        "effects": {"inhibitor": 1, "activator": 0, "stabiliser": 0, "biphasic": 0, "unstated": 2, "inactive": 0},
        "conflicts": [],
    },
}


def evaluation(campaign: Campaign, random: np.random.Generator) -> pa.Table:
    rows = []
    for gene in campaign.others:
        for metric, level in (("rmse", 0.7), ("spearman", 0.6)):
            for place, model in enumerate((*MODELS, "constant")):
                value = level + 0.05 * place + random.normal(0, 0.03)
                rows.append((model, f"{gene}.potency", metric, value, value - 0.06, value + 0.07, 214))
    names = ("model", "endpoint", "metric", "value", "low", "high", "n")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


def retrospective(random: np.random.Generator) -> pa.Table:
    rows = []
    for metric, scale, width in (
        ("hits_at_10", 0.2, 0.1),
        ("hits_at_50", 0.4, 0.15),
        ("hits_at_100", 0.5, 0.15),
        ("ef1", 16, 8),
        ("roc_auc", 1.2, 0.1),
    ):
        for model, level in MODELS.items():
            value = level * scale + random.normal(0, 0.02)
            rows.append(
                {
                    "model": model,
                    "metric": metric,
                    "value": value,
                    "low": max(value - width, 0.0),
                    "high": value + width,
                }
            )
    return pa.Table.from_pylist(rows)


def ranks(campaign: Campaign, random: np.random.Generator) -> pa.Table:
    rows = []
    for model, level in MODELS.items():
        for active in range(campaign.actives):
            rank = int(np.clip(random.lognormal(6.5 - 3 * level, 2.0), 1, 2001))
            rows.append({"model": model, "row": active, "rank": rank, "of": 2001})
    return pa.Table.from_pylist(rows)


def measured(random: np.random.Generator) -> pa.Table:
    truth = random.normal(5.6, 0.9, 400)
    return pa.table(
        {
            "endpoint": ["KCNH2.potency"] * 250 + ["SCN5A.potency"] * 100 + ["CACNA1C.potency"] * 50,
            "measured": truth,
            "predicted": 5.6 + 0.7 * (truth - 5.6) + random.normal(0, 0.5, 400),
        }
    )


def reliability() -> pa.Table:
    levels = np.linspace(0.1, 0.9, 9)
    rows = [
        {"endpoint": name, "kind": kind, "stated": x, "found": 0.9 * x, "low": 0.8 * x, "high": min(1.1 * x, 1), "n": n}
        for name, kind, n in (("KCNH2.potency", "regression", 214), ("RYR2.inhibitor", "classification", 12))
        for x in levels
    ]
    return pa.Table.from_pylist(rows)


def history() -> pa.Table:
    rows = [
        {"series": series, "epoch": epoch, "loss": base * (0.35 + np.exp(-epoch / 5))}
        for series, base in (
            ("fit/member0 train", 0.8),
            ("fit/member0 validation", 1.0),
            ("fit/member1 train", 0.82),
            ("fit/member1 validation", 1.02),
        )
        for epoch in range(1, 21)
    ]
    return pa.Table.from_pylist(rows)


@pytest.fixture(scope="session")
def campaign_report() -> Callable[..., ReportInput]:
    """Makes the report of a campaign with the given features."""
    return lambda **features: make(Campaign(**features))


@pytest.fixture(scope="session")
def report() -> ReportInput:
    return make(Campaign())


@pytest.fixture
def screened(report: ReportInput) -> ReportInput:
    """The same campaign, wanting a high readout of a primary screen that is predicted with intervals."""
    table = report.candidates
    for name, value in (("", 40.0), (".spread", 3.0), (".low", 20.5), (".high", 60.5)):
        table = table.append_column(f"RYR2.screen{name}", pa.array([value] * table.num_rows))
    objectives = {"hit": ObjectiveSettings("RYR2.screen", Goal.rise, 0.0, 100.0)}
    endpoints = (screen_endpoint("RYR2", "%"), *report.endpoints)
    return replace(report, candidates=table, endpoints=endpoints, objectives=objectives)
