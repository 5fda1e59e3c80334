"""How far replicates of an assay scatter, and the ceiling that this sets for any model of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.stats import chi2

from discovery.report.data_series import Series

FEWEST_DF = 5
"""Degrees of freedom from which a ceiling is stated; below, the interval of the noise spans more than a factor of 4."""
FEWEST_VALUES = 10
"""Exact potencies from which their variance, and so the highest R2, is stated."""
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Noise:
    """Replicate noise of one assay and target on the pX scale, and the best that a model can do there.

    The model that predicts every true value is scored on curated values, each the mean of n replicates whose errors
    are independent. Its error is then their noise, and no other model does better in the long run (Brown et al. 2009,
    doi 10.1016/j.drudis.2009.01.012; Kramer et al. 2012, doi 10.1021/jm300131x; Crusius et al. 2025,
    doi 10.1039/D4FD00091A).
    """

    assay: str
    target: str
    organism: str
    sigma: float
    """Standard deviation of a single measurement, pooled over the compounds with replicates."""
    df: int
    """Degrees of freedom behind it."""
    values: int
    """Exact potencies of the assay."""
    spread: float | None
    """Their standard deviation; None for fewer than `FEWEST_VALUES`."""
    rmse: float | None
    """Lowest RMSE against the curated values; None where there are too few replicates."""
    r2: float | None
    """Highest R2; None where there are too few replicates or values, or they differ no more than their noise."""

    @property
    def pearson(self) -> float | None:
        """Highest Pearson correlation."""
        return None if self.r2 is None else float(np.sqrt(self.r2))

    @property
    def interval(self) -> tuple[float, float]:
        """Confidence interval of `sigma` for normally distributed errors, from the chi-squared distribution."""
        tail = (1.0 - CONFIDENCE) / 2.0
        low, high = (self.sigma * np.sqrt(self.df / chi2.ppf(share, self.df)) for share in (1.0 - tail, tail))
        return float(low), float(high)


def noises(assays: pa.Table, potencies: Sequence[Series]) -> list[Noise]:
    """Noise of every assay with replicates (schema ASSAYS), the best known first."""
    by_place = {one.place: one for one in potencies}
    found = [noise for row in _with_replicates(assays) if (noise := _noise(row, by_place)) is not None]
    return sorted(found, key=lambda one: (-one.df, one.assay, one.target, one.organism))


def pooled(found: Sequence[Noise]) -> tuple[float, int]:
    """Standard deviation pooled over all assays, and its degrees of freedom; there must be at least one."""
    df = sum(one.df for one in found)
    return float(np.sqrt(sum(one.df * one.sigma**2 for one in found) / df)), df


def _with_replicates(assays: pa.Table) -> Iterator[dict[str, object]]:
    columns = ("assay", "target", "organism", "replicate_sd", "replicate_df")
    for row in assays.select(columns).to_pylist():
        if row["replicate_sd"] is not None and row["replicate_df"]:
            yield row


def _noise(row: dict[str, object], by_place: dict[tuple[str, str, str], Series]) -> Noise | None:
    assay, target, organism, sigma, df = row.values()
    place = (str(assay), str(target), str(organism))
    series = by_place.get(place)
    if series is None or not isinstance(sigma, float) or not isinstance(df, int):
        return None
    values = len(series.exact)
    spread = float(np.std(series.exact, ddof=1)) if values >= FEWEST_VALUES else None
    if df < FEWEST_DF or values == 0:
        return Noise(*place, sigma, df, values, spread, None, None)
    rmse = sigma * float(np.sqrt(np.mean(1.0 / series.replicates)))
    r2 = 1.0 - (rmse / spread) ** 2 if spread else None
    return Noise(*place, sigma, df, values, spread, rmse, r2 if r2 is not None and r2 > 0.0 else None)
