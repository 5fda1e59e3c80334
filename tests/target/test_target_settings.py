"""Settings of the target."""

from typing import Any

import pytest

from discovery.errors import SettingsError
from discovery.target.settings import TargetSettings


def test_members_start_with_the_target() -> None:
    assert TargetSettings(gene="RYR2", family=["RYR1", "RYR3"]).members == ("RYR2", "RYR1", "RYR3")


@pytest.mark.parametrize("family", [["RYR1", "RYR2"], ["RYR1", "RYR1"]])
def test_a_target_that_is_named_twice_is_refused(family: list[str]) -> None:
    with pytest.raises(SettingsError, match=rf"^target\.family: {family[-1]} is named twice; .*$"):
        TargetSettings(gene="RYR2", family=family)


@pytest.mark.parametrize("name", ["family_weight", "presumed_inactive_weight"])
def test_a_weight_outside_zero_to_one_names_its_key(name: str) -> None:
    weights: dict[str, Any] = {name: 1.5}
    with pytest.raises(SettingsError, match=rf"target\.{name} must lie between 0 and 1"):
        TargetSettings(gene="RYR2", **weights)


@pytest.mark.parametrize(("name", "least"), [("presumed_inactive", 0), ("min_labels", 1), ("min_actives", 1)])
def test_a_count_that_is_too_low_names_its_key(name: str, least: int) -> None:
    counts: dict[str, Any] = {name: least - 1}
    with pytest.raises(SettingsError, match=rf"target\.{name} must be at least {least}"):
        TargetSettings(gene="RYR2", **counts)
