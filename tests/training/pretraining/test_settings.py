import pytest

from discovery.errors import SettingsError
from discovery.training.pretraining.settings import PretrainingSettings


@pytest.mark.parametrize(("name", "value"), [("weight_decay", -1.0), ("seed", -1), ("seed", 2**32)])
def test_an_impossible_setting_is_named(name: str, value: float) -> None:
    with pytest.raises(SettingsError, match=rf"^pretraining\.{name} must .* got {value}"):
        PretrainingSettings(**{name: value})
