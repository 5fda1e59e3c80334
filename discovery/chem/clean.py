"""A cheap look at a SMILES text that spares most of a library the whole standardisation."""

import re

from rdkit import Chem
from rdkit.rdBase import BlockLogs

from discovery.chem.parent import is_own_parent
from discovery.chem.settings import StandardizeSettings, StereoPolicy, TautomerPolicy

PLAIN = re.compile(r"(?:[CNOSPFIcnosp=#/\\()0-9-]++|(?<=C)l|Br|\[nH\]|\[C@@?H?\]|%[0-9]{2})++")
"""One fragment of uncharged ordinary atoms."""

KEPT = re.compile(
    r"O=S\(=O\)|S[0-9]?\(=O\)\(=O\)"  # sulfonyl
    r"|O=N\(=O\)|N\(=O\)(?:=O|\(=O\))"  # nitro
    r"|C\(=O\)O(?=\)|$)|C\(O\)=O|O=C\(O\)"  # carboxyl
)
"""Groups that the pipeline keeps, although a part of them looks like one that it changes."""

ODD = re.compile(
    r"\)(?:\)|$)|^O\("  # the last neighbour of an atom in brackets, or those of a hydroxyl
    r"|^[^NS1]*@[^NS1]*$"  # tartaric acid
)
"""Texts that are parsed: such as hardly anybody writes, for which the patterns below are not made."""

MARKED = re.compile(r"\[C@@?H?\]")
"""Carbon with a stereo mark, which one without stereochemistry may have as well."""

CHANGED = re.compile(
    r"=S(?!\)|$)|S[0-9%]*[(=]"  # sulfoxides
    r"|C[0-9%]*\(O\)(?:=N|\()|\)\(O\)|\)O(?:\)|$)"  # iminols, with the hydroxyl as a branch or at the end
    r"|(?:N[0-9%]*\(?|\))=C[0-9%]*(?:\(O\)|O(?:\)|$))"
    r"|N(?:#N|\(=.*\)#N|\(#)|[Nn][0-9%]*\(?=O|O=N"  # diazo and N-oxo groups
    r"|[lrI][(=]|F\("  # halogens with several bonds
)
"""What the pipeline changes, and much that only looks like it."""

CHANGED_FROM_START = re.compile(r"OC[0-9%]*(?:=N|\((?!=O\)))")
"""Likewise iminols, where the text begins with the hydroxyl."""


def _branch(depth: int = 7) -> str:
    """What may stand in the brackets of a branch whose own branches are nested to some depth."""
    return r"[^()]*+" + (rf"(?:\({_branch(depth - 1)}\)[^()]*+)*+" if depth else "")


CARBON = r"C[0-9]*+"
BRANCH = rf"\({_branch()}\)"
SINGLE = rf"\((?!=){_branch()}\)"
"""A branch that does not begin with a double bond."""

BRANCHED = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (rf"S([0-9]*+{BRANCH})\(=O\)(?:=O|\(=O\))", r"C\1"),  # sulfonyl
        (rf"O=S([0-9]*+{BRANCH}(?:{BRANCH})?)(?:=O|\(=O\))", r"C\1"),
        (rf"O=N({BRANCH})=O", r"C\1"),  # nitro
        # an iminol's carbon has a double bond to nitrogen: none to carbon, and one neighbour beside its hydroxyl
        (rf"({CARBON}(?:{BRANCH})?\(?)=(?=C)", r"\1"),
        (rf"(?<=[^=])({CARBON})\(O\)(?=\([^=])", r"\1"),
        (rf"(?<=[^=])({CARBON}{SINGLE})\(O\)", r"\1"),
        (rf"(?<=[^=])({CARBON}{SINGLE}(?:{BRANCH})?)O(?=\)|$)", r"\1"),
        (rf"^O({CARBON}{SINGLE})(?!=N|\(=N)", r"\1"),
    ]
]
"""Groups with branches that the pipeline keeps, and what may stand for each; too slow to look for in every text."""


def may_skip(text: str, settings: StandardizeSettings) -> bool:
    """Whether a text may go to a model unstandardised: it already describes the parent that the settings give it.

    False wherever stereoisomers or tautomers are pooled, or the text could exceed a limit.
    """
    if settings.stereo is not StereoPolicy.keep or settings.tautomer is not TautomerPolicy.keep:
        return False
    # a text has at least as many characters as heavy atoms, so that a short one needs no counting
    size = len(text)
    return size <= (settings.max_heavy_atoms or size) and size <= (settings.max_length or size) and is_clean(text)


def is_clean(text: str) -> bool:
    """Whether a SMILES already describes its own parent, where the settings keep stereoisomers and tautomers apart.

    Most texts are judged without a parse. True implies that `standardize` gives the same molecule, or a Problem where
    the text is no SMILES or exceeds a limit; False says nothing.
    """
    if not PLAIN.fullmatch(text):
        return False
    # no rule looks at single bonds, nor at the stereo marks of double ones
    rest = KEPT.sub("C", text.replace("-", "").replace("/", "").replace("\\", ""))
    if not ODD.search(rest):
        rest = MARKED.sub("C", rest)
        if not _may_change(rest) or not _may_change(_without_branched(rest)):
            return True
    with BlockLogs():
        mol = Chem.MolFromSmiles(text)
    return mol is not None and is_own_parent(mol)


def _may_change(rest: str) -> bool:
    return bool(CHANGED.search(rest) or CHANGED_FROM_START.match(rest))


def _without_branched(rest: str) -> str:
    for group, replacement in BRANCHED:
        rest = group.sub(replacement, rest)
    return rest
