"""A table of which nothing can be learnt: one line that says what to do, before anything is fitted."""

from pathlib import Path

import pytest

from discovery.app.main import main

CHAINS = ["C" * length + tail for length in range(2, 17) for tail in ("O", "N", "Cl", "c1ccccc1")]
"""60 structures."""
POTENCIES = ["columns.value=value", "unit=nM", "standard_type=IC50"]
ANSWERS = ["columns.flag=value", "effects={yes: inhibitor, no: inactive}"]
NO_COMPOUND = "holds no compound: see its rejected.csv"
NOTHING: dict[str, tuple[list[str], list[str], str]] = {
    "no result": (POTENCIES, [""] * 60, NO_COMPOUND),
    "no number": (POTENCIES, ["nan", "inf"] * 30, NO_COMPOUND),
    "one compound": (POTENCIES, ["25"], "one compound has all the labels there are to learn from; add measured"),
    "one class": (ANSWERS, ["yes"] * 60, "all labels of SCN9A.modulator are active; add inactive compounds"),
    "all the same": (POTENCIES, ["100"] * 60, "all values of SCN9A.potency are 7; add compounds that differ"),
    "all censored": (POTENCIES, [">10000", ">30000"] * 30, "all values of SCN9A.potency are censored"),
}
"""How the values are read, the values, and a part of what is said."""


def curated(folder: Path, source: list[str], values: list[str], said: str = "") -> Path:
    """A data set of one table, of which training will say something."""
    rows = [f"{chain},{value}" for chain, value in zip(CHAINS, values, strict=False)]
    (folder / "table.csv").write_text("\n".join(["smiles,value", *rows]))
    own = [f"path={folder}/table.csv", "target=SCN9A", "columns.smiles=smiles", *source]
    words = [f"data.sources.table.{word}" for word in own]
    code = main(["ingest", "data=table", *words, f"out={folder}/curated", "tracking=off"])
    assert code == (3 if said == NO_COMPOUND else 0)
    return folder / "curated"


def train(dataset: Path, model: str, out: Path) -> int:
    words = ["target=gene", "target.gene=SCN9A", f"dataset={dataset}", f"model={model}", "fit=quick"]
    return main(["train", *words, f"out={out}", "tracking=off"])


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The data sets of NOTHING."""
    return {case: curated(tmp_path_factory.mktemp("data"), *given) for case, given in NOTHING.items()}


@pytest.mark.parametrize("model", ["auto", "kernel", "dmpnn", "forest"])
@pytest.mark.parametrize("case", NOTHING)
def test_data_of_which_nothing_can_be_learnt_are_refused(
    case: str, model: str, cases: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert train(cases[case], model, tmp_path / "bundle") == 4
    printed = capsys.readouterr()
    assert NOTHING[case][2] in printed.err
    assert printed.err.count("\n") == 1
    assert not (tmp_path / "bundle").exists()


def test_an_endpoint_of_one_class_is_left_out_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dataset = curated(tmp_path, POTENCIES, [str(10 + number) for number in range(60)])
    assert train(dataset, "forest", tmp_path / "bundle") == 0
    told = capsys.readouterr().out
    assert "forest, 1 endpoints" in told
    assert "SCN9A.modulator is no endpoint of the model: all labels of SCN9A.modulator are active" in told
