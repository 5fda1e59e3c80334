"""`discovery screen`: a library and a bundle -> ranked candidates and their report."""

from pathlib import Path

from discovery.app.compose import as_yaml
from discovery.app.settings import ScreenSettings
from discovery.bundle.load import load_manifest
from discovery.candidates.rank import check_objectives
from discovery.screening.engine import score_for
from discovery.tracking.run import recorded
from discovery.training.recorder import Recorder

SCORED = "scored"
"""Folder of the scored library, within the folder of a screening."""


def screen(settings: ScreenSettings) -> None:
    """Score the library, rank it, and write candidates and report to `settings.out`."""
    manifest = load_manifest(settings.bundle)
    check_objectives(settings.ranking, [endpoint.name for endpoint in manifest.endpoints])
    with recorded(settings.tracking, manifest.target.gene, "screen", settings, as_yaml(settings)) as recorder:
        screen_and_rank(settings, recorder)


def screen_and_rank(settings: ScreenSettings, recorder: Recorder) -> Path:
    """The scored library, its candidates and their report; returns the path of the page."""
    scored = score_for(
        settings.ranking, settings.bundle, settings.library, settings.engine, settings.student, settings.out / SCORED
    )
    from discovery.app.reporting import make_candidates  # its plots take seconds, for which scoring need not wait

    return make_candidates(scored.folder, settings.ranking, settings.out, recorder)
