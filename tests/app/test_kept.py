"""A comparison that was stopped goes on where it was, and reuses nothing that other settings have made."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pytest

from discovery.app.compose import settings_of
from discovery.app.entrants import Entry, entry
from discovery.app.kept import FOLDER, Kept, Said, common_part, key_of
from discovery.app.main import main
from discovery.app.rounds import planned
from discovery.app.settings import CompareSettings
from discovery.assay.dataset import load_dataset
from discovery.models.settings import ForestSettings, KernelSettings

SMALL = ["models=[forest]", "models.forest.trees=60", "folds=2", "repeats=2", "evaluation.bootstraps=50"]
FITS = 4 * 4  # four folds, four models
FILES = ("compare.parquet", "predictions.parquet")


def words(dataset: Path, out: Path, *more: str) -> list[str]:
    place = [f"dataset={dataset}", f"out={out}", "fit.workers=1", "tracking=off", "endpoints=[ADRB1.potency]"]
    return ["compare", "target=gene", "target.gene=ADRB1", *place, *SMALL, *more]


def fits(out: Path) -> dict[str, int]:
    """Kept fits and when each was written."""
    return {file.name: file.stat().st_mtime_ns for file in (out / FOLDER).glob("*.npz")}


def killed(asked: list[str], out: Path, after: int) -> None:
    """Start a comparison as a process of its own and kill it once it has kept so many fits."""
    process = subprocess.Popen([sys.executable, "-m", "discovery", *asked], stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 120
        while len(fits(out)) < after and process.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
    finally:
        process.kill()
        process.wait()


def test_a_comparison_that_is_killed_goes_on_where_it_stopped(
    potencies: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped, whole = tmp_path / "stopped", tmp_path / "whole"
    killed(words(potencies.dataset, stopped), stopped, after=3)
    before = fits(stopped)
    assert 3 <= len(before) < FITS
    assert not (stopped / "compare.csv").exists()
    capsys.readouterr()
    assert main(words(potencies.dataset, stopped)) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{len(before)} of {FITS} fits are done and kept in {stopped / FOLDER}; they are not done")
    assert len(fits(stopped)) == FITS
    assert before.items() <= fits(stopped).items()  # not written again
    assert main(words(potencies.dataset, whole)) == 0
    assert "fits are done" not in capsys.readouterr().out
    for name in FILES:
        assert pq.read_table(stopped / name) == pq.read_table(whole / name)
    assert set(fits(whole)) == set(fits(stopped))  # the same fits have the same names anywhere


def test_another_model_alone_is_fitted_anew_and_a_damaged_fit_again(
    potencies: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(words(potencies.dataset, out, "models.forest.trees=3")) == 0
    before, first = fits(out), pq.read_table(out / "compare.parquet")
    capsys.readouterr()
    assert main(words(potencies.dataset, out, "models.forest.trees=4")) == 0
    assert capsys.readouterr().out.startswith(f"{FITS - 4} of {FITS} fits are done")
    assert len(fits(out)) == FITS + 4
    damaged = out / FOLDER / next(iter(before))
    damaged.write_bytes(damaged.read_bytes()[:100])
    assert main(words(potencies.dataset, out, "models.forest.trees=3")) == 0
    assert pq.read_table(out / "compare.parquet") == first
    assert Kept(out / FOLDER).load(damaged.stem) is not None


def test_every_model_is_trained_with_each_seed_on_a_fixed_test_part_alone(
    potencies: SimpleNamespace, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    asked = words(potencies.dataset, out, "models.forest.trees=3", "splits=[given,random]", "seeds=3")
    assert main(asked) == 0
    rows = pc.read_csv(out / "compare.csv").to_pylist()
    found = {(row["split"], row["model"]): row for row in rows if row["metric"] == "rmse"}
    assert found["given", "forest"]["trainings"] == 3
    assert found["given", "forest"]["sd"] > 0
    assert found["given", "similarity"]["sd"] == 0  # it draws nothing
    assert found["random", "forest"]["trainings"] == 1
    told = pq.read_table(out / "predictions.parquet").to_pylist()
    mine = [row for row in told if (row["split"], row["model"]) == ("given", "forest")]
    assert {row["training"] for row in mine} == {0, 1, 2}
    errors = [
        np.sqrt(np.mean([(row["measured"] - row["predicted"]) ** 2 for row in mine if row["training"] == training]))
        for training in range(3)
    ]
    assert found["given", "forest"]["value"] == pytest.approx(np.mean(errors))
    assert found["given", "forest"]["sd"] == pytest.approx(np.std(errors, ddof=1))
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "one test part (given, 3 trainings)" in page
    assert f"{found['given', 'forest']['value']:.3f} ± {found['given', 'forest']['sd']:.3f}" in page


def composed(dataset: Path, *more: str) -> tuple[Entry, CompareSettings]:
    settings = settings_of("compare", words(dataset, dataset.parent / "out", *more)[1:])
    assert isinstance(settings, CompareSettings)
    return entry(settings, load_dataset(dataset)), settings


def first_key(dataset: Path, *more: str, alter: Callable[[Entry], Entry] = lambda held: held) -> str:
    """Key of the first fit, which is a forest's."""
    held, settings = composed(dataset, *more)
    [job, *_] = planned(alter(held), settings, "data")
    assert job.name == "forest"
    return job.key


