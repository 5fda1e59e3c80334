"""Known disagreements about RyR ligands: shown with their sources, resolved by nobody in silence."""

from pathlib import Path
from typing import Any

import pytest

from discovery.app.compose import settings_of
from discovery.assay.curation.conflicts import conflict_table
from discovery.assay.curation.curate import Curation, curate

TSUSHIMA = "Tsushima et al. 2002, doi 10.1124/jpet.301.2.729"
GALIMBERTI = "Galimberti & Knollmann, J Mol Cell Cardiol 2011;51:760-768"
QUINIDINE = "C=C[C@H]1CN2CC[C@H]1C[C@@H]2[C@@H](O)c1ccnc2ccc(OC)cc12"
HEADER = "name,smiles,target,species,mode,assay,endpoint,relation,value,unit,pvalue,reference\n"
ROWS = (  # as their abstracts report them: a block seen in one direction of the current only
    f'quinidine,{QUINIDINE},RYR2,,inhibitor,"single channel, cytoplasm to lumen",,,,,,"{TSUSHIMA}"\n'
    f'quinidine,{QUINIDINE},RYR2,,inactive,"single channel, lumen to cytoplasm",,,,,,"{TSUSHIMA}"\n'
    f'quinidine,{QUINIDINE},RYR2,mouse,inhibitor,"Ca2+ waves, Casq2-/- myocytes",IC50,=,20-40,uM,,"{GALIMBERTI}"\n'
)


def conflicts(curation: Curation) -> dict[str, dict[str, Any]]:
    """Name of each compound with a conflict on RYR2 -> its row of the table of conflicts."""
    return {row["name"]: row for row in conflict_table(curation).to_pylist() if row["target"] == "RYR2"}


def ingested(*overrides: str) -> Curation:
    settings = settings_of("ingest", ["data=ryr", "data.curate.workers=1", "out=unused", "tracking=off", *overrides])
    return curate(settings.data, settings.standardize)


@pytest.fixture
def quinidine(tmp_path: Path) -> str:
    """Override that puts three rows about quinidine in the place of the ligands without a structure."""
    table = tmp_path / "quinidine.csv"
    table.write_text(HEADER + ROWS, encoding="utf-8")
    return f"data.sources.ryr_no_structure.path={table}"


def test_disagreements_about_shipped_ligands_are_shown_with_their_sources() -> None:
    found = conflicts(ingested())
    assert {"dantrolene", "flecainide", "lidocaine"} <= set(found)
    assert set(found["dantrolene"]["organisms"]) == {"sheep", "mouse"}
    assert {"inactive", "inhibitor"} <= set(found["flecainide"]["effects"])
    assert len(set(found["flecainide"]["references"])) == 3
    assert all(reference for row in found.values() for reference in row["references"])


def test_so_is_one_about_quinidine_which_depends_on_the_direction_of_the_current(quinidine: str) -> None:
    row = conflicts(ingested(quinidine))["quinidine"]
    assert sorted(row["effects"]) == ["inactive", "inhibitor", "inhibitor"]
    assert {TSUSHIMA, GALIMBERTI} == {text for text in row["references"] if text}


def test_but_quinidine_is_kept_out_where_the_reserved_list_is_in_force(quinidine: str) -> None:
    reserved = Path(__file__).parents[3] / "data" / "reserved_compounds.sha256.gz"
    curation = ingested(quinidine, f"data.curate.reserved={reserved}")
    assert "quinidine" not in conflicts(curation)
    kept_out = [row for row in curation.rejected.to_pylist() if row["code"] == "reserved"]
    assert [(row["id"], row["line"]) for row in kept_out] == [("quinidine", line) for line in (2, 3, 4)]
