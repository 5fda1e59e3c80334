"""Does `torch.compile` make the networks' forward pass faster? `python -m experiments.compilation.study --help`."""

import argparse
import tempfile
from itertools import chain, islice
from pathlib import Path
from statistics import median
from time import process_time

import torch

from discovery.bundle.load import load_bundle
from discovery.graphs.featurize import featurize
from discovery.graphs.store import GraphStore
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.predictor import Inference
from discovery.screening.library.texts import library_texts
from discovery.screening.settings import LibrarySettings
from experiments.screening_speed.bundle import save_untrained
from experiments.screening_speed.results import processor, publish

HERE = Path(__file__).parent
HEAD = "| precision | as it is, molecules/s | compiled, molecules/s |\n|---|---|---|"


def main() -> None:
    options = _options()
    torch.set_num_threads(1)
    texts = chain.from_iterable(library_texts(LibrarySettings(options.library, smiles=options.smiles)))
    graphs = featurize(list(islice(texts, options.molecules)))
    rows = [_row(precision, graphs, options.runs) for precision in ("fp32", "bf16")]
    about = f"{options.molecules:,} molecules of `{options.library.name}`, medians of {options.runs} runs in turn; "
    publish(
        HERE / "README.md", ["\n".join([HEAD, *rows]), f"{about}{processor()}, one thread; torch {torch.__version__}."]
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True, help="table with a column of SMILES")
    parser.add_argument("--smiles", default="SMILES", help="that column")
    parser.add_argument("--molecules", type=int, default=60_000)
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


def _row(precision: str, graphs: GraphStore, runs: int) -> str:
    """A line of the table: seconds of processor time, as other work on the machine does not count in it."""
    torch.compiler.reset()
    plain, compiled = (_network(precision) for _ in range(2))
    for network in compiled._fast:
        network.encoder.atoms = torch.compile(network.encoder.atoms, dynamic=True)
    _seconds(compiled, graphs)  # which compiles it
    taken = [(_seconds(plain, graphs), _seconds(compiled, graphs)) for _ in range(runs)]
    before, after = (median(column) for column in zip(*taken, strict=True))
    return f"| {precision} | {len(graphs) / before:,.0f} | {len(graphs) / after:,.0f} |"


def _network(precision: str) -> NetworkEnsemble:
    """The benchmarks' untrained network."""
    with tempfile.TemporaryDirectory() as name:
        save_untrained(Path(name))
        predictor = load_bundle(Path(name)).predictor
    assert isinstance(predictor, NetworkEnsemble)
    return predictor.under(Inference(precision=precision))


def _seconds(network: NetworkEnsemble, graphs: GraphStore) -> float:
    began = process_time()
    network.predict_graphs(graphs)
    return process_time() - began


if __name__ == "__main__":
    main()
