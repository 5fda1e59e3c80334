"""The speed of a model, and of each member of a blend."""

import numpy as np

from discovery.models.blend import Blend
from discovery.models.constant import Constant
from discovery.target.endpoint import potency_endpoint
from discovery.training.speed import prediction_speed


def test_every_member_has_a_speed_of_its_own() -> None:
    constant = Constant((potency_endpoint("RYR2"),), np.ones(1, np.float32), np.ones(1, np.float32))
    blend = Blend({"a": constant, "b": constant}, np.full((2, 1), 0.5))
    found = prediction_speed(blend, ["C"] * 200)
    assert list(found) == ["model", "a", "b"]
    assert min(found.values()) > 0
    assert list(prediction_speed(constant, ["C"])) == ["model"]
    assert prediction_speed(constant, []) == {}
