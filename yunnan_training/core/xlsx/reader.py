"""Read a workbook into plain typed rows, whatever its maker had in mind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson

from .guard import WorkbookRefused, inspect
from .sandbox import DEFAULT_LIMITS, ChildFailed, Limits, run

Cell = str | int | float | bool | date | datetime | time | timedelta | None

_DAMAGED = "文件内容有误，无法读取。请用 Excel 或 WPS 打开后“另存为”“Excel 工作簿(*.xlsx)”再上传。"
_TOO_WIDE = (
    "表格范围过大：有内容的单元格相隔太远。请删除花名册以外的行和列(选中后“删除”，不只是清除内容),"
    "或把花名册复制到新工作簿后上传。"
)
_TOO_SLOW = "文件处理超时，内容过多或结构异常。请只保留花名册，复制到新工作簿后上传。"
_REFUSALS = {
    "damaged": _DAMAGED,
    "too_many_cells": _TOO_WIDE,
    "too_much_text": "表格文字总量过大，请只保留花名册内容，复制到新工作簿后上传。",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet from A1 on. `rows[0]` is Excel's row 1; trailing blanks are cut, blank cells are None."""

    name: str
    visible: bool
    rows: list[list[Cell]]
    hidden_columns: frozenset[int]  # 1 = column A
    hidden_rows: frozenset[int]
    formulas: frozenset[str]  # cell addresses such as "C7"; a formula's cell holds its last computed value
    errors: frozenset[str]  # cells that show #N/A, #REF! and the like; their value here is None
    merged: tuple[tuple[int, int, int, int], ...]  # first row, first column, last row, last column; from 1

    def cell(self, row: int, column: int) -> Cell:
        """By Excel's row number and column number, both from 1."""
        if not 0 < row <= len(self.rows):
            return None
        cells = self.rows[row - 1]
        return cells[column - 1] if 0 < column <= len(cells) else None


@dataclass(frozen=True, slots=True)
class Workbook:
    sheets: tuple[Sheet, ...]


def read_workbook(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """Every sheet of the workbook, or WorkbookRefused with a sentence for the clerk."""
    inspect(data)
    try:
        answer = orjson.loads(run("read_child.py", data, limits=limits))
    except ChildFailed as failure:
        if failure.reason == "time":
            raise WorkbookRefused("too_slow", _TOO_SLOW) from None
        if failure.reason == "memory":
            raise WorkbookRefused("too_wide", _TOO_WIDE) from None
        raise WorkbookRefused("damaged", _DAMAGED) from None
    if refused := answer.get("refused"):
        raise WorkbookRefused(refused, _REFUSALS[refused])
    return Workbook(tuple(_sheet(raw) for raw in answer["sheets"]))


def _sheet(raw: Mapping[str, Any]) -> Sheet:
    for row in raw["rows"]:
        for index, value in enumerate(row):
            if type(value) is dict:
                row[index] = _moment(value)
    return Sheet(
        name=raw["name"],
        visible=raw["visible"],
        rows=raw["rows"],
        hidden_columns=frozenset(raw["hidden_columns"]),
        hidden_rows=frozenset(raw["hidden_rows"]),
        formulas=frozenset(raw["formulas"]),
        errors=frozenset(raw["errors"]),
        merged=tuple(
            (top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in raw["merged"]
        ),
    )


def _moment(value: Mapping[str, Any]) -> Cell:
    kind, text = next(iter(value.items()))
    if kind == "date":
        return date.fromisoformat(text)
    if kind == "datetime":
        return datetime.fromisoformat(text)
    if kind == "time":
        return time.fromisoformat(text)
    return timedelta(seconds=text)
