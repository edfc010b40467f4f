from datetime import date, datetime, time, timedelta
from io import BytesIO

import openpyxl
import pytest

from tests.core.xlsx import hostile
from tests.workbooks.make import roster_workbook
from yunnan_training.core.xlsx.guard import WorkbookRefused
from yunnan_training.core.xlsx.reader import read_workbook
from yunnan_training.core.xlsx.sandbox import ChildFailed, Limits, run


def saved(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_every_kind_of_cell_keeps_its_type():
    book = openpyxl.Workbook()
    row = [
        "字",
        3,
        1.5,
        True,
        date(2025, 1, 2),
        datetime(2025, 1, 2, 3, 4),  # noqa: DTZ001
        time(3, 4),
        timedelta(days=2),
        None,
        "末",
    ]
    book.active.append(row)
    sheet = read_workbook(saved(book)).sheets[0]
    assert sheet.rows == [["字", 3.0, 1.5, True, *row[4:]]]
    assert [type(value) for value in sheet.rows[0][:4]] == [str, float, float, bool]


def test_rows_and_columns_count_from_a1_as_in_excel():
    book = openpyxl.Workbook()
    book.active["C5"] = "这里"
    sheet = read_workbook(saved(book)).sheets[0]
    assert sheet.cell(5, 3) == "这里"
    assert sheet.cell(1, 1) is sheet.cell(99, 99) is None
    assert len(sheet.rows) == 5


def test_what_values_do_not_show_is_told():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["a", "=1+2", "#N/A"])
    sheet.append(["b"])
    sheet.append(["c"])
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[2].hidden = True
    sheet.merge_cells("A5:C6")
    other = book.create_sheet("藏起来的")
    other.sheet_state = "hidden"
    workbook = read_workbook(saved(book))
    first, second = workbook.sheets
    assert first.formulas == {"B1"}
    assert first.errors == {"C1"}
    assert first.hidden_columns == {2}
    assert first.hidden_rows == {2}
    assert first.merged == ((5, 1, 6, 3),)
    assert first.visible
    assert not second.visible
    assert second.name == "藏起来的"


def test_rows_that_are_only_formatted_are_not_there():
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    for row in range(2, 500):
        book.active.cell(row, 30).number_format = "@"
    assert read_workbook(saved(book)).sheets[0].rows == [["x"]]


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (hostile.sparse(), {"too_wide"}),
        (hostile.wide_block(), {"too_many_cells", "too_wide"}),
        (hostile.many_times_one_string(), {"too_much_text", "too_wide", "too_slow"}),
        (hostile.workbook("<row><c r='A1' t='s'><v>7</v></c></row>"), {"damaged"}),
        (hostile.workbook("<row r='1'><c r='A1'><v>1</v></row"), {"damaged"}),
    ],
    ids=["sparse", "wide_block", "one_string_often", "no_such_string", "broken_xml"],
)
def test_a_workbook_that_would_take_the_machine_down_is_refused(data, codes):
    with pytest.raises(WorkbookRefused) as refusal:
        read_workbook(data)
    assert refusal.value.code in codes
    assert refusal.value.message.endswith("。")


def test_a_child_that_needs_too_long_is_ended(tmp_path, monkeypatch):
    (tmp_path / "sleep.py").write_text("import time; time.sleep(60)")
    (tmp_path / "burn.py").write_text("while True: pass")
    monkeypatch.setattr("yunnan_training.core.xlsx.sandbox._HERE", tmp_path)
    for script in ("sleep.py", "burn.py"):
        with pytest.raises(ChildFailed) as failure:
            run(script, b"", limits=Limits(cpu_seconds=1, wall_seconds=3))
        assert failure.value.reason == "time"


def test_a_child_gets_no_more_memory_than_allowed_and_no_secrets(tmp_path, monkeypatch):
    (tmp_path / "eat.py").write_text("b = bytearray(2 * 1024**3)")
    (tmp_path / "look.py").write_text("import os; print(sorted(os.environ))")
    monkeypatch.setattr("yunnan_training.core.xlsx.sandbox._HERE", tmp_path)
    monkeypatch.setenv("FIELD_KEYS", "secret")
    with pytest.raises(ChildFailed) as failure:
        run("eat.py", b"")
    assert failure.value.reason == "memory"
    assert b"FIELD_KEYS" not in run("look.py", b"")


def test_a_workbook_in_the_strict_words_of_another_program_is_read():
    """No cell addresses, inline texts, a namespace prefix: written by hand, as small exporters write it."""
    sheet = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row><x:c t="inlineStr"><x:is><x:t>姓名</x:t></x:is></x:c><x:c><x:v>5</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    data = hostile.workbook(**{"xl__worksheets__sheet1.xml": sheet})
    assert read_workbook(data).sheets[0].rows == [["姓名", 5.0]]


def test_twenty_thousand_rows_need_a_quarter_of_the_memory_allowed():
    data = roster_workbook(20_000)
    sheet = read_workbook(data, limits=Limits(memory_bytes=256 * 1024 * 1024)).sheets[0]
    assert len(sheet.rows) == 20_002
    assert sheet.formulas == sheet.errors == sheet.hidden_rows == frozenset()
