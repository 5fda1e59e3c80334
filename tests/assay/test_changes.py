"""What makes one data set differ from another is named."""

import json
from pathlib import Path

import pytest

from discovery.assay.changes import changes, earlier_card
from discovery.assay.curation.curate import curate
from discovery.assay.dataset import save_dataset
from discovery.assay.settings import ColumnSettings, CurateSettings, DataSettings, SourceSettings
from discovery.chem.settings import StandardizeSettings
from discovery.tracking.plain import plain

UNREADABLE = "all of it, perhaps: the card that lay here cannot be read by this version of discovery"
TABLE = "name,smiles,value\na,CCO,160\nb,CCN,50\nc,=O,1\n"
Card = dict[str, object]


def card(folder: Path, table: str = TABLE, unit: str = "nM", workers: int = 1, *more: str) -> Card:
    """Card of a data set made in a folder of its own, from one table or several alike."""
    folder.mkdir()
    sources = {}
    for name in ("x", *more):
        (folder / f"{name}.csv").write_text(table)
        columns = ColumnSettings(name="name", value="value")
        sources[name] = SourceSettings(folder / f"{name}.csv", columns=columns, target="RYR2", unit=unit)
    data, standardize = DataSettings("test", sources, curate=CurateSettings(workers=workers)), StandardizeSettings()
    described = plain({"data": data, "standardize": standardize})
    return save_dataset(curate(data, standardize), folder / "set", described).card


def test_nothing_changes_where_only_the_folder_and_the_processes_do(tmp_path: Path) -> None:
    assert changes(card(tmp_path / "a"), card(tmp_path / "b", workers=2)) == []


def test_a_changed_file_and_its_counts_are_named(tmp_path: Path) -> None:
    found = changes(card(tmp_path / "a"), card(tmp_path / "b", TABLE + "d,CCCO,7\ne,=O,7\n"))
    assert found[0].startswith("data.sources.x.path: x.csv has another content (SHA-256 ")
    assert found[1:-1] == [
        "rows: 3 -> 5",
        "records: 3 -> 5",
        "compounds: 2 -> 3",
        "measurements: 2 -> 3",
        "rejected, structure syntax: 1 -> 2",
    ]
    assert found[-1].startswith("the content: hash ")


def test_a_changed_setting_is_named(tmp_path: Path) -> None:
    found = changes(card(tmp_path / "a"), card(tmp_path / "b", unit="uM"))
    assert found[0] == "data.sources.x.unit: nM -> uM"
    assert len(found) == 2


def test_a_setting_without_effect_on_the_content_is_said_to_be_such(tmp_path: Path) -> None:
    before, after = card(tmp_path / "a"), card(tmp_path / "b")
    after["versions"] = {**dict(after["versions"]), "rdkit": "1999.9"}  # type: ignore[call-overload]
    found = changes(before, after)
    assert found[0].startswith("version of rdkit: ")
    assert found[0].endswith(" -> 1999.9")
    assert found[1].startswith("the content is the same (hash ")


def test_a_table_that_came_is_named_once_and_one_that_went_too(tmp_path: Path) -> None:
    one, two = card(tmp_path / "a"), card(tmp_path / "b", TABLE, "nM", 1, "y")
    assert changes(one, two)[:2] == ["data.sources.y.path: y.csv is new", "rows: 3 -> 6"]
    assert changes(two, one)[:2] == ["data.sources.y.path: y.csv is no longer read", "rows: 6 -> 3"]


@pytest.mark.parametrize("part", ["inputs", "stages", "settings", "standardisation"])
def test_a_card_of_before_such_parts_were_kept_is_told_as_what_cannot_be_compared(part: str, tmp_path: Path) -> None:
    after = card(tmp_path / "a")
    path = tmp_path / "a" / "set" / "card.json"
    path.write_text(json.dumps({name: value for name, value in after.items() if name != part}))
    before = earlier_card(path.parent)
    assert before is not None
    assert changes(before, after) == [UNREADABLE]


def test_so_is_one_that_counts_less(tmp_path: Path) -> None:
    after = card(tmp_path / "a")
    path = tmp_path / "a" / "set" / "card.json"
    path.write_text(path.read_text().replace('"repeats"', '"copies"'))
    before = earlier_card(path.parent)
    assert before is not None
    assert changes(before, after) == [UNREADABLE]


def test_a_folder_without_a_data_set_has_nothing_to_compare_with(tmp_path: Path) -> None:
    assert earlier_card(tmp_path) is None


def test_the_first_word_of_an_empty_list_is_named_alone(tmp_path: Path) -> None:
    before, after = card(tmp_path / "a"), card(tmp_path / "b")
    data = after["settings"]["data"]  # type: ignore[index]
    data["sources"]["x"]["targets"] = {"cardiac": "RYR2"}
    assert changes(before, after)[0] == "data.sources.x.targets.cardiac: not set -> RYR2"
    assert len(changes(before, after)) == 2
