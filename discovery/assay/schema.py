"""The columns of every table that curation writes; the one place where they are named."""

from enum import StrEnum

import pyarrow as pa


class Relation(StrEnum):
    """How a recorded value bounds the true one, on the scale of that value."""

    equal = "="
    below = "<"
    """The true value lies below the recorded one."""
    above = ">"
    """The true value lies above the recorded one."""


class Quantity(StrEnum):
    """What a measurement says."""

    potency = "potency"
    """A concentration on the pX scale (-log10 of mol/L)."""
    response = "response"
    """A response in per cent, kept on its linear scale."""
    property = "property"
    """A number in a unit of its own, such as a clearance, kept as it is."""
    flag = "flag"
    """An effect was seen or not seen, without a number."""


class Flag(StrEnum):
    """What a person should look at in a measurement; none of these takes a measurement away."""

    outlier = "outlier"
    """It, or a replicate in it, is far from the other potencies of this compound and target, at least two of them."""
    unit_slip = "unit_slip"
    """It, or a replicate in it, is 1,000 or 1,000,000 times another potency of this compound and target, which is
    probably a slip of units."""
    values_differ = "values_differ"
    """Further from another potency of this compound and target than the conflict gap."""
    effects_differ = "effects_differ"
    """Another measurement of this compound and target names a contrary effect."""
    organisms_differ = "organisms_differ"
    """The measurement it differs from was made in another organism."""
    sources_differ = "sources_differ"
    """The measurement it differs from has another reference or source."""
    doubted = "doubted"
    """The source itself doubts the value, by its comment."""
    hit = "hit"
    """A response that its plate calls a hit; one without this is evidence only where it names its effect."""
    no_hit_call = "no_hit_call"
    """Its plate has too few wells, or too little spread, for hits to be called."""


COMPOUNDS = pa.schema(
    [
        ("compound", pa.string()),  # InChIKey of the standardised parent
        ("smiles", pa.string()),  # canonical SMILES of the parent
        ("skeleton", pa.string()),  # salt- and stereo-free key: the InChIKey's first block
        ("names", pa.list_(pa.string())),  # what people say before database codes
        ("batches", pa.list_(pa.string())),  # lots of it that were measured
        ("originals", pa.list_(pa.string())),  # structures as they stood in the files
        ("salts", pa.list_(pa.string())),  # fragments taken off
        ("forms", pa.list_(pa.string())),  # parents that share the InChIKey (tautomers, mostly), if more than one
    ]
)

MEASUREMENTS = pa.schema(
    [
        ("compound", pa.string()),
        ("target", pa.string()),  # gene symbol, or a family name where the isoform is not stated
        ("organism", pa.string()),
        ("assay", pa.string()),  # never empty: the source's name where it names no assay
        ("effect", pa.string()),  # Effect
        ("quantity", pa.string()),  # Quantity
        ("standard_type", pa.string()),  # IC50, EC50, Ki, ...
        ("relation", pa.string()),  # Relation, on the scale of `value`
        ("value", pa.float64()),  # null for a flag
        ("unit", pa.string()),  # pX, %, or the source's own for a property
        ("low", pa.float64()),  # the interval that a range allows, on the scale of `value`; null unless one was given
        ("high", pa.float64()),
        ("concentration", pa.float64()),  # at which a response was measured, in uM; null where unknown
        ("n", pa.int32()),  # replicates aggregated here
        ("spread", pa.float64()),  # standard deviation of the replicates; null for one, or a censored value
        ("conflict", pa.bool_()),  # contradicted by another measurement of this compound and target
        ("flags", pa.list_(pa.string())),  # Flag, sorted
        ("references", pa.list_(pa.string())),
        ("batches", pa.list_(pa.string())),
        ("comments", pa.list_(pa.string())),
        ("date", pa.date32()),  # of the first replicate; null where unknown
        ("split", pa.string()),  # part for which the source gives it: train, validation, test, or empty
        ("source", pa.string()),  # name of the source in the settings
        ("file", pa.string()),
        ("sheet", pa.string()),
        ("lines", pa.list_(pa.int64())),  # 1-based lines (or record numbers) this row was made from
    ]
)

ASSAYS = pa.schema(
    [
        ("assay", pa.string()),
        ("target", pa.string()),
        ("organism", pa.string()),
        ("uniprot", pa.string()),
        ("format", pa.string()),  # AssayFormat
        ("format_guessed", pa.bool_()),  # read out of the assay's name, not stated
        ("direction", pa.string()),  # Effect that the assay looks for, or empty
        ("role", pa.string()),  # AssayRole
        ("follows", pa.string()),  # primary screen that this dose-response goes back to, or empty
        ("covariates", pa.map_(pa.string(), pa.string())),  # other columns of the assay table
        ("sources", pa.list_(pa.string())),
        ("standard_types", pa.list_(pa.string())),
        ("hit_rule", pa.string()),  # in words, with its threshold; empty where no hits were called
        ("measurements", pa.int64()),
        ("compounds", pa.int64()),
        ("potencies", pa.int64()),  # measurements with a number on the pX scale, censored ones included
        ("censored", pa.int64()),
        ("active", pa.int64()),  # compounds with a hit or named effect; for a potency pX 5 or more is needed
        ("inactive", pa.int64()),  # compounds measured inactive or below pX 5, and never active
        ("median", pa.float64()),  # of the exact potencies, pX
        ("replicate_sd", pa.float64()),  # pooled over the compounds with replicates, pX; null without any
        ("replicate_df", pa.int64()),  # degrees of freedom behind it
        ("conflicts", pa.int64()),  # measurements flagged as a conflict
    ]
)
"""One row an assay, target and organism."""

PROTEINS = pa.schema([("target", pa.string()), ("uniprot", pa.string()), ("sequence", pa.string())])
"""Sequences of the targets that were measured, as far as they were given."""

REJECTED = pa.schema(
    [
        ("file", pa.string()),
        ("sheet", pa.string()),  # of a workbook; else empty
        ("line", pa.int64()),  # 1-based line of the text file, or record number
        ("id", pa.string()),
        ("structure", pa.string()),  # original text
        ("stage", pa.string()),  # read, structure, standardise, value, curate, score, profile, rank
        ("code", pa.string()),  # short machine-readable reason
        ("reason", pa.string()),  # one sentence for a person
    ]
)
