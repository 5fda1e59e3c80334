"""A data set as a tracker lists it among the inputs of a run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from discovery.training.recorder import RecordedDataset

COUNTS = ("compounds", "measurements", "conflicts", "background")


def recorded_dataset(card: Mapping[str, Any], folder: Path) -> RecordedDataset:
    """The data set of a card that lies in `folder`."""
    stages = card["stages"]
    profile = {name: stages[name] for name in ("rows", "records", "used", "rejected")}
    return RecordedDataset(
        card["settings"].get("data", {}).get("name", folder.name),
        card["content_hash"],
        folder,
        profile | {name: card[name] for name in COUNTS},
    )
