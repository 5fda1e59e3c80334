"""CheMeleon's vectors (Burns et al. 2025, arXiv 2506.15792), from the user's own file of its published weights.

The file (`chemeleon_mp.pt` of zenodo.org/records/15460715) holds a `BondMessagePassing` of chemprop 2; a molecule's
vector is the mean of its atoms'. chemprop itself is not needed.
"""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Self

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from discovery.errors import InputError
from discovery.graphs.chemprop import ATOM_FEATURES, BOND_FEATURES, ChempropGraphs, chemprop_graphs

BATCH = 64
"""Molecules a forward pass: at 2,048 numbers a directed bond, some 30 MB an array."""
SOURCE = "chemeleon_mp.pt of zenodo.org/records/15460715"
FIXED: dict[str, Any] = {"d_v": ATOM_FEATURES, "d_e": BOND_FEATURES, "undirected": False, "d_vd": None}
"""What all hyperparameters but width, depth, bias, activation and dropout must be; chemprop's defaults."""
ACTIVATION = "relu"


class Chemeleon:
    """Vectors of the directed message passing network (see `models.dmpnn`) whose weights a file holds."""

    def __init__(self, path: Path) -> None:
        """Read the weights; raises InputError where the file is missing or holds something else."""
        try:
            self.content = path.read_bytes()
        except FileNotFoundError:
            raise InputError(f"no file {path}; CheMeleon's weights are {SOURCE}") from None
        self._weights, self._depth = _read(self.content, path)

    @classmethod
    def from_content(cls, content: bytes) -> Self:
        """The embedder that a bundle keeps as `content`."""
        self = cls.__new__(cls)
        self.content = content
        self._weights, self._depth = _read(content, Path("embedder"))
        return self

    @property
    def width(self) -> int:
        """Length of a vector."""
        return len(self._weights["W_o.weight"])

    @torch.inference_mode()
    def embed(self, smiles: Sequence[str]) -> NDArray[np.float32]:
        """[n, width] vectors, in the order given; NaN where a molecule cannot be read."""
        blocks = [self._embed(smiles[start : start + BATCH]) for start in range(0, len(smiles), BATCH)]
        return np.concatenate([np.empty((0, self.width), np.float32), *blocks])

    def _embed(self, smiles: Sequence[str]) -> NDArray[np.float32]:
        graphs = chemprop_graphs(smiles)
        molecule = torch.from_numpy(graphs.molecule)
        vectors = self._atom_vectors(graphs)
        atoms = torch.bincount(molecule, minlength=graphs.size)
        total = vectors.new_zeros(graphs.size, self.width).index_add_(0, molecule, vectors)
        mean: NDArray[np.float32] = torch.where(atoms[:, None] > 0, total / atoms[:, None], torch.nan).numpy()
        return mean

    def _atom_vectors(self, graphs: ChempropGraphs) -> Tensor:
        """[A, width] after message passing on directed bonds, of which 2i and 2i + 1 are each other's reverse."""
        atoms, ends = torch.from_numpy(graphs.atoms), torch.from_numpy(graphs.ends)
        bonds = torch.from_numpy(graphs.bonds).repeat_interleave(2, dim=0)
        source, target = ends.reshape(-1), ends.flip(1).reshape(-1)
        start = self._linear("W_i", torch.cat([atoms[source], bonds], dim=1))
        hidden = F.relu(start)
        zeros = hidden.new_zeros(len(atoms), self.width)
        for _ in range(1, self._depth):
            entering = zeros.index_add(0, target, hidden)[source]
            reverse = hidden.view(-1, 2, self.width).flip(1).view_as(hidden)
            hidden = F.relu(start + self._linear("W_h", entering - reverse))
        entering = zeros.index_add(0, target, hidden)
        return F.relu(self._linear("W_o", torch.cat([atoms, entering], dim=1)))

    def _linear(self, layer: str, rows: Tensor) -> Tensor:
        return F.linear(rows, self._weights[f"{layer}.weight"], self._weights.get(f"{layer}.bias"))


def _read(data: bytes, path: Path) -> tuple[dict[str, Tensor], int]:
    """Weights by name, and the depth."""
    try:
        content = torch.load(BytesIO(data), map_location="cpu", weights_only=True)
    except UnpicklingError:  # whose text advises to run whatever the file holds
        raise _other(path, "it is none of tensors and plain values alone") from None
    except (RuntimeError, ValueError, EOFError, OSError, KeyError) as problem:
        raise _other(path, str(problem)) from None
    if not isinstance(content, dict) or not {"hyper_parameters", "state_dict"} <= content.keys():
        raise _other(path, "it holds no hyper_parameters and state_dict")
    settings, weights = content["hyper_parameters"], content["state_dict"]
    if not isinstance(settings, dict) or not isinstance(weights, dict):
        raise _other(path, "its hyper_parameters and state_dict are no dictionaries")
    for name, expected in FIXED.items():
        if (found := settings.get(name, expected)) != expected:
            raise _other(path, f"its {name} is {found}, not {expected}")
    if str(settings.get("activation", ACTIVATION)).lower() != ACTIVATION:
        raise _other(path, f"its activation is {settings['activation']}, not {ACTIVATION}")
    width, depth = settings.get("d_h"), settings.get("depth")
    if not isinstance(width, int) or not isinstance(depth, int) or width < 1 or depth < 1:
        raise _other(path, "it states no width d_h and depth")
    _check_sizes(path, weights, width, bool(settings.get("bias", False)))
    return {name: weights[name].float() for name in weights}, depth


def _check_sizes(path: Path, weights: dict[str, Tensor], width: int, bias: bool) -> None:
    """Raise InputError where the weights are not those of a network of this width."""
    expected: dict[str, tuple[int, ...]] = {
        "W_i.weight": (width, ATOM_FEATURES + BOND_FEATURES),
        "W_h.weight": (width, width),
        "W_o.weight": (width, ATOM_FEATURES + width),
        "W_o.bias": (width,),
    }
    if bias:
        expected |= {"W_i.bias": (width,), "W_h.bias": (width,)}
    found = {name: tuple(weight.shape) for name, weight in weights.items()}
    for name in sorted(expected.keys() | found.keys()):
        if found.get(name) != expected.get(name):
            raise _other(path, f"its {name} is {_size(found.get(name))}, not {_size(expected.get(name))}")


def _size(shape: tuple[int, ...] | None) -> str:
    return "missing" if shape is None else " x ".join(map(str, shape))


def _other(path: Path, reason: str) -> InputError:
    line = reason.strip().splitlines()[0] if reason.strip() else "it is empty"
    return InputError(f"{path} is not a file of CheMeleon's weights ({line}); they are {SOURCE}")
