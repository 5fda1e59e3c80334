"""How similar the compounds of each part are to those that training knows."""

import numpy as np
from matplotlib.figure import Figure

from discovery.evaluation.audit import Audit
from discovery.evaluation.leaks import NEAR
from discovery.report.plots import COLOURS, canvas, styled

BINS = [float(edge) for edge in np.linspace(0, 1, 41)]


@styled
def similarity(audit: Audit) -> Figure:
    """Share of test, and of validation, compounds by similarity to the nearest training compound."""
    figure, axes = canvas(5.4, 3.2)
    for part, colour in zip(("test", "validation"), COLOURS, strict=False):
        found = audit.between(part, "train").similarity
        if len(found):
            weights = np.full(len(found), 1 / len(found))
            axes.hist(
                found, BINS, weights=weights, color=colour, histtype="step", lw=2, label=f"{part}, n = {len(found):,}"
            )
            axes.legend(loc="upper left")
    axes.axvline(NEAR, color="#9aa3ab", lw=1, ls=(0, (4, 3)))
    axes.annotate("near duplicates", (NEAR, 1), xycoords=("data", "axes fraction"), xytext=(4, -10),
                  textcoords="offset points", fontsize=8, color="#3c4650")  # fmt: skip
    axes.set(xlim=(0, 1), xlabel="Tanimoto similarity to the nearest training compound", ylabel="Share of compounds")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    return figure
