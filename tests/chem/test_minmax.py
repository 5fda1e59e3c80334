import numpy as np
import pytest

from discovery.chem import minmax
from discovery.chem.counts import CountKind, Counts, count_fingerprints
from discovery.chem.minmax import References

SMILES = [
    "CC(=O)Oc1ccccc1C(=O)O", "CN1CCC[C@H]1c1cccnc1", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "CC(C)Cc1ccc(C(C)C(=O)O)cc1",
    "CC(=O)Nc1ccc(O)cc1", "c1ccc2ccccc2c1", "C", "[Na+]", "CCCCCCCCCCCCCCCCCCCC",
]  # fmt: skip


def dense(counts: Counts, bits: int = 4096) -> np.ndarray:
    rows = np.zeros((len(counts), bits), int)
    for row in range(len(counts)):
        own = slice(*counts.offsets[row : row + 2])
        rows[row, counts.bit[own]] = counts.count[own]
    return rows


@pytest.mark.parametrize("common", [0.0, 1 / 3, 1.0], ids=["dense", "both", "sparse"])
@pytest.mark.parametrize("kind", CountKind)
def test_similarity_is_sum_of_minima_over_sum_of_maxima(
    kind: CountKind, common: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minmax, "COMMON", common)
    counts = count_fingerprints(SMILES).kinds[kind]
    rows = dense(counts)
    least = np.minimum(rows[:, None], rows[None]).sum(axis=2)
    most = np.maximum(rows[:, None], rows[None]).sum(axis=2)
    expected = np.where(most > 0, least / np.maximum(most, 1), 1.0)
    np.testing.assert_allclose(References(counts).compare(counts), expected, atol=1e-7)


def test_fragments_of_no_reference_count_against_the_similarity() -> None:
    known, asked = (count_fingerprints([text]).kinds[CountKind.morgan2] for text in ("CCO", "CCOc1ccncc1Br"))
    least, most = np.minimum(dense(known), dense(asked)).sum(), np.maximum(dense(known), dense(asked)).sum()
    np.testing.assert_allclose(References(known).compare(asked), [[least / most]], atol=1e-7)


def test_a_molecule_is_wholly_like_itself_even_without_fragments() -> None:
    for counts in count_fingerprints(SMILES).kinds.values():
        np.testing.assert_array_equal(np.diag(References(counts).compare(counts)), 1)


def test_the_kernel_is_positive_definite() -> None:
    for counts in count_fingerprints(SMILES).kinds.values():
        assert np.linalg.eigvalsh(References(counts).compare(counts).astype(float)).min() > -1e-6


def test_blocks_give_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = count_fingerprints(SMILES).kinds[CountKind.avalon]
    whole = References(counts).compare(counts)
    monkeypatch.setattr(minmax, "BLOCK", 4)
    np.testing.assert_array_equal(References(counts).compare(counts), whole)
    assert References(counts).compare(counts.take(np.array([], int))).shape == (0, len(SMILES))
