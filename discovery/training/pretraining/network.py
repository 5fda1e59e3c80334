"""The network of pre-training: an encoder under three kinds of heads, which are thrown away afterwards."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from discovery.assay.labelling.labels import EQUAL, Labels
from discovery.graphs.batches import GraphBatch
from discovery.models.build import build_encoder, start_layers
from discovery.models.network import read_out
from discovery.models.settings import NetworkSettings
from discovery.training.scale import label_scale


@dataclass(frozen=True, eq=False)
class Said:
    """What the network says of n molecules."""

    measured: Tensor
    """[n, E] potencies on the pX scale, and logits of activities."""
    recognised: Tensor
    """[n, T] logits of the targets that a compound acts on, out of all."""
    described: Tensor
    """[n, D] descriptors in standard deviations."""


class PretrainingNetwork(nn.Module):
    """An encoder, a hidden layer that all heads share (the neck), and one linear head for each kind of thing learnt."""

    centre: Tensor
    """[E] mean label of each endpoint, or its log-odds; what the head adds to it starts small."""

    def __init__(self, settings: NetworkSettings, labels: Labels, targets: int, descriptors: int, seed: int) -> None:
        super().__init__()
        self.settings = settings
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.encoder = build_encoder(settings)
            self.neck = nn.Linear(settings.hidden, settings.hidden)
            self.measured = nn.Linear(settings.hidden, len(labels.endpoints))
            self.recognised = nn.Linear(settings.hidden, targets)
            self.described = nn.Linear(settings.hidden, descriptors)
            start_layers(self)
        self.register_buffer("centre", torch.from_numpy(label_scale(labels)[0]))

    def forward(self, batch: GraphBatch) -> Said:
        vectors = F.relu(self.neck(read_out(self.encoder(batch), batch, self.settings.readout)))
        measured = self.measured(vectors).float() + self.centre
        return Said(measured, self.recognised(vectors).float(), self.described(vectors).float())


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is to be learnt of a batch of n molecules: m labels, k pairs of a molecule and a target, D descriptors."""

    cell: Tensor
    """[m] position in the flattened [n, E]."""
    value: Tensor
    """[m] float32"""
    relation: Tensor
    """[m] float32 BELOW, EQUAL or ABOVE."""
    is_class: Tensor
    """[m] bool"""
    pair: Tensor
    """[k] position in the flattened [n, T]."""
    share: Tensor
    """[k] 1 / number of targets that the molecule acts on."""
    descriptors: Tensor
    """[n, D] float32"""


def losses(said: Said, wanted: Wanted) -> dict[str, Tensor]:
    """Mean loss of each kind of thing learnt, 0 where the batch has none of it.

    Potencies cost Huber's loss with a slope of 1 from 1 pX on, censored ones nothing on the allowed side of their
    bound; activities cost cross entropy; so does naming the targets of a compound out of all, each of several targets
    counting as its share; descriptors cost Huber's loss.
    """
    found = said.measured.take(wanted.cell)
    residual = found - wanted.value
    beyond = torch.where(wanted.relation == EQUAL, residual, torch.relu(-wanted.relation * residual))
    huber = F.smooth_l1_loss(beyond, torch.zeros_like(beyond), reduction="none")
    entropy = F.binary_cross_entropy_with_logits(found, wanted.value, reduction="none")
    measured = torch.where(wanted.is_class, entropy, huber)
    named = torch.log_softmax(said.recognised, dim=1).take(wanted.pair)
    return {
        "measured": measured.sum() / max(len(measured), 1),
        "recognised": -(named * wanted.share).sum() / wanted.share.sum().clamp(min=1),
        "described": F.smooth_l1_loss(said.described, wanted.descriptors),
    }
