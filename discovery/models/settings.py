"""Settings of every model; the class chosen says which model is built."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from discovery.errors import SettingsError
from discovery.limits import at_least, at_most, fraction


class Readout(Enum):
    """How atom vectors become one molecule vector."""

    mean = "mean"
    sum = "sum"
    norm = "norm"
    """Sum divided by a constant, so that size is kept (chemprop's default)."""


LONGEST = 2**16
"""Bits of a fingerprint at most: a longer one has hardly fewer collisions, and fills the memory."""
MOST_BONDS = 10
"""Bonds that a fingerprint looks away from an atom at most: beyond, environments are whole molecules."""


@dataclass
class ModelSettings:
    """A model of any kind; choose one with `model=<name>`."""


class Output(Enum):
    """What turns the vector of a molecule into predictions, at the end of a network."""

    linear = "linear"
    process = "process"
    """Gaussian processes on atoms as the fitted network sees them, where it is fitted in a single phase and for
    endpoints of a few thousand compounds at most (see `gaussian.atom_processes`); else as linear."""


class EmbeddingKind(Enum):
    """Whose vectors of molecules a model builds on."""

    none = "none"
    pretrained = "pretrained"
    """Those of an encoder of `discovery pretrain`."""
    minimol = "minimol"
    """MiniMol's, by the extra `minimol`."""
    chemeleon = "chemeleon"
    """CheMeleon's, from a file of its published weights."""


@dataclass
class NetworkSettings(ModelSettings):
    """What all graph networks share."""

    encoder: Path | None = None
    """File of a pre-trained encoder that the network starts from, `hidden` and `depth` as it has them; None: none."""

    hidden: int = 300
    """Width of the atom or bond vectors."""
    depth: int = 3
    """Message passing steps."""
    dropout: float = 0.0
    readout: Readout = Readout.mean
    head_hidden: int = 300
    head_layers: int = 1
    """Hidden layers between the molecule vector and the endpoints."""
    output: Output = Output.linear
    """What predicts once the network is fitted."""
    conditioned: bool = False
    """Whether the output weights of an endpoint also follow from its protein, its relatives and its assays.

    Off, as what is known of the endpoints has not been seen to help: contexts shuffled among the endpoints did as well.
    """
    members: int = 2
    """Networks in the deep ensemble; in a blend that leaves out folds, one for each fold in their place."""

    def __post_init__(self) -> None:
        at_least(1, self, "model", "hidden", "depth", "head_hidden", "members")
        at_least(0, self, "model", "head_layers")
        fraction(self, "model", "dropout")


@dataclass
class DmpnnSettings(NetworkSettings):
    """Directed message passing on bonds (Yang et al. 2019, doi 10.1021/acs.jcim.9b00237)."""


@dataclass
class GineSettings(NetworkSettings):
    """Graph isomorphism network with edge features (Hu et al. 2020, arXiv 1905.12265)."""


@dataclass
class GpsSettings(NetworkSettings):
    """Graph transformer with GINE message passing beside attention (Rampasek et al. 2022, arXiv 2205.12454)."""

    heads: int = 4
    """Attention heads; they share the hidden width out among them."""
    walks: int = 16
    """Steps of the random walks whose chances of return tell an atom's place in its molecule."""

    def __post_init__(self) -> None:
        super().__post_init__()
        at_least(1, self, "model", "heads", "walks")
        if all(isinstance(value, int) for value in (self.hidden, self.heads)) and self.hidden % self.heads:
            raise SettingsError(f"model.hidden must be a multiple of model.heads, got {self.hidden} and {self.heads}")


NETWORKS: Mapping[str, type[NetworkSettings]] = {"dmpnn": DmpnnSettings, "gine": GineSettings, "gps": GpsSettings}
"""The graph networks, by the word for each."""


@dataclass
class ForestSettings(ModelSettings):
    """Random forest on Morgan count fingerprints, one an endpoint."""

    trees: int = 300
    radius: int = 2
    bits: int = 2048
    min_leaf: int = 1

    def __post_init__(self) -> None:
        at_least(1, self, "model", "trees", "bits", "min_leaf")
        at_least(0, self, "model", "radius")
        at_most(LONGEST, self, "model", "bits")
        at_most(MOST_BONDS, self, "model", "radius")


@dataclass
class ExtraTreesSettings(ForestSettings):
    """Extremely randomised trees on Morgan count fingerprints and RDKit descriptors, one set of trees an endpoint.

    (Geurts et al. 2006, doi 10.1007/s10994-006-6226-1.) In cross-validation within training parts of MoleculeACE they
    were ahead of the forest; see experiments/fine_tuning.
    """


@dataclass
class SimilaritySettings(ModelSettings):
    """Tanimoto similarity to the nearest training compound: the memorisation baseline."""

    radius: int = 2
    bits: int = 2048

    def __post_init__(self) -> None:
        at_least(1, self, "model", "bits")
        at_least(0, self, "model", "radius")
        at_most(LONGEST, self, "model", "bits")
        at_most(MOST_BONDS, self, "model", "radius")


@dataclass
class KernelSettings(ModelSettings):
    """Gaussian processes on the mean of six count-fingerprint min-max kernels and those on vectors, one an endpoint."""

    embedding: EmbeddingKind = EmbeddingKind.none
    """Vectors of further kernels beside those of the fingerprints: three on a pretrained encoder's, else one."""
    encoder: Path | None = None
    """File that `embedding` reads: an encoder of `discovery pretrain`, or CheMeleon's weights."""
    bits: int = 4096
    """Length of each fingerprint."""
    exact: int = 20_000
    """Compounds of an endpoint up to which its process is exact; half as many for classes or censored values."""
    inducing: int = 4_000
    """Compounds that the process of an endpoint with more rests on; half as many for classes or censored values."""
    tuned: int = 2_000
    """Compounds of an endpoint at most by which kernel weights and noise are found."""

    def __post_init__(self) -> None:
        at_least(8, self, "model", "bits")
        read = (EmbeddingKind.pretrained, EmbeddingKind.chemeleon)
        if self.embedding in read and self.encoder is None:
            raise SettingsError(f"model.embedding={self.embedding.value} takes a file: model.encoder=<file>")
        at_least(2, self, "model", "exact", "inducing", "tuned")
        at_most(LONGEST, self, "model", "bits")


@dataclass
class AutoSettings(ModelSettings):
    """The model that suits the target: a kernel where few compounds are measured on it, a blend elsewhere."""

    encoder: Path | None = None
    """File of a pre-trained encoder, whose vectors the kernel compares beside fingerprints; None: no vectors."""
    few: int = 50
    """Compounds measured on the target itself from which it has a blend."""
    many: int = 10_000
    """Labels of an endpoint from which extra-trees join the blend: a kernel on classes is exact no more."""

    def __post_init__(self) -> None:
        at_least(0, self, "model", "few", "many")


class BlendWeights(Enum):
    """How much each member of a blend counts."""

    equal = "equal"
    out_of_fold = "out_of_fold"
    """By its errors on compounds that it did not learn from, drawn towards equal weights."""


def _portfolio() -> dict[str, ModelSettings | None]:
    return {"kernel": KernelSettings(), "dmpnn": DmpnnSettings()}


MEMBER_NAME = re.compile("[a-z0-9_]+")
"""What a member may be called, so that its name can begin a file's name anywhere."""


@dataclass
class BlendSettings(ModelSettings):
    """Weighted mean of a few strong models that differ in kind."""

    members: dict[str, ModelSettings | None] = field(default_factory=_portfolio)
    """By name; model.members.dmpnn=null leaves one out, and +model@model.members.gine=gine adds one."""
    weights: BlendWeights = BlendWeights.out_of_fold
    folds: int = 5
    """Times that every member is fitted again, without one share of the compounds each time, to see how it does on
    these; 0: never, so that only the validation part is left to calibrate by."""

    def __post_init__(self) -> None:
        self.members = {name: self.members[name] for name in sorted(self.members) if self.members[name] is not None}
        if not self.members:
            raise SettingsError("model.members: no member is left; a blend takes one at least, such as kernel")
        for name, member in self.members.items():
            if not MEMBER_NAME.fullmatch(name):
                raise SettingsError(f"model.members.{name}: name a member by small letters, digits and _ alone")
            if isinstance(member, AutoSettings):
                raise SettingsError(f"model.members.{name}: auto chooses a whole model; name a kernel or a forest")
            if isinstance(member, BlendSettings):
                raise SettingsError(f"model.members.{name}: a blend cannot be a member; name its members instead")
        at_least(0, self, "model", "folds")
        if self.folds == 1:
            raise SettingsError("model.folds must be 0 or at least 2, got 1")
        if self.folds == 0 and self.weights is BlendWeights.out_of_fold:
            raise SettingsError("model.folds=0 leaves nothing to weigh members by; add model.weights=equal")

    @property
    def chosen(self) -> dict[str, ModelSettings]:
        """The members that are switched on, in the order of their names."""
        return {name: member for name, member in self.members.items() if member is not None}


KINDS: Mapping[str, type[ModelSettings]] = {
    **NETWORKS,
    "forest": ForestSettings,
    "extra_trees": ExtraTreesSettings,
    "kernel": KernelSettings,
    "similarity": SimilaritySettings,
    "blend": BlendSettings,
}
"""The models that can be fitted, by the word for each in a configuration and a manifest."""


def kind_of(model: ModelSettings) -> str:
    """The word for a model."""
    return next(name for name, kind in KINDS.items() if type(model) is kind)
