"""Settings of every verb: one dataclass a primary configuration file."""

from dataclasses import dataclass, field
from pathlib import Path

from discovery.assay.settings import DataSettings
from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.candidates.settings import RankingSettings
from discovery.chem.settings import StandardizeSettings
from discovery.errors import SettingsError
from discovery.evaluation.measures import thresholds
from discovery.evaluation.settings import EvaluationSettings
from discovery.models.settings import ModelSettings
from discovery.screening.settings import EngineSettings, LibrarySettings, StudentSettings
from discovery.target.settings import TargetSettings
from discovery.tracking.settings import TrackingSettings
from discovery.training.pretraining.settings import PretrainingSettings
from discovery.training.settings import FitSettings


@dataclass
class IngestSettings:
    """`discovery ingest`: in-house tables -> a curated folder."""

    data: DataSettings = field(default_factory=DataSettings)
    standardize: StandardizeSettings = field(default_factory=StandardizeSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    out: Path = Path("???")
    """Folder that receives the curated data set."""
    check: bool = False
    """Only say what the tables hold and which settings would fit; nothing is written, so that `out` is not needed."""


@dataclass
class AuditSettings:
    """`discovery audit`: a curated folder and a way to split it -> what leaks between the parts."""

    dataset: Path = Path("???")
    """Curated folder."""
    split: SplitSettings = field(default_factory=SplitSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    out: Path = Path("???")
    """Folder that receives audit.json, leaks.csv and a plot."""


@dataclass
class PretrainSettings:
    """`discovery pretrain`: everything that was measured, and molecules that nobody measured -> an encoder."""

    dataset: Path = Path("???")
    """Curated folder."""
    library: LibrarySettings | None = None
    """Molecules without labels; None: those of the data set alone."""
    unlabelled: int = 0
    """Molecules of the library that are used, evenly spread over it; 0: all."""
    withheld: list[Path] = field(default_factory=list)
    """Lists of the SHA-256 of skeletons (InChIKey first block), one a line, whose labels the encoder must never see."""
    model: ModelSettings = field(default_factory=ModelSettings)
    pretraining: PretrainingSettings = field(default_factory=PretrainingSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    out: Path = Path("???")
    """Folder that receives encoder.safetensors and card.json; an interrupted run goes on from what lies there."""

    def __post_init__(self) -> None:
        if isinstance(self.unlabelled, int) and self.unlabelled < 0:
            raise SettingsError(f"unlabelled must be at least 0, got {self.unlabelled}")


@dataclass
class TrainSettings:
    """`discovery train`: a curated folder -> a bundle."""

    dataset: Path = Path("???")
    """Curated folder."""
    target: TargetSettings = field(default_factory=TargetSettings)
    split: SplitSettings = field(default_factory=SplitSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    fit: FitSettings = field(default_factory=FitSettings)
    evaluation: EvaluationSettings = field(default_factory=EvaluationSettings)
    library: LibrarySettings | None = None
    """Library whose compounds serve as decoys of the leave-one-scaffold-out check; None: no such check."""
    standardize: StandardizeSettings = field(default_factory=StandardizeSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    out: Path = Path("???")
    """Folder that receives the bundle."""


@dataclass
class EvaluateSettings:
    """`discovery evaluate`: a bundle's metrics on a curated data set."""

    bundle: Path = Path("???")
    """Folder written by `discovery train`."""
    dataset: Path = Path("???")
    """Curated folder with measurements of compounds that did not train or calibrate the bundle."""
    evaluation: EvaluationSettings = field(default_factory=EvaluationSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    out: Path = Path("???")
    """Folder that receives the table of metrics."""


@dataclass
class CompareSettings:
    """`discovery compare`: models against each other and the standard baselines on a curated folder."""

    dataset: Path = Path("???")
    """Curated folder."""
    models: dict[str, ModelSettings] = field(default_factory=dict)
    """As [dmpnn,gine] or {small:dmpnn,large:dmpnn}, with settings such as models.large.hidden=600; baselines join."""
    target: TargetSettings = field(default_factory=TargetSettings)
    endpoints: list[str] = field(default_factory=list)
    """Endpoints to judge, such as KCNH2.potency; empty: all of the target that have labels enough."""
    split: SplitSettings = field(default_factory=SplitSettings)
    splits: list[SplitMethod] = field(default_factory=list)
    """Methods of division to compare under, one after the other; empty: split.method alone."""
    folds: int = 5
    """Parts of a cross-validation. The methods given, time and keyed have one fixed test part instead."""
    repeats: int = 5
    """Cross-validations, each of which divides the compounds anew."""
    seeds: int = 1
    """Trainings of every model, each with a seed of its own, where there is one fixed test part; MoleculeACE has 5."""
    validation: float = 0.1
    """Share of what is learnt from that a network holds back to decide when to stop."""
    thresholds: dict[str, float] = field(default_factory=thresholds)
    """Smallest difference that matters in practice, by measure, such as thresholds.rmse=0.1; for errors in another unit
    than pX a multiple of the standard deviation of what was measured."""
    cliff_similarity: float = 0.9
    """Similarity from which two compounds can make an activity cliff; MoleculeACE's three measures count."""
    cliff_fold: float = 10.0
    """Ratio of potencies above which they do."""
    earlier: list[Path] = field(default_factory=list)
    """Folders of earlier comparisons, on other data sets, that the test over data sets takes in."""
    fit: FitSettings = field(default_factory=FitSettings)
    evaluation: EvaluationSettings = field(default_factory=EvaluationSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    out: Path = Path("???")
    """Folder that receives the table, the statistics, the plots and the page, and every fit as soon as it is done."""

    def __post_init__(self) -> None:
        for name, least in (("folds", 2), ("repeats", 1), ("seeds", 1)):
            value = getattr(self, name)
            if isinstance(value, int) and value < least:
                raise SettingsError(f"{name} must be at least {least}, got {value}")
        if not 0 <= self.validation < 1:
            raise SettingsError(f"validation must lie between 0 and 1, got {self.validation:g}")
        if not 0 < self.cliff_similarity <= 1:
            raise SettingsError(f"cliff_similarity must lie between 0 and 1, got {self.cliff_similarity:g}")
        if not self.cliff_fold > 1:
            raise SettingsError(f"cliff_fold must be above 1, got {self.cliff_fold:g}")
        for name, threshold in self.thresholds.items():
            if not threshold >= 0:
                raise SettingsError(f"thresholds.{name} must be at least 0, got {threshold:g}")


@dataclass
class StoreSettings:
    """`discovery library`: files of structures -> a stored library, which is made once and screened many times."""

    library: LibrarySettings = field(default_factory=LibrarySettings)
    standardize: StandardizeSettings = field(default_factory=StandardizeSettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    out: Path = Path("???")
    """Folder that receives the library; an interrupted run goes on from what lies there."""


@dataclass
class ScreenSettings:
    """`discovery screen`: a library and a bundle -> ranked candidates and their report."""

    bundle: Path = Path("???")
    """Folder written by `discovery train`."""
    library: LibrarySettings = field(default_factory=LibrarySettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    student: StudentSettings = field(default_factory=StudentSettings)
    ranking: RankingSettings = field(default_factory=RankingSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    out: Path = Path("???")
    """Folder that receives the scored library, the candidates and the report."""


@dataclass
class RankSettings:
    """`discovery rank`: a scored library under other objectives."""

    scored: Path = Path("???")
    """Folder written by `discovery screen`."""
    ranking: RankingSettings = field(default_factory=RankingSettings)
    out: Path = Path("???")
    """Folder that receives the candidates and the report."""


@dataclass
class CampaignSettings:
    """`discovery campaign`: ingest, train, screen, rank and report in one go."""

    data: DataSettings = field(default_factory=DataSettings)
    standardize: StandardizeSettings = field(default_factory=StandardizeSettings)
    target: TargetSettings = field(default_factory=TargetSettings)
    split: SplitSettings = field(default_factory=SplitSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    fit: FitSettings = field(default_factory=FitSettings)
    evaluation: EvaluationSettings = field(default_factory=EvaluationSettings)
    library: LibrarySettings = field(default_factory=LibrarySettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
    student: StudentSettings = field(default_factory=StudentSettings)
    ranking: RankingSettings = field(default_factory=RankingSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    out: Path = Path("???")
    """Folder of the campaign: curated/, bundle/, screen/ go into it."""
