"""Columns that keep each distinct text once."""

import numpy as np

from discovery.assay.curation.text_column import TextColumn, TextColumnBuilder, combinations, constant


def column(*texts: str) -> TextColumn:
    builder = TextColumnBuilder()
    codes = builder.codes_of(texts)
    return TextColumn(builder.words, codes)


def test_a_column_reads_as_the_texts_it_was_made_from() -> None:
    texts = ["b", "a", "b", ""]
    made = column(*texts)
    assert list(made) == made.to_arrow().to_pylist() == texts
    assert (len(made), made[1], list(made[2:]), made.words) == (4, "a", ["b", ""], ["b", "a", ""])
    assert list(made.take(np.array([3, 0]))) == ["", "b"]


def test_chunks_share_their_codes() -> None:
    builder = TextColumnBuilder()
    codes = [builder.codes_of(chunk) for chunk in (["x", "y"], ["y", "z"])]
    assert list(TextColumn(builder.words, np.concatenate(codes))) == ["x", "y", "y", "z"]


def test_texts_that_become_equal_share_one_code() -> None:
    changed = column(" a", "a ", "b").mapped(str.strip)
    assert (changed.words, changed.codes.tolist()) == (["a", "b"], [0, 0, 1])


def test_a_part_of_a_column_has_only_its_own_texts_changed() -> None:
    lengths = {"a": "1", "b": "1"}
    part = column("a", "b", "other").take(np.array([1]))
    assert list(part.mapped(lambda text: lengths[text])) == ["1"]


def test_distinct_combinations_of_several_columns() -> None:
    first, member = combinations([column("a", "a", "b", "a"), constant("x", 4), column("1", "2", "1", "1")])
    assert member.tolist() == [0, 1, 2, 0]
    assert first.tolist() == [0, 1, 2]


def test_an_empty_column_has_no_combination() -> None:
    first, member = combinations([constant("x", 0), column()])
    assert len(first) == len(member) == 0
    assert column().to_arrow().to_pylist() == []
