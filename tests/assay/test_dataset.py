"""A curated data set on disk: complete, checked, and the same wherever it was made."""

import csv
import json
from pathlib import Path

import pytest

from discovery.assay.curation.curate import Curation, curate
from discovery.assay.dataset import AssayDataset, content_hash, load_dataset, save_dataset
from discovery.assay.settings import ColumnSettings, CurateSettings, DataSettings, SourceSettings
from discovery.chem.settings import StandardizeSettings
from discovery.errors import InputError

TABLE = "name,smiles,value\n=evil(),CCO,160\nb,CCN,~50\nc,=O,1\n"


def curated(path: Path, table: str) -> Curation:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(table)
    source = SourceSettings(path, columns=ColumnSettings(name="name", value="value"), target="RYR2", unit="nM")
    return curate(DataSettings("test", {"x": source}, CurateSettings(workers=1)), StandardizeSettings())


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


def test_the_card_describes_the_data(folder: Path) -> None:
    card = load_dataset(folder).card
    assert (card["rows_in"], card["compounds"], card["measurements"]) == (3, 2, 2)
    assert card["settings"] == {"name": "test"}
    assert len(card["sources"]["x"]["sha256"]) == 64
    assert "rdkit" in card["versions"]


def test_the_content_hash_depends_on_content_alone(curation: Curation, tmp_path: Path) -> None:
    header, *rows = TABLE.splitlines()
    elsewhere = curated(tmp_path / "other" / "b.csv", "\n".join([header, *reversed(rows)]))
    changed = curated(tmp_path / "c.csv", TABLE.replace("160", "170"))
    same = content_hash(curation.compounds, curation.measurements)
    assert content_hash(elsewhere.compounds, elsewhere.measurements) == same
    assert content_hash(changed.compounds, changed.measurements) != same


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


@pytest.mark.parametrize("name", ["card.json", "measurements.parquet"])
def test_an_incomplete_data_set_is_refused(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(InputError, match="discovery ingest"):
        load_dataset(folder)


def test_no_spreadsheet_runs_a_reject_as_a_formula(folder: Path) -> None:
    with (folder / "rejected.csv").open(newline="") as stream:
        [row] = csv.DictReader(stream)
    assert row["structure"] == "'=O"
    assert (row["line"], row["stage"]) == ("4", "structure")
