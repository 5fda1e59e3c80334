"""What pre-trained encoders have learnt of the compounds that a model is judged by."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discovery.models.pretrained import Pretrained, among

CARD = ("dataset", "library", "withheld")
"""What an account takes from the card of an encoder."""
SHOWN = 12
"""Digits of an encoder's SHA-256 that a sentence shows."""


def learnt_keys(encoders: Sequence[Pretrained]) -> NDArray[np.uint64]:
    """[k] keys of the compounds of which any of the encoders has learnt a label, sorted."""
    return np.unique(np.concatenate([np.zeros(0, np.uint64), *(encoder.learnt for encoder in encoders)]))


def account(encoders: Sequence[Pretrained], parts: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The encoders, and how many of the compounds of each part they have learnt a label of, as JSON values.

    Empty without encoders. `parts` are skeletons by what they are for: `test` for those that a model is judged by,
    `training` for those that it was fitted to, `hidden` for those that the leave-one-scaffold-out check ranks.
    """
    if not encoders:
        return {}
    files = [
        {"sha256": one.digest, "labelled_compounds": len(one.learnt)} | {name: one.card.get(name) for name in CARD}
        for one in encoders
    ]
    learnt = learnt_keys(encoders)
    return {"files": files} | {name: counted(skeletons, learnt) for name, skeletons in parts.items()}


def counted(skeletons: Sequence[str], learnt: NDArray[np.uint64]) -> dict[str, int]:
    """Number of compounds, and of those among them whose keys are `learnt` [k]."""
    return {"compounds": len(skeletons), "learnt": int(among(skeletons, learnt).sum())}


def sentence(files: Sequence[Mapping[str, Any]], test: Mapping[str, int]) -> str:
    """What to think of a result, by the `files` of an account and the count of the compounds it was found on."""
    one = len(files) == 1
    named = " and ".join(f"{file['sha256'][:SHOWN]}{_origin(file)}" for file in files)
    who = f"The pre-trained encoder{'' if one else 's'} {named} ha{'s' if one else 've'} learnt"
    known, compounds = test["learnt"], test["compounds"]
    if not known:
        return f"{who} from no label of the {compounds:,} test compounds."
    return (
        f"{who} from labels of {known:,} of the {compounds:,} test compounds, so that results on these are too good;"
        " pre-train with them on a list of withheld ones."
    )


def _origin(file: Mapping[str, Any]) -> str:
    """Such as ` (of panel)`."""
    dataset = file["dataset"]
    return f" (of {dataset['name']})" if isinstance(dataset, Mapping) and "name" in dataset else ""
