"""What broke other tools goes through curation: this process survives, and every row is accounted for with a reason.

The whole file, with the limits on size in force and without them.
"""

import ast
import csv
from functools import cache
from pathlib import Path

import pytest

from discovery.assay.curation.curate import Curation, curate
from discovery.assay.settings import ColumnSettings, CurateSettings, DataSettings, SourceSettings
from discovery.chem.compound import Compound, Problem
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize_many
from discovery.errors import InputError

FILE = Path(__file__).parents[2] / "data" / "nasty_inputs.csv"
LIMITED = StandardizeSettings(seconds=2.0)
UNLIMITED = StandardizeSettings(max_length=0, max_heavy_atoms=0, seconds=2.0)
STRUCTURES = ("smiles", "inchi", "rdkit_binary")
USABLE = {
    "N008",
    "N010",
    "N013",
    "N014",
    "N020",
    "N021",
    "N030",
    "N031",
    "N051",
    "N103",
    "N104",
    "N108",
    "N135",
    "N177",
}
"""Ordinary molecules that made other programs hang or crash."""
TOO_LARGE = {"N003", "N004", "N006", "N007", "N009", "N136", "N175", "N176"}
CODES = {
    "N038": "syntax",
    "N046": "not_ascii",
    "N054": "syntax",
    "N069": "syntax",
    "N085": "whitespace",
    "N092": "valence",
    "N096": "syntax",
    "N098": "no_inchikey",
    "N099": "no_structure",
    "N100": "no_atoms",
    "N107": "no_atoms",
    "N129": "valence",
    "N132": "syntax",
    "N133": "inchi",
    "N134": "inchi",
    "N178": "syntax",
}


