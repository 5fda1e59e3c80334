"""The table of assays: what each is and holds."""

from pathlib import Path

import pyarrow as pa

from discovery.assay.curation.proteins import Accessions
from discovery.assay.schema import ASSAYS
from discovery.assay.settings import DataSettings


def load_assays(path: Path | None) -> list[dict[str, str]]:
    """The rows of the assay table `data.assays`; None: none."""
    return []


def assay_table(
    measurements: pa.Table, data: DataSettings, stated: list[dict[str, str]], accessions: Accessions
) -> pa.Table:
    """Assays (schema ASSAYS) of measurements, with what the assay table, the sources and the names of assays say."""
    return ASSAYS.empty_table()
