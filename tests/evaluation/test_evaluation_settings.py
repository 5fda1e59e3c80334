import pytest

from discovery.errors import SettingsError
from discovery.evaluation.settings import EvaluationSettings


@pytest.mark.parametrize(
    ("name", "value"),
    [("bootstraps", 0), ("decoys", -1), ("confidence", 95.0), ("seed", -1), ("seed", 2**32)],
)
def test_impossible_settings_are_named(name: str, value: float) -> None:
    with pytest.raises(SettingsError, match=rf"^evaluation\.{name} must"):
        EvaluationSettings(**{name: value})
