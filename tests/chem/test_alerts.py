"""Structural alerts."""

from discovery.chem.alerts import alerts


def test_alerts_are_named_with_their_set() -> None:
    quinone, nitro, unreadable, clean = alerts(["O=C1C=CC(=O)C=C1", "CC[N+](=O)[O-]", "C(", "CCO"])
    assert quinone == ["Brenk: chinone 1", "PAINS: quinone_A"]
    assert "Brenk: nitro group" in nitro
    assert unreadable == clean == []


def test_no_name_keeps_the_count_of_its_source() -> None:
    (names,) = alerts(["O=C1NC(=S)SC1=Cc1ccccc1"])
    assert any(name.startswith("PAINS: ene_rhod_A") for name in names)
    assert not any("(" in name for name in names)
