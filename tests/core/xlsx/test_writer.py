from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl

from yunnan_training.core.xlsx.reader import read_workbook
from yunnan_training.core.xlsx.writer import TableColumn, write_table


def test_what_is_written_is_read_back_and_text_stays_text():
    rows = [
        ["=1+1", "530000199006150013", Decimal("2000.00"), date(2025, 3, 1), 3, True, None],
        [
            "@cmd",
            6200001234567890123,
            Decimal("0.10"),
            datetime(2025, 3, 1, 1, 30, tzinfo=UTC),
            -1,
            False,
            "",
        ],
        ["http://example.test", "+86", Decimal("3000"), None, 0, None, "007"],
    ]
    columns = ["姓名", TableColumn("账号", 24), "金额", "日期", "人数", "是否", "备注"]
    data = write_table(iter(rows), columns, title="拨付清单", watermark="导出人：张三 2025-03-01 09:30")
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book.active
    assert sheet["A1"].value == "拨付清单"
    assert sheet["A2"].value == "导出人：张三 2025-03-01 09:30"
    assert [cell.value for cell in sheet[3]] == ["姓名", "账号", "金额", "日期", "人数", "是否", "备注"]
    assert sheet["A4"].data_type == "s"
    assert sheet["A4"].value == "=1+1"
    assert sheet["B5"].value == "6200001234567890123"
    assert sheet["C4"].value == 2000
    assert sheet["C4"].number_format == "#,##0.00"
    assert sheet["D5"].value == datetime(2025, 3, 1, 9, 30)  # noqa: DTZ001  the clock in Kunming
    assert [sheet["F4"].value, sheet["F5"].value, sheet["F6"].value] == ["是", "否", None]
    assert sheet["G6"].value == "007"
    assert sheet["A6"].hyperlink is None
    assert sheet.print_title_rows == "$3:$3"
    assert "导出人" in sheet.oddFooter.left.text
    assert len(read_workbook(data).sheets[0].rows) == 6


def test_an_empty_list_still_has_its_header():
    rows = (
        read_workbook(write_table([], ["姓名", "金额"], title="a/b:c[d]", watermark="w & co")).sheets[0].rows
    )
    assert rows[2] == ["姓名", "金额"]


def test_a_list_longer_than_a_sheet_goes_on_in_the_next(monkeypatch):
    monkeypatch.setattr("yunnan_training.core.xlsx.writer._LAST_ROW", 10)
    sheets = read_workbook(write_table(([n] for n in range(20)), ["号"], title="表", watermark="w")).sheets
    assert [sheet.name for sheet in sheets] == ["表", "表-2", "表-3"]
    assert [value for sheet in sheets for (value,) in sheet.rows[3:]] == list(range(20))
