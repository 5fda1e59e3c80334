"""Which endpoints are compared."""

import numpy as np
import pytest

from discovery.app.entrants import contestants, judged_endpoints
from discovery.app.settings import CompareSettings
from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.errors import InputError, SettingsError
from discovery.models.settings import DmpnnSettings, KernelSettings, SimilaritySettings
from discovery.target.endpoint import Endpoint, hit_endpoint, potency_endpoint, screen_endpoint
from discovery.target.settings import TargetSettings

HIT, SCREEN = hit_endpoint("RYR2"), screen_endpoint("RYR2", "%")
N = 40


def labels(*endpoints: Endpoint) -> Labels:
    """Forty compounds, each with a label of every endpoint."""
    count = N * len(endpoints)
    return Labels(
        endpoints,
        offsets_of(np.full(N, len(endpoints), np.int64)),
        np.tile(np.arange(len(endpoints), dtype=np.int32), N),
        (np.arange(count) // len(endpoints) % 2).astype(np.float32),
        np.full(count, EQUAL, np.int8),
        np.ones(count, np.float32),
        np.full(count, MEASURED, np.int8),
    )


def settings(*named: str) -> CompareSettings:
    return CompareSettings(target=TargetSettings(gene="RYR2"), endpoints=list(named), folds=2)


def test_the_readout_of_a_screen_is_compared_only_where_it_is_named() -> None:
    known = labels(HIT, SCREEN, potency_endpoint("RYR2"), potency_endpoint("KCNH2"))
    found, notes = judged_endpoints(known, settings())
    assert found == (HIT, potency_endpoint("RYR2"))
    assert notes == (
        "RYR2.screen is not compared: it is the readout of a screen (%) and no potency; endpoints=[RYR2.screen]"
        " compares it.",
    )
    assert judged_endpoints(known, settings("RYR2.screen")) == ((SCREEN,), ())


def test_where_there_is_nothing_but_a_readout_the_error_says_how_to_compare_it() -> None:
    with pytest.raises(InputError, match=r"endpoints=\[RYR2.screen\] compares it"):
        judged_endpoints(labels(SCREEN), settings())


def test_a_model_of_a_baselines_name_is_refused_unless_it_is_that_baseline() -> None:
    with pytest.raises(SettingsError, match=r"^models\.kernel: this is the name of a baseline; give .* another$"):
        contestants(CompareSettings(models={"kernel": DmpnnSettings()}))
    kernel, dmpnn = KernelSettings(), DmpnnSettings()
    found = contestants(CompareSettings(models={"kernel": kernel, "dmpnn": dmpnn, "alike": SimilaritySettings()}))
    assert list(found) == ["kernel", "dmpnn", "alike", "forest"]
    assert found["kernel"] is kernel
