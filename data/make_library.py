"""Make library/purchasable_20k.csv.gz and library/background_2k.csv.gz from mcule_200k.csv.gz:

python data/make_library.py path/to/mcule_200k.csv.gz
"""

import csv
import gzip
import sys
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path

LIBRARY = 20_000
BACKGROUND = 2_000
FOLDER = Path(__file__).parent / "library"


def shuffled(source: Path) -> list[tuple[str, str]]:
    """Identifier and SMILES of all compounds, in the order of the SHA-256 of their SMILES text."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [(f"MC{reader.line_num:06d}", row["smiles"]) for row in reader]
    return sorted(rows, key=lambda row: sha256(row[1].encode()).digest())


def write(rows: list[tuple[str, str]], path: Path) -> None:
    """Write a gzip file that holds no name and no time, so that the same rows give the same bytes."""
    with (
        path.open("wb") as file,
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=file, mtime=0) as packed,
        TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["id", "smiles"])
        writer.writerows(rows)


if __name__ == "__main__":
    compounds = shuffled(Path(sys.argv[1]))
    write(compounds[:LIBRARY], FOLDER / "purchasable_20k.csv.gz")
    write(compounds[LIBRARY : LIBRARY + BACKGROUND], FOLDER / "background_2k.csv.gz")
