"""Groups of related compounds, which a division keeps whole."""

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from discovery.assay.splits.butina import butina
from discovery.assay.splits.fingerprints import fingerprints
from discovery.assay.splits.pool import Pool
from discovery.assay.splits.settings import SplitSettings
from discovery.assay.splits.umap_plane import in_plane
from discovery.chem.scaffold import scaffold_groups
from discovery.errors import SettingsError


def by_scaffold(pool: Pool, _settings: SplitSettings) -> NDArray[np.int64]:
    """[n] one group a Bemis-Murcko scaffold."""
    return scaffold_groups(pool.smiles)


def by_butina(pool: Pool, settings: SplitSettings) -> NDArray[np.int64]:
    """[n] one group a Butina cluster of Morgan fingerprints (Butina 1999, doi 10.1021/ci9803381)."""
    return butina(fingerprints(pool.smiles), 1.0 - settings.butina_cutoff)


def by_umap(pool: Pool, settings: SplitSettings) -> NDArray[np.int64]:
    """[n] one group a cluster in a plane that UMAP makes of Morgan fingerprints.

    Leaves fewer relatives of the training compounds in the test part than scaffolds or Butina clusters do (Guo et al.
    2024, doi 10.1007/978-3-031-72359-9_5). Clusters are those of k-means, whose memory does not grow with the square
    of the number of compounds. Raises SettingsError where umap-learn is missing or the compounds are too few.
    """
    if not len(pool):
        return np.zeros(0, np.int64)
    if len(pool) < settings.umap_clusters:
        raise SettingsError(
            f"split.umap_clusters: {settings.umap_clusters} clusters of {len(pool)} compounds cannot be made; ask for"
            " fewer, or choose another split.method"
        )
    from sklearn.cluster import KMeans

    places = in_plane(fingerprints(pool.smiles), settings.seed)
    with threadpool_limits(1):  # so that sums do not depend on the order of threads
        clusters = KMeans(settings.umap_clusters, n_init=10, random_state=settings.seed).fit_predict(places)
    return np.asarray(clusters, np.int64)


def by_chance(pool: Pool, _settings: SplitSettings) -> NDArray[np.int64]:
    """[n] every compound a group of its own."""
    return np.arange(len(pool), dtype=np.int64)
