"""The tables of the study."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.kept import Row
from experiments.means import told

BLEND = "blend"
NUMBERS = ("coverage", "width", "width_at_blend", "rmse")


def means(rows: Sequence[Row], split: str, model: str) -> dict[str, NDArray[np.float64]]:
    """Set -> [4] means over seeds of NUMBERS."""
    mine = [row for row in rows if (row["split"], row["model"]) == (split, model)]
    return {
        name: np.mean([[float(row[one]) for one in NUMBERS] for row in mine if row["set"] == name], axis=0)
        for name in sorted({row["set"] for row in mine})
    }


def tables(rows: Sequence[Row]) -> Iterator[str]:
    """Lines of a table of all models and splits, and of one of the blend set by set."""
    columns = ["coverage", "of all compounds", "lowest, highest set", "width", "width at the blend's / its", "RMSE"]
    yield f"| split | model | sets | {' | '.join(columns)} |"
    yield "|---|---|---|---|---|---|---|---|---|"
    splits = sorted({row["split"] for row in rows}, reverse=True)
    models = list(dict.fromkeys(row["model"] for row in rows))
    for split in splits:
        blend = means(rows, split, BLEND)
        for model in models:
            found = means(rows, split, model)
            if found:
                share = pooled(row for row in rows if (row["split"], row["model"]) == (split, model))
                yield f"| {split} | {model} | {len(found)} | " + " | ".join(cells(found, blend, share)) + " |"
    yield ""
    yield "| set | compounds | " + " | ".join(f"{split}: coverage | width | RMSE" for split in splits) + " |"
    yield "|---|---|" + "---|---|---|" * len(splits)
    for name in dict.fromkeys(row["set"] for row in rows):
        size = next(
            sum(int(row[part]) for part in ("train", "validation", "test")) for row in rows if row["set"] == name
        )
        told_of = [means(rows, split, BLEND).get(name) for split in splits]
        parts = ["| |" if one is None else f"{one[0]:.3f} | {one[1]:.2f} | {one[3]:.3f}" for one in told_of]
        yield f"| {name} | {size:,} | " + " | ".join(parts) + " |"


def pooled(rows: Iterable[Row]) -> float:
    """Coverage of the test compounds of all rows together."""
    size, share = np.array([[int(row["test"]), float(row["coverage"])] for row in rows]).T
    return float(size @ share / size.sum())


def cells(found: dict[str, NDArray[np.float64]], blend: dict[str, NDArray[np.float64]], share: float) -> Iterator[str]:
    """Coverage, its extremes, width, ratio of widths and RMSE of one model and split."""
    values = np.stack(list(found.values()))
    yield told(values[:, 0])
    yield f"{share:.3f}"
    yield f"{values[:, 0].min():.3f}, {values[:, 0].max():.3f}"
    yield told(values[:, 1], 2)
    yield told([found[one][2] / blend[one][1] for one in sorted(found.keys() & blend.keys())])
    yield told(values[:, 3])
