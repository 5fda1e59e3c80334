"""Settings written as YAML come back as the same settings."""

from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from discovery.assay.inspection.settings_text import differences, yaml_lines
from discovery.assay.settings import ColumnSettings, DataSettings, ReadoutSettings, SourceSettings

WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20).filter(lambda text: "${" not in text)


@given(WORDS, WORDS, WORDS)
def test_any_text_survives(key: str, value: str, column: str) -> None:
    content = {"columns": {"name": column}, "effects": {key: value}, "on": True, "least": 0.1}
    assert yaml.safe_load("\n".join(yaml_lines(content, {}))) == content


def test_column_name_is_never_an_interpolation() -> None:
    text = "\n".join(yaml_lines({"name": "${oc.env:HOME}"}, {}))
    assert yaml.safe_load(text) == {"name": "\\${oc.env:HOME}"}


def test_only_what_differs_is_written() -> None:
    readout = ReadoutSettings(value="IC50 (uM)", unit="uM")
    source = SourceSettings(Path("a b.csv"), columns=ColumnSettings(name="no"), readouts={"x": readout})
    lines = yaml_lines(differences(DataSettings("own", {"t": source}), DataSettings()), {"sources.t.path": "look"})
    assert lines == [
        "name: own",
        "sources:",
        "  t:",
        "    path: a b.csv  # CHECK: look",
        "    columns:",
        '      name: "no"',
        "    readouts:",
        "      x:",
        "        value: IC50 (uM)",
        "        unit: uM",
    ]
