"""Labels of everything that a data set holds."""

from collections.abc import Callable

import numpy as np
import pytest

from discovery.assay.dataset import AssayDataset
from discovery.assay.labelling.collection_labels import actives, collection_labels
from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL, Labels

Maker = Callable[..., AssayDataset]


def potency(
    compound: int, value: float, target: str = "RYR2", relation: str = "=", **more: object
) -> dict[str, object]:
    return {
        "compound": f"C{compound:02d}",
        "quantity": "potency",
        "value": value,
        "relation": relation,
        "target": target,
        "unit": "pX",
        **more,
    }


def flag(compound: int, effect: str, target: str = "RYR2", **more: object) -> dict[str, object]:
    return {"compound": f"C{compound:02d}", "effect": effect, "target": target, **more}


def of(labels: Labels, name: str) -> dict[int, tuple[float, int]]:
    """Value and relation by compound."""
    rows, value, relation, _ = labels.of(name)
    return {row: (float(v), int(r)) for row, v, r in zip(rows.tolist(), value, relation, strict=True)}


def test_every_target_with_compounds_enough_has_its_endpoints(screen_data: Maker) -> None:
    rows = [potency(n, 4.0 + n, "KCNH2") for n in range(4)] + [potency(n, 6.0, "SCN5A") for n in range(3)]
    labels = collection_labels(screen_data([], *rows), 4, 5.0)
    assert [endpoint.name for endpoint in labels.endpoints] == ["KCNH2.potency", "KCNH2.modulator"]
    assert of(labels, "KCNH2.potency") == {n: (4.0 + n, EQUAL) for n in range(4)}
    assert {row: value for row, (value, _) in of(labels, "KCNH2.modulator").items()} == {0: 0, 1: 1, 2: 1, 3: 1}


@pytest.mark.parametrize("effect", ["inactive", "inhibitor"])
def test_an_activity_takes_an_active_and_an_inactive(screen_data: Maker, effect: str) -> None:
    rows = [flag(n, effect) for n in range(5)]
    assert collection_labels(screen_data([], *rows), 3, 5.0).endpoints == ()
    both = [*rows, flag(5, "inactive" if effect == "inhibitor" else "inhibitor")]
    assert len(collection_labels(screen_data([], *both), 3, 5.0).endpoints) == 1


def test_a_bound_in_a_bin_stands_for_its_middle_and_one_from_above_stays(screen_data: Maker) -> None:
    rows = [potency(0, 7.0, relation=">"), potency(1, 5.0, relation="<"), potency(2, 6.5)]
    as_bounds, binned = (collection_labels(screen_data([], *rows), 3, 5.0, width) for width in (0.0, 1.0))
    assert of(as_bounds, "RYR2.potency") == {0: (7.0, ABOVE), 1: (5.0, BELOW), 2: (6.5, EQUAL)}
    assert of(binned, "RYR2.potency") == {0: (7.5, EQUAL), 1: (5.0, BELOW), 2: (6.5, EQUAL)}


def test_what_a_counter_screen_says_is_no_label(screen_data: Maker) -> None:
    assays = [{"assay": "counter", "role": "counter_screen"}, {"assay": "dose", "role": "dose_response"}]
    dose = [potency(n, 5.0 + n, assay="dose") for n in range(3)]
    counter = [potency(n, 9.0, assay="counter") for n in range(3, 9)]
    labels = collection_labels(screen_data(assays, *dose, *counter), 3, 5.5)
    assert set(labels.rows().tolist()) == {0, 1, 2}
    assert labels.value.max() == 7


def test_actives_are_pairs_of_a_compound_and_a_target_each_once(screen_data: Maker) -> None:
    rows = [potency(0, 7.0), potency(1, 4.0), potency(2, 6.0, relation=">"), potency(3, 6.0, relation="<")]
    rows += [potency(n, 6.0 - n, "KCNH2") for n in range(4)]
    labels = collection_labels(screen_data([], *rows), 3, 5.0)
    compound, target, targets = actives(labels, 5.0)
    assert targets == ("KCNH2", "RYR2")
    assert list(zip(compound.tolist(), target.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 0), (2, 1)]


def test_without_labels_there_are_no_actives(screen_data: Maker) -> None:
    labels = collection_labels(screen_data([], potency(0, 7.0)), 3, 5.0)
    compound, target, targets = actives(labels, 5.0)
    assert len(labels) == 1
    assert (len(compound), len(target), targets) == (0, 0, ())
    assert np.diff(labels.offsets).sum() == 0
