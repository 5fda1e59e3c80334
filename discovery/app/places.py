"""Where the shipped configuration files and the shipped data are, in a clone and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_IN_CLONE = _PACKAGE.parent / "configs"
_IN_WHEEL = _PACKAGE / "_configs"
IN_PACKAGE = "discovery/"
"""How the path of a file begins that a clone and a wheel both carry."""

CONFIGS = _IN_WHEEL if _IN_WHEEL.is_dir() else _IN_CLONE
"""Folder of the shipped configuration files."""


def shipped(relative: str) -> str:
    """Path of a file of the project, relative to the working folder where it lies below it.

    What begins with `discovery/` is in the package. All else is the project's own data, of which a wheel carries none;
    there the path is taken from the working folder, which may be a clone.
    """
    here = Path.cwd()
    if relative.startswith(IN_PACKAGE):
        path = _PACKAGE / relative.removeprefix(IN_PACKAGE)
    else:
        path = (CONFIGS.parent if CONFIGS == _IN_CLONE else here) / relative
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def options(group: str, folder: Path | None = None) -> list[str]:
    """Names of a group's options, the user's own in `folder` among them."""
    places = [CONFIGS] if folder is None else [CONFIGS, folder]
    return sorted({file.stem for place in places for file in (place / group).glob("*.yaml")})
