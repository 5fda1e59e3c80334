"""What the fitting of kernel processes did, in plain sentences."""

from collections.abc import Iterator

import numpy as np

from discovery.assay.labelling.labels import Labels
from discovery.models.kernel import Kernel
from discovery.models.network import Network


def take_over_sentence(network: Network) -> str:
    """For how many endpoints the processes on a network's atoms answer."""
    number = len(network.processes.processes) if network.processes else 0
    every = len(network.endpoints)
    return f"Gaussian processes on the networks' atoms answer for {number} of {every} endpoints."


def kernel_sentences(kernel: Kernel, labels: Labels) -> Iterator[str]:
    """How many endpoints were learnt, which processes are not exact, and which endpoints have none."""
    names = [endpoint.name for endpoint in labels.endpoints]
    compounds = int((np.diff(labels.offsets) > 0).sum())
    yield f"Gaussian processes learnt {len(kernel.processes)} endpoints from {compounds:,} compounds."
    for column, process in kernel.processes.items():
        if 0 < len(process.rows) < process.learnt:
            yield (
                f"That of {names[column]} rests on {len(process.rows):,} inducing compounds, through which it learnt"
                f" from {process.learnt:,} (FITC)."
            )
        given = int((labels.endpoint == column).sum())
        if process.learnt < given:
            yield f"Of the {given:,} labels of {names[column]}, {process.learnt:,} were learnt from."
    left = [names[column] for column in np.unique(labels.endpoint) if column not in kernel.processes]
    if left:
        yield f"Not learnt, as their labels are all censored or all the same: {', '.join(left)}."
