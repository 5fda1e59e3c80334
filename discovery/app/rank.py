"""`discovery rank`: a scored library under other objectives; no model, no GPU."""

from discovery.app.reporting import make_candidates
from discovery.app.screen import SCORED
from discovery.app.settings import RankSettings
from discovery.training.recorder import NullRecorder


def rank(settings: RankSettings) -> None:
    """Rank what a screening scored anew, and write candidates and report to `settings.out`."""
    make_candidates(settings.scored / SCORED, settings.ranking, settings.out, NullRecorder())
