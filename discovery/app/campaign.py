"""`discovery campaign`: ingest, train, screen, rank and report in one go."""

from discovery.app.ahead import before_screening, before_training
from discovery.app.compose import as_yaml
from discovery.app.fitting import labels_for
from discovery.app.ingest import make_dataset
from discovery.app.screen import screen_and_rank
from discovery.app.settings import CampaignSettings, IngestSettings, ScreenSettings, TrainSettings
from discovery.app.train import make_bundle
from discovery.candidates.rank import check_objectives
from discovery.tracking.run import recorded


def campaign(settings: CampaignSettings) -> None:
    """A data set, a bundle and a screening, each in its folder below `settings.out`, recorded as one run."""
    encoders = before_training(train_settings(settings))
    before_screening(screen_settings(settings))
    with recorded(settings.tracking, settings.target.gene, "campaign", settings, as_yaml(settings)) as recorder:
        dataset = make_dataset(ingest_settings(settings), recorder)
        training = train_settings(settings)
        labels, _ = labels_for(dataset, training)
        check_objectives(settings.ranking, [endpoint.name for endpoint in labels.endpoints])
        make_bundle(training, encoders, recorder)
        screen_and_rank(screen_settings(settings), recorder)


def ingest_settings(settings: CampaignSettings) -> IngestSettings:
    return IngestSettings(settings.data, settings.standardize, settings.tracking, settings.out / "curated")


def train_settings(settings: CampaignSettings) -> TrainSettings:
    return TrainSettings(
        dataset=settings.out / "curated",
        target=settings.target,
        split=settings.split,
        model=settings.model,
        fit=settings.fit,
        evaluation=settings.evaluation,
        library=settings.library,
        standardize=settings.standardize,
        tracking=settings.tracking,
        out=settings.out / "bundle",
    )


def screen_settings(settings: CampaignSettings) -> ScreenSettings:
    return ScreenSettings(
        bundle=settings.out / "bundle",
        library=settings.library,
        engine=settings.engine,
        student=settings.student,
        ranking=settings.ranking,
        tracking=settings.tracking,
        out=settings.out / "screen",
    )
