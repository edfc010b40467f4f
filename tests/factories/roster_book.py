"""A roster as a clerk fills it in: the portal's own template, one person a row."""

from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook

from .core import invented_name
from .trainees import bank_account, id_number, phone

HEADER_ROW = 3  # as Excel counts
COMMON = {
    "学历": "高中",
    "户口所在地": "云南省保山市隆阳区",
    "户口性质": "城镇",
    "人员类别": "企业职工",
    "就业安排承诺单位": "保山市某机械制造有限公司(虚构)",
    "已告知": "是",
}


@dataclass(frozen=True)
class Person:
    """Somebody invented, with everything that a roster asks for."""

    number: int

    @property
    def name(self) -> str:
        return invented_name(self.number)

    @property
    def id_number(self) -> str:
        return id_number(self.number)

    @property
    def bank_account(self) -> str:
        return bank_account(self.number)

    @property
    def phone(self) -> str:
        return phone(self.number)

    @property
    def row(self) -> dict[str, str]:
        return {
            **COMMON,
            "姓名": self.name,
            "身份证号码": self.id_number,
            "联系电话": self.phone,
            "银行卡号": self.bank_account,
        }


def mistyped(number: str) -> str:
    """The same ID number with a wrong check digit."""
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def filled_in(template: bytes, rows: list[dict[str, str]]) -> bytes:
    """The blank template with these rows, saved as Excel would."""
    book = load_workbook(BytesIO(template))
    sheet = book["花名册"]
    column = {str(cell.value).rstrip("*"): cell.column for cell in sheet[HEADER_ROW] if cell.value}
    for at, row in enumerate(rows, start=HEADER_ROW + 1):
        for title, value in row.items():
            sheet.cell(at, column[title], value)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()
