"""Rosters for the tests, made by openpyxl; one person a line, faults put in by the test."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl

from courses.rosters.context import RosterContext, RosterLimits
from tests.workbooks.make import HEADER, people, row_of

FIRST_DAY = date(2025, 3, 5)
LIMITS = RosterLimits(
    refuse_under_age=14,
    minimum_age=16,
    minimum_age_warns_in=frozenset({"PREP", "YOUTH"}),
    maximum_age=60,
    people_per_phone=2,
    largest_class=50,
)
PLACES = {
    "镇雄县": "530627",
    "532128": "530627",
    "530627": "530627",
    "彝良县": "530628",
    "威信县": "530629",
    "昭阳区": "530602",
    "石林彝族自治县": "530126",
}
CONTEXT = RosterContext(
    checked_on=date(2025, 3, 1),
    first_day=FIRST_DAY,
    programme="RURAL",
    planned_size=40,
    limits=LIMITS,
    places=PLACES,
)
PEOPLE = list(people(60))
COLUMN = {title: index for index, title in enumerate(HEADER)}
HEADER_ROW = 1


def context(**changes: Any) -> RosterContext:
    return replace(CONTEXT, **changes)


def person_row(order: int = 0, **cells: Any) -> list[Any]:
    """A faultless row, with cells replaced by their column title."""
    row: list[Any] = list(row_of(order + 1, PEOPLE[order]))
    for title, value in cells.items():
        row[COLUMN[title]] = value
    return row


def workbook(*rows: list[Any], header: tuple[str, ...] = HEADER) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "花名册"
    sheet.append(list(header))
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                cell.data_type = "s"  # openpyxl takes every text with "=" for a formula
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def roster(*rows: list[Any], header: tuple[str, ...] = HEADER) -> bytes:
    return saved(workbook(*rows, header=header))
