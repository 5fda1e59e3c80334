"""Fitted models as safetensors and back; nothing is ever unpickled.

The models' modules are imported where they are needed, so that a bundle loads what its own kind of model needs and no
more: torch_geometric takes three seconds to import and only GINE and GPS use it, scikit-learn only the fitting of a
forest.
"""

import fnmatch
from collections.abc import Mapping
from typing import TYPE_CHECKING

from safetensors import SafetensorError

from discovery.errors import BundleError, InternalError
from discovery.models.predictor import Predictor
from discovery.models.settings import (
    BlendSettings,
    ForestSettings,
    KernelSettings,
    ModelSettings,
    NetworkSettings,
    SimilaritySettings,
)
from discovery.target.endpoint import Endpoint

if TYPE_CHECKING:
    from discovery.models.blend import Blend
    from discovery.models.cascade import Cascade
    from discovery.models.ensemble import NetworkEnsemble
    from discovery.models.network import Network

MODEL_FILE = "model.safetensors"
"""File of a model that is one set of arrays."""

MEMBER_FILE = "member-{:02d}.safetensors"
MEMBER_FILES = "member-*.safetensors"
"""Files of the networks of an ensemble, numbered from 0: all of one phase, then all of the other."""

PROCESSES_FILE = "processes-{:02d}.safetensors"
"""File of the processes of the network of that number, if it has such."""

EMBEDDER_FILE = "embedder"
"""File that a kernel on vectors needs to make them, in the form of whoever wrote it."""

BLEND_FILE = "blend.safetensors"
"""File of a blend's weights."""
OF_MEMBER = "{}--{}"
"""File of a blend's member: the member's name, and what the file would be called if the member were alone."""

CASCADE_FILE = "cascade.safetensors"
"""File of a cascade's columns; the files of its main model are called as if that were alone."""
OF_FIRST = "first.{}"
"""File of a cascade's first model, by what it would be called if that were alone."""


def encode(predictor: Predictor) -> dict[str, bytes]:
    """The predictor's files, by name."""
    from discovery.models.blend import Blend
    from discovery.models.cascade import Cascade
    from discovery.models.ensemble import NetworkEnsemble

    if isinstance(predictor, Cascade):
        return _cascade_files(predictor)
    if isinstance(predictor, Blend):
        return _blend_files(predictor)
    if isinstance(predictor, NetworkEnsemble):
        return _network_files(predictor)

    from safetensors.numpy import save

    from discovery.models.forest import Forest
    from discovery.models.kernel import Kernel
    from discovery.models.similarity import Similarity

    if isinstance(predictor, Kernel) and predictor.embedded is not None:
        return {MODEL_FILE: save(predictor.state()), EMBEDDER_FILE: predictor.embedded.embedder.content}
    if isinstance(predictor, Forest | Kernel | Similarity):
        return {MODEL_FILE: save(predictor.state())}
    raise InternalError(f"no bundle can hold a {type(predictor).__name__}")


def decode(model: ModelSettings, endpoints: tuple[Endpoint, ...], files: Mapping[str, bytes]) -> Predictor:
    """The predictor that `encode` wrote; raises BundleError where the files do not fit the settings."""
    try:
        if CASCADE_FILE in files:
            return _cascade(model, endpoints, files)
        if isinstance(model, BlendSettings):
            return _blend(model, endpoints, files)
        if isinstance(model, NetworkSettings):
            return _networks(model, endpoints, files)
        return _arrays(model, endpoints, files)
    except (SafetensorError, KeyError, RuntimeError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise BundleError(f"the tensors of the bundle do not fit its model settings ({reason}); train again") from None


def _cascade_files(cascade: "Cascade") -> dict[str, bytes]:
    from safetensors.numpy import save

    first = {OF_FIRST.format(file): data for file, data in encode(cascade.first).items()}
    return {CASCADE_FILE: save(cascade.state()), **first, **encode(cascade.main)}


def _cascade(model: ModelSettings, endpoints: tuple[Endpoint, ...], files: Mapping[str, bytes]) -> Predictor:
    from safetensors.numpy import load

    from discovery.models.cascade import FIRST, Cascade

    prefix = OF_FIRST.format("")
    first = {file.removeprefix(prefix): data for file, data in files.items() if file.startswith(prefix)}
    main = {file: data for file, data in files.items() if file != CASCADE_FILE}
    columns = load(files[CASCADE_FILE])["columns"]
    return Cascade(decode(FIRST, endpoints, first), columns, decode(model, endpoints, main))


def _blend_files(blend: "Blend") -> dict[str, bytes]:
    from safetensors.numpy import save

    files = {BLEND_FILE: save(blend.state())}
    for name, member in blend.members.items():
        files |= {OF_MEMBER.format(name, file): data for file, data in encode(member).items()}
    return files


def _blend(model: BlendSettings, endpoints: tuple[Endpoint, ...], files: Mapping[str, bytes]) -> Predictor:
    from safetensors.numpy import load

    from discovery.models.blend import Blend

    members = {}
    for name, member in model.chosen.items():
        prefix = OF_MEMBER.format(name, "")
        own = {file.removeprefix(prefix): data for file, data in files.items() if file.startswith(prefix)}
        members[name] = decode(member, endpoints, own)
    return Blend(members, load(files[BLEND_FILE])["weights"])


def _network_files(ensemble: "NetworkEnsemble") -> dict[str, bytes]:
    from safetensors.numpy import save

    files = {}
    for number, network in enumerate(ensemble.networks):
        files[MEMBER_FILE.format(number)] = _network_bytes(network)
        if network.processes is not None:
            files[PROCESSES_FILE.format(number)] = save(network.processes.state())
    return files


def _network_bytes(network: "Network") -> bytes:
    from safetensors.torch import save

    data: bytes = save({name: tensor.cpu().contiguous() for name, tensor in network.state_dict().items()})
    return data


def _networks(model: NetworkSettings, endpoints: tuple[Endpoint, ...], files: Mapping[str, bytes]) -> Predictor:
    from safetensors.numpy import load as load_arrays
    from safetensors.torch import load

    from discovery.models.build import build_network
    from discovery.models.ensemble import NetworkEnsemble
    from discovery.models.gaussian.atom_processes import AtomProcesses

    count = max(1, len(fnmatch.filter(files, MEMBER_FILES)))
    networks = [build_network(model, endpoints, seed=0) for _ in range(count)]
    for number, network in enumerate(networks):
        network.load_state_dict(load(files[MEMBER_FILE.format(number)]))
        if processes := files.get(PROCESSES_FILE.format(number)):
            network.processes = AtomProcesses.from_state(load_arrays(processes))
    return NetworkEnsemble(networks)


def _arrays(model: ModelSettings, endpoints: tuple[Endpoint, ...], files: Mapping[str, bytes]) -> Predictor:
    from safetensors.numpy import load

    data = files[MODEL_FILE]

    if isinstance(model, ForestSettings):
        from discovery.models.forest import Forest

        return Forest.from_state(endpoints, load(data))
    if isinstance(model, KernelSettings):
        from discovery.models.embedders import embedded_from
        from discovery.models.gaussian.processes import named
        from discovery.models.kernel import OF_VECTORS, Kernel

        state = load(data)
        embedded = embedded_from(model.embedding, files.get(EMBEDDER_FILE, b""), named(state, OF_VECTORS))
        return Kernel.from_state(endpoints, state, embedded)
    if isinstance(model, SimilaritySettings):
        from discovery.models.similarity import Similarity

        return Similarity.from_state(endpoints, load(data))
    raise InternalError(f"no bundle can hold a {type(model).__name__}")
