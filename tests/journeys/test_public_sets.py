"""The public sets that have a configuration, each as a few rows in its own form."""

import bz2
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from discovery.app.main import main
from discovery.assay.dataset import AssayDataset, load_dataset

CTOXPRED = "InChl Key,SMILES,Source,ChEMBL ID,PubChem CID,pIC50,USED_AS\n,CCO,ChEMBL,CHEMBL545,,5.5,{}\n"
CHANNELS = ("herg", "nav15", "cav12")
FANG = ("HLM", "RLM", "MDR1_ER", "Sol", "hPPB", "rPPB")
TARGETS = (
    "target id,name,affinity,molecules,description\n"
    "CHEMBL1075021,GYRB_STRPN,1000,CHEMBL1:CHEMBL2,DNA gyrase subunit B\n"
    "CHEMBL1075021,GYRB_STRPN,10000,CHEMBL1:CHEMBL2:CHEMBL3,DNA gyrase subunit B\n"
)
CLIFFS = (
    "smiles,exp_mean [nM],y,cliff_mol,split,y [pEC50/pKi]\n"
    "CCO,100.0,-2.0,1,test,7.0\nCCN,10.0,-1.0,0,train,8.0\nCCC,1.0,0.0,0,train,9.0\n"
)
Ingest = Callable[..., AssayDataset]


@pytest.fixture
def ingest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ingest:
    """Writes files below `data/raw` of an empty folder and ingests them there."""
    monkeypatch.chdir(tmp_path)

    def run(files: dict[str, str], *words: str) -> AssayDataset:
        for name, text in files.items():
            path = tmp_path / "data/raw" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            pack = {".gz": gzip.compress, ".bz2": bz2.compress}.get(path.suffix, bytes)
            path.write_bytes(pack(text.encode()))
        assert main(["ingest", *words, "data.curate.workers=1", "out=curated", "tracking=off"]) == 0
        return load_dataset(Path("curated"))

    return run


def test_the_cardiac_channels_keep_the_division_of_their_source(ingest: Ingest) -> None:
    parts = ("Train", "Validation", "Train")
    files = {
        f"ion_channels/ctoxpred_{name}_dev.csv.gz": CTOXPRED.format(part)
        for name, part in zip(CHANNELS, parts, strict=True)
    }
    rows = ingest(files, "data=cardiac").measurements.to_pylist()
    assert {row["target"]: row["split"] for row in rows} == {
        "KCNH2": "train",
        "SCN5A": "validation",
        "CACNA1C": "train",
    }
    assert {(row["value"], row["standard_type"], row["references"][0]) for row in rows} == {(5.5, "IC50", "ChEMBL")}


def test_the_panel_names_compounds_whose_structures_stand_in_another_file(ingest: Ingest) -> None:
    files = {
        "bioactivity_panel/chembl20_binding_targets.csv.bz2": TARGETS,
        "bioactivity_panel/chembl20_proto_smiles.smi.bz2": "CCO CHEMBL1-0\nCC[O-] CHEMBL1-1\nCCN CHEMBL2-0\n",
    }
    dataset = ingest(files, "data=bioactivity_panel")
    names = {row["compound"]: row["names"] for row in dataset.compounds.to_pylist()}
    rows = [(names[row["compound"]], row["relation"], row["value"]) for row in dataset.measurements.to_pylist()]
    assert sorted(rows) == [(["CHEMBL1"], ">", 6.0), (["CHEMBL2"], ">", 6.0)]
    assert [(row["assay"], row["target"]) for row in dataset.assays.to_pylist()] == [("GYRB_STRPN", "CHEMBL1075021")]
    [reject] = dataset.rejected.to_pylist()
    assert (reject["id"], reject["code"]) == ("CHEMBL3", "no_structure")
    assert (dataset.card["stages"]["rows"], dataset.card["stages"]["records"]) == (2, 5)


def test_the_screen_against_bacteria_is_a_primary_one(ingest: Ingest) -> None:
    text = "\ufeffSMILES,ACTIVITY\nCCO,1\nOCC,1\nCCN,0\n"
    dataset = ingest({"hts_saureus/train.csv.gz": text}, "data=saureus")
    assert sorted((row["effect"], row["lines"]) for row in dataset.measurements.to_pylist()) == [
        ("inactive", [4]),
        ("inhibitor", [2, 3]),
    ]
    assert dataset.card["stages"]["repeats"] == 1
    assert dataset.assays["role"].to_pylist() == ["primary"]


def test_a_set_of_activity_cliffs_is_named_by_its_file_and_target(ingest: Ingest) -> None:
    path = "data.sources.moleculeace.path=data/raw/moleculeace/CHEMBL204_Ki.csv.gz"
    words = [
        "data=moleculeace",
        path,
        "data.sources.moleculeace.target=F2",
        "data.sources.moleculeace.standard_type=Ki",
    ]
    rows = ingest({"moleculeace/CHEMBL204_Ki.csv.gz": CLIFFS}, *words).measurements.to_pylist()
    assert sorted((row["value"], row["split"]) for row in rows) == [(7.0, "test"), (8.0, "train"), (9.0, "train")]


def test_logarithms_of_clearances_stay_what_they_are(ingest: Ingest) -> None:
    files = {f"adme_fang/ADME_{name}_train.csv": "smiles,activity\nCCO,-0.5\n" for name in FANG}
    rows = ingest(files, "data=adme_fang").measurements.to_pylist()
    assert {row["target"]: (row["quantity"], row["unit"], row["value"]) for row in rows} == {
        "HLM": ("property", "log(mL/min/kg)", -0.5),
        "RLM": ("property", "log(mL/min/kg)", -0.5),
        "MDR1": ("property", "log(ratio)", -0.5),
        "solubility": ("property", "log(ug/mL)", -0.5),
        "hPPB": ("property", "log(%)", -0.5),
        "rPPB": ("property", "log(%)", -0.5),
    }


def test_a_set_that_is_not_there_yet_is_answered_with_where_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["ingest", "data=saureus", "out=curated", "tracking=off"]) == 2
    assert "hts_saureus/train.csv.gz: download it first, data/README.md says where from" in capsys.readouterr().err
