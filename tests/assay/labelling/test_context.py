import numpy as np
import pyarrow as pa
import pytest

from discovery.assay.labelling.context import (
    ASSAY_FEATURES,
    CONTEXT_FEATURES,
    STEM_FEATURES,
    EndpointContext,
    endpoint_context,
)
from discovery.assay.schema import ASSAYS, PROTEINS
from discovery.target.effect import Effect
from discovery.target.endpoint import activity_endpoint, potency_endpoint
from discovery.target.protein_features import PROTEIN_FEATURES
from discovery.target.settings import TargetSettings

RYR2 = TargetSettings(gene="RYR2", family=["RYR1"])
ENDPOINTS = (
    potency_endpoint("RYR2"),
    potency_endpoint("RYR1"),
    activity_endpoint("RYR2", Effect.inhibitor),
    potency_endpoint("KCNH2"),
    potency_endpoint("KCNH1"),
    potency_endpoint("SCN5A"),
)
RYANODINE, POTASSIUM = "MADGGEGEDEIQFLRTDDEVVLQCTATIHKEQQKLCLAAEGF", "MPVRRGHVAPQNTFLDTIIRKFEGQSRKFIIANARVENCAVI"
SEQUENCES = {"RYR2": RYANODINE, "RYR1": RYANODINE[:-3] + "KRK", "KCNH2": POTASSIUM, "SCN5A": POTASSIUM[::-1] + "WWWWCC"}


@pytest.fixture(scope="module")
def context() -> EndpointContext:
    proteins = [{"target": gene, "uniprot": "", "sequence": text} for gene, text in SEQUENCES.items()]
    assays = [
        assay("RYR2", "calcium_imaging", "dose_response", "Homo sapiens", 30),
        assay("RYR2", "ryanodine_binding", "unstated", "Rattus norvegicus", 10),
        assay("KCNH2", "electrophysiology", "liability", "Homo sapiens", 100),
        assay("SCN5A", "electrophysiology", "liability", "Homo sapiens", 20),
    ]
    tables = (pa.Table.from_pylist(proteins, PROTEINS), pa.Table.from_pylist(assays, ASSAYS))
    return endpoint_context(*tables, ENDPOINTS, RYR2)


def assay(target: str, form: str, role: str, organism: str, number: int) -> dict[str, object]:
    return {"target": target, "format": form, "role": role, "organism": organism, "measurements": number}


def part(context: EndpointContext, number: int) -> np.ndarray:
    """Protein, gene symbol or assay part of all endpoints."""
    return np.split(context.features, [PROTEIN_FEATURES, PROTEIN_FEATURES + STEM_FEATURES], axis=1)[number]


def test_every_endpoint_has_one_row_of_finite_numbers(context) -> None:
    assert context.features.shape == (len(ENDPOINTS), CONTEXT_FEATURES)
    assert CONTEXT_FEATURES == PROTEIN_FEATURES + STEM_FEATURES + ASSAY_FEATURES
    assert np.isfinite(context.features).all()


def test_a_target_without_a_sequence_is_marked_and_has_zeros_there(context) -> None:
    assert context.sequenced.tolist() == [True, True, True, True, False, True]
    assert not part(context, 0)[4].any()


@pytest.mark.parametrize("number", [0, 1, 2])
def test_parts_are_of_length_one(context, number: int) -> None:
    length = np.linalg.norm(part(context, number), axis=1)
    np.testing.assert_allclose(length[context.sequenced], 1, atol=1e-5)


def test_isoforms_are_alike_in_sequence(context) -> None:
    alike = part(context, 0) @ part(context, 0).T
    assert alike[0, 2] == pytest.approx(1.0, abs=1e-5)
    assert alike[0, 1] > 0.5 > 0 > alike[0, 3]


def test_gene_symbols_of_a_family_are_alike_without_any_sequence(context) -> None:
    alike = part(context, 1) @ part(context, 1).T
    assert alike[3, 4] > alike[3, 5]
    assert alike[0, 1] > alike[0, 3]


def test_endpoints_of_alike_assays_are_alike(context) -> None:
    alike = part(context, 2) @ part(context, 2).T
    assert alike[3, 5] == pytest.approx(1.0, abs=1e-5)
    assert alike[3, 5] > alike[3, 0]


def test_the_sequence_of_the_target_may_come_from_its_own_file(tmp_path) -> None:
    file = tmp_path / "ryr2.fasta"
    file.write_text(f">RYR2\n{RYANODINE}\n")
    target = TargetSettings(gene="RYR2", sequence=file)
    found = endpoint_context(PROTEINS.empty_table(), ASSAYS.empty_table(), ENDPOINTS, target)
    assert found.sequenced.tolist() == [True, False, True, False, False, False]


def test_no_protein_and_no_assay_described_is_no_error() -> None:
    found = endpoint_context(PROTEINS.empty_table(), ASSAYS.empty_table(), ENDPOINTS, RYR2)
    assert not found.sequenced.any()
    assert np.isfinite(found.features).all()
