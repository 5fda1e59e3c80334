"""Rank candidate modulators of a drug target with models trained on in-house data."""

__version__ = "0.1.0"
