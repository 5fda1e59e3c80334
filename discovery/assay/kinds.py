"""What an assay is and what it is for: the words that assay tables and settings use."""

from enum import StrEnum


class AssayFormat(StrEnum):
    """How an assay looks at its target."""

    unstated = "unstated"
    binding = "binding"
    ryanodine_binding = "ryanodine_binding"
    """Binding of [3H]ryanodine, which prefers open channels and so tells inhibitors from activators."""
    fret = "fret"
    """Fluorescence resonance energy transfer, in the endoplasmic reticulum or between proteins."""
    calcium_imaging = "calcium_imaging"
    electrophysiology = "electrophysiology"
    functional = "functional"
    """Any other functional readout in cells or vesicles, such as release of Ca2+."""
    phenotypic = "phenotypic"
    """Growth, survival or another effect on whole cells or organisms."""
    adme = "adme"
    """Absorption, distribution, metabolism, excretion or a physical property."""


class AssayRole(StrEnum):
    """What an assay is for; a counter-screen or a primary screen never gives potency labels of its target."""

    unstated = "unstated"
    primary = "primary"
    """A screen of many compounds at one concentration, without replicates."""
    dose_response = "dose_response"
    counter_screen = "counter_screen"
    """Finds compounds that disturb the readout and not the target."""
    selectivity = "selectivity"
    liability = "liability"
    """An effect that a drug must not have."""
