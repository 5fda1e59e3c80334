"""What a compound does to a target."""

from enum import StrEnum


class Effect(StrEnum):
    """Direction in which a compound acts on a target, as its assay reports it."""

    inhibitor = "inhibitor"
    activator = "activator"
    stabiliser = "stabiliser"
    biphasic = "biphasic"
    unstated = "unstated"
    """The compound acts on the target, but the source does not say in which direction."""
    inactive = "inactive"
