"""Write findings into the clerk's own workbook: coloured cells, comments and one result column.

openpyxl does it, because it keeps the rest of the file; it runs in the sandbox and may fail there on a
file that is merely large. The caller then has another way to answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import orjson

from .guard import inspect
from .sandbox import DEFAULT_LIMITS, ChildFailed, Limits, run

MAX_UNPACKED_BYTES = 40 * 1024 * 1024  # openpyxl needs about fifty times the file


class MarkingFailed(Exception):
    """The workbook is too large or too odd to be written back."""


@dataclass(frozen=True, slots=True)
class Mark:
    row: int
    column: int
    colour: str  # RRGGBB
    comment: str
    as_text: bool = False  # set the cell's format to text, so that a number typed anew keeps its digits


def mark_workbook(
    data: bytes,
    *,
    sheet: str,
    header_row: int,
    result_column: int,
    result_title: str,
    marks: Sequence[Mark],
    results: Mapping[int, tuple[str, str]],
    colours: Sequence[str],
    header_comment: str = "",
    limits: Limits = DEFAULT_LIMITS,
) -> bytes:
    """The same workbook with `marks`, and per row (text, colour) in the result column.

    Marks of an earlier round are known by `colours` and by their author, and are removed.
    """
    if inspect(data).unpacked_bytes > MAX_UNPACKED_BYTES:
        raise MarkingFailed("too large")
    order = {
        "sheet": sheet,
        "header_row": header_row,
        "result_column": result_column,
        "result_title": result_title,
        "header_comment": header_comment,
        "colours": list(colours),
        "marks": [asdict(mark) for mark in marks],
        "results": [[row, text, colour] for row, (text, colour) in results.items()],
    }
    head = orjson.dumps(order)
    try:
        return run("mark_child.py", len(head).to_bytes(8, "big") + head + data, limits=limits)
    except ChildFailed as failure:
        raise MarkingFailed(failure.reason) from None
