"""A cheap look at a SMILES text that spares most of a library the whole standardisation."""

import re

from rdkit import Chem
from rdkit.rdBase import BlockLogs

from discovery.chem.parent import is_own_parent
from discovery.chem.settings import StandardizeSettings, StereoPolicy, TautomerPolicy

PLAIN = re.compile(r"(?:[CNOSPFIcnosp]|Cl|Br|\[nH\]|\[C@@?H?\]|[-=#/\\()0-9]|%[0-9]{2})+")
"""One fragment of uncharged ordinary atoms."""

BOND_MARKS = str.maketrans("", "", "-/\\")
"""Single bonds, and double-bond stereo marks, which no rule below looks at."""

BRANCHED_SULFONYL = re.compile(r"S([0-9]?\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))\(=O\)=O")
KEPT = re.compile(
    r"O=S\(=O\)|S[0-9]?\(=O\)\(=O\)"  # sulfonyl
    r"|O=N\(=O\)|N\(=O\)(?:=O|\(=O\))"  # nitro
    r"|C\(=O\)O(?=\)|$)|C\(O\)=O|^OC\(=O\)|O=C\(O\)"  # carboxyl
)
"""Groups that the pipeline keeps, although a part of them looks like one that it changes."""

CHANGED = re.compile(
    r"=S|S[0-9%]*[(=]"  # sulfoxides
    r"|(?:N[0-9%]*\(?|\))=C[0-9%]*\(O\)|C[0-9%]*\(O\)(?:=N|\()|\)\(O\)"  # iminols, with the hydroxyl as a branch,
    r"|(?:N[0-9%]*\(?|\))=C[0-9%]*O(?:\)|$)|\)O(?:\)|$)|^OC[0-9%]*(?:=N|\()"  # at the end, or at the start
    r"|N#N|N\(=.*\)#N|N\(#|[Nn][0-9%]*(?:=O|\(=O)|O=N"  # diazo and N-oxo groups
    r"|(?:Cl|Br|I)[(=]|F\("  # halogens with several bonds
    r"|^[^NS1]*@[^NS1]*$"  # tartaric acid
)
"""What the pipeline changes, and much that only looks like it."""


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
    rest = KEPT.sub("C", BRANCHED_SULFONYL.sub(r"C\1", text.translate(BOND_MARKS)))
    if not CHANGED.search(rest):
        return True
    with BlockLogs():
        mol = Chem.MolFromSmiles(text)
    return mol is not None and is_own_parent(mol)
