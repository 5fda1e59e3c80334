"""Adding up rows of a table: the one sparse operation of the D-MPNN, in both directions.

`embedding_bag` forwards is the fastest such kernel of torch on a CPU (1.6 times `index_add_`), but its own backward
pass, like those of `index_select` and `index_add_`, is 3 to 15 times slower than the forward pass. The gradient is
itself a sum of rows, by the transposed lists, so both directions use the fast kernel. Each new row is added up in a
fixed order, so that the result is the same however many threads there are.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from discovery.graphs.environments import RowSums


def sum_rows(table: Tensor, sums: RowSums) -> Tensor:
    """[n, d] the n sums of rows of a table [m, d]."""
    result: Tensor = _SumRows.apply(table, sums)  # type: ignore[no-untyped-call]
    return result


class _SumRows(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, table: Tensor, sums: RowSums) -> Tensor:
        ctx.sums, ctx.rows = sums, len(table)
        return _bag(table, sums)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return _bag(gradient.contiguous(), ctx.sums.transposed(ctx.rows)), None


def _bag(table: Tensor, sums: RowSums) -> Tensor:
    return F.embedding_bag(sums.index, table, sums.offset, mode="sum", include_last_offset=True)
