import numpy as np
import pytest
import torch

from discovery.assay.labelling.labels import Labels
from discovery.errors import SettingsError
from discovery.graphs.batches import GraphBatch, ordered_batches
from discovery.graphs.featurize import featurize
from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.gps import return_probabilities
from discovery.models.predictor import Inference
from discovery.models.pretrained import load_pretrained, pretrained_bytes
from discovery.models.settings import GpsSettings, Readout
from discovery.training.data import TrainingData
from discovery.training.loop import fit, ignore
from discovery.training.scale import set_scale
from discovery.training.settings import Device, FitSettings, Precision


def batch_of(smiles: list[str]) -> GraphBatch:
    """The molecules in one batch, the smallest first."""
    return next(iter(ordered_batches(featurize(smiles), len(smiles))))[1]


def test_a_walk_on_two_atoms_is_back_at_every_second_step() -> None:
    assert return_probabilities(batch_of(["CC"]), 4).tolist() == [[0, 1, 0, 1]] * 2


def test_a_walk_on_a_ring_of_three_may_go_round_it() -> None:
    assert return_probabilities(batch_of(["C1CC1"]), 3).tolist() == [[0, 0.5, 0.25]] * 3


def test_a_lone_atom_has_nowhere_to_walk() -> None:
    assert return_probabilities(batch_of(["C"]), 3).tolist() == [[0, 0, 0]]


def test_powers_of_the_transition_matrix_say_the_same() -> None:
    batch = batch_of(["CC(C)Cc1ccc(C(C)C(=O)O)cc1"])
    bonds = np.zeros((15, 15))
    bonds[batch.source, batch.target] = 1
    step = bonds / bonds.sum(axis=1, keepdims=True)
    expected = np.stack([np.diag(np.linalg.matrix_power(step, n)) for n in range(1, 17)], axis=1)
    np.testing.assert_allclose(return_probabilities(batch, 16), expected, atol=1e-6)


def test_walks_do_not_leave_their_molecule() -> None:
    small, large = "CC=O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C"
    together = return_probabilities(batch_of([small, large]), 8)
    apart = [return_probabilities(batch_of([smiles]), 8) for smiles in (small, large)]
    torch.testing.assert_close(together, torch.cat(apart))


def test_autocast_does_not_make_the_walks_coarse() -> None:
    batch = batch_of(["CC(C)Cc1ccc(C(C)C(=O)O)cc1"])
    with torch.autocast("cpu", torch.bfloat16):
        coarse = return_probabilities(batch, 16)
    assert torch.equal(coarse, return_probabilities(batch, 16))


def test_bf16_says_much_the_same(library, endpoints) -> None:
    network = build_network(GpsSettings(hidden=32, depth=2), endpoints, seed=0)
    ways = (Inference(precision="fp32"), Inference(precision="bf16"))
    fine, coarse = (NetworkEnsemble([network], way).predict(library[:30]).mean for way in ways)
    np.testing.assert_allclose(coarse, fine, atol=0.05)
    assert not np.array_equal(coarse, fine)


@pytest.mark.parametrize("precision", list(Precision))
def test_it_learns_in_either_precision(library, endpoints, precision: Precision) -> None:
    graphs = featurize(library[:32])
    values = np.diff(graphs.atom_offset).astype(np.float32)
    one, none = np.ones(32, np.float32), np.zeros(32, np.int8)
    labels = Labels(endpoints, np.arange(33), np.zeros(32, np.int32), values, none, one, none)
    network = build_network(GpsSettings(hidden=32, depth=2, readout=Readout.sum), endpoints, seed=0)
    set_scale(network, labels)
    run = FitSettings(epochs=40, batch_size=16, learning_rate=3e-3, device=Device.cpu, precision=precision)
    history = fit(network, TrainingData(graphs, labels), None, run, ignore).history
    assert history[-1].train_loss < 0.3 * history[0].train_loss


def test_an_encoders_file_keeps_heads_and_walks(library, endpoints, tmp_path) -> None:
    """Another number of heads fits the same weights, and says something else."""
    settings = GpsSettings(hidden=32, depth=2, heads=8, walks=5)
    network = build_network(settings, endpoints, seed=0).eval()
    file = tmp_path / "encoder.safetensors"
    neck = {f"neck.{name}": tensor for name, tensor in torch.nn.Linear(32, 32).state_dict().items()}
    file.write_bytes(pretrained_bytes(settings, network.state_dict() | neck, np.zeros(1, np.uint64), {}))
    again = load_pretrained(file, "model.encoder")
    assert (again.settings.heads, again.settings.walks) == (8, 5)
    _, batch = next(iter(ordered_batches(featurize(library[:20]), 20)))
    with torch.inference_mode():
        np.testing.assert_array_equal(again.network()(batch).numpy(), network.encoder(batch).numpy())


def test_a_width_that_heads_cannot_share_out_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"model\.hidden must be a multiple of model\.heads, got 30 and 4"):
        GpsSettings(hidden=30)
