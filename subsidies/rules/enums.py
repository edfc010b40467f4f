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
