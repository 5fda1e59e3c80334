import tracemalloc

import numpy as np

from discovery.models.gaussian.blocks import TrainBlocks
from discovery.models.gaussian.radial import RadialVectors

VECTORS = RadialVectors.fit(np.random.default_rng(0).normal(size=(500, 4)).astype(np.float32))


def test_what_is_kept_for_many_compounds_is_not_copied_to_be_ready_for_some_of_them() -> None:
    blocks, some = TrainBlocks(None, VECTORS), np.arange(0, 500, 2)
    blocks.prepare(np.arange(500))
    kept = blocks.parts(np.arange(500))
    tracemalloc.start()
    blocks.prepare(some)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < kept[:, some][:, :, some].nbytes / 4
    assert blocks.parts(np.arange(500)) is kept
    np.testing.assert_array_equal(blocks.parts(some), kept[:, some][:, :, some])
