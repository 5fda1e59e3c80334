"""What a network is fitted to."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.errors import InternalError
from discovery.graphs.store import GraphStore


@dataclass(frozen=True)
class TrainingData:
    """Graphs and labels of the same n compounds, in the same order."""

    graphs: GraphStore
    labels: Labels

    def __post_init__(self) -> None:
        if len(self.graphs) != len(self.labels):
            raise InternalError(f"{len(self.graphs)} graphs but {len(self.labels)} rows of labels")

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: NDArray[np.int64]) -> "TrainingData":
        """The given compounds, in the given order."""
        return TrainingData(self.graphs.take(rows), self.labels.take(rows))

    def keep(self, endpoints: NDArray[np.bool_]) -> "TrainingData":
        """The same compounds with only the labels of the wanted [E] endpoints."""
        return TrainingData(self.graphs, self.labels.keep(endpoints[self.labels.endpoint]))
