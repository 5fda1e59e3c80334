"""Methods that give each compound its part, and what they say where they cannot."""

import hashlib
import hmac
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from discovery.assay.splits.parts import as_given, by_key, by_time
from discovery.assay.splits.pool import Pool
from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.errors import SettingsError

TIME = SplitSettings(SplitMethod.time, 0.5, 0.25, 0.25)
GIVEN = SplitSettings(SplitMethod.given)


def dated(*years: str, skeletons: str = "") -> Pool:
    """Compounds of the given years; an empty one for no date."""
    days = np.array([np.datetime64(year or "NaT", "D") for year in years])
    return Pool(["C"] * len(years), list(skeletons) or [f"S{row}" for row in range(len(years))], days)


def told(*parts: str, skeletons: str) -> Pool:
    """Compounds given for the parts whose first letters are named."""
    given: NDArray[np.bool_] = np.array([[letter in part for letter in "tve"] for part in parts])
    return Pool(["C"] * len(parts), list(skeletons), None, given)


def secret(folder: Path, name: str, content: bytes) -> SplitSettings:
    (folder / name).write_bytes(content)
    return SplitSettings(method=SplitMethod.keyed, key=folder / name)


def test_the_latest_compounds_are_for_testing() -> None:
    parts, notes = by_time(dated("2004", "2001", "2002", "2003"), TIME)
    assert parts.tolist() == [2, 0, 0, 1]
    assert notes == ("By date: validation from 2003-01-01, test from 2004-01-01.",)


def test_nothing_in_training_is_later_than_anything_in_test() -> None:
    days = np.datetime64("2010-01-01", "D") + np.random.default_rng(0).integers(0, 60, 500)
    parts, _ = by_time(Pool(["C"] * 500, [f"S{row}" for row in range(500)], days), TIME)
    assert days[parts == 0].max() < days[parts == 1].min()
    assert days[parts == 1].max() < days[parts == 2].min()
    assert np.bincount(parts) / 500 == pytest.approx([0.5, 0.25, 0.25], abs=0.03)


def test_a_skeleton_has_the_date_of_its_first_form() -> None:
    parts, _ = by_time(dated("2001", "2002", "2003", "2009", "2001", skeletons="ABCDD"), TIME)
    assert parts[3] == parts[4] == 0


def test_compounds_without_a_date_are_for_training_and_that_is_said() -> None:
    parts, notes = by_time(dated("2001", "2002", "2003", "2004", "", ""), TIME)
    assert parts.tolist() == [0, 0, 1, 2, 0, 0]
    assert "2 compounds have no date and are for training." in notes


def test_a_form_without_a_date_follows_its_dated_form() -> None:
    parts, notes = by_time(dated("2001", "2002", "2003", "2004", "", skeletons="ABCDD"), TIME)
    assert parts[4] == 2
    assert not any("no date" in note for note in notes)


@pytest.mark.parametrize("years", [("", ""), ("2001", "2001", "2002", "2002")])
def test_too_few_dates_are_refused(years: tuple[str, ...]) -> None:
    with pytest.raises(SettingsError, match=r"cannot make 3 parts; .*data\.sources\.<name>\.columns\.date"):
        by_time(dated(*years), TIME)


def test_a_table_without_dates_is_refused() -> None:
    with pytest.raises(SettingsError, match="compounds of 0 different dates"):
        by_time(Pool(["C"], ["A"]), TIME)


def test_the_key_decides_whatever_other_compounds_there_are(key: Path) -> None:
    settings = SplitSettings(method=SplitMethod.keyed, key=key)
    here = [f"SKELETON{number}" for number in range(400)]
    there = here[350:] + [f"OTHER{number}" for number in range(77)]
    ours, _ = by_key(Pool(["C"] * 400, here), settings)
    theirs, _ = by_key(Pool(["C"] * 127, there), settings)
    assert ours[350:].tolist() == theirs[:50].tolist()
    assert set(ours.tolist()) == {0, 1, 2}


def test_the_part_is_that_of_the_published_hash(key: Path) -> None:
    settings = SplitSettings(method=SplitMethod.keyed, key=key)
    skeletons = ["QSMVIFLDTSXJHB", "RYYVLZVUVIJVGH", "CIJQTPFWFXOSEO", "AAAAAAAAAAAAAA"]
    draws = [
        int(hmac.new(b"0123456789abcdef0123456789abcdef", text.encode(), hashlib.sha256).hexdigest()[:16], 16) / 2**64
        for text in skeletons
    ]
    expected = [0 if draw < 0.8 else 1 if draw < 0.9 else 2 for draw in draws]
    assert by_key(Pool(["C"] * 4, skeletons), settings)[0].tolist() == expected


def test_a_line_end_after_the_key_moves_nothing_and_another_key_does(tmp_path: Path) -> None:
    pool = Pool(["C"] * 300, [f"S{row}" for row in range(300)])
    plain, ended, other = (
        by_key(pool, secret(tmp_path, name, content))[0].tolist()
        for name, content in (("a", b"k" * 32), ("b", b"k" * 32 + b"\r\n"), ("c", b"l" * 32))
    )
    assert plain == ended != other


@pytest.mark.parametrize("content", [b"", b"\n\n", b"short", b"123456789012345\n"])
def test_a_key_that_can_be_guessed_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SettingsError, match=r"split\.key: .*fewer than 16.*openssl rand -hex 32"):
        by_key(Pool(["C"], ["A"]), secret(tmp_path, "k", content))


def test_a_keyed_split_without_a_key_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"split\.key must be given"):
        SplitSettings(method=SplitMethod.keyed)


def test_parts_are_as_the_source_gives_them() -> None:
    parts, notes = as_given(told("t", "v", "e", skeletons="ABC"), GIVEN)
    assert parts.tolist() == [0, 1, 2]
    assert notes == ()


def test_a_skeleton_given_for_several_parts_goes_to_the_most_training_one() -> None:
    parts, notes = as_given(told("t", "e", "ve", "v", "e", skeletons="AABCC"), GIVEN)
    assert parts.tolist() == [0, 0, 1, 1, 1]
    assert notes == ("3 compounds leave a part they are given for: a form of them is given for an earlier one.",)


def test_compounds_given_for_no_part_are_for_training_and_that_is_said() -> None:
    parts, notes = as_given(told("t", "e", "", "", skeletons="ABBC"), GIVEN)
    assert parts.tolist() == [0, 2, 2, 0]
    assert notes == ("1 compounds are given for no part and are for training.",)


@pytest.mark.parametrize("pool", [Pool(["C"], ["A"]), told("", "", skeletons="AB")])
def test_a_data_set_that_gives_no_parts_is_refused(pool: Pool) -> None:
    with pytest.raises(SettingsError, match=r"gives no parts; .*data\.sources\.<name>\.columns\.split"):
        as_given(pool, GIVEN)
