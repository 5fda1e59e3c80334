"""What the name of a result column says: `hERG IC50 (uM)` names a target, a type of result and a unit."""

import re
import unicodedata
from dataclasses import dataclass

from discovery.assay.inspection.vocabulary import NOISE, TARGET_NICKNAMES

_TYPE = re.compile(
    r"(?<![A-Za-z])(?P<p>-?p|-?log(?:10)?[ _]?)?"
    r"(?P<kind>(?i:IC|EC|AC|XC|GI|LC|CC|ED|TC|SC|DC|CI|CE)[ _]?\d\d|(?:K[iIdDbB]|k[id])(?![A-Za-z])"
    r"|(?:MIC|mic)(?:50|90)?(?![A-Za-z]))",
)
"""In capitals or not, but a `kb` is none, and `PKD` is a target rather than the logarithm of a Kd."""
_RESPONSE = re.compile(
    r"(?<![A-Za-z])(inhibition|inhib|inh|activation|stimulation|antagonism|agonism|viability|growth|survival|displacement"
    r"|remaining|emax|efficacy|block|response|effect|residual activity|control|ctrl)(?![A-Za-z])\.?",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_AMOUNT = re.compile(r"(?:@|\bat\b|_)?\s*(?<![A-Za-z0-9.])(\d+(?:[.,]\d+)?)\s*([fpnum]M)(?![A-Za-z])", re.IGNORECASE)
_TRAILING = re.compile(r"[ _.,/-]+([fpnum]M|M|pct|percent|perc)$", re.IGNORECASE)
_MOLAR = {**{u.lower(): u for u in ("fM", "pM", "nM", "uM", "mM")}, "mol/l": "M", "micromolar": "uM", "nanomolar": "nM"}
_FRENCH = {"CI50": "IC50", "CE50": "EC50", "CI90": "IC90"}
_P_WORDS = re.compile(r"p(?:chembl|activity|act|affinity|potency|x|value)?(?:[ _]value)?", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(?<![A-Za-z])(log[ _]?[DS]|solubility|clint|cl[ _]int|clearance|papp|permeability|efflux|half[ _-]?life|t1/2|ppb"
    r"|fu|protein binding|bioavailability|melting point|auc|cmax|pka)(?![A-Za-z])",
    re.IGNORECASE,
)
"""Properties whose numbers stay on their own scale."""
_UNIT_WORDS = re.compile(r".*(?:/|-1|\bcm\b|\bmin\b|\bh\b|\bhr\b|\bug\b|\bmg\b|deg|log).*", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """What a column's name says about a result in it; empty where it says nothing."""

    kind: str = ""
    """Type of result, such as IC50, Ki or inhibition."""
    unit: str = ""
    """A molar unit, `%`, `pX`, or another unit as it is written."""
    concentration: str = ""
    target: str = ""
    """Gene symbol of a nickname that is known, else the words that are left over."""
    assay: str = ""
    """What stands before a colon, as in `hERG patch clamp: IC50 (uM)`."""

    @property
    def is_result(self) -> bool:
        """Whether the name says that numbers of the column are results."""
        return bool(self.kind or self.unit)


def plain_name(name: str) -> str:
    """Lower case without accents, with single spaces: `Standard_Value` and `standard value` are one name."""
    name = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    split = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", name.strip())
    return re.sub(r"[\s_\-.]+", " ", split).strip().lower()


def bare_name(name: str) -> str:
    """The same without what stands in brackets at the end, such as a unit."""
    return re.sub(r"\s*[(\[][^()\[\]]*[)\]]$", "", plain_name(name))


def header_of(name: str) -> Header:
    """What the name of a column says about the results in it."""
    text = name.replace("\u00b5", "u").replace("\u03bc", "u").strip()
    assay, colon, rest = text.rpartition(":")
    concentration, rest = _concentration(rest)
    unit, rest = _unit(rest)
    kind, unit, rest = _kind(rest, unit)
    target = target_in(assay) or target_in(rest) or (_words(rest) if not colon else _words(assay))
    return Header(kind, unit, concentration, target, assay.strip())


def target_in(text: str) -> str:
    """Gene symbol of the first target with a known name in a text, or nothing."""
    lower = text.lower().replace("_", " ")
    found = [
        (match.start(), -len(nickname), gene)
        for nickname, gene in TARGET_NICKNAMES.items()
        if (match := re.search(rf"(?<![a-z0-9]){re.escape(nickname)}(?![a-z0-9.])", lower))
    ]
    return min(found)[2] if found else ""


def _concentration(text: str) -> tuple[str, str]:
    """`% inhibition @ 10 uM`: the concentration, and the text without it."""
    found = _AMOUNT.search(text)
    if not found:
        return "", text
    unit = _MOLAR[found[2].lower()]
    rest = (text[: found.start()] + " " + text[found.end() :]).replace("()", " ").replace("( )", " ")
    return f"{found[1].replace(',', '.')} {unit}", rest


def _unit(text: str) -> tuple[str, str]:
    """The unit in brackets or at the end, and the text without it."""
    for found in _BRACKETS.finditer(text):
        unit = _known(found[1].strip())
        if unit:
            return unit, text[: found.start()] + " " + text[found.end() :]
    if last := _TRAILING.search(text):
        word = last[1]
        unit = "%" if word.lower().startswith("p") and word.lower() != "pm" else _MOLAR.get(word.lower(), word)
        return unit, text[: last.start()]
    return "", text


def _known(text: str) -> str:
    """A text in brackets as a unit; nothing where it is none."""
    if text.lower() in _MOLAR:
        return _MOLAR[text.lower()]
    if text in ("M", "%") or text.lower().startswith(("%", "percent")):
        return "M" if text == "M" else "%"
    if all(_is_p(part) for part in re.split(r"[/,;| ]+", text) if part) and text:
        return "pX"
    return text if _UNIT_WORDS.fullmatch(text) else ""


def _is_p(text: str) -> bool:
    found = _TYPE.fullmatch(text)
    return bool(found and (found["p"] or "").startswith("p"))


def _kind(text: str, unit: str) -> tuple[str, str, str]:
    """The type of result, the unit that it implies, and the text without it."""
    if found := _TYPE.search(text):
        kind = re.sub(r"[ _]", "", found["kind"]).upper()
        kind = kind[0] + kind[1:].lower() if kind[0] == "K" else _FRENCH.get(kind, kind)
        unit = "pX" if (found["p"] or "").startswith(("p", "-p", "-log")) else unit
        return kind, unit, text[: found.start()] + " " + text[found.end() :]
    if _P_WORDS.fullmatch(plain_name(text)):
        return "", "pX", ""
    said = _RESPONSE.search(text)
    if said and ("%" in text or unit == "%" or said[1].lower().startswith(("inh", "act", "stim", "displ", "viab"))):
        rest = text[: said.start()] + " " + text[said.end() :]
        return said[1].lower(), unit or "%", rest.replace("%", " ")
    if "%" in text and not unit:
        return "", "%", text.replace("%", " ")
    if measured := _PROPERTY.search(text):
        return measured[1], unit or ("log" if measured[1].lower().startswith("log") else ""), text
    return "", unit, text


def _words(text: str) -> str:
    """The words that are left and may name a target."""
    words = [word for word in re.split(r"[\s_,;()\[\]@]+", text) if word.strip("-./")]
    return " ".join(word for word in words if plain_name(word) not in NOISE)
