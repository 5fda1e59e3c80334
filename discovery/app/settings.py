"""Settings of every verb: one dataclass a primary configuration file."""

from dataclasses import dataclass, field
from pathlib import Path

from discovery.assay.settings import DataSettings
from discovery.assay.splits.settings import SplitSettings
from discovery.candidates.settings import RankingSettings
from discovery.chem.settings import StandardizeSettings
from discovery.evaluation.settings import EvaluationSettings
from discovery.models.settings import ModelSettings
from discovery.screening.settings import EngineSettings, LibrarySettings
from discovery.target.settings import TargetSettings
from discovery.tracking.settings import TrackingSettings
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
    """Curated folder with measurements that the bundle has not learnt from."""
    evaluation: EvaluationSettings = field(default_factory=EvaluationSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    out: Path = Path("???")
    """Folder that receives the table of metrics."""


@dataclass
class ScreenSettings:
    """`discovery screen`: a library and a bundle -> ranked candidates and their report."""

    bundle: Path = Path("???")
    """Folder written by `discovery train`."""
    library: LibrarySettings = field(default_factory=LibrarySettings)
    engine: EngineSettings = field(default_factory=EngineSettings)
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
    ranking: RankingSettings = field(default_factory=RankingSettings)
    tracking: TrackingSettings = field(default_factory=TrackingSettings)
    out: Path = Path("???")
    """Folder of the campaign: curated/, bundle/, screen/ go into it."""
