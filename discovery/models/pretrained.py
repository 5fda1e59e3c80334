"""A pre-trained encoder: one file with the network below the heads, what it learnt from, and whose labels it saw."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from discovery.chem.skeleton import hashed_skeleton
from discovery.errors import DiscoveryError, SettingsError
from discovery.graphs.vocabulary import ATOM_COMPONENTS, BOND_COMPONENTS
from discovery.models.build import build_encoder
from discovery.models.encoder import Encoder
from discovery.models.network import Network
from discovery.models.settings import NETWORKS, NetworkSettings, Readout, kind_of

FORMAT = 1
SHIPPED = Path(__file__).parent / "encoder.safetensors"
"""The encoder that comes with the program."""
LEARNT, ENCODER, NECK = "learnt", "encoder.", "neck."
"""Names of tensors in the file, or how they begin."""
SHAPING = ("hidden", "depth", "heads", "walks")
"""Settings that shape the layers below the heads, as far as a kind of network has them."""


@dataclass(frozen=True, eq=False)
class Pretrained:
    """The layers of a network below its heads."""

    settings: NetworkSettings
    """Its shape; only what shapes the layers below the heads is kept."""
    encoder: Mapping[str, Tensor]
    """Weights of the module that `models.build.build_encoder` makes, by name."""
    neck: Mapping[str, Tensor]
    """Weights of the linear layer that follows the readout, [hidden, hidden]."""
    learnt: NDArray[np.uint64]
    """[k] keys of the compounds whose labels it was trained on, sorted; see `key_of`."""
    card: Mapping[str, Any]
    """Data, settings, losses and versions, as JSON values."""
    content: bytes
    """Its file."""

    @property
    def digest(self) -> str:
        """SHA-256 of its file."""
        return sha256(self.content).hexdigest()

    def knows(self, skeletons: Sequence[str]) -> NDArray[np.bool_]:
        """[n] whether a label of the compound with this skeleton was learnt."""
        return among(skeletons, self.learnt)

    def network(self) -> Encoder:
        """The encoder itself, ready to be asked."""
        module = build_encoder(self.settings)
        module.load_state_dict(dict(self.encoder))
        return module.eval()


def key_of(skeleton: str) -> int:
    """The first 8 bytes of the SHA-256 of a skeleton: enough to recognise one of millions, too few to tell which."""
    return int(hashed_skeleton(skeleton)[:16], 16)


def among(skeletons: Sequence[str], learnt: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """[n] whether the compound with this skeleton is one of those with the keys `learnt` [k]."""
    return np.isin(np.array([key_of(skeleton) for skeleton in skeletons], np.uint64), learnt)


def vocabulary_digest() -> str:
    """SHA-256 of the components of atom and bond types; weights are of use for the same ones only."""
    return sha256(json.dumps([dict(ATOM_COMPONENTS), dict(BOND_COMPONENTS)]).encode()).hexdigest()


def pretrained_bytes(
    settings: NetworkSettings, state: Mapping[str, Tensor], learnt: NDArray[np.uint64], card: Mapping[str, Any]
) -> bytes:
    """The content of an encoder's file: safetensors, with settings and card as JSON in its header.

    Of the state, what is called `encoder.` or `neck.` something is kept.
    """
    shape = {name: getattr(settings, name) for name in SHAPING if hasattr(settings, name)}
    shape["readout"] = settings.readout.value
    header = {
        "format": FORMAT,
        "vocabulary": vocabulary_digest(),
        "kind": kind_of(settings),
        "shape": shape,
        "card": dict(card),
    }
    kept = {name: tensor for name, tensor in state.items() if name.startswith((ENCODER, NECK))}
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in kept.items()}
    tensors[LEARNT] = torch.from_numpy(np.sort(learnt).view(np.int64))  # torch has few operations on uint64
    data: bytes = save(tensors, {"json": json.dumps(header, sort_keys=True)})
    return data


def load_pretrained(path: Path, key: str) -> Pretrained:
    """The encoder in a file that the setting `key` names; raises SettingsError in one line where it is of no use."""
    try:
        return pretrained_of(path.read_bytes())
    except FileNotFoundError:
        raise SettingsError(f"{key}: {path} is not there; make one with `discovery pretrain`") from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"{key}: {path} is no encoder that can be used: {error}") from None


def pretrained_of(data: bytes) -> Pretrained:
    """The encoder in the content of a file; raises ValueError with the reason where there is none of use."""
    try:
        length = int.from_bytes(data[:8], "little")
        tensors = load(data)
        header = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["json"])
        version, vocabulary, kind, shape = (header[name] for name in ("format", "vocabulary", "kind", "shape"))
    except (SafetensorError, LookupError, TypeError, ValueError):
        raise ValueError("discovery pretrain did not write it, or it was cut off") from None
    if version != FORMAT or kind not in NETWORKS:
        raise ValueError(f"its format is {version}, of a {kind}; read it with the version of discovery that wrote it")
    if vocabulary != vocabulary_digest():
        raise ValueError("it was made with another vocabulary of atoms and bonds; pre-train it anew")
    try:
        settings = NETWORKS[kind](**shape | {"readout": Readout(shape["readout"])})
        encoder, neck = (_part(tensors, prefix) for prefix in (ENCODER, NECK))
        build_encoder(settings).load_state_dict(encoder)
        nn.Linear(settings.hidden, settings.hidden).load_state_dict(neck)
        learnt = tensors[LEARNT].numpy().view(np.uint64)
        return Pretrained(settings, encoder, neck, learnt, header["card"], data)
    except (DiscoveryError, LookupError, RuntimeError, TypeError, ValueError):
        raise ValueError("its weights are not those of the network it states; restore it from a copy") from None


def pretrained_for(model: NetworkSettings, key: str = "model") -> Pretrained | None:
    """The encoder that a network starts from, if any.

    `key` is the setting that holds the network. Raises SettingsError where the encoder is of no use or another shape.
    """
    if model.encoder is None:
        return None
    found = load_pretrained(model.encoder, f"{key}.encoder")
    shape = {name: getattr(found.settings, name) for name in (*SHAPING, "readout") if hasattr(found.settings, name)}
    if type(model) is not type(found.settings) or any(getattr(model, name) != value for name, value in shape.items()):
        kind = kind_of(found.settings)
        wanted = " ".join(f"{key}.{name}={getattr(value, 'value', value)}" for name, value in shape.items())
        raise SettingsError(f"{key}.encoder: {model.encoder} is a {kind} of another shape; set {key}={kind} {wanted}")
    return found


def network_from(encoder: Path, key: str) -> NetworkSettings:
    """Settings of a network that starts from the encoder in a file, in its shape; raises as `load_pretrained`."""
    shape = load_pretrained(encoder, key).settings
    return replace(shape, encoder=encoder, head_hidden=shape.hidden)


def start_from(network: Network, pretrained: Pretrained) -> None:
    """Give a network the weights of an encoder, and those of its neck where the first hidden layer has its size."""
    network.encoder.load_state_dict(dict(pretrained.encoder))
    first = network.head.layers[0]
    hidden = network.settings.head_layers > 0  # an output layer of the same size by chance is none
    if hidden and isinstance(first, nn.Linear) and first.weight.shape == pretrained.neck["weight"].shape:
        first.load_state_dict(dict(pretrained.neck))


def _part(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
