"""Runs alone in the sandbox: a workbook on stdin, its sheets as JSON on stdout.

Imports nothing of this project. Cells keep their type: text, number, true/false and blank as JSON has
them; a date, time or length of time as a one-entry object.
"""

import re
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO

import orjson
import python_calamine

MAX_SHEETS = 20
MAX_CELLS = 4_000_000  # 100,000 rows of 40 columns
MAX_ANSWER = 100_000_000  # bytes of JSON
MAX_REMARKS = 5_000  # formula, error and hidden marks kept per sheet

_SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION_TAG = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_COLUMN_TAG = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*\bhidden\s*=\s*[\"'](?:1|true)[\"'][^>]*>")
_FORMULA_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^/>])>\s*<(?:\w+:)?f[\s/>]")
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*\bt\s*=\s*[\"']e[\"'][^>]*)>")


def plain(value):
    """For orjson: the values that JSON has no word for."""
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    raise TypeError(type(value).__name__)


def attributes(tag):
    return {name.split(b":")[-1]: text for name, text in _ATTRIBUTE.findall(tag)}


def is_true(text):
    return text in (b"1", b"true")


def sheet_parts(archive):
    """Sheet name (as bytes) in workbook order -> the zip entry that holds it."""
    targets = {}
    for tag in _RELATION_TAG.findall(archive.read("xl/_rels/workbook.xml.rels")):
        facts = attributes(tag)
        target = facts.get(b"Target", b"").decode()
        targets[facts.get(b"Id")] = target.lstrip("/") if target.startswith("/") else "xl/" + target
    return [
        targets.get(attributes(tag).get(b"id")) for tag in _SHEET_TAG.findall(archive.read("xl/workbook.xml"))
    ]


def remarks(xml):
    """What a reader of values does not see: hidden rows and columns, formulas, error values."""
    # A plain search first: over a long sheet each pattern costs as much as reading it.
    has_hidden = b"hidden" in xml
    has_formulas = b"<f" in xml or b":f" in xml
    has_errors = b'"e"' in xml or b"'e'" in xml
    hidden_columns = []
    for tag in _COLUMN_TAG.findall(xml[: xml.find(b"sheetData")]):
        facts = attributes(tag)
        if is_true(facts.get(b"hidden")):
            first, last = int(facts[b"min"]), int(facts[b"max"])
            hidden_columns.extend(range(first, min(last, first + 200) + 1))
    hidden_rows = [attributes(tag).get(b"r") for tag in first_ones(_HIDDEN_ROW, xml if has_hidden else b"")]
    return {
        "hidden_columns": hidden_columns,
        "hidden_rows": [int(row) for row in hidden_rows if row],
        "formulas": cell_refs(_FORMULA_CELL, xml if has_formulas else b""),
        "errors": cell_refs(_ERROR_CELL, xml if has_errors else b""),
    }


def first_ones(pattern, xml):
    for number, match in enumerate(pattern.finditer(xml)):
        if number >= MAX_REMARKS:
            return
        yield match.group()


def cell_refs(pattern, xml):
    refs = (attributes(tag).get(b"r", b"").decode() for tag in first_ones(pattern, xml))
    return [ref for ref in refs if ref]


def main():
    data = sys.stdin.buffer.read()
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    archive = zipfile.ZipFile(BytesIO(data))
    parts = sheet_parts(archive)
    cells = 0
    sheets = []
    for index, about in enumerate(book.sheets_metadata[:MAX_SHEETS]):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        cells += sheet.total_height * sheet.total_width
        if cells > MAX_CELLS:
            return {"refused": "too_many_cells"}
        rows = []
        for row in sheet.to_python(skip_empty_area=False):
            while row and row[-1] == "":
                row.pop()
            rows.append([None if value == "" else value for value in row])
        while rows and not rows[-1]:
            rows.pop()
        part = parts[index] if index < len(parts) else None
        xml = archive.read(part) if part in archive.namelist() else b""
        sheets.append(
            {
                "name": about.name,
                "visible": about.visible == python_calamine.SheetVisibleEnum.Visible,
                "rows": rows,
                "merged": sheet.merged_cell_ranges or [],
                **remarks(xml),
            }
        )
    return {"sheets": sheets}


if __name__ == "__main__":
    try:
        answer = main()
    except (python_calamine.CalamineError, zipfile.BadZipFile, KeyError, IndexError, ValueError):
        answer = {"refused": "damaged"}
    sheets_as_json = orjson.dumps(answer, default=plain, option=orjson.OPT_PASSTHROUGH_DATETIME)
    if len(sheets_as_json) > MAX_ANSWER:
        sheets_as_json = orjson.dumps({"refused": "too_much_text"})
    sys.stdout.buffer.write(sheets_as_json)
