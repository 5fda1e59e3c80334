"""Tracking switched off, and what provenance says."""

import subprocess
import sys

from discovery.tracking.provenance import provenance

SCRIPT = """
import sys
sys.modules["mlflow"] = None  # as if it were not installed
from discovery.tracking.run import recorded
from discovery.tracking.settings import TrackingSettings
with recorded(TrackingSettings(enabled=False), "RYR2", "train", {}, "") as recorder:
    recorder.metrics({"loss": 1.0})
    print(type(recorder).__name__)
"""


def test_tracking_off_needs_no_mlflow() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout == "NullRecorder\n"


def test_provenance_names_versions_and_hardware_but_no_machine() -> None:
    found = provenance()
    assert {"discovery", "python", "rdkit", "torch"} <= found["versions"].keys()
    assert int(found["hardware"]["cores"]) >= 1
    assert found["hardware"].keys() == {"machine", "cores", "system"}
