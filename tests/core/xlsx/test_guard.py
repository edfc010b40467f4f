import pytest

from tests.core.xlsx import hostile
from yunnan_training.core.xlsx.guard import MAX_FILE_BYTES, WorkbookRefused, inspect

DOCUMENT = hostile.pack({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
CSV = "姓名，身份证号码\n张三,1\n".encode()


@pytest.mark.parametrize(
    ("data", "code", "sentence"),
    [
        (b"", "empty_file", "空的"),
        (CSV, "not_xlsx", "可能是 CSV"),
        (CSV.decode().encode("gb18030"), "not_xlsx", "可能是 CSV"),
        (b"<html><table></table></html>", "not_xlsx", "网页"),
        (hostile.old_xls(), "old_xls", "旧版 .xls"),
        (hostile.password_protected(), "password", "密码"),
        (DOCUMENT, "not_xlsx", "不是 .xlsx"),
        (hostile.macros(), "macros", "宏"),
        (hostile.many_parts(), "too_many_parts", "207 个部件"),
        (hostile.zip_bomb(), "flood", "异常庞大"),
        (hostile.lying_zip_bomb(), "damaged", "损坏"),
        (hostile.entity_bomb(), "damaged", "实体"),
        (b"PK\x03\x04" + b"\0" * MAX_FILE_BYTES, "file_too_large", "20 MB"),
        (b"PK\x03\x04 no zip at all", "damaged", "损坏"),
    ],
)
def test_each_refusal_has_its_sentence(data, code, sentence):
    with pytest.raises(WorkbookRefused, match=sentence) as refusal:
        inspect(data)
    assert refusal.value.code == code


def test_a_flood_below_the_total_is_known_by_its_ratio():
    with pytest.raises(WorkbookRefused) as refusal:
        inspect(hostile.workbook(xl__media="0" * 30_000_000))
    assert refusal.value.code == "flood"


def test_a_file_cut_off_anywhere_is_refused_and_nothing_else_happens():
    data = hostile.workbook(hostile.inline("A1", "姓名") * 50)
    for length in range(4, len(data) - 1, 97):
        with pytest.raises(WorkbookRefused):
            inspect(data[:length])


def test_an_ordinary_workbook_passes():
    inspection = inspect(hostile.workbook(f'<row r="1">{hostile.inline("A1", "姓名")}</row>'))
    assert inspection.entries == 6
    assert inspection.unpacked_bytes > 1000
