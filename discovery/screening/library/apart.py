"""That a library and what is made of it do not get in each other's way."""

from pathlib import Path

from discovery.errors import SettingsError
from discovery.screening.library.sources import WILD


def check_apart(library: Path, out: Path) -> None:
    """Raise SettingsError where what goes to `out` would be taken for files of the library when that is read again."""
    path, folder = library.resolve(), out.resolve()
    within = folder.is_relative_to(path) if path.is_dir() else WILD & set(path.name) and folder == path.parent
    if within:
        raise SettingsError(f"out: {out} is in the folder of the library, {library}: choose another")
