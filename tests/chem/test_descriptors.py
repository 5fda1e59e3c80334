"""Descriptors of known drugs."""

import numpy as np
import pytest

from discovery.chem.descriptors import NAMES, descriptors

ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"


def test_descriptors_of_aspirin() -> None:
    row = {name: values[0] for name, values in descriptors([ASPIRIN]).items()}
    expected = {"mol_weight": 180.159, "logp": 1.3101, "tpsa": 63.6, "hbd": 1, "hba": 3, "heavy_atoms": 13}
    assert {name: row[name] for name in expected} == pytest.approx(expected, abs=1e-3)
    assert row["fraction_sp3"] == pytest.approx(1 / 9)
    assert row["rotatable_bonds"] == 2
    assert row["qed"] == pytest.approx(0.5501, abs=1e-3)


def test_columns_are_the_named_ones_and_unreadable_rows_are_nan() -> None:
    columns = descriptors(["C(", ASPIRIN, ""])
    assert tuple(columns) == NAMES
    for values in columns.values():
        assert values.dtype == np.float64
        assert list(np.isnan(values)) == [True, False, True]
