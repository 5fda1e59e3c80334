"""The first look: a student says of every record of a library what the model would."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from discovery.bundle.load import load_manifest
from discovery.bundle.manifest import Manifest
from discovery.models.settings import NetworkSettings, Output
from discovery.screening.modules import NETWORKS
from discovery.screening.score import inference_of, ready, scored_part
from discovery.screening.settings import EngineSettings
from discovery.screening.student.record import Taught
from discovery.screening.work.task import Job, Preparation


def is_fast(manifest: Manifest) -> bool:
    """Whether a bundle's model is as fast as a student would be."""
    model = manifest.model
    return isinstance(model, NetworkSettings) and model.members == 1 and model.output is not Output.process


def by_student(bundle: Path, taught: Taught, kept: Sequence[str], engine: EngineSettings) -> Preparation:
    """How processes get ready for a first look by a bundle's student."""
    return Preparation(partial(load_first_look, bundle, taught, kept, engine), NETWORKS)


def load_first_look(bundle: Path, taught: Taught, kept: Sequence[str], engine: EngineSettings) -> Job:
    """The job that scores picked records by the bundle's student, and writes the endpoints `kept`."""
    from discovery.screening.student.file import load_student  # torch takes seconds, and only these processes need it

    inference = inference_of(engine)
    manifest = load_manifest(bundle)
    student = load_student(taught.folder, manifest.endpoints, taught.network).under(inference)
    return partial(scored_part, ready(student, manifest, kept, taught.folder))
