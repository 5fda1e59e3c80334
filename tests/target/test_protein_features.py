import numpy as np
import pytest

from discovery.target.protein_features import AMINO_ACIDS, PROTEIN_FEATURES, TRIADS, protein_features


def test_the_first_part_is_the_composition() -> None:
    found = protein_features("ACCW")[: len(AMINO_ACIDS)]
    assert dict(zip(AMINO_ACIDS, found.tolist(), strict=True)) | {"A": 0, "C": 0, "W": 0} == dict.fromkeys(
        AMINO_ACIDS, 0
    )
    assert [found[AMINO_ACIDS.index(letter)] for letter in "ACW"] == [0.25, 0.5, 0.25]


def test_the_second_part_are_triads_of_classes() -> None:
    found = protein_features("AGVR")[len(AMINO_ACIDS) :]
    assert {TRIADS[place]: found[place] for place in np.flatnonzero(found)} == {(0, 0, 0): 0.5, (0, 0, 4): 0.5}


@pytest.mark.parametrize("like", ["GAVKR", "agvrk"])
def test_amino_acids_of_a_class_are_alike_in_triads(like: str) -> None:
    first, second = (protein_features(text)[len(AMINO_ACIDS) :] for text in ("AGVRK", like))
    np.testing.assert_array_equal(first, second)


def test_unknown_residues_do_not_count() -> None:
    np.testing.assert_array_equal(protein_features("XXACDXX"), protein_features("ACD"))
    assert not protein_features("AXA")[len(AMINO_ACIDS) :].any()


@pytest.mark.parametrize("nothing", ["", "X", "XXXX"])
def test_a_sequence_of_nothing_known_gives_zeros(nothing: str) -> None:
    assert protein_features(nothing).tolist() == [0.0] * PROTEIN_FEATURES
