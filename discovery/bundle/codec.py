"""Fitted models as safetensors and back; nothing is ever unpickled.

The models' modules are imported where they are needed, so that a bundle loads what its own kind of model needs and no
more: torch_geometric takes three seconds to import and only GINE uses it, scikit-learn only the fitting of a forest.
"""

from collections.abc import Mapping

from safetensors import SafetensorError

from discovery.errors import BundleError, InternalError
from discovery.models.predictor import Predictor
from discovery.models.settings import ForestSettings, ModelSettings, NetworkSettings, SimilaritySettings
from discovery.target.endpoint import Endpoint

MODEL_FILE = "model.safetensors"
"""File of a model that is one set of arrays."""


def member_file(member: int) -> str:
    """File of one network of an ensemble."""
    return f"member-{member:02d}.safetensors"


def encode(predictor: Predictor) -> dict[str, bytes]:
    """The predictor's files, by name."""
    from discovery.models.ensemble import NetworkEnsemble
    from discovery.models.forest import Forest
    from discovery.models.similarity import Similarity

    if isinstance(predictor, NetworkEnsemble):
        from safetensors.torch import save as save_tensors

        states = [network.state_dict() for network in predictor.networks]
        return {
            member_file(i): save_tensors({name: tensor.detach().cpu().contiguous() for name, tensor in state.items()})
            for i, state in enumerate(states)
        }
    if isinstance(predictor, Forest | Similarity):
        from safetensors.numpy import save as save_arrays

        return {MODEL_FILE: save_arrays(predictor.state())}
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


def _networks(model: NetworkSettings, endpoints: tuple[Endpoint, ...], files: Mapping[str, bytes]) -> Predictor:
    from safetensors.torch import load as load_tensors

    from discovery.models.build import build_network
    from discovery.models.ensemble import NetworkEnsemble

    networks = []
    for member in range(model.members):
        network = build_network(model, endpoints, seed=0)
        network.load_state_dict(load_tensors(files[member_file(member)]))
        networks.append(network)
    return NetworkEnsemble(networks)


def _arrays(model: ModelSettings, endpoints: tuple[Endpoint, ...], data: bytes) -> Predictor:
    from safetensors.numpy import load as load_arrays

    if isinstance(model, ForestSettings):
        from discovery.models.forest import Forest

        return Forest.from_state(endpoints, load_arrays(data))
    if isinstance(model, SimilaritySettings):
        from discovery.models.similarity import Similarity

        return Similarity.from_state(endpoints, load_arrays(data))
    raise InternalError(f"no bundle can hold a {type(model).__name__}")
