"""An untrained bundle of the size that chemprop's model has: one D-MPNN, hidden 300, depth 3, one hidden layer more."""

from pathlib import Path

from discovery.assay.splits.settings import SplitSettings
from discovery.bundle.contents import REFERENCE, Contents
from discovery.bundle.manifest import Manifest
from discovery.bundle.save import save_bundle
from discovery.chem.settings import StandardizeSettings
from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.settings import DmpnnSettings, Readout
from discovery.target.endpoint import potency_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.settings import FitSettings

ENDPOINT = potency_endpoint("KCNH2")


def save_untrained(folder: Path) -> None:
    """Save the bundle to a folder."""
    model = DmpnnSettings(members=1, readout=Readout.norm)
    manifest = Manifest(
        model=model,
        endpoints=(ENDPOINT,),
        target=TargetSettings(gene=ENDPOINT.target),
        standardize=StandardizeSettings(),
        split=SplitSettings(),
        fit=FitSettings(),
        phases=("The network is untrained.",),
        dataset_hash="",
        reserved={},
        training_compounds=0,
        encoder={},
        evidence={},
        evaluation=[],
        retrospective=[],
        versions={},
        created="",
    )
    network = build_network(model, manifest.endpoints, seed=0)
    contents = Contents.of(REFERENCE.empty_table(), ["C"], ["VNWKTOKETHGBQD"], {})
    save_bundle(folder, NetworkEnsemble([network]), manifest, contents)
