"""Candidates as a workbook for people who work in a spreadsheet."""

import datetime
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from discovery.report.about import about
from discovery.report.columns import columns_of
from discovery.report.model import ReportInput
from discovery.report.structures import png
from discovery.spreadsheet import safe_cell

PICTURES = 100
"""Candidates shown with their structure; more would make the file slow to open."""
PICTURE_WIDTH, PICTURE_HEIGHT = 180, 110
REJECTS = 100_000
"""Rejected rows at most: a sheet ends at 1,048,576, and rejected.csv holds them all."""
EPOCH = datetime.datetime(2000, 1, 1)
"""Creation date written into every workbook, so that equal input gives equal bytes."""


def write_workbook(path: Path, report: ReportInput) -> None:
    """Sheets Candidates, Rejected and About; texts that look like formulas are escaped."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    content = io.BytesIO()  # xlsxwriter has errors of its own for a disk that refuses
    with xlsxwriter.Workbook(content, options) as workbook:
        workbook.set_properties({"title": f"{report.target.gene} candidates", "created": EPOCH})
        add_candidates(workbook, report)
        add_table(workbook, "Rejected", report.rejected.slice(0, REJECTS))
        add_about(workbook, report)
    path.write_bytes(content.getvalue())


def add_candidates(workbook: Workbook, report: ReportInput) -> None:
    """The candidates with a picture of each of the first structures; the columns of the page come first."""
    leading = ["rank", "id", "smiles", *(column.key for column in columns_of(report))]
    names = list(dict.fromkeys([*leading, *report.candidates.column_names]))
    table = report.candidates.select([name for name in names if name in report.candidates.column_names])
    sheet = add_table(workbook, "Candidates", table, first=1, frozen=3)
    sheet.write(0, 0, "structure", header_format(workbook))
    sheet.set_column(0, 0, PICTURE_WIDTH / 7)
    for row, smiles in enumerate(table["smiles"].slice(0, PICTURES).to_pylist(), start=1):
        sheet.set_row_pixels(row, PICTURE_HEIGHT + 4)
        picture = {
            "image_data": io.BytesIO(png(smiles, PICTURE_WIDTH, PICTURE_HEIGHT)),
            "object_position": 1,
            "x_offset": 2,
            "y_offset": 2,
        }
        sheet.insert_image(row, 0, f"{row}.png", {**picture, "decorative": True})


def add_table(workbook: Workbook, name: str, table: pa.Table, first: int = 0, frozen: int = 0) -> Worksheet:
    """A sheet with a frozen header, a filter on every column and number formats; the table begins in column `first`."""
    sheet = workbook.add_worksheet(name)
    header = header_format(workbook)
    for place, column in enumerate(table.column_names, start=first):
        values = [safe_cell(value) for value in table[column].to_pylist()]
        sheet.write(0, place, safe_cell(column), header)
        sheet.set_column(place, place, width(column, values), number_format(workbook, table.schema.field(column).type))
        for row, value in enumerate(values, start=1):
            if value is not None:
                sheet.write(row, place, value)
    sheet.freeze_panes(1, frozen)
    sheet.autofilter(0, first, table.num_rows, first + table.num_columns - 1)
    return sheet


def add_about(workbook: Workbook, report: ReportInput) -> None:
    """What the list is, how far to trust it, and where every row went."""
    sheet = workbook.add_worksheet("About")
    sheet.set_column(0, 0, 30, workbook.add_format({"bold": True, "valign": "top"}))
    sheet.set_column(1, 1, 110, workbook.add_format({"text_wrap": True, "valign": "top"}))
    for row, (name, value) in enumerate(about(report)):
        sheet.write(row, 0, safe_cell(name))
        sheet.write(row, 1, safe_cell(value))


def header_format(workbook: Workbook) -> Format:
    """Bold on grey, centred in a tall row."""
    return workbook.add_format({"bold": True, "bg_color": "#E8EEF0", "bottom": 1, "valign": "vcenter"})


def number_format(workbook: Workbook, kind: pa.DataType) -> Format:
    """Three decimals for a measured number, none for a count."""
    if pa.types.is_floating(kind):
        return workbook.add_format({"num_format": "0.000", "valign": "vcenter"})
    return workbook.add_format({"num_format": "0" if pa.types.is_integer(kind) else "@", "valign": "vcenter"})


def width(name: str, values: Sequence[Any]) -> float:
    """Width in characters that shows the title and most texts."""
    longest = max((len(value) for value in values[:200] if isinstance(value, str)), default=0)
    return min(max(len(name) + 3, longest + 1, 8), 45)
