"""The shipped data files are what data/README.md says they are."""

import csv
import gzip
import re
from hashlib import sha256
from pathlib import Path

import pytest

from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings
from discovery.chem.skeleton import hashed_skeleton
from discovery.chem.standardize import standardize
from discovery.target.protein import read_fasta

DATA = Path(__file__).parents[2] / "data"
README = (DATA / "README.md").read_text(encoding="utf-8")
TABLES = {
    "ryr/ryr_modulators.csv": 92,
    "ryr/ryr_no_structure.csv": 7,
    "ion_channels/chembl21_human_ion_channels.csv.gz": 30_751,
    "library/purchasable_20k.csv.gz": 20_000,
    "library/background_2k.csv.gz": 2_000,
}


def read_table(name: str) -> list[dict[str, str]]:
    path = DATA / name
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        return list(csv.DictReader(file))


def reserved_hashes() -> list[str]:
    return gzip.decompress((DATA / "reserved_compounds.sha256.gz").read_bytes()).decode("ascii").split()


def columns_in_readme(name: str) -> set[str]:
    """Columns named in the README's table below the heading of a file or of its folder."""
    heading = next(part for part in (name, name.split("/")[0] + "/") if f"## `{part}`" in README)
    section = README.split(f"## `{heading}`")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {column for cell in cells for column in re.findall(r"`(\w+)`", cell)}


@pytest.mark.parametrize("name", TABLES)
def test_table_has_the_rows_and_columns_of_the_readme(name: str) -> None:
    rows = read_table(name)
    assert len(rows) == TABLES[name]
    assert set(rows[0]) == columns_in_readme(name)
    assert f"{TABLES[name]:,}" in next(line for line in README.splitlines() if line.startswith(f"| `{name}`"))


def test_every_file_is_in_the_readme() -> None:
    files = {
        path.relative_to(DATA).as_posix() for path in DATA.glob("*/*") if path.parent.name not in ("raw", "curated")
    }
    assert {name for name in files if f"`{name}`" not in README} == set()


def test_the_background_and_the_library_share_no_compound() -> None:
    library, background = (
        {row["smiles"] for row in read_table(f"library/{name}.csv.gz")} for name in ("purchasable_20k", "background_2k")
    )
    assert not library & background


def test_packed_files_hold_no_time() -> None:
    times = {path.name: path.read_bytes()[4:8] for path in DATA.rglob("*.gz")}
    assert set(times.values()) == {bytes(4)}, times


def test_library_is_the_sample_with_the_smallest_hashes() -> None:
    rows = read_table("library/purchasable_20k.csv.gz")
    hashes = [sha256(row["smiles"].encode()).digest() for row in rows]
    assert hashes == sorted(hashes)
    assert len({row["id"] for row in rows}) == len({row["smiles"] for row in rows}) == len(rows)


def test_numbers_stated_in_the_readme() -> None:
    channels = read_table("ion_channels/chembl21_human_ion_channels.csv.gz")
    assert len({row["gene"] for row in channels}) == 111
    assert len({row["smiles"] for row in channels}) == 21_581
    assert sum(bool(row["pvalue"]) for row in channels) == 28_717
    ligands = read_table("ryr/ryr_modulators.csv")
    assert len({row["smiles"] for row in ligands}) == 68
    own = {row["name"] for row in ligands if row["target"] == "RYR2" and row["value"]}
    assert own == {"dantrolene", "tetracaine", "carvedilol", "flecainide", "lidocaine"}
    assert len(read_fasta(DATA / "proteins/RYR2_Q92736.fasta").sequence) == 4_967


def test_no_ligand_of_the_target_is_reserved() -> None:
    reserved = reserved_hashes()
    assert len(reserved) == len(set(reserved)) == 1_321
    assert all(re.fullmatch("[0-9a-f]{64}", line) for line in reserved)
    structures = {row["smiles"] for row in read_table("ryr/ryr_modulators.csv")}
    compounds = [standardize(text, StandardizeSettings()) for text in sorted(structures)]
    hashes = {hashed_skeleton(compound.skeleton) for compound in compounds if isinstance(compound, Compound)}
    assert [compound for compound in compounds if not isinstance(compound, Compound)] == []
    assert hashes.isdisjoint(reserved)
