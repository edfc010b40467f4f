"""What decisions on subsidies without a figure of the notice may look at: the region's standard gives the amount."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..enums import SkillLevel, StudentKind
from .base import CaseFacts, Finding
from .local import LocalStandard


@dataclass(frozen=True, slots=True)
class StartUpSubsidyFacts(CaseFacts):
    """One student's 创业培训补贴 of 一(十四). `day` is the day of the claim."""

    QUESTION: ClassVar[str] = "start_up_subsidy"

    day: date
    student: StudentKind | None = None
    graduates_on: date | None = None  # expected
    class_starts_on: date | None = None
    training_passed: bool | None = None
    local_standard: LocalStandard | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprenticeSubsidyFacts(CaseFacts):
    """An enterprise's subsidy for one apprentice in one year, 一(六). `day` is the day of the claim."""

    QUESTION: ClassVar[str] = "apprentice_subsidy"

    day: date
    year: int | None = None  # the year of training that is claimed for
    planned_years: tuple[int, ...] | None = None  # in whose 学徒培训计划 the enterprise stands; (): in none
    registered_part_time: bool | None = (
        None  # the technical school has registered the apprentice, 非全日制学籍
    )
    local_standard: LocalStandard | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingSubsidyFacts(CaseFacts):
    """The subsidy of a class for one person, 二(一). `day` is the day of the claim.

    `local_standard` is the one released for this occupation and level.
    """

    QUESTION: ClassVar[str] = "training_subsidy"

    day: date
    occupation: str | None = None  # code of the occupation
    level: SkillLevel | None = None
    class_approved: bool | None = None
    class_public: bool | None = None
    training_passed: bool | None = None
    in_custody: bool | None = None  # 服刑人员、强制隔离戒毒人员
    registered_part_time: bool | None = None  # 非全日制学籍
    local_standard: LocalStandard | None = None
    findings: tuple[Finding, ...] = ()
