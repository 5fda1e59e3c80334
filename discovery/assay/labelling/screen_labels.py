"""Regression labels of primary screens: the number that a compound had, not only whether it was called a hit.

A screen of thousands of compounds at one concentration tells a model more by its numbers than by its few hits, so that
a readout makes an endpoint of its own beside that of the hits. It is no potency and never becomes one.
"""

import numpy as np
import pyarrow as pa

from discovery.assay.labelling.activity_labels import LINEAR, isoforms
from discovery.assay.labelling.hit_labels import about
from discovery.assay.labelling.measured import EndpointLabels, Measured
from discovery.assay.labelling.pooled_labels import pooled_labels
from discovery.target.endpoint import screen_endpoint
from discovery.target.settings import TargetSettings


def screen_labels(screens: Measured, assays: pa.Table, target: TargetSettings) -> list[EndpointLabels]:
    """Labels of the target's readout, and of those of its isoforms, each where enough compounds have a number.

    `screens` are measurements of primary screens and of nothing else, `assays` is the table ASSAYS; a screen counts for
    the same genes as its hits do. Where the screens of a gene have several readouts, which differ in unit, type or
    concentration, the one of most compounds is taken; the numbers that a compound has in it are averaged.
    """
    numbers = screens.keep(np.isin(screens.quantity, LINEAR) & np.isfinite(screens.value))
    found = []
    for gene in (target.gene, *isoforms(target)):
        mine = _main_readout(numbers.keep(about(numbers, assays, (gene,))))
        if len(np.unique(mine.compound)) >= target.min_screen:
            found.append(pooled_labels(screen_endpoint(gene, str(mine.unit[0])), mine))
    return found


def _main_readout(numbers: Measured) -> Measured:
    """The measurements of the readout that most compounds have; the first of equals."""
    pairs = np.unique(np.stack([numbers.readout, numbers.compound]), axis=1)
    readouts, compounds = np.unique(pairs[0], return_counts=True)
    return numbers.keep(numbers.readout == readouts[compounds.argmax()]) if len(readouts) else numbers
