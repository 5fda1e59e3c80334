import numpy as np
from rdkit import Chem
from rdkit.Avalon.pyAvalonTools import GetAvalonCountFP
from rdkit.Chem.rdFingerprintGenerator import GetAtomPairGenerator

from discovery.chem.counts import LEVELS, CountKind, count_fingerprints

ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"


def counted(smiles: str, kind: CountKind, bits: int = 4096) -> dict[int, int]:
    counts = count_fingerprints([smiles], bits).kinds[kind]
    return dict(zip(counts.bit.tolist(), counts.count.tolist(), strict=True))


def test_fragments_are_counted_as_rdkit_counts_them() -> None:
    mol = Chem.MolFromSmiles(ASPIRIN)
    pairs = GetAtomPairGenerator(fpSize=4096, includeChirality=True).GetCountFingerprint(mol).GetNonzeroElements()
    avalon = GetAvalonCountFP(mol, nBits=4096).GetNonzeroElements()
    assert counted(ASPIRIN, CountKind.atom_pair) == {bit: min(count, LEVELS) for bit, count in pairs.items()}
    assert counted(ASPIRIN, CountKind.avalon) == {bit: min(count, LEVELS) for bit, count in avalon.items()}


def test_many_occurrences_count_as_so_many_levels() -> None:
    assert max(counted("C" * 40, CountKind.morgan2).values()) == LEVELS


def test_mirror_images_differ_in_all_kinds_that_see_chirality() -> None:
    one, other = (count_fingerprints([text]).kinds for text in ("C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O"))
    differ = {kind for kind in CountKind if one[kind].bit.tolist() != other[kind].bit.tolist()}
    assert differ == set(CountKind) - {CountKind.avalon}


def test_what_cannot_be_read_has_no_fragments_and_the_others_stay_in_their_places() -> None:
    found = count_fingerprints(["CCCO", "C(", "", ASPIRIN])
    assert found.readable.tolist() == [True, False, False, True]
    for kind in CountKind:
        assert (np.diff(found.kinds[kind].offsets) > 0).tolist() == [True, False, False, True]
    assert dict(zip(*(array.tolist() for array in last(found)), strict=True)) == counted(ASPIRIN, CountKind.torsion)


def last(found):
    counts = found.take(np.array([3])).kinds[CountKind.torsion]
    return counts.bit, counts.count


def test_totals_are_the_sums_of_the_counts() -> None:
    counts = count_fingerprints(["CCO", "", ASPIRIN]).kinds[CountKind.morgan2]
    assert counts.totals().tolist() == [int(counts.take(np.array([row])).count.sum()) for row in range(3)]
    assert counts.totals()[1] == 0


def test_no_molecule_at_all() -> None:
    found = count_fingerprints([])
    assert len(found) == 0
    assert all(len(counts) == 0 for counts in found.kinds.values())