@cache
def nasty() -> dict[str, tuple[str, str]]:
    """Id -> format and input of every row."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["id"]: (row["format"], evaluated(row["input"])) for row in csv.DictReader(file)}


def evaluated(cell: str) -> str:
    """Text of a cell, whose expression may only repeat, add and join strings."""
    if not cell.startswith("py:"):
        return cell
    text = _value(ast.parse(cell.removeprefix("py:"), mode="eval").body)
    assert isinstance(text, str)
    return text


def _value(node: ast.expr) -> str | int | list[str]:
    match node:
        case ast.Constant(value=str() | int() as value):
            return value
        case ast.BinOp(left, ast.Mult(), right):
            return _value(left) * _value(right)  # type: ignore[operator]
        case ast.BinOp(left, ast.Add(), right):
            return _value(left) + _value(right)  # type: ignore[operator]
        case ast.List(elements):
            return [str(_value(element)) for element in elements]
        case ast.Call(ast.Attribute(separator, "join"), [parts]):
            return str(_value(separator)).join(_value(parts))  # type: ignore[arg-type]
    raise ValueError(ast.dump(node))


def curated(name: str, path: Path, settings: StandardizeSettings = LIMITED, **source: object) -> Curation:
    table = SourceSettings(path, target="X", standard_type="IC50", **source)  # type: ignore[arg-type]
    return curate(DataSettings("nasty", {name: table}, curate=CurateSettings(workers=1)), settings)


def of_text(name: str, folder: Path, **source: object) -> Curation:
    """A row of the file that is itself a whole table."""
    kind, text = nasty()[name]
    path = folder / f"{name}.{'smi' if kind == 'smi_file' else 'csv'}"
    path.write_text(text, encoding="utf-8", newline="")
    return curated(name, path, **source)


def codes(curation: Curation) -> list[tuple[int, str]]:
    rejected = curation.rejected.select(["line", "code"]).to_pylist()
    return [(row["line"], row["code"]) for row in rejected]


@pytest.mark.parametrize("settings", [LIMITED, UNLIMITED], ids=["limited", "unlimited"])
@pytest.mark.parametrize("kind", STRUCTURES)
def test_every_structure_ends_up_in_one_place(kind: str, settings: StandardizeSettings, tmp_path: Path) -> None:
    rows = {name: text for name, (form, text) in nasty().items() if form == kind}
    path = tmp_path / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "structure", "pic50"), *((name, text, "6") for name, text in rows.items())])
    columns = ColumnSettings(smiles="structure", name="id", p_value="pic50")
    curation = curated(kind, path, settings, columns=columns)

    used = [name for names in curation.compounds["names"].to_pylist() for name in names]
    refused = {row["id"]: row for row in curation.rejected.to_pylist()}
    assert sorted([*used, *refused]) == sorted(rows)
    assert all(row["reason"] and row["stage"] and "\n" not in row["reason"] for row in refused.values())
    assert USABLE & set(rows) <= set(used)
    for name, code in CODES.items():
        if name in rows:
            assert (name, refused[name]["code"]) == (name, code)
    for name in TOO_LARGE & set(rows):
        if settings is LIMITED:
            assert refused[name]["code"] in ("too_long", "too_large")
        elif name in refused:
            assert refused[name]["stage"] == "standardise"


def test_bytes_of_a_binary_molecule_are_refused_and_never_loaded(tmp_path: Path) -> None:
    binary = bytes.fromhex(nasty()["N178"][1].removeprefix("hex:"))
    for text in (binary.decode("latin-1"), repr(binary)):
        (problem,) = standardize_many([text], UNLIMITED, workers=1, title="standardise")
        assert isinstance(problem, Problem)
        assert problem.stage == "structure"
    path = tmp_path / "table.csv"
    path.write_bytes(b"structure,pic50\n" + binary + b",6\nCCO,6\n")
    with pytest.raises(InputError, match="binary"):
        curated("binary", path, UNLIMITED, columns=ColumnSettings(smiles="structure", p_value="pic50"))


def test_a_structure_that_crashes_its_worker_costs_itself_alone() -> None:
    settings = StandardizeSettings(max_length=0, max_heavy_atoms=0, seconds=40.0)
    first, crash, last = standardize_many(["CCO", nasty()["N175"][1], "CCN"], settings, workers=1, title="standardise")
    assert isinstance(first, Compound)
    assert isinstance(last, Compound)
    assert isinstance(crash, Problem)
    assert (crash.stage, crash.code) in (("standardise", "crashed"), ("standardise", "timeout"))


def test_the_last_line_of_a_smi_file_is_not_lost(tmp_path: Path) -> None:
    curation = of_text("N149", tmp_path, background=True)
    assert codes(curation) == [(1, "syntax"), (4, "syntax"), (7, "syntax")]
    assert curation.compounds.num_rows == 4


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("N150", [['=HYPERLINK("http://127.0.0.1/x","open")']]),
        ("N151", [["+1+1"], ["-2+3"], ["@SUM(1)"]]),
        ("N152", [["=1+1"], ["=1+1"]]),
        ("N155", [["</text><svg onload=alert(1)>"]]),
        ("N157", [["../../etc/passwd"]]),
        ("N161", [["bom"]]),
    ],
)
def test_what_looks_like_a_command_is_read_as_text(name: str, names: list[list[str]], tmp_path: Path) -> None:
    curation = of_text(name, tmp_path, background=True, columns=ColumnSettings(name="name"))
    assert sorted(curation.compounds["names"].to_pylist()) == names
    assert codes(curation) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("N153", [(2, "syntax")]),
        ("N158", [(2, "not_ascii")]),
        ("N159", [(2, "not_ascii")]),
        ("N160", [(2, "not_ascii")]),
        ("N162", [(2, "nul")]),
        ("N167", [(2, "ragged"), (3, "ragged")]),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected(name: str, expected: list[tuple[int, str]], tmp_path: Path) -> None:
    curation = of_text(name, tmp_path, background=True)
    assert codes(curation) == expected
    assert curation.compounds.num_rows == 0


def test_a_decimal_comma_is_never_read_as_thousands(tmp_path: Path) -> None:
    assert codes(of_text("N164", tmp_path, columns=ColumnSettings(value="ic50"), unit="nM")) == [(2, "decimal_comma")]
    declared = of_text("N164", tmp_path, columns=ColumnSettings(value="ic50"), unit="nM", decimal_comma=True)
    assert declared.measurements["value"].to_pylist() == [pytest.approx(8.824, abs=1e-3)]


def test_a_header_that_names_a_column_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'smiles' twice: rename"):
        of_text("N165", tmp_path, background=True)


def test_all_ways_to_write_micromolar_are_one(tmp_path: Path) -> None:
    text = nasty()["N168"][1].splitlines(keepends=True)
    path = tmp_path / "micro.csv"
    path.write_text("".join(text[:4]), encoding="utf-8")
    curation = curated("micro", path, columns=ColumnSettings(value="ic50", unit="unit"))
    assert curation.measurements["value"].to_pylist() == [5.0]
    assert curation.measurements["lines"].to_pylist() == [[2, 3, 4]]
    whole = of_text("N168", tmp_path, columns=ColumnSettings(value="ic50", unit="unit"))
    assert sorted(line for lines in whole.measurements["lines"].to_pylist() for line in lines) == [2, 3, 4, 5, 6]


def test_qualifiers_inside_values_are_kept(tmp_path: Path) -> None:
    curation = of_text("N169", tmp_path, columns=ColumnSettings(value="ic50", unit="unit"))
    assert codes(curation) == []
    found = {(row["relation"], *row["lines"]) for row in curation.measurements.to_pylist()}
    assert {(">", 2), ("<", 3)} <= found  # below 10 nM is above pX 8


@pytest.mark.parametrize(("name", "skeletons", "compounds"), [("N173", 1, 3), ("N174", 1, 1)])
def test_forms_of_one_compound_share_a_skeleton(name: str, skeletons: int, compounds: int, tmp_path: Path) -> None:
    effects = {"1": "unstated", "0": "inactive"}
    curation = of_text(name, tmp_path, columns=ColumnSettings(effect="label"), effects=effects)
    assert codes(curation) == []
    assert curation.compounds.num_rows == compounds
    assert len(set(curation.compounds["skeleton"].to_pylist())) == skeletons
