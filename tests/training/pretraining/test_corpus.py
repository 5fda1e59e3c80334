"""The corpus: one row a molecule, those without labels behind the others."""

from pathlib import Path

import numpy as np

from discovery.assay.labelling.labels import Labels
from discovery.training.pretraining.corpus import Corpus, make_corpus


def test_molecules_beyond_the_labelled_ones_have_descriptors_alone(corpus: Corpus) -> None:
    assert len(corpus) == len(corpus.graphs) == len(corpus.descriptors) == 16
    assert np.diff(corpus.labels.offsets).tolist() == [2] * 12 + [0] * 4
    assert np.diff(corpus.actives.offsets)[12:].tolist() == [0] * 4
    assert corpus.described == corpus.descriptors.shape[1] > 100


def test_one_that_cannot_be_read_keeps_its_row_and_has_mean_descriptors(labels: Labels, tmp_path: Path) -> None:
    smiles = ["C" * n + "O" for n in range(1, 12)]
    corpus = make_corpus([*smiles, "C(", "CC"], labels, 5.0, 1, tmp_path)
    assert (~corpus.graphs.readable()).nonzero()[0].tolist() == [11]
    assert (corpus.descriptors[11] == 0).all()
    assert np.isfinite(corpus.descriptors).all()


def test_molecules_are_taken_with_all_that_is_known_of_them(corpus: Corpus) -> None:
    rows = np.array([13, 3, 0])
    taken = corpus.take(rows)
    assert taken.labels.value.tolist() == [*corpus.labels.value[6:8], *corpus.labels.value[:2]]
    np.testing.assert_array_equal(taken.descriptors, corpus.descriptors[rows])
    assert np.diff(taken.actives.offsets).tolist() == np.diff(corpus.actives.offsets)[rows].tolist()
    assert np.diff(taken.graphs.atom_offset).tolist() == np.diff(corpus.graphs.atom_offset)[rows].tolist()


def test_targets_are_those_that_a_compound_acts_on(corpus: Corpus) -> None:
    actives, labels = corpus.actives, corpus.labels
    assert actives.targets == ("KCNH2", "RYR2")
    for row in range(12):
        mine = actives.target[actives.offsets[row] : actives.offsets[row + 1]].tolist()
        potent = labels.value[2 * row] >= 5 and labels.relation[2 * row] >= 0
        assert mine == [0] * bool(potent) + [1] * (row % 3 == 0)
