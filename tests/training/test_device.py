import pytest
import torch

from discovery.errors import SettingsError
from discovery.training.device import autocast, one_thread, pick_device
from discovery.training.settings import Device, Precision


def test_cpu_is_always_there() -> None:
    assert pick_device(Device.cpu) == torch.device("cpu")


@pytest.mark.skipif(torch.cuda.is_available(), reason="the machine has a GPU")
def test_without_a_gpu_auto_is_a_cpu_and_cuda_an_error() -> None:
    assert pick_device(Device.auto) == torch.device("cpu")
    with pytest.raises(SettingsError, match=r"fit\.device=auto"):
        pick_device(Device.cuda)


@pytest.mark.parametrize(("precision", "dtype"), [(Precision.fp32, torch.float32), (Precision.bf16, torch.bfloat16)])
def test_autocast_sets_the_arithmetic_of_matrix_products(precision: Precision, dtype: torch.dtype) -> None:
    with autocast(torch.device("cpu"), precision):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == dtype


def test_the_number_of_threads_is_put_back_even_after_an_error() -> None:
    before = torch.get_num_threads()
    with one_thread():
        assert torch.get_num_threads() == 1
    with pytest.raises(SettingsError), one_thread():
        raise SettingsError("stop")
    assert torch.get_num_threads() == before
