"""What the page of one roster shows: findings row by row, the people masked, what confirming will do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from yunnan_training.core.page_kit import Column

from ..actions import rosters as acts
from ..actions.roster_context import known_people
from ..enums import ClassStatus, EnrolmentStatus
from ..models import RosterUpload
from ..rosters.report import Finding, RosterReport, Severity

TONES = {Severity.ERROR: "red", Severity.WARNING: "amber", Severity.NOTICE: "grey"}
ROWS_SHOWN = 200
PEOPLE_SHOWN = 200
# Reading a larger file again takes seconds; then the people are shown when asked for.
SHOWN_AT_ONCE = 1_200
PREVIEW_COLUMNS = [
    Column("姓名", "name", lead=True),
    Column("行", "row", align="right"),
    Column("身份证号码", "masked_id_number", mono=True),
    Column("性别", "sex.label"),
    Column("联系电话", "masked_phone", mono=True),
    Column("人员类别", "category.label"),
    Column("户口所在地", "household_place"),
]


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as the page draws it."""

    place: str
    severity: str
    tone: str
    code: str
    message: str

    @classmethod
    def of(cls, finding: Finding) -> "Told":
        place = " ".join(filter(None, [f"{finding.column}列" if finding.column else "", finding.title]))
        return cls(
            place=place,
            severity=finding.severity.label,
            tone=TONES[finding.severity],
            code=finding.code,
            message=finding.message,
        )


@dataclass(slots=True)
class FaultyRow:
    """Everything to say about one Excel row."""

    number: int
    tone: str
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Findings:
    """`about_file` first; then rows with an error or a warning; remarks on other rows are counted apart."""

    about_file: list[Told]
    rows: list[FaultyRow]
    remarks: list[FaultyRow]
    unshown: int

    @property
    def any(self) -> bool:
        return bool(self.about_file or self.rows or self.remarks)


def findings_of(roster: RosterUpload) -> Findings:
    stored = [Finding(**{**each, "severity": Severity(each["severity"])}) for each in roster.findings]
    by_row: dict[int, list[Finding]] = {}
    for finding in stored:
        if finding.row is not None:
            by_row.setdefault(finding.row, []).append(finding)
    rows, remarks = [], []
    for number in sorted(by_row):
        ordered = sorted(by_row[number], key=lambda finding: list(Severity).index(finding.severity))
        row = FaultyRow(number, TONES[ordered[0].severity], [Told.of(finding) for finding in ordered])
        (remarks if ordered[0].severity is Severity.NOTICE else rows).append(row)
    about_file = sorted(
        (finding for finding in stored if finding.row is None),
        key=lambda finding: list(Severity).index(finding.severity),
    )
    return Findings(
        about_file=[Told.of(finding) for finding in about_file],
        rows=rows[:ROWS_SHOWN],
        remarks=remarks[:ROWS_SHOWN],
        unshown=max(0, len(rows) - ROWS_SHOWN) + max(0, len(remarks) - ROWS_SHOWN),
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """The people of a checked file, read again; `changed` says what the world has against them by now."""

    people: Sequence[object]
    more: int
    changed: list[str]
    consequences: list[str]


def preview_of(roster: RosterUpload, *, at: datetime) -> Preview:
    report = acts.reread(roster, roster.training_class, at=at)
    return Preview(
        people=report.rows[:PEOPLE_SHOWN],
        more=max(0, len(report.rows) - PEOPLE_SHOWN),
        changed=[f"{finding.place}：{finding.message}" for finding in report.errors[:20]],
        consequences=consequences(roster, report),
    )


def consequences(roster: RosterUpload, report: RosterReport) -> list[str]:
    training_class = roster.training_class
    known = len(known_people(row.id_number for row in report.rows))
    total = len(report.rows)
    now = training_class.enrolments.filter(status=EnrolmentStatus.ENROLLED).count()
    lines = [f"{total}人列入“{training_class.name}”学员名册，一次导入，要么全部成功，要么一人也不导入"]
    if known:
        lines.append(
            f"其中{known}人平台已有登记，沿用原登记的姓名、电话和银行卡；其余{total - known}人新登记"
        )
    if now:
        lines.append(f"本班现有{now}人在册，导入后共{now + total}人，计划{training_class.planned_size}人")
    if training_class.status == ClassStatus.IN_TRAINING:
        lines.append("培训班已在训，新增学员在已上课次没有考勤")
    lines.append("导入后不能整册撤回，请核对无误后再确认")
    return lines
