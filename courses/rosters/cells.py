"""The cells of one roster row by column, and what is to be said about them."""

import re
from datetime import date, datetime

from yunnan_training.core.identity import mask_runs, without_blanks
from yunnan_training.core.xlsx.columns import Header
from yunnan_training.core.xlsx.reader import Sheet

from .columns import TITLES
from .report import Code, Finding, Severity

_EXCEL_EXACT = 10**15  # Excel keeps fifteen digits of a number; the rest it turned into zeros
_SCIENTIFIC = re.compile(r"[0-9]\.?[0-9]*[eE]\+[0-9]+")
LONGEST = {
    "name": 40,
    "education": 20,
    "household_place": 100,
    "household_kind": 20,
    "category_proof": 80,
    "pledged_employer": 100,
}
_INFORMATIONAL = frozenset({"sex", "age"})  # the ID number says both; a formula often fills them in
_AS_TEXT = "请把该列设为“文本”格式后重新输入完整号码"


def quote(value: object) -> str:
    """A cell's content inside a sentence: short, and never a whole number of a person."""
    text = mask_runs(" ".join(str(value).split()))
    return f"「{text if len(text) <= 20 else text[:20] + '…'}」"


class RowCells:
    """The cells of one row by column key, and the findings about them."""

    __slots__ = ("_cells", "_header", "_positions", "_row", "_sheet", "findings", "has_error")

    def __init__(self, row: int, sheet: Sheet, header: Header) -> None:
        self._row, self._sheet, self._header = row, sheet, header
        self._cells = sheet.rows[row - 1]
        self._positions = header.positions
        self.findings: list[Finding] = []
        self.has_error = False

    def text(self, key: str) -> str:
        """The cell as text. A whole number reads as its digits; digits that Excel dropped are an error."""
        position = self._positions.get(key)
        value = self._cells[position - 1] if position is not None and position <= len(self._cells) else None
        if isinstance(value, str):
            return value.strip()
        if value is None:
            self._explain_blank(key)
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, (int, float)):
            if abs(value) >= _EXCEL_EXACT:
                self._digits_lost(key)
                return ""
            return str(int(value)) if value == int(value) else repr(value)
        if isinstance(value, (date, datetime)):
            return value.strftime("%Y-%m-%d")
        return str(value)

    def digits(self, key: str) -> str:
        """As `text`, for ID numbers and accounts: text in scientific notation has lost its digits too."""
        text = self.text(key)
        if ("+" in text or "\uff0b" in text) and _SCIENTIFIC.fullmatch(without_blanks(text)):
            self._digits_lost(key)
            return ""
        return text

    def bounded(self, key: str) -> str:
        text = " ".join(self.text(key).split())
        if len(text) > LONGEST[key]:
            self.error(key, Code.TOO_LONG, f"内容有{len(text)}个字，最多{LONGEST[key]}个字，请精简。")
        return text

    def _digits_lost(self, key: str) -> None:
        self.error(
            key,
            Code.DIGITS_LOST,
            f"号码存成了数字(科学计数),Excel 只保留前15位，后面的位数已经丢失。{_AS_TEXT}。",
        )

    def _explain_blank(self, key: str) -> None:
        if not (self._sheet.errors or self._sheet.formulas):
            return
        address = self._header.letter(key) + str(self._row)
        say = self.warn if key in _INFORMATIONAL else self.error
        if address in self._sheet.errors:
            say(key, Code.NO_VALUE, "单元格显示的是错误值(如 #N/A、#REF!)，请改为直接填写内容。")
        elif address in self._sheet.formulas:
            say(
                key,
                Code.NO_VALUE,
                "单元格是公式但没有保存计算结果。请直接填写内容，或用 Excel、WPS 打开并保存后再上传。",
            )

    def said_about(self, key: str) -> bool:
        letter = self._header.letter(key)
        return any(
            finding.column == letter and finding.severity is Severity.ERROR for finding in self.findings
        )

    def missing(self, key: str, code: Code = Code.EMPTY) -> None:
        """A required cell is empty, unless it was already explained why nothing could be read."""
        if self.said_about(key):
            return
        advice = "此格属于合并单元格，请取消合并后逐行填写。" if self._in_merged_area(key) else "请补填。"
        self.error(key, code, f"没有填写“{TITLES[key]}”，{advice}")

    def _in_merged_area(self, key: str) -> bool:
        column = self._header.positions.get(key, 0)
        return any(
            top <= self._row <= bottom and left <= column <= right
            for top, left, bottom, right in self._sheet.merged
        )

    def error(self, key: str, code: Code, message: str) -> None:
        self.has_error = True
        self._say(key, Severity.ERROR, code, message)

    def warn(self, key: str, code: Code, message: str) -> None:
        self._say(key, Severity.WARNING, code, message)

    def notice(self, key: str, code: Code, message: str) -> None:
        self._say(key, Severity.NOTICE, code, message)

    def _say(self, key: str, severity: Severity, code: Code, message: str) -> None:
        self.findings.append(
            Finding(self._row, self._header.letter(key), TITLES[key], severity, code, message)
        )
