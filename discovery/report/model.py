"""What a report is made from: every number, table and sentence that people are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from discovery.candidates.settings import Goal, ObjectiveSettings
from discovery.errors import InternalError
from discovery.target.endpoint import Endpoint, EndpointKind
from discovery.target.settings import TargetSettings

COUNTS = ("rows_in", "rows_ranked", "rows_below_cut", "rows_rejected")


@dataclass(frozen=True)
class ReportInput:
    """One screened library, its ranked candidates, and what is known about how far to trust them."""

    target: TargetSettings
    library: str
    """How reports call the library."""
    endpoints: tuple[Endpoint, ...]
    """What the model predicts; the candidates have columns `<name>` and `<name>.spread` for each, and `<name>.low`,
    `<name>.high` and `<name>.probability` for those that are calibrated."""
    objectives: Mapping[str, ObjectiveSettings]
    """By key; the candidates have columns `<key>.raw` and `<key>.desirability` for each."""
    candidates: pa.Table
    """One row a candidate, best first: rank, id, smiles, score, endpoints, objectives, profile."""
    rejected: pa.Table
    """Rows that were not ranked, as `discovery.assay.schema.REJECTED`."""
    counts: Mapping[str, int]
    """`rows_in`, `rows_ranked`, `rows_below_cut` and `rows_rejected`; the last three add up to the first."""
    caution: float = 0.0
    """Spreads by which the objectives' values are moved to the unwanted side."""
    notes: tuple[str, ...] = ()
    """Plain sentences about how the library was gone through."""
    histogram: tuple[int, ...] = ()
    """Compounds of the library by their score, by the predicted objectives alone, in equal steps from 0 to 1."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """What is measured for each member of the target's family, as `discovery.assay.evidence.evidence` counts it."""
    evaluation: pa.Table | None = None
    """Metrics on the test split: model, endpoint, metric, value, low, high, n."""
    retrospective: pa.Table | None = None
    """Leave-one-scaffold-out check: model, metric, value, low, high."""
    ranks: pa.Table | None = None
    """Its single results: one row for each model and each active that was left out."""
    measured: pa.Table | None = None
    """Test compounds of regression endpoints: endpoint, measured, predicted."""
    reliability: pa.Table | None = None
    """How often stated intervals and probabilities of test compounds were right, as
    `discovery.evaluation.reliability.RELIABILITY`."""
    history: pa.Table | None = None
    """Losses of the training: series, epoch, loss."""
    model: str = ""
    """Name of the ranking model in `evaluation` and `retrospective`; the others are baselines."""
    encoder: Mapping[str, Any] = field(default_factory=dict)
    """What the encoders that the model starts from had learnt before it, as `evaluation.foreknown` tells it."""
    phases: tuple[str, ...] = ()
    """One sentence for each step of the training."""
    provenance: Mapping[str, Any] = field(default_factory=dict)
    """Versions, hashes, git state, settings: whatever is needed to repeat the run."""
    title: str = ""
    """Headline; empty: made from the target, the wanted direction and the library."""

    def __post_init__(self) -> None:
        missing = [name for name in COUNTS if name not in self.counts]
        if missing:
            raise InternalError(f"report counts lack {', '.join(missing)}")
        rows_in, ranked, below, rejected = (self.counts[name] for name in COUNTS)
        if rows_in != ranked + below + rejected:
            raise InternalError(
                f"report: {rows_in} rows in, but {ranked} ranked + {below} below the cut + {rejected} rejected"
            )
        for name, table, count in (("candidates", self.candidates, ranked), ("rejected rows", self.rejected, rejected)):
            if table.num_rows != count:
                raise InternalError(f"report: {table.num_rows} {name} in the table, but {count} counted")

    @property
    def target_title(self) -> str:
        return self.target.title or self.target.gene

    @property
    def wanted(self) -> Endpoint | None:
        """What the ranking wants of the target above all, the page's main column; else its first probability."""
        mine = {e.name: e for e in self.endpoints if e.target == self.target.gene}
        sought = [mine[o.column] for o in self.objectives.values() if o.column in mine and o.goal is not Goal.fall]
        probabilities = [e for e in mine.values() if e.kind is EndpointKind.classification]
        return next(iter([*sought, *probabilities]), None)

    @property
    def liabilities(self) -> tuple[Endpoint, ...]:
        """Predicted potencies on the anti-targets, in the order of the settings."""
        potency = {e.target: e for e in self.endpoints if e.is_potency}
        return tuple(potency[gene] for gene in self.target.liabilities if gene in potency)
