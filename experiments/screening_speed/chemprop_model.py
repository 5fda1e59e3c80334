"""An untrained chemprop model of default size; run by chemprop's own Python: `python chemprop_model.py <file>`."""

import sys

import torch
from chemprop import models, nn
from chemprop.models import save_model


def main(path: str) -> None:
    torch.manual_seed(0)
    save_model(path, models.MPNN(nn.BondMessagePassing(), nn.NormAggregation(), nn.RegressionFFN()))


if __name__ == "__main__":
    main(sys.argv[1])
