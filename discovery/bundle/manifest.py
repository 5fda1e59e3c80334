"""The manifest of a bundle: what the model is, what it learnt from, how good it was, and the hash of every file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from pathlib import PurePath
from typing import Any, Self

from discovery.assay.splits.settings import SplitSettings
from discovery.bundle.plain import from_plain, to_plain
from discovery.chem.settings import StandardizeSettings
from discovery.errors import BundleError
from discovery.models.settings import KINDS, BlendSettings, ModelSettings, kind_of
from discovery.target.endpoint import Endpoint
from discovery.target.settings import TargetSettings
from discovery.training.settings import FitSettings

MANIFEST = "manifest.json"
FORMAT_VERSION = 4

UNDIGESTED = ("created", "speed")
"""Fields that differ from one making of the same model to the next."""


@dataclass(frozen=True)
class Manifest:
    """Everything about a bundle but its tensors and tables."""

    model: ModelSettings
    endpoints: tuple[Endpoint, ...]
    """The columns of a prediction, in their order."""
    target: TargetSettings
    standardize: StandardizeSettings
    """How compounds must be standardised before the model sees them."""
    split: SplitSettings
    fit: FitSettings
    phases: tuple[str, ...]
    """What training did, in plain sentences."""
    dataset_hash: str
    """Content hash of the curated data set."""
    reserved: dict[str, Any]
    """The list of compounds that were kept out of the data set: its `sha256`, its `entries`, and the rows `rejected` by
    it; empty without one."""
    training_compounds: int
    encoder: dict[str, Any]
    """Pre-trained encoders that the model starts from or builds on, and how many compounds for training, testing and
    the leave-one-scaffold-out check they have learnt a label of, as `evaluation.foreknown` counts them; empty without
    one."""
    evidence: dict[str, Any]
    """What is measured on the target's family, as `assay.evidence` counts it."""
    evaluation: list[dict[str, Any]]
    """Rows of the evaluation table on the test split."""
    retrospective: list[dict[str, Any]]
    """Rows of the leave-one-scaffold-out table; empty where the check was not run."""
    versions: dict[str, str]
    """Versions of this program and of the libraries that its numbers depend on."""
    created: str
    """Time of writing, ISO 8601; left out of the digest, as is `speed`."""
    speed: dict[str, float] = field(default_factory=dict)
    """Molecules a second that the model (`model`), and each member of a blend, predicted when it was made."""
    files: dict[str, str] = field(default_factory=dict)
    """File name -> SHA-256 of its bytes; filled in when the bundle is saved."""

    @property
    def kind(self) -> str:
        """The word for the model."""
        return kind_of(self.model)

    @property
    def digest(self) -> str:
        """SHA-256 over the manifest, and so over the hashes of all files: equal for bundles with equal content."""
        content = {key: value for key, value in self._content().items() if key not in UNDIGESTED}
        return sha256(_json(content).encode()).hexdigest()

    def with_files(self, files: Mapping[str, bytes]) -> Self:
        """The same manifest with the hashes of these files."""
        return replace(self, files={name: sha256(data).hexdigest() for name, data in sorted(files.items())})

    def to_json(self) -> str:
        """Text of `manifest.json`: sorted keys, two spaces, the digest among them."""
        return _json(self._content() | {"digest": self.digest})

    @classmethod
    def from_json(cls, text: str, where: str) -> Self:
        """The manifest in a text; raises BundleError naming `where` if it is unknown, incomplete or altered."""
        data = _parse(text, where)
        stated = data.pop("digest", None)
        manifest = cls._of(data, where)
        if stated != manifest.digest:
            raise BundleError(
                f"{where} was altered after it was written; train again or restore the bundle from a copy"
            )
        return manifest

    def _content(self) -> dict[str, Any]:
        typed = ("target", "standardize", "split", "fit")
        rest = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("model", "endpoints", *typed)}
        return {
            "format_version": FORMAT_VERSION,
            "model": _model_to_plain(self.model),
            "endpoints": [endpoint.to_json() for endpoint in self.endpoints],
            **{name: to_plain(getattr(self, name)) for name in typed},
            **rest,
        }

    @classmethod
    def _of(cls, data: dict[str, Any], where: str) -> Self:
        try:
            return cls(
                model=_model_from_plain(data.pop("model"), f"{where}: model"),
                endpoints=tuple(Endpoint.from_json(endpoint) for endpoint in data.pop("endpoints")),
                target=from_plain(TargetSettings, data.pop("target"), f"{where}: target"),
                standardize=from_plain(StandardizeSettings, data.pop("standardize"), f"{where}: standardize"),
                split=from_plain(SplitSettings, data.pop("split"), f"{where}: split"),
                fit=from_plain(FitSettings, data.pop("fit"), f"{where}: fit"),
                phases=tuple(data.pop("phases")),
                files=_safe(data.pop("files"), where),
                **data,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise BundleError(f"{where} does not describe a bundle ({error}); restore it from a copy") from None


def _model_to_plain(model: ModelSettings) -> dict[str, Any]:
    """Kind and settings of a model, and of a blend's members in turn."""
    settings = to_plain(model)
    if isinstance(model, BlendSettings):
        settings["members"] = {name: _model_to_plain(member) for name, member in model.chosen.items()}
    return {"kind": kind_of(model), "settings": settings}


def _model_from_plain(data: Mapping[str, Any], where: str) -> ModelSettings:
    """The model that `_model_to_plain` wrote."""
    kind, settings = KINDS[data["kind"]], data["settings"]
    if not issubclass(kind, BlendSettings):
        return from_plain(kind, settings, where)
    members = {
        name: _model_from_plain(member, f"{where}.members.{name}") for name, member in settings["members"].items()
    }
    return from_plain(kind, settings, where, {"members": members})


def _parse(text: str, where: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise BundleError(f"{where} is not JSON ({error}); restore the bundle from a copy") from None
    version = data.pop("format_version", None) if isinstance(data, dict) else None
    if version != FORMAT_VERSION:
        remedy = "read it with the version of discovery that wrote it, or train again"
        raise BundleError(
            f"{where} has format version {version}, but this program reads version {FORMAT_VERSION}; {remedy}"
        )
    assert isinstance(data, dict)
    return data


def _safe(files: dict[str, str], where: str) -> dict[str, str]:
    """The files, none of which may lie outside the bundle."""
    for name in files:
        if PurePath(name).name != name:
            raise BundleError(f"{where} names the file {name!r}, which is not a plain name; do not use this bundle")
    return files


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
