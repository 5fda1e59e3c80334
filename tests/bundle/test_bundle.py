"""Saving and loading: the same predictions, bit for bit, and no use of anything missing or altered."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import Labels
from discovery.bundle.contents import REFERENCE, Contents
from discovery.bundle.load import load_bundle, load_manifest
from discovery.bundle.manifest import MANIFEST, Manifest
from discovery.bundle.save import check_place, save_bundle
from discovery.chem.fingerprint import morgan
from discovery.chem.skeleton import hashed_skeleton
from discovery.errors import BundleError, InternalError
from discovery.evaluation.calibration import Calibration, calibrate
from discovery.models.blend import Blend
from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.forest import Forest
from discovery.models.kernel import Kernel
from discovery.models.predictor import Prediction, Predictor
from discovery.models.settings import (
    KINDS,
    BlendSettings,
    DmpnnSettings,
    ExtraTreesSettings,
    ForestSettings,
    GineSettings,
    GpsSettings,
    KernelSettings,
    NetworkSettings,
    SimilaritySettings,
)
from discovery.models.similarity import Similarity
from discovery.target.endpoint import Endpoint

SMILES = [
    "CCO",
    "c1ccccc1C(=O)NCC",
    "not a molecule",
    "C[N+](C)(C)CCO",
    "O=C1CN(N=Cc2ccc(o2)-c2ccc(cc2)[N+]([O-])=O)C(=O)N1",
]
SKELETONS = ["LFQSCWFLJHTTHZ", "SDIDYFBTIZOPLA", "OZOMQRBLCMDCEG", "LFQSCWFLJHTTHZ"]

SMALL = {"hidden": 16, "depth": 2, "head_hidden": 16, "members": 2}


def ensemble(settings: NetworkSettings, manifest: Manifest) -> NetworkEnsemble:
    return NetworkEnsemble([build_network(settings, manifest.endpoints, seed) for seed in range(settings.members)])


def labels(endpoints: tuple[Endpoint, ...]) -> Labels:
    """Every compound of SMILES with a label for every endpoint, of which the last two are classifications."""
    rng = np.random.default_rng(0)
    n, columns = len(SMILES), len(endpoints)
    value = np.column_stack([rng.normal(6, 1, n), np.arange(n) % 2, np.arange(n) > 2]).astype(np.float32)
    m = n * columns
    offsets = offsets_of(np.full(n, columns))
    column = np.tile(np.arange(columns, dtype=np.int32), n)
    return Labels(
        endpoints, offsets, column, value.ravel(), np.zeros(m, np.int8), np.ones(m, np.float32), np.zeros(m, np.int8)
    )


def fitted_forest(settings: ForestSettings, manifest: Manifest) -> Forest:
    return Forest.fit(SMILES, labels(manifest.endpoints), settings, seed=0)


def fitted_similarity(settings: SimilaritySettings, manifest: Manifest) -> Similarity:
    return Similarity.fit(SMILES, labels(manifest.endpoints), settings)


def fitted_kernel(settings: KernelSettings, manifest: Manifest) -> Kernel:
    return Kernel.fit(SMILES, labels(manifest.endpoints), settings)


def fitted_blend(settings: BlendSettings, manifest: Manifest) -> Blend:
    members = {name: MODELS[name][0](member, manifest) for name, member in settings.chosen.items()}
    return Blend(members, np.linspace(0, 1, 3 * len(members)).reshape(-1, 3))


MODELS = {
    "dmpnn": (ensemble, DmpnnSettings(**SMALL)),
    "gine": (ensemble, GineSettings(**SMALL)),
    "gps": (ensemble, GpsSettings(**SMALL)),
    "forest": (fitted_forest, ForestSettings(trees=7, bits=512)),
    "extra_trees": (fitted_forest, ExtraTreesSettings(trees=7, bits=512)),
    "kernel": (fitted_kernel, KernelSettings(bits=512)),
    "similarity": (fitted_similarity, SimilaritySettings(bits=512)),
}
MODELS["blend"] = (
    fitted_blend,
    BlendSettings({name: MODELS[name][1] for name in ("kernel", "forest", "gine", "dmpnn", "similarity")}),
)


@pytest.fixture
def contents() -> Contents:
    ligand = {
        "name": "dantrolene",
        "smiles": SMILES[4],
        "target": "RYR2",
        "effect": "inhibitor",
        "value": 6.8,
        "reference": "x",
    }
    reference = pa.Table.from_pylist([ligand, ligand | {"effect": "inactive", "value": None}], schema=REFERENCE)
    ranks = pa.table({"model": ["network"], "rank": [12.5]})
    return Contents.of(reference, SMILES[:2], SKELETONS, {"ranks": ranks}, learnt=np.array([3, 2**63], np.uint64))


def calibration(manifest: Manifest) -> Calibration:
    """Of the potency and the two classes, by 60 made-up compounds."""
    generator = np.random.default_rng(0)
    n, columns = 60, len(manifest.endpoints)
    mean = np.column_stack([generator.normal(6, 1, n), *generator.uniform(0, 1, (2, n))]).astype(np.float32)
    value = np.column_stack([mean[:, 0] + generator.normal(size=n), mean[:, 1:] > 0.4]).astype(np.float32)
    m = n * columns
    made = Labels(
        manifest.endpoints,
        offsets_of(np.full(n, columns)),
        np.tile(np.arange(columns, dtype=np.int32), n),
        value.ravel(),
        np.zeros(m, np.int8),
        np.ones(m, np.float32),
        np.zeros(m, np.int8),
    )
    said = Prediction(mean, np.abs(mean) / 10, np.zeros(n, np.bool_))
    return calibrate(manifest.endpoints, made, said, generator.uniform(0.2, 1, n), manifest.target)


@pytest.fixture
def saved(tmp_path: Path, manifest: Manifest, contents: Contents) -> Path:
    folder = tmp_path / "bundle"
    save_bundle(folder, ensemble(DmpnnSettings(**SMALL), manifest), manifest, contents)
    return folder


def assert_same_predictions(before: Predictor, after: Predictor) -> None:
    assert after.endpoints == before.endpoints
    a, b = before.predict(SMILES), after.predict(SMILES)
    for name in ("mean", "spread", "failed"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def assert_same_statements(before: Calibration, after: Calibration, predictor: Predictor) -> None:
    said = predictor.predict(SMILES)
    near = np.linspace(0, 1, len(SMILES))
    assert set(before.endpoints) == set(after.endpoints) == {endpoint.name for endpoint in predictor.endpoints}
    for column, endpoint in enumerate(predictor.endpoints):
        asked = said.mean[:, column].astype(np.float64), said.spread[:, column].astype(np.float64), near
        told, again = (rule.of(endpoint.name, *asked) for rule in (before, after))
        assert told is not None
        assert again is not None
        for name in ("low", "high", "probability"):
            np.testing.assert_array_equal(getattr(told, name), getattr(again, name))
    for name, array in before.state().items():
        np.testing.assert_array_equal(array, after.state()[name])


def test_every_kind_of_model_is_tested() -> None:
    assert set(MODELS) == set(KINDS)


@pytest.mark.parametrize("kind", MODELS)
def test_a_model_predicts_the_same_after_reload(
    kind: str, tmp_path: Path, manifest: Manifest, contents: Contents
) -> None:
    make, settings = MODELS[kind]
    before, rule = make(settings, manifest), calibration(manifest)
    save_bundle(tmp_path / "b", before, replace(manifest, model=settings), replace(contents, calibration=rule))
    bundle = load_bundle(tmp_path / "b")
    assert_same_predictions(before, bundle.predictor)
    assert_same_statements(rule, bundle.contents.calibration, before)


def test_everything_beside_the_model_comes_back(saved: Path, manifest: Manifest, contents: Contents) -> None:
    bundle = load_bundle(saved)
    assert bundle.manifest == replace(manifest, files=bundle.manifest.files)
    assert load_manifest(saved) == bundle.manifest
    assert bundle.reference.equals(contents.reference)
    np.testing.assert_array_equal(bundle.domain, morgan(SMILES[:2]))
    assert bundle.contents.learnt.tolist() == [3, 2**63]
    assert bundle.contents.training.tolist() == sorted({hashed_skeleton(skeleton) for skeleton in SKELETONS})
    assert bundle.contents.tables["ranks"].equals(contents.tables["ranks"])
    assert bundle.evaluation["value"].to_pylist() == [0.1 + 0.2]
    assert bundle.retrospective["metric"].to_pylist() == ["roc_auc"]


def test_equal_contents_give_equal_bytes(tmp_path: Path, manifest: Manifest, contents: Contents) -> None:
    for name in ("one", "two"):
        save_bundle(tmp_path / name, ensemble(DmpnnSettings(**SMALL), manifest), manifest, contents)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "two").iterdir())
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_every_file_is_listed_with_its_hash_and_none_is_a_pickle(saved: Path) -> None:
    listed = json.loads((saved / MANIFEST).read_text("utf-8"))["files"]
    assert {*listed, MANIFEST} == {path.name for path in saved.iterdir()}
    assert {path.suffix for path in saved.iterdir()} == {".json", ".parquet", ".safetensors"}


def file_names() -> list[str]:
    return [
        "member-00.safetensors",
        "member-01.safetensors",
        "reference.parquet",
        "training.parquet",
        "domain.safetensors",
        "calibration.safetensors",
        "learnt.safetensors",
        "ranks.table.parquet",
    ]


@pytest.mark.parametrize("name", [*file_names(), MANIFEST])
def test_one_changed_byte_is_found_and_the_file_named(saved: Path, name: str) -> None:
    data = bytearray((saved / name).read_bytes())
    place = len(data) // 2
    data[place] = ord("x") if data[place] != ord("x") else ord("y")
    (saved / name).write_bytes(data)
    refused(saved, name)


@pytest.mark.parametrize("name", [*file_names(), MANIFEST])
def test_a_missing_or_cut_file_is_named(saved: Path, name: str) -> None:
    path = saved / name
    path.write_bytes(path.read_bytes()[:-2])
    refused(saved, name)
    path.unlink()
    refused(saved, name)


def refused(folder: Path, name: str) -> None:
    with pytest.raises(BundleError) as caught:
        load_bundle(folder)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent", Path(__file__)):
        with pytest.raises(BundleError, match=r"is not a bundle: it has no manifest\.json"):
            load_bundle(folder)


def test_a_manifest_that_forgets_a_file_is_refused(saved: Path) -> None:
    manifest = load_manifest(saved)
    for name in ("member-01.safetensors", "domain.safetensors", "reference.parquet"):
        files = {key: value for key, value in manifest.files.items() if key != name}
        (saved / MANIFEST).write_text(replace(manifest, files=files).to_json(), "utf-8")
        with pytest.raises(BundleError, match=name):
            load_bundle(saved)


def test_settings_that_do_not_fit_the_tensors_are_refused(saved: Path) -> None:
    manifest = load_manifest(saved)
    larger = replace(manifest, model=replace(manifest.model, hidden=32))
    (saved / MANIFEST).write_text(larger.to_json(), "utf-8")
    with pytest.raises(BundleError, match="do not fit") as caught:
        load_bundle(saved)
    assert "\n" not in str(caught.value)


def test_a_new_bundle_takes_the_place_of_an_old_one(saved: Path, manifest: Manifest, contents: Contents) -> None:
    save_bundle(saved, ensemble(DmpnnSettings(**SMALL), manifest), replace(manifest, training_compounds=99), contents)
    assert load_manifest(saved).training_compounds == 99
    assert [path.name for path in saved.parent.iterdir()] == ["bundle"]


def test_a_folder_with_other_things_is_never_overwritten(
    tmp_path: Path, manifest: Manifest, contents: Contents
) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(BundleError, match="is there already and is not a bundle"):
        save_bundle(tmp_path, ensemble(DmpnnSettings(**SMALL), manifest), manifest, contents)
    assert (tmp_path / "thesis.docx").read_text() == "years of work"


def test_endpoints_that_are_not_the_models_are_a_fault_of_ours(
    tmp_path: Path, manifest: Manifest, contents: Contents
) -> None:
    model = ensemble(DmpnnSettings(**SMALL), manifest)
    with pytest.raises(InternalError):
        save_bundle(tmp_path / "b", model, replace(manifest, endpoints=manifest.endpoints[:1]), contents)


def imported(folder: Path, modules: list[str]) -> list[str]:
    """Which of the modules a fresh process has imported once it has predicted with the bundle."""
    program = (
        "import sys; from pathlib import Path; from discovery.bundle.load import load_bundle;"
        f"load_bundle(Path({str(folder)!r})).predictor.predict(['CCO']);"
        f"print(*[m for m in {modules!r} if m in sys.modules])"
    )
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()


def test_a_dmpnn_needs_torch_and_no_other_framework(saved: Path) -> None:
    assert imported(saved, ["torch", "mlflow", "hydra", "torch_geometric", "sklearn"]) == ["torch"]


@pytest.mark.parametrize("kind", ["forest", "kernel"])
def test_a_forest_or_kernel_needs_no_framework_at_all(
    kind: str, tmp_path: Path, manifest: Manifest, contents: Contents
) -> None:
    make, settings = MODELS[kind]
    save_bundle(tmp_path / "b", make(settings, manifest), replace(manifest, model=settings), contents)
    assert imported(tmp_path / "b", ["torch", "mlflow", "hydra", "torch_geometric", "sklearn"]) == []


def test_a_blend_imports_what_its_members_need_and_no_more(
    tmp_path: Path, manifest: Manifest, contents: Contents
) -> None:
    for names, expected in ((("forest", "kernel"), []), (("forest", "dmpnn"), ["torch"])):
        settings = BlendSettings({name: MODELS[name][1] for name in names})
        made = fitted_blend(settings, manifest)
        save_bundle(tmp_path / "b", made, replace(manifest, model=settings), contents)
        assert imported(tmp_path / "b", ["torch", "mlflow", "hydra", "torch_geometric", "sklearn"]) == expected


def test_the_files_of_a_blend_name_their_members_and_none_can_be_missing_or_altered(
    tmp_path: Path, manifest: Manifest, contents: Contents
) -> None:
    settings = BlendSettings({name: MODELS[name][1] for name in ("forest", "dmpnn")})
    folder = tmp_path / "b"
    save_bundle(folder, fitted_blend(settings, manifest), replace(manifest, model=settings), contents)
    own = ["blend.safetensors", "dmpnn--member-00.safetensors", "dmpnn--member-01.safetensors"]
    own.append("forest--model.safetensors")
    assert [path.name for path in sorted(folder.iterdir()) if path.suffix == ".safetensors"] == [
        own[0],
        "calibration.safetensors",
        *own[1:3],
        "domain.safetensors",
        own[3],
        "learnt.safetensors",
    ]
    for name in own:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        refused(folder, name)
        (folder / name).write_bytes(data)
    listed = load_manifest(folder)
    for name in (own[0], own[3]):
        files = {key: value for key, value in listed.files.items() if key != name}
        (folder / MANIFEST).write_text(replace(listed, files=files).to_json(), "utf-8")
        refused(folder, name)


def test_a_bundle_takes_no_folder_of_something_else_nor_the_one_it_is_made_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BundleError, match="the folder that this command runs in"):
        check_place(Path())
    (tmp_path / "notes.txt").touch()
    with pytest.raises(BundleError, match="is there already and is not a bundle"):
        check_place(tmp_path)
