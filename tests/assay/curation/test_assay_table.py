"""The table of assays: what is stated, what a name tells, and what was counted."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from discovery.assay.curation.assay_file import completed, load_assays
from discovery.assay.curation.assay_table import assay_table, unmeasured
from discovery.assay.curation.assay_words import guessed_format
from discovery.assay.curation.conflicts import flag
from discovery.assay.curation.hits import call_hits
from discovery.assay.curation.proteins import Accessions
from discovery.assay.curation.replicates import aggregate
from discovery.assay.curation.sources import read_source
from discovery.assay.kinds import AssayFormat, AssayRole
from discovery.assay.schema import ASSAYS
from discovery.assay.settings import ColumnSettings, CurateSettings, DataSettings, HitSettings, SourceSettings
from discovery.errors import DiscoveryError, InputError, SettingsError

Records = Callable[..., pa.Table]
FLAG: dict[str, Any] = {"quantity": "flag", "value": None, "unit": ""}
NO_ACCESSIONS = Accessions({}, [])


def described(
    records: pa.Table, *, assays: Path | None = None, accessions: Accessions = NO_ACCESSIONS, **source: Any
) -> list[dict[str, Any]]:
    """Rows of the table of assays that the records of one or two sources make."""
    sources = {name: SourceSettings(**source) for name in ("table", "other")}
    data = DataSettings("test", sources, assays)
    measurements = flag(aggregate(call_hits(records, sources), CurateSettings()), CurateSettings())
    table = assay_table(measurements, data, load_assays(assays), accessions)
    assert table.schema == ASSAYS
    return list(table.to_pylist())


def written(folder: Path, *lines: str) -> Path:
    path = folder / "assays.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_there_is_one_row_an_assay_target_and_organism(records: Records) -> None:
    keys = [("b", "RYR2", "rat"), ("a", "RYR2", "rat"), ("a", "RYR1", "rat"), ("a", "RYR2", ""), ("a", "RYR2", "rat")]
    table = records(*({"assay": a, "target": t, "organism": o, "value": 6.1} for a, t, o in keys))
    rows = described(table)
    assert [(row["assay"], row["target"], row["organism"]) for row in rows] == sorted(set(keys))


def test_what_an_assay_holds_is_counted(records: Records) -> None:
    changes = [
        {"compound": "A", "value": 6.0},
        {"compound": "A", "value": 7.0},
        {"compound": "B", "value": 5.5, "relation": ">"},
        {"compound": "C", "value": 4.0},
        {"compound": "D", "value": 5.0, "relation": "<"},
        {**FLAG, "compound": "A", "effect": "inactive", "source": "other"},
        {**FLAG, "compound": "E", "effect": "unstated"},
        {"compound": "F", "quantity": "response", "unit": "%", "effect": "unstated", "value": 20.0},
    ]
    [row] = described(records(*changes))
    assert (row["measurements"], row["compounds"], row["potencies"], row["censored"]) == (7, 6, 4, 2)
    assert (row["active"], row["inactive"]) == (3, 2)
    assert (row["median"], row["conflicts"]) == (5.25, 2)
    assert (row["sources"], row["standard_types"]) == (["other", "table"], ["IC50"])


def test_the_noise_of_replicates_is_pooled_by_degrees_of_freedom(records: Records) -> None:
    changes = [
        *({"compound": "A", "value": value} for value in (6.0, 6.2, 6.4)),
        *({"compound": "B", "value": value} for value in (7.0, 7.6)),
        {"compound": "C", "value": 5.0},
        *({"compound": "D", "value": value, "relation": "<"} for value in (4.0, 5.0)),
    ]
    [row] = described(records(*changes))
    expected = np.sqrt((2 * np.var([6.0, 6.2, 6.4], ddof=1) + np.var([7.0, 7.6], ddof=1)) / 3)
    assert row["replicate_sd"] == pytest.approx(expected, abs=1e-5)
    assert row["replicate_df"] == 3


def test_without_replicates_the_noise_is_not_known(records: Records) -> None:
    [row] = described(records({}, {"compound": "B"}))
    assert (row["replicate_sd"], row["replicate_df"]) == (None, 0)


def test_hits_count_as_active_and_their_rule_is_kept(records: Records) -> None:
    response = {"quantity": "response", "unit": "%", "effect": "unstated", "plate": "P"}
    wells = [{**response, "compound": f"q{n}", "value": float(n % 7)} for n in range(40)]
    [row] = described(records(*wells, {**response, "compound": "X", "value": 90.0}), hits=HitSettings())
    assert (row["active"], row["inactive"], row["role"]) == (1, 40, "primary")
    assert row["hit_rule"].startswith("hit where the robust z-score")
    [plain] = described(records(*wells))
    assert (plain["active"], plain["inactive"], plain["role"], plain["hit_rule"]) == (0, 0, "unstated", "")


def test_a_source_says_what_its_assays_are(records: Records) -> None:
    stated = {"format": AssayFormat.fret, "role": AssayRole.selectivity, "effect": "inhibitor"}
    [row] = described(records({"assay": "patch clamp"}), **stated)
    assert (row["format"], row["format_guessed"], row["role"], row["direction"]) == (
        "fret",
        False,
        "selectivity",
        "inhibitor",
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("[3H]ryanodine binding, junctional SR", "ryanodine_binding"),
        ("single RyR2 channels in lipid bilayers", "electrophysiology"),
        ("single-channel open probability, 100 nM CaM", "electrophysiology"),
        ("on-nucleus patch clamp, single channel", "electrophysiology"),
        ("Ca2+ wave frequency, permeabilised cardiomyocytes", "calcium_imaging"),
        ("resting Ca2+ in fibres (fura-2)", "calcium_imaging"),
        ("Ca2+ release in HEK-RyR1", "functional"),
        ("ER-FRET screen", "fret"),
        ("S. aureus growth inhibition", "phenotypic"),
        ("human liver microsomal stability", "adme"),
        ("hERG radioligand displacement", "binding"),
        ("ChEMBL 21 record", "unstated"),
        ("A-1234", "unstated"),
    ],
)
def test_the_name_of_an_assay_tells_of_its_format(records: Records, name: str, expected: str) -> None:
    assert guessed_format(name) == expected
    [row] = described(records({"assay": name}))
    assert (row["format"], row["format_guessed"]) == (expected, expected != "unstated")


def test_the_assay_table_counts_before_sources_and_names(records: Records, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Assay,target,uniprot,organism,format,direction,role,follows,temperature,readout plate",
        "patch,RYR2,Q92736,,Ca2+ imaging,antagonist,Counter-screen,screen,37,",
        "screen,,,,[3H]ryanodine,,primary screen,,25,384",
    )
    table = records({"assay": "patch"}, {"assay": "screen"})
    accessions = Accessions({("RYR2", ""): "P00000"}, [])
    patch, screen = described(table, assays=path, accessions=accessions, role=AssayRole.liability, effect="activator")
    assert (patch["uniprot"], patch["format"], patch["format_guessed"]) == ("Q92736", "calcium_imaging", False)
    assert (patch["direction"], patch["role"], patch["follows"]) == ("inhibitor", "counter_screen", "screen")
    assert patch["covariates"] == [("temperature", "37")]
    assert (screen["uniprot"], screen["format"], screen["role"]) == ("P00000", "ryanodine_binding", "primary")
    assert (screen["direction"], screen["follows"]) == ("activator", "")
    assert screen["covariates"] == [("readout plate", "384"), ("temperature", "25")]


def test_a_row_for_one_target_counts_before_a_row_for_all(records: Records, tmp_path: Path) -> None:
    path = written(tmp_path, "assay,target,role", "panel,,selectivity", "panel,RYR2,dose_response")
    rows = described(records({"assay": "panel"}, {"assay": "panel", "target": "RYR1"}), assays=path)
    assert [(row["target"], row["role"]) for row in rows] == [("RYR1", "selectivity"), ("RYR2", "dose_response")]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["assay"], r"holds no assays: export it again"),
        (
            ["assay,format", "binding,electrofysiology"],
            r"line 2: .* is no format .* did you mean 'electrophysiology'\?",
        ),
        (["assay,role", "binding,dose-responce"], r"line 2: .* is no role .* did you mean 'dose_response'\?"),
        (["assay,direction", "binding,inhibitr"], r"line 2: .* is no direction .* did you mean 'inhibitor'\?"),
        (["assay,direction", "binding,inactive"], r"line 2: 'inactive' is no direction"),
        (["assay,target", ",RYR2"], r"line 2 names no assay"),
        (["assay", "binding", "binding"], r"line 3 states the assay 'binding' a second time"),
        (["assay,formt", "binding,fret"], r"has the column 'formt'; did you mean 'format'\?"),
        (["assay,role", "binding,primary,more"], r"line 2: "),
    ],
)
def test_a_wrong_assay_table_is_one_line_that_names_the_place(
    records: Records, tmp_path: Path, lines: list[str], message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        described(records({}), assays=written(tmp_path, *lines))
    assert str(caught.value).startswith("data.assays: ")
    assert "\n" not in str(caught.value)


def test_what_was_not_measured_is_left_out_of_a_table_of_all_assays_and_noted(records: Records, tmp_path: Path) -> None:
    lines = ["assay,target,follows", "binding,,screening", "binding,RYR3,", "bindng,,", "growth,,"]
    path = written(tmp_path, *lines)
    assays = pa.Table.from_pylist(described(records({}), assays=path), ASSAYS)
    stated = load_assays(path)
    assert assays["assay"].to_pylist() == ["binding"]
    assert [(note["line"], note["text"]) for note in unmeasured(stated, assays)] == [
        (2, "there is no assay screening to follow"),
        (3, "nothing was measured of the assay binding, RYR3"),
        (4, "nothing was measured of the assay bindng; did you mean 'binding'?"),
        (5, "nothing was measured of the assay growth"),
    ]


def test_a_table_of_assays_none_of_which_was_measured_is_the_wrong_one(records: Records, tmp_path: Path) -> None:
    stated = load_assays(written(tmp_path, "assay", "bindng", "growth"))
    with pytest.raises(InputError, match=r"names no assay that was measured; did you mean 'binding'\?"):
        unmeasured(stated, pa.Table.from_pylist(described(records({})), ASSAYS))


@pytest.mark.parametrize(("header", "message"), [("id,role", "no column 'assay'"), (None, "absent.csv is not a file")])
def test_an_assay_table_that_is_none_is_a_wrong_setting(tmp_path: Path, header: str | None, message: str) -> None:
    path = tmp_path / "absent.csv" if header is None else written(tmp_path, header, "a,primary")
    with pytest.raises(SettingsError, match=message) as caught:
        load_assays(path)
    assert str(caught.value).startswith("data.assays: ")


def test_no_assay_table_states_nothing() -> None:
    assert load_assays(None) == []


def test_an_assay_table_may_be_a_workbook(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (["assay", "role", "temperature"], ["binding", "primary", 37]):
        book.active.append(row)
    book.save(tmp_path / "assays.xlsx")
    [row] = load_assays(tmp_path / "assays.xlsx")
    assert (row.assay, row.role, row.covariates) == ("binding", "primary", {"temperature": "37"})


def test_the_assay_table_names_target_and_organism_where_the_records_do_not(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("smiles,assay,target,p\nC,one,,6\nC,two,,6\nC,one,KCNH2,6\nC,many,,6\n")
    columns = ColumnSettings(assay="assay", target="target", p_value="p")
    table = read_source("x", SourceSettings(path=tmp_path / "a.csv", columns=columns))
    path = written(tmp_path, "assay,target,organism", "one,RYR2,rat", "two,,mouse", "many,RYR1,", "many,RYR3,")
    full = completed(table, load_assays(path))
    assert list(full.cells["target"]) == ["RYR2", "", "KCNH2", ""]
    assert list(full.cells["organism"]) == ["rat", "mouse", "rat", ""]
    assert replace(full, cells=table.cells) == table


def test_errors_of_the_assay_table_are_of_the_kind_a_user_can_mend() -> None:
    assert issubclass(InputError, DiscoveryError)


def test_no_measurements_make_no_assays(records: Records) -> None:
    assert described(records()) == []
