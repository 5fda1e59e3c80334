"""What is known is said in words that the counts support."""

import dataclasses

from discovery.candidates.settings import Goal, ObjectiveSettings
from discovery.report.evidence import conflicts, known, member_table
from discovery.report.model import ReportInput
from discovery.report.sections import sought
from discovery.target.endpoint import hit_endpoint, potency_endpoint


def test_scarce_data_is_said(report: ReportInput) -> None:
    told = " ".join(known(report))
    assert "12 compounds with any result on RYR2; 7 of them have an exact potency." in told
    assert "too little to learn" in told
    assert "RYR1 (59) and RYR3 (3)" in told
    assert "disagree about dantrolene" in told


def test_plenty_of_data_is_not_called_scarce(report: ReportInput) -> None:
    plenty = {**report.evidence, "RYR2": {**report.evidence["RYR2"], "compounds": 900, "potency": 800}}
    assert "too little" not in " ".join(known(dataclasses.replace(report, evidence=plenty)))


def test_a_ranking_by_scarce_potencies_is_said_to_be_one(report: ReportInput) -> None:
    objective = ObjectiveSettings("RYR2.potency", Goal.rise, 5.0, 9.0)
    endpoints = (*report.endpoints, potency_endpoint("RYR2"))
    told = " ".join(known(dataclasses.replace(report, objectives={"potency": objective}, endpoints=endpoints)))
    assert "rests on predicted potencies all the same" in told
    assert "how likely an effect is" not in told


def test_nothing_is_borrowed_at_no_weight(report: ReportInput) -> None:
    target = dataclasses.replace(report.target, family_weight=0.0)
    assert "related targets" not in " ".join(known(dataclasses.replace(report, target=target)))


def test_conflict_names_its_sources(report: ReportInput) -> None:
    (found,) = conflicts(report)
    assert (found.target, found.compound) == ("RYR2", "dantrolene")
    assert found.says == "inactive and inhibitor; pX 6.4, 6.7 and 8.2"
    assert len(found.references) == 2


def test_table_leaves_out_effects_that_nobody_reported(report: ReportInput) -> None:
    header, rows = member_table(report)
    assert header == ["Compounds", "RYR2", "RYR1", "RYR3"]
    assert "Stabiliser" not in {row[0] for row in rows}
    assert ["Inhibitor", "9", "8", "1"] in rows


def test_unknown_evidence_is_said(report: ReportInput) -> None:
    assert "not at hand" in known(dataclasses.replace(report, evidence={}))[0]


def test_primary_screens_are_told_apart_from_what_follows(report: ReportInput) -> None:
    own = {**report.evidence["RYR2"], "screened": 39_000, "hits": 512}
    screened = dataclasses.replace(report, evidence={**report.evidence, "RYR2": own})
    assert known(screened)[0].startswith("39,000 compounds of primary screens on RYR2, 512 hits")
    assert ["Hits of these", "512", "0", "0"] in member_table(screened)[1]


def test_a_ranking_by_hits_is_not_called_one_by_modulators(report: ReportInput) -> None:
    endpoints = (*report.endpoints, hit_endpoint("RYR2"))
    objective = {"hit": ObjectiveSettings("RYR2.hit")}
    assert sought(report)[0] != "hits"
    assert sought(dataclasses.replace(report, objectives=objective, endpoints=endpoints))[0] == "hits"
