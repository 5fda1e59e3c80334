"""The protein that a target is, read from a FASTA file."""

from dataclasses import dataclass
from pathlib import Path

from discovery.errors import InputError

RESIDUES = frozenset("ACDEFGHIKLMNPQRSTVWYUOX")
"""One-letter codes: the 20 amino acids, selenocysteine U, pyrrolysine O and X for an unknown one."""


@dataclass(frozen=True)
class Protein:
    """A named amino-acid sequence."""

    name: str
    """First word of the FASTA header."""
    sequence: str
    """One-letter codes, upper case, without gaps."""


def read_fasta(path: Path) -> Protein:
    """The one protein of a FASTA file; raises InputError when the file holds anything else."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; give the FASTA file of the target's protein") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not a text file; give a FASTA file in UTF-8") from None
    headers = [line for line in lines if line.startswith(">")]
    if len(headers) != 1 or not lines[0].startswith(">"):
        raise InputError(
            f"{path}: has {len(headers)} FASTA headers; give a file of one header (>name) and one sequence"
        )
    sequence = "".join("".join(lines[1:]).split()).upper().removesuffix("*")
    if not sequence:
        raise InputError(f"{path}: has no sequence below its header; add the protein's one-letter codes")
    for number, line in enumerate(lines[1:], start=2):
        odd = set(line.upper().strip().removesuffix("*")) - RESIDUES - {" "}
        if odd:
            raise InputError(f"{path}, line {number}: {min(odd)!a} is no amino acid; use one-letter codes")
    return Protein(name=(headers[0][1:].split() or [path.stem])[0], sequence=sequence)
