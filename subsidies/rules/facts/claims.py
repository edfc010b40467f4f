"""What a decision on a claim of 一(十) may look at."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from ..enums import CertificateKind, Fund, Item, SkillLevel, Standing
from .base import CaseFacts, Facts, Finding
from .local import LocalStandard


@dataclass(frozen=True, slots=True)
class HeldCertificate(Facts):
    """A certificate that the person already holds besides the one claimed for."""

    kind: CertificateKind
    level: SkillLevel | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class EarlierClaim(Facts):
    """Another claim of the same person, whatever became of it; never the claim under decision."""

    item: Item
    standing: Standing
    occupation: str | None = None
    level: SkillLevel | None = None


@dataclass(frozen=True, slots=True)
class CertificateUse(Facts):
    """The same certificate (issuer and number) met in another claim, here or with another fund."""

    fund: Fund
    standing: Standing
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ClaimFacts(CaseFacts):
    """One claim under 一(十). `day` is the day of the claim: it picks the figures and readings in force."""

    QUESTION: ClassVar[str] = "claim"

    item: Item
    day: date
    occupation: str | None = None  # code of the occupation
    certificate_kind: CertificateKind | None = None
    certificate_level: SkillLevel | None = None
    certificate_number: str | None = None
    certificate_issuer: str | None = None
    certificate_issued_on: date | None = None
    enterprise_employee: bool | None = None
    front_line_post: bool | None = None  # in an enterprise, 企业生产一线岗位
    took_part_in_training: bool | None = None
    new_technology_training: bool | None = None  # 新技术、新工艺、新知识等岗位技能提升培训或创新能力培养
    training_passed: bool | None = None
    held_certificates: tuple[HeldCertificate, ...] | None = None
    earlier_claims: tuple[EarlierClaim, ...] | None = None  # None: could not be looked up; (): none found
    certificate_uses: tuple[CertificateUse, ...] | None = None  # likewise
    entered_amount: Decimal | None = None  # what the officer typed; None: nothing
    amount_basis: str | None = None  # the local provision that the officer names for it
    findings: tuple[Finding, ...] = ()
    shortage_occupation: bool | None = None  # one of the 急需的紧缺职业(工种) that the province names
    local_standard: LocalStandard | None = None  # of H1 only; None: no region has released one
