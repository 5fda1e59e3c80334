"""A curated data set on disk: complete, checked, and the same wherever it was made."""

import csv
import json
from hashlib import sha256
from pathlib import Path

import pytest

from discovery.assay.curation.curate import Curation, curate
from discovery.assay.dataset import AssayDataset, load_dataset, save_dataset
from discovery.assay.settings import ColumnSettings, CurateSettings, DataSettings, SourceSettings
from discovery.chem.settings import StandardizeSettings
from discovery.chem.skeleton import hashed_skeleton, skeleton_key
from discovery.errors import InputError

TABLE = "name,smiles,value\n=evil(),CCO,160\nb,CCN,~50\nc,=O,1\n"
RULES = CurateSettings(workers=1)


def curated(path: Path, table: str, rules: CurateSettings = RULES) -> Curation:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(table)
    source = SourceSettings(path, columns=ColumnSettings(name="name", value="value"), target="RYR2", unit="nM")
    return curate(DataSettings("test", {"x": source}, curate=rules), StandardizeSettings())


@pytest.fixture(scope="module")
def curation(tmp_path_factory: pytest.TempPathFactory) -> Curation:
    return curated(tmp_path_factory.mktemp("in") / "a.csv", TABLE)


@pytest.fixture
def folder(curation: Curation, tmp_path: Path) -> Path:
    save_dataset(curation, tmp_path / "set", {"name": "test"})
    return tmp_path / "set"


def test_what_was_saved_is_loaded(curation: Curation, folder: Path) -> None:
    dataset = load_dataset(folder)
    assert isinstance(dataset, AssayDataset)
    assert dataset.compounds.equals(curation.compounds)
    assert dataset.measurements.equals(curation.measurements)
    assert dataset.rejected.equals(curation.rejected)
    assert dataset.assays.equals(curation.assays)
    assert dataset.proteins.equals(curation.proteins)


def test_the_card_describes_the_data(folder: Path) -> None:
    card = load_dataset(folder).card
    assert (card["rows_in"], card["compounds"], card["measurements"]) == (3, 2, 2)
    assert card["settings"] == {"name": "test"}
    assert len(card["sources"]["x"]["sha256"]) == 64
    assert "rdkit" in card["versions"]


def test_the_counts_of_the_card_add_up(folder: Path) -> None:
    stages = load_dataset(folder).card["stages"]
    assert stages["rejected_by_stage"] == {"structure": {"syntax": 1}}
    assert stages["rows"] == stages["records"] == stages["used"] + stages["background"] + stages["rejected"] == 3


def test_the_card_says_which_reserved_list_kept_out_how_many_rows(tmp_path: Path) -> None:
    reserved = tmp_path / "reserved.txt"
    reserved.write_text(f"{hashed_skeleton(skeleton_key('LFQSCWFLJHTTHZ-UHFFFAOYSA-N'))}\n{'0' * 64}\n")  # ethanol
    kept = curated(tmp_path / "a.csv", TABLE, CurateSettings(workers=1, reserved=reserved))
    card = save_dataset(kept, tmp_path / "set", {}).card
    assert card["reserved"] == {
        "file": "reserved.txt",
        "sha256": sha256(reserved.read_bytes()).hexdigest(),
        "entries": 2,
        "rejected": 1,
    }
    assert card["inputs"].keys() == {"data.sources.x.path", "data.curate.reserved"}


def test_the_content_hash_depends_on_content_alone(folder: Path, tmp_path: Path) -> None:
    header, *rows = TABLE.splitlines()
    same = load_dataset(folder).card["content_hash"]
    elsewhere = curated(tmp_path / "other" / "b.csv", "\n".join([header, *reversed(rows)]))
    changed = curated(tmp_path / "c.csv", TABLE.replace("160", "170"))
    assert save_dataset(elsewhere, tmp_path / "elsewhere", {}).card["content_hash"] == same
    assert save_dataset(changed, tmp_path / "changed", {}).card["content_hash"] != same


def test_an_altered_data_set_is_refused(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, "content_hash": "0" * 64}))
    with pytest.raises(InputError, match="altered"):
        load_dataset(folder)


@pytest.mark.parametrize("text", ["", '{"rows_in": 3', "{}", "[]"])
def test_a_damaged_card_is_refused(folder: Path, text: str) -> None:
    (folder / "card.json").write_text(text)
    with pytest.raises(InputError, match=r"card\.json is no card.*discovery ingest"):
        load_dataset(folder)


def test_a_data_set_of_another_version_is_refused_as_such(folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, "format_version": 1}))
    with pytest.raises(InputError, match=r"another version.*discovery ingest"):
        load_dataset(folder)


@pytest.mark.parametrize("part", ["reserved", "stages", "versions"])
def test_a_card_without_what_cards_now_have_is_of_another_version(part: str, folder: Path) -> None:
    card = json.loads((folder / "card.json").read_text())
    del card[part]
    (folder / "card.json").write_text(json.dumps(card))
    with pytest.raises(InputError, match=r"another version.*discovery ingest"):
        load_dataset(folder)


@pytest.mark.parametrize("name", ["card.json", "measurements.parquet", "assays.parquet", "proteins.parquet"])
def test_an_incomplete_data_set_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(InputError, match="discovery ingest"):
        load_dataset(folder)


def test_no_spreadsheet_runs_a_reject_as_a_formula(folder: Path) -> None:
    with (folder / "rejected.csv").open(newline="") as stream:
        [row] = csv.DictReader(stream)
    assert row["structure"] == "'=O"
    assert (row["line"], row["stage"]) == ("4", "structure")
