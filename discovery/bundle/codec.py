"""Fitted models as safetensors and back; nothing is ever unpickled.

The models' modules are imported where they are needed, so that a bundle loads what its own kind of model needs and no
more: torch_geometric takes three seconds to import and only GINE uses it, scikit-learn only the fitting of a forest.
"""

import fnmatch
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from safetensors import SafetensorError

from discovery.errors import BundleError, InternalError
from discovery.models.predictor import Predictor
from discovery.models.settings import ForestSettings, KernelSettings, ModelSettings, NetworkSettings, SimilaritySettings
from discovery.target.endpoint import Endpoint

if TYPE_CHECKING:
    from discovery.models.network import Network

MODEL_FILE = "model.safetensors"
"""File of a model that is one set of arrays."""

MEMBER_FILE = "member-{:02d}.safetensors"
MEMBER_FILES = "member-*.safetensors"
"""Files of the networks of an ensemble, numbered from 0: all of one phase, then all of the other."""


def encode(predictor: Predictor) -> dict[str, bytes]:
    """The predictor's files, by name."""
    from discovery.models.ensemble import NetworkEnsemble

    if isinstance(predictor, NetworkEnsemble):
        return {MEMBER_FILE.format(i): _network_bytes(network) for i, network in enumerate(predictor.networks)}

    from safetensors.numpy import save

    from discovery.models.forest import Forest
    from discovery.models.kernel import Kernel
    from discovery.models.similarity import Similarity

    if isinstance(predictor, Forest | Kernel | Similarity):
        return {MODEL_FILE: save(predictor.state())}
    raise InternalError(f"no bundle can hold a {type(predictor).__name__}")


def decode(model: ModelSettings, endpoints: tuple[Endpoint, ...], files: Mapping[str, bytes]) -> Predictor:
    """The predictor that `encode` wrote; raises BundleError where the files do not fit the settings."""
    try:
        if isinstance(model, NetworkSettings):
            return _networks(model, endpoints, files)
        return _arrays(model, endpoints, files[MODEL_FILE])
    except (SafetensorError, KeyError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        raise BundleError(f"the tensors of the bundle do not fit its model settings ({reason}); train again") from None


def _network_bytes(network: "Network") -> bytes:
    from safetensors.torch import save

    data: bytes = save({name: tensor.cpu().contiguous() for name, tensor in network.state_dict().items()})
    return data


def _networks(model: NetworkSettings, endpoints: tuple[Endpoint, ...], files: Mapping[str, bytes]) -> Predictor:
    from safetensors.torch import load

    from discovery.models.build import build_network
    from discovery.models.ensemble import NetworkEnsemble

    phases = max(1, math.ceil(len(fnmatch.filter(files, MEMBER_FILES)) / model.members))
    networks = [build_network(model, endpoints, seed=0) for _ in range(phases * model.members)]
    for number, network in enumerate(networks):
        network.load_state_dict(load(files[MEMBER_FILE.format(number)]))
    return NetworkEnsemble(networks)


def _arrays(model: ModelSettings, endpoints: tuple[Endpoint, ...], data: bytes) -> Predictor:
    from safetensors.numpy import load

    if isinstance(model, ForestSettings):
        from discovery.models.forest import Forest

        return Forest.from_state(endpoints, load(data))
    if isinstance(model, KernelSettings):
        from discovery.models.kernel import Kernel

        return Kernel.from_state(endpoints, load(data))
    if isinstance(model, SimilaritySettings):
        from discovery.models.similarity import Similarity

        return Similarity.from_state(endpoints, load(data))
    raise InternalError(f"no bundle can hold a {type(model).__name__}")
