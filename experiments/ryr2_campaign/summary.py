"""What a bundle says of itself, as tables: `python -m experiments.ryr2_campaign.summary campaigns/RYR2/bundle`."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from discovery.bundle.load import load_manifest
from discovery.evaluation.metrics import METRICS

RESULTS = Path(__file__).parent / "results.csv"
MODELS = ("kernel", "forest", "similarity", "constant")
FEWEST = 50
"""Test compounds below which an endpoint does not count in the means."""


def check_rows(manifest: Any) -> Iterator[dict[str, Any]]:
    """The leave-one-scaffold-out check, with its intervals."""
    for row in manifest.retrospective:
        yield {
            "part": "leave one scaffold out",
            **{name: row[name] for name in ("model", "metric", "value", "low", "high", "n")},
        }


def test_rows(manifest: Any) -> Iterator[dict[str, Any]]:
    """Means over the potency endpoints of the scaffold split's test part; n counts endpoints."""
    for metric in ("rmse", "mae", "spearman"):
        for model in MODELS:
            values = [
                row["value"]
                for row in manifest.evaluation
                if (row["metric"], row["model"]) == (metric, model) and row["value"] is not None and row["n"] >= FEWEST
            ]
            if values:
                yield {"part": "test, mean", "model": model, "metric": metric, "value": mean(values), "n": len(values)}


def markdown(rows: list[dict[str, Any]]) -> str:
    """One line a metric, one column a model."""
    models = [model for model in MODELS if any(row["model"] == model for row in rows)]
    lines = ["| metric | " + " | ".join(models) + " |", "|---" * (len(models) + 1) + "|"]
    for metric in dict.fromkeys(row["metric"] for row in rows):
        cells = {row["model"]: cell(row) for row in rows if row["metric"] == metric}
        lines.append(f"| {METRICS[metric].title} | " + " | ".join(cells.get(model, "-") for model in models) + " |")
    return "\n".join(lines)


def cell(row: dict[str, Any]) -> str:
    """The value, with its interval where there is one."""
    interval = f" ({row['low']:.2f} to {row['high']:.2f})" if row.get("low") is not None else ""
    return f"{row['value']:.2f}{interval}"


def main() -> None:
    manifest = load_manifest(Path(sys.argv[1]))
    parts = [list(check_rows(manifest)), list(test_rows(manifest))]
    with RESULTS.open("w", newline="") as file:
        writer = csv.DictWriter(file, ("part", "model", "metric", "value", "low", "high", "n"), lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for part in parts for row in part)
    print("\n\n".join(markdown(part) for part in parts))


if __name__ == "__main__":
    main()
