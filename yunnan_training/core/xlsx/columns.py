"""Find the header row and say which column is what.

Offices put titles, merged cells and remarks above the header and spell a heading in many ways, so the
header is searched for by known synonyms. A heading nobody knows is left alone, and named.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .reader import Cell, Sheet

HEADER_WITHIN_ROWS = 20
_FEWEST_MATCHES = 3
_FURNITURE = re.compile(r"[\s*::★☆●·、,,.。\"'“”]+")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


@dataclass(frozen=True, slots=True)
class Column:
    """A column the gate understands: its key in code, its title in the office, other spellings of it."""

    key: str
    title: str
    required: bool = False
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    row: int  # Excel's row number
    positions: Mapping[str, int]  # column key -> Excel's column number, from 1
    headings: Mapping[int, str]  # column number -> the heading as the file has it
    unknown: tuple[int, ...]  # column numbers with a heading nobody knows
    repeated: tuple[tuple[Column, int], ...]  # a further column with a meaning that is already taken
    missing: tuple[Column, ...]  # required columns that are not there
    titles: Mapping[str, str] = field(default_factory=dict)  # column key -> office title

    def letter(self, key: str) -> str:
        position = self.positions.get(key)
        return column_letter(position) if position else ""


def column_letter(number: int) -> str:
    """1 -> A, 27 -> AA, as Excel shows it."""
    letters = ""
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters


def plain_heading(cell: Cell) -> str:
    """A heading without line breaks, stars, colons and bracketed remarks: 「身份证号码*(18位)」 → 身份证号码."""
    if not isinstance(cell, str):
        return ""
    text = unicodedata.normalize("NFKC", cell)
    return _FURNITURE.sub("", _REMARK.sub("", text)) or _FURNITURE.sub("", text)


def find_header(sheet: Sheet, columns: Sequence[Column], *, key_columns: Sequence[str] = ()) -> Header | None:
    """The row among the first twenty that names most of the columns, or None.

    It must name at least three, and one of `key_columns` if those are given, so that a title row or an
    instruction sheet is not taken for a header.
    """
    known = {plain_heading(name): column for column in columns for name in (column.title, *column.synonyms)}
    best: Header | None = None
    for index, cells in enumerate(sheet.rows[:HEADER_WITHIN_ROWS]):
        found = _read_header(index + 1, cells, known, columns)
        enough = len(found.positions) >= min(_FEWEST_MATCHES, len(columns))
        if not enough or (key_columns and not any(key in found.positions for key in key_columns)):
            continue
        if best is None or len(found.positions) > len(best.positions):
            best = found
    return best


def _read_header(
    row: int, cells: Sequence[Cell], known: Mapping[str, Column], columns: Sequence[Column]
) -> Header:
    positions: dict[str, int] = {}
    headings: dict[int, str] = {}
    unknown: list[int] = []
    repeated: list[tuple[Column, int]] = []
    for number, cell in enumerate(cells, start=1):
        heading = plain_heading(cell)
        if not heading:
            continue
        headings[number] = " ".join(str(cell).split())
        column = known.get(heading)
        if column is None:
            unknown.append(number)
        elif column.key in positions:
            repeated.append((column, number))
        else:
            positions[column.key] = number
    return Header(
        row=row,
        positions=positions,
        headings=headings,
        unknown=tuple(unknown),
        repeated=tuple(repeated),
        missing=tuple(column for column in columns if column.required and column.key not in positions),
        titles={column.key: column.title for column in columns},
    )
