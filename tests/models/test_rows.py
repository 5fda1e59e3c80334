import torch

from discovery.graphs.environments import RowSums
from discovery.models.rows import sum_rows


def test_sums_and_gradients_are_those_of_a_matrix_product():
    generator = torch.Generator().manual_seed(0)
    table = torch.randn(5, 4, generator=generator, dtype=torch.float64, requires_grad=True)
    sums = RowSums(torch.tensor([4, 0, 4, 1, 1, 3]), torch.tensor([0, 3, 3, 6]))  # a row twice, and an empty list
    matrix = torch.tensor([[1, 0, 0, 0, 2], [0, 0, 0, 0, 0], [0, 2, 0, 1, 0]], dtype=torch.float64)
    torch.testing.assert_close(sum_rows(table, sums), matrix @ table)
    assert torch.autograd.gradcheck(lambda rows: sum_rows(rows, sums), (table,))


def test_a_table_without_rows_gives_zeros():
    nothing = RowSums(torch.empty(0, dtype=torch.int64), torch.tensor([0, 0, 0]))
    assert torch.equal(sum_rows(torch.empty(0, 3), nothing), torch.zeros(2, 3))
