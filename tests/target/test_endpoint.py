"""Endpoints: what a model predicts."""

import json

import pytest

from discovery.target.effect import Effect
from discovery.target.endpoint import Endpoint, EndpointKind, activity_endpoint, hit_endpoint, potency_endpoint


def test_names_say_target_and_quantity() -> None:
    assert potency_endpoint("KCNH2").name == "KCNH2.potency"
    assert activity_endpoint("RYR2").name == "RYR2.modulator"
    assert activity_endpoint("RYR2", Effect.inhibitor).name == "RYR2.inhibitor"
    assert potency_endpoint("KCNH2").kind is EndpointKind.regression
    assert activity_endpoint("RYR2").unit == "probability"
    assert hit_endpoint("RYR2").name == "RYR2.hit"
    assert hit_endpoint("RYR2").kind is EndpointKind.classification


def test_the_quantity_stands_behind_the_targets_whole_name() -> None:
    assert activity_endpoint("Nav1.5").quantity == "modulator"
    assert potency_endpoint("KCNH2").quantity == "potency"


@pytest.mark.parametrize(
    "endpoint",
    [
        potency_endpoint("KCNH2"),
        activity_endpoint("RYR2"),
        activity_endpoint("RYR2", Effect.stabiliser),
        hit_endpoint("RYR2"),
    ],
)
def test_json_and_back(endpoint: Endpoint) -> None:
    assert Endpoint.from_json(json.loads(json.dumps(endpoint.to_json()))) == endpoint
