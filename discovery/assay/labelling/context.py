"""What is known of each endpoint before any compound: its protein, its relatives, and the assays behind its labels."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.assay.kinds import AssayFormat, AssayRole
from discovery.target.effect import Effect
from discovery.target.endpoint import Endpoint, EndpointKind
from discovery.target.protein import read_fasta
from discovery.target.protein_features import PROTEIN_FEATURES, protein_features
from discovery.target.settings import TargetSettings

STEM_FEATURES = 64
"""Length of the part that says which gene symbols begin alike."""
ORGANISMS = ("Homo sapiens", "Rattus norvegicus", "Mus musculus", "")
UNITS = ("pX", "probability")
ASSAY_FEATURES = 2 + len(EndpointKind) + len(Effect) + len(UNITS) + len(AssayFormat) + len(AssayRole) + len(ORGANISMS)
CONTEXT_FEATURES = PROTEIN_FEATURES + STEM_FEATURES + ASSAY_FEATURES
"""Length of an endpoint's feature vector: protein, gene symbol, endpoint and assays."""


@dataclass(frozen=True, eq=False)
class EndpointContext:
    """Fixed features of E endpoints."""

    features: NDArray[np.float32]
    """[E, CONTEXT_FEATURES] three parts, each standardised over the endpoints and of length 1 at most."""
    sequenced: NDArray[np.bool_]
    """[E] endpoints whose protein is known; the protein part of all others is 0."""


def endpoint_context(
    proteins: pa.Table, assays: pa.Table, endpoints: Sequence[Endpoint], target: TargetSettings
) -> EndpointContext:
    """Features of the endpoints by what the tables PROTEINS and ASSAYS say of their targets; no label is looked at.

    The sequence of the target itself may also be that of `target.sequence`. Raises InputError as `read_fasta` does.
    """
    genes = {endpoint.target for endpoint in endpoints}
    rows = zip(proteins["target"].to_pylist(), proteins["sequence"].to_pylist(), strict=True)
    known = {gene: protein_features(sequence) for gene, sequence in rows if gene in genes and sequence}
    if target.sequence is not None and target.gene in genes:
        known.setdefault(target.gene, protein_features(read_fasta(target.sequence).sequence))
    sequenced = np.array([endpoint.target in known for endpoint in endpoints], np.bool_)
    protein = np.zeros((len(endpoints), PROTEIN_FEATURES), np.float32)
    for number, endpoint in enumerate(endpoints):
        protein[number] = known.get(endpoint.target, 0)
    protein[sequenced] = _directions(protein[sequenced])
    stems = np.array([_stems(endpoint.target) for endpoint in endpoints], np.float32)
    shares = _assay_shares(assays)
    unknown = np.zeros(len(AssayFormat) + len(AssayRole) + len(ORGANISMS))
    own = [[*_plain(endpoint, target), *shares.get(endpoint.target, unknown)] for endpoint in endpoints]
    features = np.concatenate([protein, _directions(stems), _directions(np.array(own, np.float32))], axis=1)
    return EndpointContext(features.astype(np.float32), sequenced)


def _directions(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of columns centred and scaled, brought to length 1, so that products of rows are their correlations."""
    if len(features) == 0:
        return features
    centred = features - features.mean(axis=0)
    spread = centred.std(axis=0)
    scaled = np.where(spread > 1e-6, centred / np.maximum(spread, 1e-6), 0)
    length = np.linalg.norm(scaled, axis=1, keepdims=True)
    return np.where(length > 1e-6, scaled / np.maximum(length, 1e-6), 0).astype(np.float32)


def _stems(gene: str) -> NDArray[np.float64]:
    """[STEM_FEATURES] marks of the beginnings of a gene symbol, by which its family is named: KCN, KCNH, KCNH2.

    Marks are drawn from SHA-256, so that every model has the same; two beginnings may share one.
    """
    letters = (re.match(r"[A-Za-z]*", gene) or [""])[0]
    marks = np.zeros(STEM_FEATURES)
    for stem in {gene[:3], letters, gene[:-1], gene}:
        marks[int.from_bytes(hashlib.sha256(stem.encode()).digest()[:8]) % STEM_FEATURES] += 1
    return marks


def _plain(endpoint: Endpoint, target: TargetSettings) -> list[bool]:
    """Whether the endpoint is of the target, of its family, and of each kind, effect and unit."""
    return [
        endpoint.target == target.gene,
        endpoint.target in target.family,
        *(endpoint.kind is kind for kind in EndpointKind),
        *(endpoint.effect is effect for effect in Effect),
        *(endpoint.unit == unit for unit in UNITS),
    ]


def _assay_shares(assays: pa.Table) -> dict[str, NDArray[np.float64]]:
    """Target -> shares of its measurements by format, role and organism of their assays."""
    words = [*AssayFormat, *AssayRole, *ORGANISMS]
    first = {"format": 0, "role": len(AssayFormat), "organism": len(AssayFormat) + len(AssayRole)}
    counts: dict[str, NDArray[np.float64]] = {}
    for row in assays.select(["target", "measurements", *first]).to_pylist():
        mine = counts.setdefault(row["target"], np.zeros(len(words)))
        for name, start in first.items():
            if row[name] in words[start:]:
                mine[words.index(row[name], start)] += row["measurements"]
    total = {gene: max(mine[: len(AssayFormat)].sum(), 1) for gene, mine in counts.items()}
    return {gene: mine / total[gene] for gene, mine in counts.items()}
