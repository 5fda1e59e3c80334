"""Excel workbooks as rows of text."""

import re
import warnings
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import chain, count, islice, repeat
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from discovery.assay.tables.cells import cell_text
from discovery.assay.tables.disguise import ZIP, disguise
from discovery.assay.tables.rows import Fault, Row, Rows, unique_names
from discovery.errors import InputError
from discovery.spelling import did_you_mean

BATCH = 1_000
"""Rows that are held at a time; the widest of the first ones says how many columns the table has."""
BROKEN = (
    BadZipFile,
    InvalidFileException,
    ParseError,
    zlib.error,
    LookupError,
    ValueError,
    TypeError,
    EOFError,
    RuntimeError,
)
"""What openpyxl raises for a workbook that it cannot read."""
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
"""A formula in the XML of a sheet."""

Cells = tuple[Any, ...]
"""Cells of openpyxl, which has no types."""


def read_xlsx(path: Path, sheet: str = "") -> Rows:
    """One sheet of a workbook under its first row that is not blank; the line of a row is its row number.

    Blank rows are no records. A formula gives the result that was saved with it, or itself where none was; an error
    such as #REF! stands as it is shown. Raises InputError when the sheet cannot be told or holds nothing.
    """
    with ExitStack() as stack:
        with _readable(path):
            book = stack.enter_context(closing(openpyxl.load_workbook(path, read_only=True, data_only=True)))
            chosen = _choose(book, sheet, path)
            values = chosen.iter_rows()
            formulas = _formulas(path, chosen.title, stack)
        rows = _filled(path, zip(values, formulas, strict=False), stack.pop_all())
    _, header = next(rows)
    first = list(islice(rows, BATCH))
    width = max(len(header), *(len(cells) for _, cells in first)) if first else len(header)
    names = unique_names(header + [""] * (width - len(header)), path)
    return Rows(names, _rows(chain(first, rows), width), chosen.title)


def filled_sheets(path: Path) -> list[str]:
    """Names of the sheets that hold anything; raises InputError for what is no workbook."""
    with _readable(path), closing(openpyxl.load_workbook(path, read_only=True, data_only=True)) as book:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
        return [sheet.title for sheet in book.worksheets if _holds_something(sheet)]


def _choose(book: Any, wanted: str, path: Path) -> Any:
    """The sheet of that name, or the only one that holds anything; its stated size, which may be wrong, is ignored."""
    for sheet in book.worksheets:
        sheet.reset_dimensions()
    titles = [sheet.title for sheet in book.worksheets]
    if wanted and wanted not in titles:
        hint = did_you_mean(wanted, titles, cutoff=0.5)
        raise InputError(f"{path} has no sheet {wanted!r}{hint} It has: {_listed(titles)}")
    filled = [sheet for sheet in book.worksheets if wanted in ("", sheet.title) and _holds_something(sheet)]
    if not filled:
        where = f"sheet {wanted!r} of {path}" if wanted else f"{path}"
        raise InputError(f"{where} is empty: put the table there, under a header row")
    if len(filled) > 1:
        several = _listed([sheet.title for sheet in filled])
        raise InputError(
            f"{path} has more than one sheet with data ({several}): name one in the setting sheet, or leave"
            " one in the file"
        )
    return filled[0]


def _holds_something(sheet: Any) -> bool:
    return any(cell_text(value) for row in sheet.iter_rows(values_only=True) for value in row)


def _listed(titles: list[str]) -> str:
    return ", ".join(map(repr, titles))


def _formulas(path: Path, title: str, stack: ExitStack) -> Iterator[Cells]:
    """The rows of a sheet with formulas in place of their results; blank ones where the workbook has no formulas.

    The workbook stays open until the stack closes it.
    """
    with ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(_holds_formula(archive, part) for part in parts):
            return repeat(())
    sheet = stack.enter_context(closing(openpyxl.load_workbook(path, read_only=True)))[title]
    sheet.reset_dimensions()
    rows: Iterator[Cells] = sheet.iter_rows()
    return rows


def _holds_formula(archive: ZipFile, part: str) -> bool:
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(1 << 20):
            if FORMULA.search(tail + piece):
                return True
            tail = piece[-40:]  # a tag may be cut at the end of a piece
    return False


def _filled(path: Path, rows: Iterator[tuple[Cells, Cells]], books: ExitStack) -> Iterator[tuple[int, list[str]]]:
    """Number and texts of every row that is not blank, without the empty cells at its end; closes the workbooks."""
    with books:
        for start in count(1, BATCH):
            with _readable(path):
                batch = [_texts(values, formulas) for values, formulas in islice(rows, BATCH)]
            if not batch:
                return
            yield from ((line, cells) for line, cells in enumerate(batch, start) if cells)


def _texts(values: Cells, formulas: Cells) -> list[str]:
    texts = [
        cell_text(cell.value, percent=cell.has_style and "%" in cell.number_format) if cell.value is not None else ""
        for cell in values
    ]
    for place, formula in enumerate(formulas):
        # of a formula whose saved result is the empty text, the result has the type of text
        if formula.data_type == "f" and values[place].value is None and values[place].data_type != "str":
            texts[place] = str(getattr(formula.value, "text", formula.value))
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _rows(rows: Iterator[tuple[int, list[str]]], width: int) -> Iterator[Row | Fault]:
    for line, cells in rows:
        if len(cells) > width:
            reason = f"The row has {len(cells)} cells, the header has {width}."
            yield Fault(line, "ragged", reason, ",".join(cells)[:300])
        else:
            yield Row(line, cells + [""] * (width - len(cells)))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Raises InputError for what openpyxl cannot read; its remarks on parts that hold no data are not passed on."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    except PermissionError as error:
        raise InputError(f"{path} cannot be opened: allow this user to read it") from error
    except BROKEN as error:
        with path.open("rb") as file:
            found = disguise(file.read(4096))
        if found not in (None, ZIP):
            raise InputError(f"{path} is {found.what}: {found.remedy}") from error
        raise InputError(f"{path} is not a readable Excel workbook: save it as .xlsx or .csv") from error
