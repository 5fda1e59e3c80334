"""What a billion compounds take, from the rates and sizes that `screening_scale` has measured."""

from collections.abc import Iterator

from experiments.screening_scale.benchmark import BYTES, RESULTS
from experiments.screening_scale.tables import LOOK, STORE, STORED, Medians

COMPOUNDS = 10**9
PROCESSES = 2
"""Of the benchmark, one a core."""
THREADS = (64, 1000)
DOLLARS = 0.04
"""For one hour of one core: an assumption."""
WORKS = (STORE, STORED.format("fp32"), STORED.format("bf16"), LOOK, "five networks, stored, fp32")


def rate(work: str) -> float:
    """Compounds a second and thread, start-up left out."""
    rows = RESULTS.rows()
    numbers = [int(row["molecules"]) for row in rows if row["work"] == LOOK]
    return Medians(rows).marginal(work, min(numbers), max(numbers)) / PROCESSES


def table() -> Iterator[str]:
    """Markdown lines."""
    titles = " | ".join(f"minutes, {number:,} threads" for number in THREADS)
    yield f"| work | compounds/s, a thread | core hours | {titles} | $ |"
    yield "|---|---|---|" + "---|" * (len(THREADS) + 1)
    for work in WORKS:
        hours = COMPOUNDS / rate(work) / 3600
        spans = " | ".join(f"{60 * hours / number:.1f}" for number in THREADS)
        yield f"| {work} | {rate(work):,.0f} | {hours:,.1f} | {spans} | {hours * DOLLARS:,.2f} |"


def size() -> str:
    """What the stored library takes."""
    row = max(BYTES.rows(), key=lambda row: int(row["molecules"]))
    graphs, texts = (float(row[name]) * COMPOUNDS / 1e9 for name in ("graphs", "texts"))
    return f"Stored, they take {graphs:,.0f} GB of graphs and {texts:,.0f} GB of texts."
