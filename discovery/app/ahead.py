"""What long work needs, looked at before it begins, so that nothing is lost for want of it."""

from collections.abc import Sequence

from discovery.app.screen import SCORED
from discovery.app.settings import CompareSettings, ScreenSettings, TrainSettings
from discovery.assay.splits.settings import SplitMethod
from discovery.assay.splits.umap_plane import require_umap
from discovery.bundle.save import check_place
from discovery.models.pretrained import Pretrained
from discovery.models.required import required
from discovery.screening.library.apart import check_apart
from discovery.screening.library.store import is_stored
from discovery.screening.library.texts import library_texts
from discovery.screening.settings import DaskSettings, LibrarySettings
from discovery.screening.work.cluster import require_distributed
from discovery.training.device import pick_device


def before_training(settings: TrainSettings) -> Sequence[Pretrained]:
    """The encoders that the model takes.

    Raises a DiscoveryError where one of them is of no use, or an optional package, the GPU, the place of the bundle or
    the library of decoys is not there.
    """
    encoders = required(settings.model)
    pick_device(settings.fit.device)
    if settings.split.method is SplitMethod.umap:
        require_umap()
    check_place(settings.out)
    if settings.library is not None and settings.evaluation.retrospective:
        check_readable(settings.library)
    return encoders


def before_comparing(settings: CompareSettings) -> None:
    """Raises a DiscoveryError where the GPU or an optional package that a split takes is not there."""
    pick_device(settings.fit.device)
    if SplitMethod.umap in (settings.splits or [settings.split.method]):
        require_umap()


def before_screening(settings: ScreenSettings) -> None:
    """Raises a DiscoveryError where the library cannot be read or what is to score it is not there."""
    pick_device(settings.engine.device, "engine")
    if isinstance(settings.engine, DaskSettings):
        require_distributed()
    if not is_stored(settings.library.path):
        check_apart(settings.library.path, settings.out / SCORED)
    check_readable(settings.library)


def check_readable(library: LibrarySettings) -> None:
    """Raise an InputError or SettingsError where the library or a column of it is not what it should be."""
    next(library_texts(library), None)
