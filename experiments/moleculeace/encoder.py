"""The encoder that a portfolio starts from, and whether it may be judged on a test part."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize_many
from discovery.models.pretrained import load_pretrained


@dataclass(frozen=True)
class Encoder:
    """A file of `discovery pretrain`."""

    name: str
    """What rows and kept predictions are told apart by."""
    file: Path

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `name=file`."""
        name, _, file = text.partition("=")
        if not (name and file):
            raise argparse.ArgumentTypeError(f"{text} is not name=file")
        return cls(name, Path(file))

    def knows(self, smiles: Sequence[str]) -> int:
        """Number of these compounds of which it has learnt a label, whatever was measured."""
        found = standardize_many(list(smiles), StandardizeSettings(), 0, "Standardising")
        skeletons = [one.skeleton for one in found if isinstance(one, Compound)]
        return int(load_pretrained(self.file, "--portfolio").knows(skeletons).sum())

    def check(self, smiles: Sequence[str]) -> None:
        """Stop the study if it has learnt a label of one of these test compounds."""
        if known := self.knows(smiles):
            raise SystemExit(f"{self.file} has learnt labels of {known} test compounds; pre-train without them")
