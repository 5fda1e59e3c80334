"""A training's state on disk: one safetensors file whose header carries the history as JSON.

One file, so that one rename publishes all of it: a reader finds the old state or the new one, never a mixture.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor, nn
from torch.optim import Optimizer

from discovery.errors import TrainingError
from discovery.training.state import EpochReport, TrainingState

FORMAT = 1


def save_checkpoint(path: Path, key: str, network: nn.Module, optimizer: Optimizer, state: TrainingState) -> None:
    """Write all that the next epoch needs; `key` says which training it belongs to."""
    tensors = {f"network.{name}": tensor for name, tensor in network.state_dict().items()}
    tensors |= {f"best.{name}": tensor for name, tensor in state.best.items()}
    for index, moments in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{index}.{name}": tensor for name, tensor in moments.items()}
    history = [asdict(report) for report in state.history]
    header = json.dumps({"format": FORMAT, "key": key, "best_epoch": state.best_epoch, "history": history})
    write_whole(path, save({name: tensor.cpu().contiguous() for name, tensor in tensors.items()}, {"json": header}))


def load_checkpoint(path: Path, key: str, network: nn.Module, optimizer: Optimizer, state: TrainingState) -> None:
    """Put the network, the optimizer and the state of a training back to where they were.

    Raises TrainingError for a file that is damaged or belongs to another training.
    """
    header, tensors = _read(path)
    if header["format"] != FORMAT or header["key"] != key:
        raise TrainingError(f"{path}: checkpoint of another training (data, model or settings differ); delete it")
    network.load_state_dict(_part(tensors, "network"))
    moments: dict[int, dict[str, Tensor]] = {}
    for name, tensor in _part(tensors, "optimizer").items():
        index, moment = name.split(".", 1)
        moments.setdefault(int(index), {})[moment] = tensor
    optimizer.load_state_dict({"state": moments, "param_groups": optimizer.state_dict()["param_groups"]})
    state.history = [EpochReport(**report) for report in header["history"]]
    state.best = _part(tensors, "best")
    state.best_epoch = header["best_epoch"]


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    try:
        with safe_open(path, framework="pt") as file:
            names = list(file.keys())
            return json.loads(file.metadata()["json"]), {name: file.get_tensor(name) for name in names}
    except (SafetensorError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise TrainingError(f"{path}: damaged checkpoint ({error}); delete it") from None


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(f"{prefix}."): t for name, t in tensors.items() if name.startswith(f"{prefix}.")}


def write_whole(path: Path, content: bytes) -> None:
    """Write beside the file, force it to disk, then rename: a crash at any moment leaves a whole file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
