from dataclasses import replace

import numpy as np
import pytest

from discovery.assay.splits.split import Split
from discovery.target.settings import TargetSettings
from discovery.training import phases
from discovery.training.phases import plan_phases, same_skeleton

RYR2 = TargetSettings(gene="RYR2", family=["RYR1"])
SPLIT = Split(np.arange(0, 48, 2), np.arange(1, 48, 4), np.arange(3, 48, 4), np.arange(48))


def test_the_family_joins_in_a_second_phase_with_presumed_inactives_of_the_training_part(compounds) -> None:
    plan = plan_phases(compounds.labels, compounds.skeletons, SPLIT, RYR2)
    assert plan.train.tolist() == list(range(0, 36, 2))
    assert plan.validation.tolist() == list(range(1, 36, 4))
    assert plan.adapt.tolist() == [36, 37, 38, 39, 40, 41, 42, 44, 46]
    assert plan.measured == 6
    assert plan.first_endpoints().tolist() == [True, False, False, False]


def test_a_relative_of_a_family_compound_stays_out_of_the_first_phase(compounds) -> None:
    compounds.skeletons[4] = compounds.skeletons[5] = compounds.skeletons[40]
    plan = plan_phases(compounds.labels, compounds.skeletons, SPLIT, RYR2)
    assert 4 not in plan.train
    assert 5 not in plan.validation
    assert 40 in plan.adapt


def test_one_phase_where_there_is_nothing_else_to_learn_from(compounds) -> None:
    target = replace(RYR2, family=["RYR1", "KCNH2"])
    plan = plan_phases(compounds.labels, compounds.skeletons, SPLIT, target)
    assert not plan.two_phases
    assert plan.train.tolist() == SPLIT.train.tolist()
    assert plan.first_endpoints().all()


def test_one_phase_where_the_family_is_large(compounds, monkeypatch) -> None:
    monkeypatch.setattr(phases, "FEW", 6)
    assert not plan_phases(compounds.labels, compounds.skeletons, SPLIT, RYR2).two_phases


def test_one_phase_where_the_family_was_never_measured(compounds) -> None:
    labels = compounds.labels.keep(compounds.labels.endpoint == 0)
    plan = plan_phases(labels, compounds.skeletons, SPLIT, RYR2)
    assert not plan.two_phases
    assert plan.train.tolist() == list(range(0, 36, 2))


@pytest.mark.parametrize(("rows", "expected"), [([1], [1, 3]), ([0, 2], [0, 2]), ([], [])])
def test_same_skeleton(rows: list[int], expected: list[int]) -> None:
    assert same_skeleton(["A", "B", "C", "B"], np.array(rows, np.int64)).tolist() == expected
