"""Which dataclass every verb and every group of options becomes."""

from discovery.app import settings as verbs
from discovery.assay.settings import DataSettings
from discovery.assay.splits.settings import SplitSettings
from discovery.candidates.settings import RankingSettings
from discovery.chem.settings import StandardizeSettings
from discovery.evaluation.settings import EvaluationSettings
from discovery.models.settings import (
    AutoSettings,
    BlendSettings,
    DmpnnSettings,
    ExtraTreesSettings,
    ForestSettings,
    GineSettings,
    GpsSettings,
    KernelSettings,
    SimilaritySettings,
)
from discovery.screening.settings import DaskSettings, EngineSettings, LibrarySettings, StudentSettings
from discovery.target.settings import TargetSettings
from discovery.tracking.settings import TrackingSettings
from discovery.training.pretraining.settings import PretrainingSettings
from discovery.training.settings import FitSettings

VERB_SCHEMAS: dict[str, type] = {
    "ingest": verbs.IngestSettings,
    "audit": verbs.AuditSettings,
    "pretrain": verbs.PretrainSettings,
    "train": verbs.TrainSettings,
    "evaluate": verbs.EvaluateSettings,
    "compare": verbs.CompareSettings,
    "library": verbs.StoreSettings,
    "screen": verbs.ScreenSettings,
    "rank": verbs.RankSettings,
    "campaign": verbs.CampaignSettings,
}
"""Verb -> the dataclass that its configuration becomes; its primary file starts from `<verb>_schema`."""

GROUP_SCHEMAS: dict[str, dict[str, type]] = {
    "target": {"target": TargetSettings},
    "data": {"data": DataSettings},
    "standardize": {"standardize": StandardizeSettings},
    "split": {"split": SplitSettings},
    "model": {
        "dmpnn": DmpnnSettings,
        "gine": GineSettings,
        "gps": GpsSettings,
        "forest": ForestSettings,
        "extra_trees": ExtraTreesSettings,
        "kernel": KernelSettings,
        "similarity": SimilaritySettings,
        "blend": BlendSettings,
        "auto": AutoSettings,
    },
    "fit": {"fit": FitSettings},
    "pretraining": {"pretraining": PretrainingSettings},
    "evaluation": {"evaluation": EvaluationSettings},
    "library": {"library": LibrarySettings},
    "ranking": {"ranking": RankingSettings},
    "engine": {"engine": EngineSettings, "dask": DaskSettings},
    "student": {"student": StudentSettings},
    "tracking": {"tracking": TrackingSettings},
}
"""Configuration group -> the schemas its files start from, as `<name>_schema` in their defaults list."""

GROUP_OF: dict[type, str] = {schema: group for group, schemas in GROUP_SCHEMAS.items() for schema in schemas.values()}
"""Dataclass -> the group whose options become it."""
