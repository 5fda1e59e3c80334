"""The benchmark's tables: medians, marginal rates, and how many times as fast as chemprop that is."""

import statistics
from collections.abc import Iterator, Sequence

from experiments.kept import Row

DEFAULT, CUIK, FIVE = "chemprop, default", "chemprop, C++ featuriser", "chemprop, five models"
LOOK = "five networks by their student, stored"
STORE, PARSE = "store", "parse with RDKit"
START = "start of a screening"
DIRECT, STORED = "one network, from SMILES, {}", "one network, stored, {}"


class Medians:
    """Median seconds and memory of every piece of work, by the number of molecules."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def seconds(self, work: str, molecules: int) -> float:
        return self._median(work, molecules, "seconds")

    def memory(self, work: str, molecules: int) -> float:
        return self._median(work, molecules, "memory_gb")

    def rate(self, work: str, molecules: int) -> float:
        """Molecules a second, start-up included."""
        return molecules / self.seconds(work, molecules)

    def marginal(self, work: str, small: int, large: int) -> float:
        """Molecules a second between two sizes, so that start-up does not count."""
        return (large - small) / (self.seconds(work, large) - self.seconds(work, small))

    def works(self, molecules: int) -> list[str]:
        return list(dict.fromkeys(row["work"] for row in self._rows if row["molecules"] == str(molecules)))

    def _median(self, work: str, molecules: int, column: str) -> float:
        mine = [row for row in self._rows if (row["work"], row["molecules"]) == (work, str(molecules))]
        return statistics.median(float(row[column]) for row in mine)


def tables(
    rows: Sequence[Row], recalls: Sequence[Row], sizes: Sequence[Row], small: int, large: int, few: int
) -> Iterator[str]:
    """Markdown tables."""
    medians = Medians(rows)
    yield "\n".join(_measured(medians, small, large, few))
    starts = [float(row["seconds"]) for row in rows if row["work"] == START]
    yield f"First scores of a stored library are on disk {statistics.median(starts):.1f} s after `discovery screen`."
    for row in sizes:
        graphs, texts = float(row["graphs"]), float(row["texts"])
        number = int(row["molecules"])
        yield f"Stored, each of {number:,} molecules takes {graphs:.0f} bytes for its graph, {texts:.0f} for its texts."
    yield "\n".join(_ratios(medians, small, large, few))
    yield "\n".join(_recall(recalls))


def _measured(medians: Medians, small: int, large: int, few: int) -> Iterator[str]:
    yield f"| work | s, {small:,} | s, {large:,} | molecules/s, marginal | memory, GB | memory, GB, {large:,} |"
    yield "|---|---|---|---|---|---|"
    for work in medians.works(large):
        yield (
            f"| {work} | {medians.seconds(work, small):.1f} | {medians.seconds(work, large):.1f} "
            f"| {medians.marginal(work, small, large):,.0f} | {medians.memory(work, small):.2f} "
            f"| {medians.memory(work, large):.2f} |"
        )
    for work, molecules in ((DEFAULT, small), (CUIK, small), (FIVE, few)):
        title = work if molecules == small else f"{work}, {molecules:,} molecules"
        yield (
            f"| {title} | {medians.seconds(work, molecules):.1f} | | {medians.rate(work, molecules):,.0f} "
            f"(start-up included) | {medians.memory(work, molecules):.2f} | |"
        )


def _ratios(medians: Medians, small: int, large: int, few: int) -> Iterator[str]:
    """Every figure that is asked for, with what it should be."""
    five = medians.rate(FIVE, few)
    whole = large / (medians.seconds(STORE, large) + medians.seconds(LOOK, large))
    rows = [
        *(
            (
                f"from SMILES, {precision}, whole process, times chemprop's {theirs}",
                medians.seconds(work, small) / medians.seconds(DIRECT.format(precision), small),
                asked[precision],
            )
            for theirs, work, asked in (
                ("default", DEFAULT, {"fp32": 3.5, "bf16": 5}),
                ("C++ featuriser", CUIK, {"fp32": 2, "bf16": 3}),
            )
            for precision in ("fp32", "bf16")
        ),
        *(
            (
                f"stored, {precision}, marginal, times chemprop's default",
                medians.marginal(STORED.format(precision), small, large) / medians.rate(DEFAULT, small),
                10,
            )
            for precision in ("fp32", "bf16")
        ),
        (
            "storing, as a share of what RDKit parses",
            medians.marginal(STORE, small, large) / medians.marginal(PARSE, small, large),
            0.6,
        ),
        ("five networks by a student, stored, times chemprop's five", medians.rate(LOOK, large) / five, 60),
        ("the same from SMILES, storing included", whole / five, 25),
    ]
    yield "| ratio | found | asked |"
    yield "|---|---|---|"
    yield from (f"| {name} | {found:.2f} | {asked:g} |" for name, found, asked in rows)


def _recall(rows: Sequence[Row]) -> Iterator[str]:
    yield "| molecules | best looked for | the five networks scored | recall, estimated | recall, found |"
    yield "|---|---|---|---|---|"
    for row in rows:
        yield (
            f"| {int(row['molecules']):,} | {int(row['best']):,} | {int(row['looked_at']):,} "
            f"| {float(row['estimated']):.1%} | {float(row['found']):.1%} |"
        )
