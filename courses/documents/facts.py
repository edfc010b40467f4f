"""What is printed, apart from how. `courses.models.NoticeBoard.facts` keeps it as JSON."""

import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TypeVar

Facts = TypeVar("Facts", "BoardFacts", "QualificationFacts")


class Incomplete(ValueError):
    """The paper may not be issued: `.missing` names in Chinese what it lacks."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__("、".join(missing))


@dataclass(frozen=True, kw_only=True)
class BoardFacts:
    """What stands on one version of a notice board. Starred: the notice demands it, `missing` looks for it.

    Manager and supervisor are printed with office or work numbers: the board is public. No trainee data.
    """

    number: str
    version: int
    issued_on: date
    class_title: str  # ★ 培训班次
    institution_name: str
    licence_number: str
    programme: str  # ★ 培训项目: programme, occupation, level
    occupation: str  # ★
    level: str
    target_group: str  # ★ 培训对象
    trainee_count: int | None
    place: str  # ★ 培训地点
    starts_on: date
    ends_on: date
    total_lessons: int | None
    support_measures: str  # ★ 帮扶措施
    employment_direction: str
    approval_office: str  # ★ 批准手续: office, number and day
    approval_number: str  # ★
    approved_on: date | None  # ★
    head_name: str  # 一把手, responsible whoever signed (A30)
    manager_name: str  # ★ of the institution
    manager_contact: str  # ★
    supervisor_name: str  # ★ of the county office
    supervisor_contact: str  # ★
    fund: str
    issuing_office: str  # ★ 出具单位
    public_url: str
    county_phone: str = ""
    hotline: str = "12333"
    free_of_charge: bool = True
    delegate_name: str = ""  # set when the head delegated the approval in writing
    licence_label: str = "办学许可证号"  # a public school has none: 事业单位法人证书号 (A33)


@dataclass(frozen=True, kw_only=True)
class QualificationFacts:
    """One passed qualification check of one institution for one class (A31)."""

    mark_number: str
    county_office: str
    checker: str
    checked_on: date
    institution_name: str
    institution_kind: str
    licence_number: str
    licence_authority: str
    licence_scope: str
    valid_until: date | None  # None: the paper carries no end, as a public school's may
    class_title: str
    occupation: str
    starts_on: date
    ends_on: date
    public_url: str
    licence_label: str = "办学许可证号"
    copy_name: str = "办学许可证副本"


def missing(facts: BoardFacts) -> list[str]:
    """Starred items that are empty, and a manager who supervises himself (T21, A32)."""
    starred = {
        "培训班次": facts.class_title,
        "培训项目": facts.programme,
        "培训工种": facts.occupation,
        "培训对象": facts.target_group,
        "培训地点": facts.place,
        "帮扶措施": facts.support_measures,
        "批准手续（批准机关）": facts.approval_office,
        "批准手续（批准文号）": facts.approval_number,
        "批准手续（批准日期）": facts.approved_on,
        "培训班管理人姓名": facts.manager_name,
        "培训班管理人联系方式": facts.manager_contact,
        "培训班监督人姓名": facts.supervisor_name,
        "培训班监督人联系方式": facts.supervisor_contact,
        "出具单位": facts.issuing_office,
    }
    lacks = [name for name, value in starred.items() if not str(value or "").strip()]
    manager = _bare_name(facts.manager_name)
    if manager and manager == _bare_name(facts.supervisor_name):
        lacks.append("培训班管理人与监督人不能是同一人")
    return lacks


def as_json(facts: "BoardFacts | QualificationFacts") -> dict[str, object]:
    """The facts as a JSON object, days as YYYY-MM-DD."""
    return {
        key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(facts).items()
    }


def from_json(kind: type[Facts], kept: dict[str, object]) -> Facts:
    """The facts `as_json` wrote. Items that a later release added take their default."""
    days = {field.name for field in fields(kind) if field.type in (date, date | None)}
    known = {field.name for field in fields(kind)}
    return kind(
        **{
            key: date.fromisoformat(str(value)) if key in days and value else value
            for key, value in kept.items()
            if key in known
        }
    )


def _bare_name(name: str) -> str:
    """王 建国 and 王建国 are one person, as are two ways to write the dot of 阿卜·杜拉."""
    return "".join(c for c in unicodedata.normalize("NFKC", name) if c.isalnum())
