"""What processes that score import; known by name, so that their server can begin before anything else is imported."""

SCORING = ("discovery.screening.score",)
"""Every process that scores."""
NETWORKS = (*SCORING, "discovery.models.ensemble")
"""Those that score by networks: torch, which takes seconds."""
