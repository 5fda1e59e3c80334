"""Shipped configuration and data are found from any folder."""

import importlib
import shutil
import sys
from pathlib import Path

import pytest

from discovery.app import places


def test_shipped_path_is_relative_below_the_working_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    root = places.CONFIGS.parent
    monkeypatch.chdir(root)
    assert places.shipped("data/README.md") == "data/README.md"
    assert places.shipped("discovery/models/x") == "discovery/models/x"
    monkeypatch.chdir(tmp_path)
    assert places.shipped("data/README.md") == str(root / "data/README.md")


def test_installed_wheel_carries_its_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "wheel_discovery"
    (package / "app").mkdir(parents=True)
    shutil.copy(Path(places.__file__), package / "app" / "places.py")
    shutil.copytree(places.CONFIGS, package / "_configs")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    installed = importlib.import_module("wheel_discovery.app.places")
    monkeypatch.delitem(sys.modules, "wheel_discovery.app.places")
    assert package / "_configs" == installed.CONFIGS
    assert installed.shipped("data/README.md") == "data/README.md"
    assert installed.shipped("discovery/models/x") == "wheel_discovery/models/x"
