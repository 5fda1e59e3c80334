"""The figures that a report puts into plain words."""

from pathlib import Path

from discovery.assay.curation.curate import curate
from discovery.assay.dataset import save_dataset
from discovery.assay.evidence import evidence
from discovery.assay.kinds import AssayRole
from discovery.assay.settings import ColumnSettings, CurateSettings, DataSettings, SourceSettings
from discovery.chem.settings import StandardizeSettings
from discovery.target.settings import TargetSettings

TABLE = """\
name,smiles,target,effect,p,reference
flecainide,CCO,RYR2,inhibitor,5.2,doi:1
flecainide,CCO,RYR2,inactive,,doi:2
tetracaine,CCN,RYR2,inhibitor,,doi:3
caffeine,CCC,RYR1,activator,3.1,doi:4
quinidine,CCCl,RYR2,inhibitor,>5.1,doi:5
quinidine,CCCl,RYR2,inactive,,doi:6
"""


def test_evidence_counts_compounds_and_names_conflicts(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE)
    columns = ColumnSettings(name="name", target="target", effect="effect", p_value="p", reference="reference")
    source = SourceSettings(tmp_path / "a.csv", columns=columns)
    settings = DataSettings("test", {"x": source}, curate=CurateSettings(workers=1))
    dataset = save_dataset(curate(settings, StandardizeSettings()), tmp_path / "set", {})
    found = evidence(dataset, TargetSettings(gene="RYR2", family=["RYR1", "RYR3"]))
    assert list(found) == ["RYR2", "RYR1", "RYR3"]
    assert [found[gene]["compounds"] for gene in found] == [3, 1, 0]
    assert [found[gene]["potency"] for gene in found] == [1, 1, 0]
    assert (found["RYR2"]["effects"]["inhibitor"], found["RYR2"]["effects"]["inactive"]) == (3, 2)
    assert found["RYR1"]["conflicts"] == []
    assert found["RYR2"]["conflicts"] == [
        {
            "name": "flecainide",
            "effects": ["inactive", "inhibitor"],
            "values": ["5.2"],
            "references": ["doi:1", "doi:2"],
        },
        {
            "name": "quinidine",
            "effects": ["inactive", "inhibitor"],
            "values": [">5.1"],
            "references": ["doi:5", "doi:6"],
        },
    ]


def test_evidence_keeps_primary_screens_apart_and_counter_screens_out(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("smiles,effect\nCCO,inactive\nCCN,unstated\nCCC,inactive\n")
    columns = ColumnSettings(effect="effect")
    roles = {"screen": AssayRole.primary, "counter": AssayRole.counter_screen, "doses": AssayRole.dose_response}
    sources = {
        name: SourceSettings(tmp_path / "a.csv", columns=columns, target="RYR2", role=role)
        for name, role in roles.items()
    }
    settings = DataSettings("test", sources, curate=CurateSettings(workers=1))
    dataset = save_dataset(curate(settings, StandardizeSettings()), tmp_path / "set", {})
    found = evidence(dataset, TargetSettings(gene="RYR2"))["RYR2"]
    assert (found["screened"], found["hits"], found["compounds"]) == (3, 1, 3)
    assert (found["effects"]["inactive"], found["effects"]["unstated"]) == (2, 1)