def with_another_label(held: Entry) -> Entry:
    labels = held.data.labels
    value = labels.value.copy()
    value[0] += 0.01
    return replace(held, data=replace(held.data, labels=replace(labels, value=value)))


def with_another_fold(held: Entry) -> Entry:
    first = held.folds[0]
    return replace(held, folds=(replace(first, train=first.train[1:]), *held.folds[1:]))


def test_a_fit_is_named_by_all_that_decides_on_it(potencies: SimpleNamespace) -> None:
    one = first_key(potencies.dataset)
    assert one == first_key(potencies.dataset)
    assert one == first_key(potencies.dataset, "fit.workers=2", "evaluation.bootstraps=7", "thresholds.rmse=0.3")
    others = [
        first_key(potencies.dataset, *more)
        for more in (
            ["models.forest.trees=61"],
            ["fit.seed=1"],
            ["fit.learning_rate=0.01"],
            ["target.presumed_inactive=3"],
            ["split.seed=1"],
            ["validation=0.2"],
            ["endpoints=[ADRB1.potency,ADRB1.modulator]"],
        )
    ]
    others += [first_key(potencies.dataset, alter=alter) for alter in (with_another_label, with_another_fold)]
    assert len({one, *others}) == len(others) + 1


def test_another_data_set_kind_of_model_or_content_of_a_file_is_another_fit(
    potencies: SimpleNamespace, tmp_path: Path
) -> None:
    sequence = tmp_path / "protein.fasta"
    sequence.write_text(">A\nMAD\n")
    held, settings = composed(potencies.dataset, f"target.sequence={sequence}")
    fold, fit = held.folds[0], settings.fit
    common = common_part(held, settings, "data")
    keys = [key_of(common, model, fold, fit) for model in (ForestSettings(), KernelSettings(), None)]
    keys.append(key_of(common_part(held, settings, "other data"), None, fold, fit))
    sequence.write_text(">A\nMADA\n")
    keys.append(key_of(common_part(held, settings, "data"), None, fold, fit))
    assert len(set(keys)) == len(keys)


def test_what_is_kept_comes_back_to_the_bit(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "new" / "folder")
    said = Said(np.array([[1.5, np.nan]], np.float32), np.array([[np.nan, 0.1]], np.float32), 2.5, 0.25)
    assert kept.load("a") is None
    kept.save("a", said)
    found = kept.load("a")
    assert found is not None
    np.testing.assert_array_equal(found.mean, said.mean)
    np.testing.assert_array_equal(found.spread, said.spread)
    assert (found.fit_seconds, found.predict_seconds) == (2.5, 0.25)
    assert [file.name for file in kept.folder.iterdir()] == ["a.npz"]
    assert kept.count(["a", "b"]) == 1
