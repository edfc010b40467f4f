"""What the gate answers: findings that may be shown, logged and stored, and rows that may be enrolled.

A finding never holds a full ID number, phone or account. Rows do, and are kept only as long as the
request or job that confirms them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from trainees.enums import PersonCategory
from yunnan_training.core.identity import Sex, mask_id_number, mask_phone


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        return _SEVERITY_LABELS[self]


_SEVERITY_LABELS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.NOTICE: "说明"}


class Code(StrEnum):
    """Numbers of the findings. K and P numbers are those of the risk and privacy lists, G is the gate's own."""

    FILE_UNREADABLE = "G01"
    NO_HEADER = "G02"
    COLUMN_MISSING = "G03"
    COLUMN_TWICE = "G04"
    SEVERAL_ROSTERS = "G05"
    NO_PEOPLE = "G06"
    COLUMN_UNKNOWN = "G07"
    ROW_SKIPPED = "G08"
    HIDDEN = "G09"
    EMPTY = "G10"
    NOT_IN_LIST = "G11"
    DIGITS_LOST = "G12"
    READ_AS = "G13"
    ODD_NAME = "G14"
    ODD_PHONE = "G15"
    ODD_ACCOUNT = "G16"
    DIFFERS_FROM_ID = "G17"
    PLACE_UNKNOWN = "G18"
    NO_VALUE = "G19"
    TOO_LONG = "G20"
    OVER_PLAN = "G21"
    NOT_ADMITTED = "G24"
    ADMISSION_IN_DOUBT = "G25"
    ADMISSION_UNKNOWN = "G26"
    TOO_MANY_CLASSES = "G27"
    ID_INVALID = "K01"
    SAME_PERSON = "K02"
    CLASSES_OVERLAP = "K03"
    PHONE_SHARED = "K10"
    ACCOUNT_SHARED = "K12"
    AGE = "K16"
    CLASS_TOO_LARGE = "K36"
    NOT_TOLD = "P01"
    CHILD = "P04"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about one cell, one row (no column) or the file (no row)."""

    row: int | None  # Excel's row number
    column: str  # Excel's column letter, or empty
    title: str  # the column's heading, or empty
    severity: Severity
    code: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "severity": self.severity.value, "code": str(self.code)}

    @property
    def place(self) -> str:
        """第5行 F列(身份证号码)"""
        if self.row is None:
            return "整个文件" if not self.column else f"{self.column}列({self.title})"
        if not self.column:
            return f"第{self.row}行"
        return f"第{self.row}行 {self.column}列({self.title})"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One person as the file names them, every cell of the row being in order."""

    row: int
    name: str
    id_number: str = field(repr=False)
    birth_date: date = field(repr=False)
    sex: Sex
    phone: str = field(repr=False)
    category: PersonCategory
    category_proof: str = field(default="", repr=False)
    education: str = ""
    household_place: str = ""  # as written
    household_code: str = ""  # county code of today where the place was recognised
    household_kind: str = ""
    pledged_employer: str = ""
    bank_account: str = field(default="", repr=False)
    privacy_notice_given: bool = True

    @property
    def masked_id_number(self) -> str:
        return mask_id_number(self.id_number)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterReport:
    findings: tuple[Finding, ...]
    rows: tuple[RosterRow, ...] = ()  # people without an error, in the order of the file
    sheet: str = ""
    header_row: int = 0
    result_column: int = 0  # where 校验结果 is or will be, from 1
    last_row: int = 0
    people_rows: tuple[int, ...] = ()  # Excel's row numbers of the people

    @property
    def people(self) -> int:
        """Rows that name a person, faulty ones included."""
        return len(self.people_rows)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return self._of(Severity.WARNING)

    @property
    def notices(self) -> tuple[Finding, ...]:
        return self._of(Severity.NOTICE)

    @property
    def ok(self) -> bool:
        """Whether the whole file may be confirmed: a roster is taken as a whole or not at all."""
        return bool(self.rows) and not self.errors

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is severity)

    def as_dict(self) -> dict[str, Any]:
        """Without the people: fit for a database column, a page or the API."""
        return {
            "ok": self.ok,
            "people": self.people,
            "valid": len(self.rows),
            "sheet": self.sheet,
            "header_row": self.header_row,
            "result_column": self.result_column,
            "last_row": self.last_row,
            "people_rows": list(self.people_rows),
            "findings": [finding.as_dict() for finding in self.findings],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "RosterReport":
        """The report again, without people; enough to mark the file or list the findings."""
        return cls(
            findings=tuple(
                Finding(**{**finding, "severity": Severity(finding["severity"])})
                for finding in stored["findings"]
            ),
            sheet=stored["sheet"],
            header_row=stored["header_row"],
            result_column=stored["result_column"],
            last_row=stored["last_row"],
            people_rows=tuple(stored["people_rows"]),
        )
