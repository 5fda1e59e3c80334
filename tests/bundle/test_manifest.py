"""The manifest as text: stable, readable, and refused when it is unknown or altered."""

import json
import math
from dataclasses import replace

import pytest

from discovery.bundle.manifest import Manifest
from discovery.errors import BundleError
from discovery.models.settings import KINDS, BlendSettings, BlendWeights, DmpnnSettings, ForestSettings, GineSettings

WHERE = "models/ryr2/manifest.json"


def test_a_manifest_comes_back_as_it_was(manifest: Manifest) -> None:
    manifest = manifest.with_files({"b.parquet": b"2", "a.safetensors": b"1"})
    assert Manifest.from_json(manifest.to_json(), WHERE) == manifest


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_model_comes_back(manifest: Manifest, kind: str) -> None:
    other = replace(manifest, model=KINDS[kind]())
    assert json.loads(other.to_json())["model"]["kind"] == kind
    assert Manifest.from_json(other.to_json(), WHERE) == other


def test_the_members_of_a_blend_come_back_with_their_kinds(manifest: Manifest) -> None:
    members = {"many": ForestSettings(trees=900), "small": DmpnnSettings(hidden=8), "gine": GineSettings()}
    other = replace(manifest, model=BlendSettings(members, BlendWeights.equal, folds=0), speed={"model": 70.0})
    again = Manifest.from_json(other.to_json(), WHERE)
    assert again == other
    assert isinstance(again.model, BlendSettings)
    assert type(again.model.chosen["small"]) is DmpnnSettings


@pytest.mark.parametrize(
    ("member", "says"),
    [
        ({"kind": "crystal_ball", "settings": {}}, "crystal_ball"),
        ({"kind": "forest", "settings": {"trees": 3}}, "model.members.oak.bits is missing"),
        (3, "does not describe a bundle"),
    ],
)
def test_a_member_that_is_not_understood_is_refused_in_one_line(manifest: Manifest, member: object, says: str) -> None:
    data = json.loads(replace(manifest, model=BlendSettings()).to_json())
    data["model"]["settings"]["members"] = {"oak": member}
    with pytest.raises(BundleError) as caught:
        Manifest.from_json(json.dumps(data), WHERE)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_text_is_stable_and_for_people(manifest: Manifest) -> None:
    text = manifest.to_json()
    assert text == Manifest.from_json(text, WHERE).to_json()
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert "3 µM" in text
    assert '\n  "dataset_hash": "9f2c' in text


def test_the_digest_is_of_the_content_and_not_of_the_time(manifest: Manifest) -> None:
    manifest = manifest.with_files({"a": b"1"})
    assert replace(manifest, created="2027-01-01", speed={"model": 7.0}).digest == manifest.digest
    assert manifest.with_files({"a": b"2"}).digest != manifest.digest
    assert replace(manifest, training_compounds=5).digest != manifest.digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"RYR2.modulator"', '"RYR2.modulators"'),
        ('"training_compounds": 4', '"training_compounds": 9'),
        ('"value": 0.7', '"value": 0.9'),
    ],
)
def test_an_edited_manifest_is_refused(manifest: Manifest, old: str, new: str) -> None:
    text = manifest.to_json()
    assert old in text
    with pytest.raises(BundleError, match=r"^models/ryr2/manifest\.json was altered"):
        Manifest.from_json(text.replace(old, new), WHERE)


def edited(manifest: Manifest, **changes: object) -> str:
    return json.dumps(json.loads(manifest.to_json()) | changes)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format_version": 99}, "format version 99, but this program reads version 4"),
        ({"format_version": None}, "format version None"),
        ({"model": {"kind": "crystal_ball", "settings": {}}}, "crystal_ball"),
        ({"model": 3}, "does not describe a bundle"),
        ({"standardize": {"policy": "chembl"}}, "standardize.max_heavy_atoms is missing"),
        ({"split": 4}, "split must be a JSON object"),
        ({"files": {"../../etc/passwd": "0"}}, "'../../etc/passwd', which is not a plain name"),
        ({"surprise": 1}, "surprise"),
        ({"endpoints": [{"name": "x"}]}, "does not describe a bundle"),
    ],
)
def test_what_is_not_understood_is_refused_in_one_line(manifest: Manifest, changes: dict, says: str) -> None:
    with pytest.raises(BundleError) as caught:
        Manifest.from_json(edited(manifest, **changes), WHERE)
    assert str(caught.value).startswith(WHERE)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3"])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(BundleError, match=r"^models/ryr2/manifest\.json"):
        Manifest.from_json(text, WHERE)


def test_a_number_that_is_none_is_never_written(manifest: Manifest) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        replace(manifest, evidence={"x": math.nan}).to_json()
