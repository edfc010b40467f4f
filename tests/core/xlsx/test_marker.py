from io import BytesIO

import openpyxl
import pytest

from tests.core.xlsx import hostile
from yunnan_training.core.xlsx.marker import Mark, MarkingFailed, mark_workbook
from yunnan_training.core.xlsx.sandbox import Limits

ORDER = {
    "sheet": "Sheet1",
    "header_row": 1,
    "result_column": 2,
    "result_title": "=结果",
    "marks": [Mark(row=2, column=1, colour="FFC8CC", comment="=1+1 \x07")],
    "results": {2: ("=HYPERLINK(1)\x00", "FFC8CC")},
    "colours": ("FFC8CC",),
}


def data():
    rows = f'<row r="1">{hostile.inline("A1", "姓名")}</row><row r="2">{hostile.inline("A2", "=2+2")}</row>'
    return hostile.workbook(rows)


def test_nothing_that_is_written_becomes_a_formula():
    sheet = openpyxl.load_workbook(BytesIO(mark_workbook(data(), **ORDER))).active
    for address, text in (("A2", "=2+2"), ("B1", "=结果"), ("B2", "=HYPERLINK(1)")):
        assert (sheet[address].data_type, sheet[address].value) == ("s", text)
    assert sheet["A2"].comment.text == "=1+1 "


def test_a_marking_that_does_not_succeed_says_so():
    with pytest.raises(MarkingFailed, match="crash"):
        mark_workbook(data(), **{**ORDER, "sheet": "没有这张表"})
    with pytest.raises(MarkingFailed, match="time"):
        mark_workbook(data(), **ORDER, limits=Limits(wall_seconds=0.01))
