"""What words and names say of an assay: its format, role and direction."""

import re
from enum import StrEnum
from typing import TypeVar

from discovery.assay.curation.words import BUILT_IN
from discovery.assay.kinds import AssayFormat, AssayRole
from discovery.errors import InputError
from discovery.spelling import did_you_mean, quoted
from discovery.target.effect import Effect

Word = TypeVar("Word", bound=StrEnum)

_CALCIUM = r"(?:Ca(?:2\+|\(2\+\)|\u00b2\u207a)?|calcium)"
PATTERNS = (
    (AssayFormat.ryanodine_binding, r"ryanodine[- ]binding|\[\s*3\s*H\s*\][- ]?ryanodine|3H-?ryanodine"),
    (AssayFormat.fret, r"\b(?:TR-?)?FRET\b|HTRF|resonance energy transfer"),
    (
        AssayFormat.electrophysiology,
        r"patch|bilayer|single[- ](?:\w+ )?channel|open probability|electrophysiolog|whole[- ]cell current"
        r"|current clamp|voltage clamp|qpatch|ionworks|syncropatch|action potential",
    ),
    (
        AssayFormat.calcium_imaging,
        rf"{_CALCIUM}[- ](?:waves?|sparks?|oscillations?|transients?|imaging|influx|signals?|mobili[sz]ation)"
        rf"|(?:myoplasmic|intracellular|resting|cytosolic|induced) {_CALCIUM}"
        r"|fluo-?[348]|fura-?2|FLIPR|indo-1|aequorin",
    ),
    (AssayFormat.functional, rf"{_CALCIUM} (?:release|uptake|flux|leak)|cAMP|reporter|luciferase|\bfunctional\b"),
    (
        AssayFormat.phenotypic,
        r"growth|viabilit|cytotoxic|prolifer|surviv|antibacterial|antimicrobial|\bMIC\b|\bin vivo\b|phenotyp",
    ),
    (
        AssayFormat.adme,
        r"\bADME|clearance|CLint|half[- ]life|microsom\w* stab|hepatocyte|solubilit|permeab|caco-?2|MDCK|\bPAMPA\b"
        r"|protein binding|plasma|\blog ?[DP]\b|efflux",
    ),
    (AssayFormat.binding, r"\bbinding\b|radioligand|displacement|\bSPR\b|\bITC\b|surface plasmon|thermal shift"),
)
"""Format -> what in the name of an assay tells of it; the first that is found counts."""
_COMPILED = [(form, re.compile(pattern, re.IGNORECASE)) for form, pattern in PATTERNS]
DIRECTIONS = (Effect.inhibitor, Effect.activator, Effect.stabiliser)
"""Effects that an assay can look for."""
_VERBS = {
    **dict.fromkeys(("inhibition", "block"), Effect.inhibitor),
    "activation": Effect.activator,
    **dict.fromkeys(("stabilisation", "stabilization", "stabilizer"), Effect.stabiliser),
}


def guessed_format(name: str) -> AssayFormat:
    """The format that the name of an assay tells of; `unstated` where it tells of none."""
    return next((form for form, pattern in _COMPILED if pattern.search(name)), AssayFormat.unstated)


def format_of(text: str, place: str) -> AssayFormat:
    """The format that a cell names, in the program's word or in a laboratory's, such as `Ca2+ imaging`.

    Raises InputError, which begins with `place`, for a word that is neither.
    """
    if _plain(text) in list(AssayFormat):
        return AssayFormat(_plain(text))
    guess = guessed_format(text)
    if guess is AssayFormat.unstated:
        raise _unknown("format", text, [form.value for form in AssayFormat], place)
    return guess


def role_of(text: str, place: str) -> AssayRole:
    """The role that a cell names; raises InputError, which begins with `place`, for an unknown one."""
    word = _plain(text).removesuffix("_screen") if _plain(text) == "primary_screen" else _plain(text)
    if word not in list(AssayRole):
        raise _unknown("role", text, [role.value for role in AssayRole], place)
    return AssayRole(word)


def direction_of(text: str, place: str) -> str:
    """The effect that an assay looks for, empty for an empty cell; raises InputError for a word that is none."""
    word = text.strip().lower()
    effect = _VERBS.get(word) or BUILT_IN.get(word)
    if effect in DIRECTIONS:
        return effect.value
    if word:
        raise _unknown("direction", text, [effect.value for effect in DIRECTIONS], place)
    return ""


def _plain(text: str) -> str:
    """`Dose-response` -> `dose_response`; an empty cell says nothing."""
    return re.sub(r"[\s_-]+", "_", text.strip().lower()) or "unstated"


def _unknown(kind: str, text: str, known: list[str], place: str) -> InputError:
    hint = did_you_mean(_plain(text), known)
    return InputError(f"{place}: {quoted(text)} is no {kind} of an assay{hint} There are: {', '.join(known)}")
