"""What decisions on pupils of technical schools may look at."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..enums import AidSource
from .base import CaseFacts, Finding


@dataclass(frozen=True, slots=True)
class StudentAidFacts(CaseFacts):
    """One pupil's student aid (免学费、助学金 …), as far as 一(十三) touches it. `day` is the day of the request."""

    QUESTION: ClassVar[str] = "student_aid"

    day: date
    source: AidSource | None = None
    registered_part_time: bool | None = None  # 非全日制学籍
    in_custody: bool | None = None  # 服刑人员、强制隔离戒毒人员
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class RecruitmentFacts(CaseFacts):
    """One young person recommended to a technical school, 三(一). `day` is the day of enrolment."""

    QUESTION: ClassVar[str] = "recruitment"

    day: date
    born_on: date | None = None
    rural: bool | None = None
    continuing_school: bool | None = None  # 继续升学
    findings: tuple[Finding, ...] = ()
