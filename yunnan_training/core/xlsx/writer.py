"""New workbooks: long lists that leave the portal.

Text stays text ("=…" is never a formula), long numbers such as accounts are text as well, because Excel
keeps fifteen digits. Who made the file and when stands in the sheet and on every printed page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
FONT = "宋体"
_LAST_ROW = 1_048_576
_LONGEST_TEXT = 32_767
_EXACT_INTEGER = 10**15
# Excel forbids these in sheet names, and the names are limited to 31 characters.
_FORBIDDEN_IN_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True, slots=True)
class TableColumn:
    title: str
    width: float = 14


def sheet_name(text: str) -> str:
    return text.translate(_FORBIDDEN_IN_SHEET_NAME).strip()[:28] or "表1"


def new_workbook(*, constant_memory: bool = False) -> tuple[xlsxwriter.Workbook, BytesIO]:
    """A workbook in memory that takes no string for a formula, a number or an address."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "constant_memory": constant_memory,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
        },
    )
    return book, buffer


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a workbook: a titled list with a header row; rows may come from a generator."""

    title: str
    columns: Sequence[TableColumn | str]
    rows: Iterable[Sequence[Any]]


def write_table(
    rows: Iterable[Sequence[Any]], columns: Sequence[TableColumn | str], *, title: str, watermark: str
) -> bytes:
    """A workbook of one list. `watermark`: who exported it and when."""
    return write_tables([Table(title, columns, rows)], watermark=watermark)


def write_tables(tables: Iterable[Table], *, watermark: str) -> bytes:
    """A workbook of several lists, written one after the other, each row once: memory doesn't grow with them."""
    book, buffer = new_workbook(constant_memory=True)
    formats = _formats(book)
    for table in tables:
        _write_one(book, table, formats, watermark=watermark)
    book.close()
    return buffer.getvalue()


def _write_one(book: xlsxwriter.Workbook, table: Table, formats: dict[str, Any], *, watermark: str) -> None:
    heads = [column if isinstance(column, TableColumn) else TableColumn(column) for column in table.columns]
    sheet, row_number, sheets = None, _LAST_ROW, 0
    for row in table.rows:
        if sheet is None or row_number >= _LAST_ROW:
            sheets += 1
            sheet = _start_sheet(book, heads, formats, title=table.title, watermark=watermark, number=sheets)
            row_number = 3
        for index, value in enumerate(row):
            _write(sheet, row_number, index, value, formats)
        row_number += 1
    if sheet is None:
        _start_sheet(book, heads, formats, title=table.title, watermark=watermark, number=1)


def _formats(book: xlsxwriter.Workbook) -> dict[str, Any]:
    cell = {"font_name": FONT, "font_size": 11, "border": 1, "valign": "vcenter"}
    return {
        "title": book.add_format({"font_name": FONT, "font_size": 16, "bold": True, "align": "center"}),
        "watermark": book.add_format(
            {"font_name": FONT, "font_size": 9, "font_color": "#7F7F7F", "align": "right"}
        ),
        "head": book.add_format(
            {**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#D9E1F2"}
        ),
        "text": book.add_format({**cell, "num_format": "@"}),
        "integer": book.add_format({**cell, "num_format": "0"}),
        "money": book.add_format({**cell, "num_format": "#,##0.00"}),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd", "align": "center"}),
        "moment": book.add_format({**cell, "num_format": "yyyy-mm-dd hh:mm", "align": "center"}),
    }


def _start_sheet(
    book: xlsxwriter.Workbook,
    heads: Sequence[TableColumn],
    formats: dict[str, Any],
    *,
    title: str,
    watermark: str,
    number: int,
) -> Any:
    suffix = f"-{number}" if number > 1 else ""
    sheet = book.add_worksheet(sheet_name(title) + suffix)
    last = max(len(heads) - 1, 1)
    for index, head in enumerate(heads):
        sheet.set_column(index, index, head.width)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer("&L" + watermark.replace("&", "&&")[:200] + "&R第 &P 页 共 &N 页")
    sheet.freeze_panes(3, 0)
    sheet.set_row(0, 30)
    # In constant-memory mode rows must be written in order: a merge writes only its own row.
    sheet.merge_range(0, 0, 0, last, "", formats["title"])
    sheet.write_string(0, 0, title, formats["title"])
    sheet.merge_range(1, 0, 1, last, "", formats["watermark"])
    sheet.write_string(1, 0, watermark, formats["watermark"])
    for index, head in enumerate(heads):
        sheet.write_string(2, index, head.title, formats["head"])
    return sheet


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None:
        sheet.write_blank(row, column, None, formats["text"])
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否", formats["text"])
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, value, formats["money"])
    elif isinstance(value, int) and abs(value) < _EXACT_INTEGER:
        sheet.write_number(row, column, value, formats["integer"])
    elif isinstance(value, datetime):
        # Excel knows no time zones: write what the wall clock of the office showed.
        wall_clock = value.astimezone(OFFICE_TIME).replace(tzinfo=None) if value.tzinfo else value
        sheet.write_datetime(row, column, wall_clock, formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["date"])
    else:
        sheet.write_string(row, column, str(value)[:_LONGEST_TEXT], formats["text"])
