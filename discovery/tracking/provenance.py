"""What a result was made with: code, versions, machine and input files."""

import os
import platform
import subprocess
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from discovery import __version__
from discovery.assay.inputs import file_sha256

PACKAGES = ("numpy", "pyarrow", "rdkit", "scikit-learn", "torch", "torch-geometric", "chembl_structure_pipeline")
"""Packages whose version can change a number."""


def versions() -> dict[str, str]:
    """Version of this program, of Python and of every package that can change a number."""
    found = {"discovery": __version__, "python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def git_state() -> dict[str, str]:
    """Commit of the source tree and whether it was changed since; empty for an installed wheel or without git."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return {}
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return {}
    return {"commit": commit, "changed": "yes" if changed else "no"}


def hardware() -> dict[str, str]:
    """Machine type, processor cores and operating system; no name of the machine."""
    return {"machine": platform.machine(), "cores": str(os.cpu_count()), "system": platform.system()}


def provenance() -> dict[str, dict[str, str]]:
    """All of it, by group."""
    return {"versions": versions(), "git": git_state(), "hardware": hardware()}


def source_sha256(parts: Iterable[str]) -> str:
    """SHA-256 of this program's own files in the given parts of its package, as hex digits."""
    package = Path(__file__).resolve().parents[1]
    named = [package / part for part in parts]
    found = {file for part in named for file in (part.rglob("*.py") if part.is_dir() else [part])}
    digest = sha256()
    for file in sorted(found):
        digest.update(f"{file.relative_to(package).as_posix()} {file_sha256(file)}\n".encode())
    return digest.hexdigest()


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True, timeout=10)
    return done.stdout.strip()
