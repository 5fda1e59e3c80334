"""What models are compared by, and from which difference on it matters."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from discovery.evaluation.metrics import METRICS, Metric
from discovery.target.endpoint import EndpointKind


@dataclass(frozen=True)
class Measure:
    """A metric of all test compounds, or of those with an activity cliff alone."""

    name: str
    title: str
    metric: Metric
    threshold: float
    """Smallest difference that matters unless the user says otherwise."""
    on_cliffs: bool = False

    @property
    def sign(self) -> float:
        """1 where more is better, -1 where less is."""
        return 1.0 if self.metric.higher_is_better else -1.0


_ALL = (
    Measure("rmse", "RMSE", METRICS["rmse"], 0.05),
    Measure("mae", "MAE", METRICS["mae"], 0.05),
    Measure("spearman", "Spearman", METRICS["spearman"], 0.05),
    Measure("cliff_rmse", "RMSE on activity cliffs", METRICS["rmse"], 0.05, on_cliffs=True),
    Measure("roc_auc", "ROC-AUC", METRICS["roc_auc"], 0.02),
    Measure("pr_auc", "PR-AUC", METRICS["pr_auc"], 0.05),
)
MEASURES: Mapping[str, Measure] = MappingProxyType({measure.name: measure for measure in _ALL})
"""Every measure by its name; the first of each kind of endpoint is the main one."""


def measures_of(kind: EndpointKind) -> list[Measure]:
    """The measures for one kind of endpoint, the main one first."""
    return [measure for measure in MEASURES.values() if measure.metric.kind is kind]


def thresholds() -> dict[str, float]:
    """Threshold of each measure."""
    return {name: measure.threshold for name, measure in MEASURES.items()}
