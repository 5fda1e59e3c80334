"""The list of benchmark compounds whose labels the shipped encoder never sees.

python -m experiments.pretraining.withheld --out data/encoder/benchmarks.sha256.gz SOURCE [SOURCE ...]

A source is a curated folder of `discovery ingest`, or a table with a column `smiles` or `SMILES`; `FILE@column=value`
takes only the rows with this value. Every compound of a source is withheld, whatever was measured on it.
"""

import argparse
import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from discovery.assay.tables.records import Records, column, read_records
from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings
from discovery.chem.skeleton import hashed_skeleton
from discovery.chem.standardize import standardize_many


def skeletons(source: str) -> Iterator[str]:
    """The skeletons of one source."""
    name, _, rule = source.partition("@")
    path = Path(name)
    if path.is_dir():
        yield from pq.read_table(path / "compounds.parquet")["skeleton"].to_pylist()
        return
    texts = sorted({text for records in read_records(path) for text in structures(records, path, rule)})
    for one in standardize_many(texts, StandardizeSettings(), 0, f"Standardising {path.name}"):
        if isinstance(one, Compound):
            yield one.skeleton


def structures(records: Records, path: Path, rule: str) -> list[str]:
    """The structures of the records that the rule takes."""
    upper = "SMILES" if "SMILES" in records.columns else "smiles"
    smiles = column(records, upper, path, "source")
    name, _, value = rule.partition("=")
    wanted = column(records, name, path, "source") if rule else [value] * len(smiles)
    return [text for text, cell in zip(smiles, wanted, strict=True) if cell == value]


def write_list(sources: Sequence[str], out: Path) -> None:
    """The digests of all sources, sorted; the file is the same whenever the compounds are."""
    found: set[str] = set()
    for source in sources:
        mine = set(skeletons(source))
        print(f"{source}: {len(mine):,} compounds, {len(mine - found):,} of them new")
        found |= mine
    lines = "".join(f"{digest}\n" for digest in sorted(map(hashed_skeleton, found)))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(gzip.compress(lines.encode("ascii"), 9, mtime=0))
    print(f"{len(found):,} compounds in {out}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    write_list(options.sources, options.out)
