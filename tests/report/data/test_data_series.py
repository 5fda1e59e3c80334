"""Numbers of a data set by assay, target, organism and unit."""

from collections.abc import Callable

from discovery.assay.dataset import AssayDataset
from discovery.report.data_series import series_of

Made = Callable[..., AssayDataset]


def test_every_number_is_in_one_series(made: Made) -> None:
    measurements = [
        {"compound": "CCO", "value": 5.0},
        {"compound": "CCN", "value": 6.5, "relation": "<"},
        {"compound": "CCC", "value": 40.0, "quantity": "response", "unit": "%"},
        {"compound": "CCO", "value": 7.0, "organism": "rat"},
        {"compound": "CCN", "value": 12.0, "quantity": "property", "unit": "min"},
        {"compound": "CCN", "value": None, "quantity": "flag", "unit": ""},
    ]
    found = series_of(made(measurements).measurements)
    assert [(one.organism, one.unit, one.exact.tolist(), one.censored.tolist()) for one in found] == [
        ("human", "pX", [5.0], [6.5]),
        ("rat", "pX", [7.0], []),
        ("human", "%", [40.0], []),
        ("human", "min", [12.0], []),
    ]


def test_potencies_come_before_larger_series_of_responses(made: Made) -> None:
    responses = [{"compound": f"C{'C' * n}", "value": n, "quantity": "response", "unit": "%"} for n in range(5)]
    small = [{"compound": "CCO", "assay": "binding"}]
    large = [{"compound": f"N{'C' * n}"} for n in range(3)]
    found = series_of(made([*responses, *small, *large]).measurements)
    assert [(one.assay, one.unit, one.size) for one in found] == [
        ("imaging", "pX", 3),
        ("binding", "pX", 1),
        ("imaging", "%", 5),
    ]


def test_a_data_set_of_flags_has_no_series(made: Made) -> None:
    assert series_of(made([{"compound": "CCO", "value": None, "quantity": "flag"}]).measurements) == []
    assert series_of(made().measurements) == []


def test_a_long_assay_name_is_cut(made: Made) -> None:
    (one,) = series_of(made([{"compound": "CCO", "assay": "inhibition of " * 20}]).measurements)
    assert one.name.startswith("RYR2: inhibition of")
    assert one.name.endswith("…")
    assert len(one.name) <= 60
