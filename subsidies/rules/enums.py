"""The closed vocabularies of the rules. Every value is plain text, so a model column can store it."""

from enum import StrEnum
from typing import TypeVar


class Outcome(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    CANNOT_TELL = "cannot_tell"
    NEEDS_PERSON = "needs_person"


class Effect(StrEnum):
    """What follows from a check that is not met: the case is refused, or somebody looks at it again.

    A limit (每年可参加一次) blocks; an aim (力争) or a floor (不少于) never does.
    """

    BLOCKS = "blocks"
    WARNS = "warns"


class Item(StrEnum):
    """The four subsidies of clause 一(十), in the order in which the clause names them."""

    H1 = "H1"
    H2 = "H2"
    H3 = "H3"
    H4 = "H4"


class CertificateKind(StrEnum):
    """The kinds that 二(七) and 一(十) name; there is no fifth."""

    VOCATIONAL_QUALIFICATION = "vocational_qualification"
    SKILL_LEVEL = "skill_level"
    SPECIAL_ABILITY = "special_ability"
    TRAINING_COMPLETION = "training_completion"


class SkillLevel(StrEnum):
    """Numbered downwards (一级 is the highest), so it is compared by rank, never by its text."""

    ELEMENTARY = "5"
    INTERMEDIATE = "4"
    ADVANCED = "3"
    TECHNICIAN = "2"
    SENIOR_TECHNICIAN = "1"

    @property
    def rank(self) -> int:
        return -int(self.value)

    def __lt__(self, other: str) -> bool:
        return self.rank < SkillLevel(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= SkillLevel(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > SkillLevel(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= SkillLevel(other).rank


class Fund(StrEnum):
    EMPLOYMENT_SUBSIDY = "employment_subsidy"
    UNEMPLOYMENT_INSURANCE = "unemployment_insurance"
    OTHER = "other"


class StudentKind(StrEnum):
    """Whom 一(十四) names among students; everybody else is OTHER."""

    UNIVERSITY = "university"
    ADVANCED_WORKER_CLASS = "advanced_worker_class"
    PREPARATORY_TECHNICIAN_CLASS = "preparatory_technician_class"
    OTHER = "other"


class AidSource(StrEnum):
    """Whose policy an aid to students follows."""

    STATE = "state"
    PROVINCE = "province"
    OTHER = "other"


class BaseLevel(StrEnum):
    NATIONAL = "national"
    PROVINCIAL = "provincial"


class AnnualTarget(StrEnum):
    """The yearly targets of the notice, by the parameter that holds the figure."""

    RURAL = "target.rural_person_times"
    REGISTERED_POOR = "target.registered_poor_people"
    YOUTH = "target.youth_people"
    GRADUATES = "target.graduates_people"
    WINGS = "target.wings_people"


class Standing(StrEnum):
    """How an earlier claim stands on the day of the decision.

    PENDING covers everything between submission and payment, a payment that bounced included.
    """

    PENDING = "pending"
    PAID = "paid"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RECOVERED = "recovered"


class Ownership(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"


OUTCOME_LABELS = {
    Outcome.MET: "符合",
    Outcome.NOT_MET: "不符合",
    Outcome.CANNOT_TELL: "无法判断",
    Outcome.NEEDS_PERSON: "需人工认定",
}
EFFECT_LABELS = {Effect.BLOCKS: "必要条件", Effect.WARNS: "提示"}
CERTIFICATE_KIND_LABELS = {
    CertificateKind.VOCATIONAL_QUALIFICATION: "职业资格证书",
    CertificateKind.SKILL_LEVEL: "职业技能等级证书",
    CertificateKind.SPECIAL_ABILITY: "专项职业能力证书",
    CertificateKind.TRAINING_COMPLETION: "培训合格证书",
}
SKILL_LEVEL_LABELS = {
    SkillLevel.ELEMENTARY: "五级/初级工",
    SkillLevel.INTERMEDIATE: "四级/中级工",
    SkillLevel.ADVANCED: "三级/高级工",
    SkillLevel.TECHNICIAN: "二级/技师",
    SkillLevel.SENIOR_TECHNICIAN: "一级/高级技师",
}
FUND_LABELS = {
    Fund.EMPLOYMENT_SUBSIDY: "就业补助资金",
    Fund.UNEMPLOYMENT_INSURANCE: "失业保险基金",
    Fund.OTHER: "其他资金",
}
STUDENT_KIND_LABELS = {
    StudentKind.UNIVERSITY: "高等院校学生",
    StudentKind.ADVANCED_WORKER_CLASS: "技师学院高级工班学生",
    StudentKind.PREPARATORY_TECHNICIAN_CLASS: "技师学院预备技师班学生",
    StudentKind.OTHER: "其他人员",
}
AID_SOURCE_LABELS = {
    AidSource.STATE: "国家资助政策",
    AidSource.PROVINCE: "省资助政策",
    AidSource.OTHER: "其他资助",
}
BASE_LEVEL_LABELS = {BaseLevel.NATIONAL: "国家级基地", BaseLevel.PROVINCIAL: "省级基地"}
ANNUAL_TARGET_LABELS = {
    AnnualTarget.RURAL: "农村劳动者就业技能培训",
    AnnualTarget.REGISTERED_POOR: "建档立卡劳动力职业技能培训",
    AnnualTarget.YOUTH: "青年能力素质提升",
    AnnualTarget.GRADUATES: "高校毕业生职业培训",
    AnnualTarget.WINGS: "“展翅行动”技能提升培训",
}
STANDING_LABELS = {
    Standing.PENDING: "办理中",
    Standing.PAID: "已拨付",
    Standing.REFUSED: "不予补贴",
    Standing.WITHDRAWN: "已撤回",
    Standing.RECOVERED: "已追回",
}
OWNERSHIP_LABELS = {Ownership.PUBLIC: "公共培训机构", Ownership.PRIVATE: "民办培训机构"}

Vocabulary = TypeVar("Vocabulary", bound=StrEnum)


def choices(labels: dict[Vocabulary, str]) -> list[tuple[str, str]]:
    """(value, label) pairs as a model field takes them."""
    return [(member.value, label) for member, label in labels.items()]
