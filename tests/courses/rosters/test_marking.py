from io import BytesIO

import openpyxl
import pytest
from openpyxl.comments import Comment

from courses.rosters import marking
from courses.rosters.check import check
from courses.rosters.marking import mark
from courses.rosters.report import RosterReport
from tests.core.xlsx import hostile
from tests.courses.rosters.build import CONTEXT, person_row, roster, saved, workbook
from tests.workbooks import make

RED, YELLOW = "FFFFC8CC", "FFFFECB0"


def marked(data, report=None):
    out = mark(data, report or check(data, CONTEXT))
    return out, openpyxl.load_workbook(BytesIO(out))


def colour(cell):
    return cell.fill.fgColor.rgb if cell.fill.patternType else None


def test_each_faulty_cell_is_coloured_and_explained_and_each_row_has_its_result():
    data = roster(
        person_row(0), person_row(1, 姓名=None, 性别="不详"), person_row(2, 联系电话="138-0071-0000-2")
    )
    _, book = marked(data)
    sheet = book["花名册"]
    assert sheet["O1"].value == "校验结果"
    assert sheet["O2"].value == "通过"
    assert colour(sheet["B3"]) == RED
    assert "没有填写“姓名”" in sheet["B3"].comment.text
    assert colour(sheet["C3"]) == YELLOW
    assert "【错误】“姓名”" in sheet["O3"].value
    assert "【提醒】“性别”" in sheet["O3"].value
    assert colour(sheet["O3"]) == RED
    assert colour(sheet["B2"]) is None
    assert colour(sheet["G4"]) == RED


def test_what_concerns_the_whole_file_stands_at_the_head_of_the_result_column():
    rows = [person_row(order) for order in range(41)]
    _, book = marked(roster(*rows))
    assert "多于本班计划的40人" in book.active["O1"].comment.text


@pytest.mark.parametrize("path", [make.CLEAN, make.UGLY])
def test_the_marked_file_is_judged_exactly_as_the_original(path):
    data = path.read_bytes()
    report = check(data, CONTEXT)
    once, _ = marked(data, report)
    again = check(once, CONTEXT)
    assert again == report
    twice, _ = marked(once, again)
    assert check(twice, CONTEXT) == report


def test_mended_and_uploaded_again_it_passes_and_the_old_marks_go():
    data = roster(person_row(0, 姓名=None), person_row(1))
    _, book = marked(data)
    book.active["B2"] = "张三"
    mended = saved(book)
    report = check(mended, CONTEXT)
    assert report.findings == ()
    _, book = marked(mended, report)
    sheet = book.active
    assert sheet["B2"].comment is None
    assert colour(sheet["B2"]) is None
    assert [sheet["O2"].value, sheet["O3"].value] == ["通过", "通过"]
    assert colour(sheet["O2"]) is None
    assert sheet["P1"].value is None


def test_the_rest_of_the_clerks_file_stays():
    book = workbook(person_row(0, 姓名=None))
    sheet = book.active
    sheet.insert_rows(1)
    sheet["A1"] = "某县花名册"
    sheet.merge_cells("A1:N1")
    sheet["D3"].comment = Comment("经办人备注", "李四")
    sheet["D3"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF00FF00")
    sheet.column_dimensions["F"].width = 33
    other = book.create_sheet("说明")
    other["A1"] = "=1+1"
    other["A1"].data_type = "s"
    _, result = marked(saved(book))
    sheet = result["花名册"]
    assert sheet["A1"].value == "某县花名册"
    assert "A1:N1" in [str(merged) for merged in sheet.merged_cells.ranges]
    assert sheet["D3"].comment.text == "经办人备注"
    assert colour(sheet["D3"]) == "FF00FF00"
    assert sheet.column_dimensions["F"].width == 33
    assert result["说明"]["A1"].data_type == "s"


def test_text_that_begins_with_an_equals_sign_stays_text():
    data = roster(person_row(0, 姓名="=1+1", 类别证明号='=HYPERLINK("x")'))
    _, book = marked(data)
    for address in ("B2", "K2", "O2"):
        assert book.active[address].data_type == "s"
    assert book.active["B2"].value == "=1+1"


def test_a_cell_that_lost_digits_is_set_to_text_for_the_new_entry():
    _, book = marked(roster(person_row(0, 身份证号码=530000199006150013)))
    assert book.active["F2"].number_format == "@"


def test_marks_can_be_made_later_from_the_stored_report():
    data = roster(person_row(0, 姓名=None))
    stored = RosterReport.from_dict(check(data, CONTEXT).as_dict())
    _, book = marked(data, stored)
    assert "没有填写“姓名”" in book.active["O2"].value


@pytest.mark.parametrize(
    "data",
    [hostile.sparse(), hostile.old_xls(), b"csv,", hostile.workbook()],
    ids=["sparse", "xls", "csv", "empty"],
)
def test_a_file_that_cannot_be_marked_comes_back_as_a_list(data):
    _, book = marked(data)
    rows = list(book.active.values)
    assert rows[2] == ("行", "列", "栏目", "类型", "编号", "说明")
    assert rows[3][3] == "错误"
    assert rows[3][5].endswith("。")


def test_a_file_too_large_to_be_marked_comes_back_as_a_list(monkeypatch):
    data = roster(person_row(0, 姓名=None), person_row(1))
    report = check(data, CONTEXT)
    with monkeypatch.context() as patch:
        patch.setattr(marking, "_MOST_ROWS", 1)
        _, by_rows = marked(data, report)
    monkeypatch.setattr("yunnan_training.core.xlsx.marker.MAX_UNPACKED_BYTES", 10)
    _, by_size = marked(data, report)
    for book in (by_rows, by_size):
        assert [cell.value for cell in book.active[4]] == [
            2,
            "B",
            "姓名",
            "错误",
            "G10",
            "没有填写“姓名”，请补填。",
        ]


def test_a_huge_shared_string_does_not_take_the_worker_down():
    header = "".join(
        hostile.inline(f"{letter}1", title)
        for letter, title in zip("ABCDEFGHIJKLMN", make.HEADER, strict=True)
    )
    text = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(3_000_000))
    data = hostile.workbook(
        f'<row r="1">{header}</row><row r="2"><c r="B2" t="s"><v>0</v></c></row>',
        strings=f"<si><t>{text}</t></si>",
    )
    report = check(data, CONTEXT)
    assert report.errors
    assert all(len(finding.message) < 300 for finding in report.findings)
    assert openpyxl.load_workbook(BytesIO(mark(data, report)))
