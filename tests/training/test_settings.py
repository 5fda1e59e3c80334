import pytest

from discovery.errors import SettingsError
from discovery.training.settings import FitSettings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("epochs", 0),
        ("batch_size", 0),
        ("adapt_epochs", 0),
        ("learning_rate", 0.0),
        ("clip_norm", -1.0),
        ("warmup", 1.5),
        ("adapt_rehearsal", -0.1),
        ("layer_decay", 0.0),
        ("layer_decay", 1.5),
        ("class_balance", 2.0),
        ("weight_decay", -1.0),
        ("seed", -1),
        ("seed", 2**32),
    ],
)
def test_an_impossible_setting_is_named(name: str, value: float) -> None:
    with pytest.raises(SettingsError, match=rf"fit\.{name} must .* got {value}"):
        FitSettings(**{name: value})
