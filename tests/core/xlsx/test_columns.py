import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from yunnan_training.core.xlsx.columns import Column, column_letter, find_header, plain_heading
from yunnan_training.core.xlsx.reader import Sheet

COLUMNS = (
    Column("name", "姓名", required=True),
    Column("id", "身份证号码", required=True, synonyms=("身份证号", "公民身份号码")),
    Column("phone", "联系电话", required=True, synonyms=("手机",)),
    Column("age", "年龄"),
)


def sheet(*rows):
    none = frozenset()
    return Sheet("Sheet1", True, [list(row) for row in rows], none, none, none, none, ())


@given(st.integers(1, 16384))
def test_letters_are_those_of_excel(number):
    assert column_letter(number) == get_column_letter(number)


@pytest.mark.parametrize(
    "heading",
    [
        "身份证号码",
        "身份证号码*",
        " 身份证 号码 ",
        "身份证\n号码",
        "身份证号码(18位)",
        "*身份证号码[必填]:",
        "★身份证号码",
    ],
)
def test_a_heading_is_known_however_it_is_decorated(heading):
    assert plain_heading(heading) == "身份证号码"


def test_the_header_is_found_below_titles_and_by_synonyms():
    header = find_header(
        sheet(["某某县培训班花名册"], [], ["序", "姓 名", "公民身份号码", "手机"], [1, "张三"]), COLUMNS
    )
    assert header.row == 3
    assert dict(header.positions) == {"name": 2, "id": 3, "phone": 4}
    assert header.unknown == (1,)
    assert header.missing == ()
    assert header.letter("id") == "C"
    assert header.letter("age") == ""


def test_all_missing_columns_are_named_at_once():
    header = find_header(sheet(["姓名", "年龄", "备用", "手机"]), COLUMNS)
    assert [column.key for column in header.missing] == ["id"]
    header = find_header(sheet(["年龄", "姓名", "x"]), COLUMNS[:2] + COLUMNS[3:])
    assert header is None  # two words alone may stand in any sentence


def test_two_columns_of_one_meaning_are_told():
    header = find_header(sheet(["姓名", "身份证号", "手机", "身份证号码"]), COLUMNS)
    assert header.repeated == ((COLUMNS[1], 4),)


def test_no_header_within_twenty_rows():
    assert find_header(sheet(*[["说明"]] * 20, ["姓名", "身份证号", "手机"]), COLUMNS) is None
    assert find_header(sheet(*[["说明"]] * 19, ["姓名", "身份证号", "手机"]), COLUMNS).row == 20


def test_a_row_without_a_key_column_is_no_header():
    assert find_header(sheet(["手机", "年龄", "姓名"]), COLUMNS, key_columns=("id",)) is None
