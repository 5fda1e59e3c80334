"""Words that stand for results: effects, and ways to say that there is no result."""

from collections.abc import Mapping

from discovery.errors import SettingsError
from discovery.spelling import did_you_mean
from discovery.target.effect import Effect

BUILT_IN = {
    **{effect.value: effect for effect in Effect},
    **dict.fromkeys(("antagonist", "blocker"), Effect.inhibitor),
    **dict.fromkeys(("agonist", "opener"), Effect.activator),
    "active": Effect.unstated,
    **dict.fromkeys(("not active", "non-active", "no activity", "no effect", "no inhibition"), Effect.inactive),
}
"""Words for effects that need no mapping, in lower case."""
NO_RESULT = frozenset(
    (
        *("-", "--", "\u2013", "\u2014", "?", ".", "*", "none", "null", "nan", "#n/a", "<na>"),
        *("n/a", "na", "n.a.", "n.a", "not available", "not applicable", "no data", "missing", "blank"),
        *("nt", "n.t.", "n.t", "not tested", "not measured", "not evaluated", "pending", "tbd", "failed"),
        *("nd", "n.d.", "n.d", "not determined", "no fit", "not fitted", "no result"),
        *("inconclusive", "ambiguous", "unspecified", "undefined"),
    )
)
"""What stands in a cell without a result, in lower case; a curve that could not be fitted says nothing of an effect."""


def says_nothing(text: str) -> bool:
    """Whether a cell is empty or says that there is no result."""
    text = text.strip()
    return not text or text.lower() in NO_RESULT


def effect_words(key: str, own: Mapping[str, str]) -> dict[str, Effect]:
    """Words in lower case, the source's own before BUILT_IN; raises SettingsError for an effect that does not exist."""
    return {**BUILT_IN, **{word.strip().lower(): effect_of(f"{key}.{word}", text) for word, text in own.items()}}


def effect_of(key: str, text: str) -> Effect:
    """The effect that the setting `key` names; raises SettingsError where there is no such effect."""
    known = [effect.value for effect in Effect]
    if text not in known:
        raise SettingsError(f"{key}: {text!r} is no effect{did_you_mean(text, known)} There are: {', '.join(known)}")
    return Effect(text)
