"""How should the atoms that an encoder sees be counted for a kernel?

python -m experiments.atom_sorts.study --data <folder with CHEMBL*.csv.gz> [--encoder <file>] [--variants ...]
    [--sets ...]

Two four-fold cross-validations within the published training parts of MoleculeACE's sets; their test parts are not
read. Rows of results.csv for other variants and sets stay; the table that is printed covers all of it.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.chem.counts import CountFingerprints, count_fingerprints
from discovery.chem.minmax import References
from discovery.graphs.featurize import featurize
from discovery.graphs.store import GraphStore
from discovery.models.encoder import Encoder
from discovery.models.gaussian.atom_counts import BOOKS, AtomCounter
from discovery.models.gaussian.atom_kernels import AtomKernels
from discovery.models.gaussian.blocks import COUNTED, TrainBlocks
from discovery.models.gaussian.compared import Compared, Vectors
from discovery.models.gaussian.processes import fit_processes, learnable, predicted
from discovery.models.pretrained import load_pretrained
from discovery.models.settings import KernelSettings
from experiments.kept import Row
from experiments.moleculeace.study import Part, rmse
from experiments.variants import Job, Variants

FOLDS, REPEATS = 4, 2
SUMS = "sums of vectors"
CHOSEN = "sums, 1024 and 128 sorts"


@dataclass(frozen=True)
class Way:
    """Which kernels there are."""

    books: tuple[tuple[int, float], ...] = BOOKS
    sums: bool = True
    """Whether the sums of atoms' vectors are compared."""
    fingerprints: bool = True
    share: float | None = None
    """Weight expected of each kernel on atoms; None: the program's."""


@dataclass(frozen=True, eq=False)
class Shared:
    """A kernel that is expected to have another weight."""

    kernel: Compared
    share: float

    def compare(self, vectors: Vectors) -> Vectors:
        return self.kernel.compare(vectors)

    def among(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Vectors:
        return self.kernel.among(rows, columns)

    def take(self, rows: NDArray[np.int64]) -> "Shared":
        return Shared(self.kernel.take(rows), self.share)


WAYS = {
    "fingerprints alone": Way(books=(), sums=False),
    SUMS: Way(books=()),
    CHOSEN: Way(),
    "1024 and 128 sorts": Way(sums=False),
    "sums, 1024 sorts": Way(BOOKS[:1]),
    "sums, 128 sorts": Way(BOOKS[1:]),
    "sums, 2048 and 128 sorts": Way(((2048, 0.3), BOOKS[1])),
    "sums, 512 and 128 sorts": Way(((512, 0.3), BOOKS[1])),
    "sums, 256 and 128 sorts": Way(((256, 0.3), BOOKS[1])),
    "sums, 1024 and 64 sorts": Way((BOOKS[0], (64, 1.0))),
    "sums, 1024 sharper and 128 sorts": Way(((1024, 0.1), BOOKS[1])),
    "sums, 1024 softer and 128 sorts": Way(((1024, 0.6), BOOKS[1])),
    "sums, 1024 and 128 sharper sorts": Way((BOOKS[0], (128, 0.3))),
    "sums, 1024 and 128 softer sorts": Way((BOOKS[0], (128, 3.0))),
    f"{CHOSEN}, share 2": Way(share=2.0),
    f"{CHOSEN}, share 6": Way(share=6.0),
    "atoms alone, sums of vectors": Way(books=(), fingerprints=False),
    f"atoms alone, {CHOSEN}": Way(fingerprints=False),
}


VARIANTS = Variants(Path(__file__).parent, tuple(WAYS), SUMS, "kernels beside those of fingerprints", digits=4)


def study(job: Job) -> Row:
    """The errors of one variant on the compounds of a set, each predicted without its fold."""
    file, variant, encoder = job
    part = Part.read(file, "train")
    network, graphs = load_pretrained(encoder, "--encoder").network(), featurize(part.smiles)
    fingerprints = count_fingerprints(part.smiles, KernelSettings().bits)
    errors = []
    for repeat in range(REPEATS):
        fold = np.random.default_rng(repeat).permutation(len(part.smiles)) % FOLDS
        said = np.empty(len(fold), np.float32)
        for number in range(FOLDS):
            out = fold == number
            said[out] = predicted_without(out, WAYS[variant], part, network, graphs, fingerprints)
        errors.append(said - part.value)
    whole, cliff = (
        np.mean([rmse(error[one]) for error in errors]) for one in (np.ones(len(fold), np.bool_), part.cliff)
    )
    return VARIANTS.row(job, len(part.smiles), whole, cliff)


def predicted_without(
    out: NDArray[np.bool_],
    way: Way,
    part: Part,
    network: Encoder,
    graphs: GraphStore,
    fingerprints: CountFingerprints,
) -> NDArray[np.float32]:
    """What a process that learnt the other compounds says of those in `out` [n]."""
    known, asked = np.flatnonzero(~out), np.flatnonzero(out)
    store = graphs.take(known)
    counter = AtomCounter.fit(network, store, 0, way.books or BOOKS)
    kernels = AtomKernels(counter, counter.of(network, store))
    first, last = 0 if way.sums else 1, 1 + len(way.books)
    parts: list[Compared] = list(kernels.parts[first:last])
    further = parts if way.share is None else [Shared(one, way.share) for one in parts]
    own = fingerprints.take(known)
    blocks = TrainBlocks(own if way.fingerprints else None, *further)
    labels, _ = learnable(part.labels().take(known), [0], own.readable)
    rests, processes = fit_processes(blocks, labels, KernelSettings(), 0)
    assert len(rests) == len(known), "processes of so few compounds are exact"
    of_asked = fingerprints.take(asked)
    compared = [References(own.kinds[kind]).compare(of_asked.kinds[kind]) for kind in COUNTED if way.fingerprints]
    compared += kernels.each(counter.of(network, graphs.take(asked)))[first:last]
    return predicted(processes, np.stack(compared))[0][:, 0]


if __name__ == "__main__":
    VARIANTS.main(__doc__, study)
