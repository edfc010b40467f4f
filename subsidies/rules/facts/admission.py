"""What the admission of one person to one class may look at."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..admission_enums import Displacement, LastSchool, OnlineRole, Programme, StartUpKind, StudentKind
from ..enums import Fund
from ..programmes import PROGRAMMES
from .base import CaseFacts, FactError, Facts, Finding


@dataclass(frozen=True, slots=True)
class Spell(Facts):
    """From the first day on which something holds to the last, both counted; without a last day it still holds."""

    valid_from: date
    valid_to: date | None = None

    def __post_init__(self):
        Facts.__post_init__(self)
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise FactError("valid_to", "截止日期早于起始日期")

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class OtherClass(Facts):
    """Another class in which the person is or was on the roster; never the class under decision, nor one that
    was called off or that the person left. `day` is its first day, earlier or later than the one in question."""

    programme: Programme
    day: date


@dataclass(frozen=True, slots=True)
class AdmissionFacts(CaseFacts):
    """One person in one class. `day` is the class's first day: it picks figures and readings, and every fact is
    meant as it stands on that day."""

    QUESTION: ClassVar[str] = "admission"

    programme: Programme
    day: date
    fund: Fund | None = None  # that pays for the class
    birth_date: date | None = None
    in_custody: bool | None = None  # 服刑 or 强制隔离戒毒
    rural_household: bool | None = None
    registered_poor: bool | None = None  # 建档立卡
    key_area: bool | None = None  # the household lies in a county of 一(三)
    rural_transfer_worker: bool | None = None
    urban_poor_household: bool | None = None
    unemployed: bool | None = None  # 失业人员 of 一(七), registered or not
    last_school: LastSchool | None = None
    continued_schooling: bool | None = None
    left_school_year: int | None = None
    higher_education: bool | None = None  # student or graduate of a 高等院校
    graduation_on: date | None = None  # day of graduation, past or expected
    veteran: bool | None = None
    disability_certificates: tuple[Spell, ...] | None = None  # None: not looked up; (): none found
    unemployment_registrations: tuple[Spell, ...] | None = None  # likewise
    able_to_learn: bool | None = None
    wants_training: bool | None = None
    wants_work: bool | None = None
    enterprise_employee: bool | None = None
    hired_on: date | None = None
    on_apprentice_plan: bool | None = None  # the enterprise, on the plan of the year of the class
    in_service: bool | None = None  # 在职, in an enterprise or elsewhere
    insured_months: int | None = None  # months of unemployment insurance paid
    surplus_capacity_enterprise: bool | None = None
    displacement: Displacement | None = None
    start_up_kind: StartUpKind | None = None
    can_start_up: bool | None = None  # 有创业意愿和创业能力
    online_role: OnlineRole | None = None
    business_registered_on: date | None = None
    business_owner: bool | None = None
    small_or_micro_business: bool | None = None
    student_kind: StudentKind | None = None
    other_classes: tuple[OtherClass, ...] | None = None  # None: could not be looked up; (): none found
    findings: tuple[Finding, ...] = ()

    def __post_init__(self):
        CaseFacts.__post_init__(self)
        if not PROGRAMMES[self.programme].is_class:
            raise FactError("programme", f"“{PROGRAMMES[self.programme].label}”不开设培训班")


# What an official calls the fact: for the sentence that says what is missing.
FACT_LABELS = {
    "fund": "资金来源",
    "birth_date": "出生日期",
    "in_custody": "是否在押或强制隔离戒毒",
    "rural_household": "是否农村户口",
    "registered_poor": "是否建档立卡",
    "key_area": "户籍是否在重点地区",
    "rural_transfer_worker": "是否农村转移就业劳动力",
    "urban_poor_household": "是否城镇贫困家庭人员",
    "unemployed": "是否失业",
    "last_school": "最后毕业学校(初中、高中)",
    "continued_schooling": "是否继续升学",
    "left_school_year": "初、高中毕业年份",
    "higher_education": "是否高校学生或毕业生",
    "graduation_on": "毕业日期",
    "veteran": "是否退役军人",
    "disability_certificates": "残疾人证有效期",
    "unemployment_registrations": "失业登记起止日期",
    "able_to_learn": "是否具备学习能力",
    "wants_training": "是否有培训意愿",
    "wants_work": "是否有就业愿望",
    "enterprise_employee": "是否企业职工",
    "hired_on": "入职日期",
    "on_apprentice_plan": "企业是否列入当年学徒培训计划",
    "in_service": "是否在职",
    "insured_months": "参加失业保险月数",
    "surplus_capacity_enterprise": "是否化解过剩产能企业",
    "displacement": "失业或转岗情况",
    "start_up_kind": "创业培训类别",
    "can_start_up": "是否有创业意愿和创业能力",
    "online_role": "电商从业身份",
    "business_registered_on": "企业登记日期",
    "business_owner": "是否企业主",
    "small_or_micro_business": "是否小微企业",
    "student_kind": "在校学生类别",
    "other_classes": "其他班次参训记录",
}
