"""Limits of settings, checked where they are made; a value that is still missing is checked when it is there."""

from typing import Any

from discovery.errors import SettingsError

MOST_SEED = 2**31 - 1
"""Largest seed; libraries take twice that, so that members and folds can have seeds of their own above it."""


def at_least(least: int, settings: Any, group: str, *names: str) -> None:
    """Raises SettingsError for a number that is not `least` or above."""
    for name in names:
        value = getattr(settings, name)
        if isinstance(value, int | float) and not value >= least:
            raise SettingsError(f"{group}.{name} must be at least {least}, got {value}")


def at_most(most: float, settings: Any, group: str, *names: str) -> None:
    """Raises SettingsError for a number above `most`."""
    for name in names:
        value = getattr(settings, name)
        if isinstance(value, int | float) and value > most:
            raise SettingsError(f"{group}.{name} must be at most {most}, got {value}")


def above_zero(settings: Any, group: str, *names: str) -> None:
    """Raises SettingsError for a number that is not above 0."""
    for name in names:
        value = getattr(settings, name)
        if isinstance(value, float) and not value > 0:
            raise SettingsError(f"{group}.{name} must be above 0, got {value}")


def fraction(settings: Any, group: str, *names: str) -> None:
    """Raises SettingsError for a number outside 0 to 1."""
    for name in names:
        value = getattr(settings, name)
        if isinstance(value, float) and not 0 <= value <= 1:
            raise SettingsError(f"{group}.{name} must lie between 0 and 1, got {value}")


def seed(settings: Any, group: str) -> None:
    """Raises SettingsError for a seed that some library does not take."""
    at_least(0, settings, group, "seed")
    at_most(MOST_SEED, settings, group, "seed")
