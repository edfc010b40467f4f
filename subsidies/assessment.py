"""The bridge between the office's records and the law: what is known of a claim, and what follows from it.

Nothing is decided here. The records become facts, the rules answer, and the answer is compared with what was
stored when an officer last asked.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from courses.enums import ATTENDED_MARKS, EnrolmentStatus, ExamResult
from courses.models import Enrolment
from yunnan_training.core import law
from yunnan_training.core.models import LocalStandard as ReleasedStandard

from .enums import EDITABLE_STATUSES, ClaimStatus
from .models import Assessment, Claim
from .rules import (
    QUESTIONS,
    CaseFacts,
    CertificateUse,
    ClaimFacts,
    EarlierClaim,
    Finding,
    HeldCertificate,
    LocalStandard,
)
from .rules.enums import CertificateKind, Fund, Item, SkillLevel, Standing

# A draft is no claim yet. Everything between submission and payment is pending, a bounced payment included.
STANDING_OF: dict[str, Standing] = {
    ClaimStatus.SUBMITTED: Standing.PENDING,
    ClaimStatus.RETURNED: Standing.PENDING,
    ClaimStatus.REVIEWED: Standing.PENDING,
    ClaimStatus.APPROVED: Standing.PENDING,
    ClaimStatus.PUBLICISED: Standing.PENDING,
    ClaimStatus.OBJECTED: Standing.PENDING,
    ClaimStatus.CLEARED: Standing.PENDING,
    ClaimStatus.IN_BATCH: Standing.PENDING,
    ClaimStatus.FAILED: Standing.PENDING,
    ClaimStatus.PAID: Standing.PAID,
    ClaimStatus.REJECTED: Standing.REFUSED,
    ClaimStatus.WITHDRAWN: Standing.WITHDRAWN,
}
# The standard that gives the amount, by question and subject. Elsewhere the notice names the figure, or there is none.
AMOUNT_STANDARDS: Mapping[tuple[str, str], str] = {
    ("claim", Item.H1): "local.advanced_worker_amount",
    ("training_subsidy", ""): "local.training_amount",
    ("start_up_subsidy", ""): "local.start_up_amount",
    ("apprentice_subsidy", ""): "local.apprentice_amount",
}
# Every claim of 一(十) is paid from this fund; other funds' claims are not in these records.
FUND = Fund.EMPLOYMENT_SUBSIDY


def day_of(claim: Claim, *, on: date) -> date:
    """The day of the claim: that of its submission, or `on` while it is still being written."""
    return on if claim.status in EDITABLE_STATUSES or claim.claimed_on is None else claim.claimed_on


def facts_of(claim: Claim, *, day: date) -> ClaimFacts:
    """What the records know on the claim's day. What they don't know stays None: a source that can't be asked
    gives None, never a value that was not looked up.

    `certificate_uses` and `earlier_claims` are what these records know. No list of other funds' payments is
    imported, so that a use of the certificate with another fund is not seen.
    """
    certificate, enrolment = claim.certificate, claim.enrolment
    others = list(
        Claim.objects.filter(trainee_id=claim.trainee_id, status__in=STANDING_OF)
        .exclude(pk=claim.pk)
        .select_related("certificate")
        .order_by("pk")
    )
    uses = (
        Claim.objects.filter(certificate_id=claim.certificate_id, status__in=STANDING_OF)
        .exclude(pk=claim.pk)
        .order_by("pk")
    )
    facts = ClaimFacts(
        item=Item(claim.item),
        day=day,
        occupation=certificate.occupation_code or None,
        certificate_kind=CertificateKind(certificate.kind),
        certificate_level=_level(certificate.level),
        certificate_number=certificate.number or None,
        certificate_issuer=certificate.issuer or None,
        certificate_issued_on=certificate.issued_on,
        enterprise_employee=claim.enterprise_employee,
        front_line_post=claim.front_line_post,
        took_part_in_training=took_part(enrolment) if enrolment else None,
        new_technology_training=claim.new_technology_training,
        training_passed=passed(enrolment) if enrolment else None,
        held_certificates=tuple(
            HeldCertificate(
                kind=CertificateKind(held.kind), level=_level(held.level), issued_on=held.issued_on
            )
            for held in claim.trainee.certificates.filter(issued_on__lte=day)
            .exclude(pk=certificate.pk)
            .order_by("pk")
        ),
        earlier_claims=tuple(
            EarlierClaim(
                item=Item(other.item),
                standing=STANDING_OF[other.status],
                occupation=other.certificate.occupation_code or None,
                level=_level(other.certificate.level),
            )
            for other in others
        ),
        certificate_uses=tuple(
            CertificateUse(fund=FUND, standing=STANDING_OF[use.status], reference=use.number) for use in uses
        ),
        entered_amount=claim.entered_amount,
        amount_basis=claim.amount_basis or None,
        shortage_occupation=_in_shortage(enrolment),
        findings=findings_of(claim.findings),
    )
    standard = amount_standard(facts, region=claim.county_id, **dimensions_of(facts))
    return replace(facts, local_standard=as_fact(standard)) if standard else facts


def amount_key(facts: CaseFacts) -> str:
    """The local standard that gives this case's amount; "" where none does."""
    return AMOUNT_STANDARDS.get((facts.QUESTION, QUESTIONS[facts.QUESTION].subject_of(facts)), "")


def dimensions_of(facts: CaseFacts) -> dict[str, str]:
    """Of that by which a standard may differ, what the facts tell."""
    told = {
        "occupation": getattr(facts, "occupation", None),
        "level": getattr(facts, "certificate_level", None) or getattr(facts, "level", None),
    }
    return {name: str(value) for name, value in told.items() if value}


def amount_standard(facts: CaseFacts, *, region: str, **dimensions: str) -> ReleasedStandard | None:
    """What the county, its prefecture or the province released where the notice names no amount, or only a cap.
    None: nothing; of a claim the officer's own entry with its basis counts then."""
    key = amount_key(facts)
    return law.standard(key, region=region, on=facts.day, **dimensions) if key else None


def as_fact(standard: ReleasedStandard) -> LocalStandard:
    return LocalStandard(figure=Decimal(standard.value), basis=standard.document, region=standard.region.name)


def _in_shortage(enrolment: Enrolment | None) -> bool | None:
    """The catalogue says so of the class's occupation; of a certificate without a class nobody does."""
    return enrolment.training_class.catalogue_item.in_short_supply if enrolment else None


def took_part(enrolment: Enrolment) -> bool | None:
    """一(十) «参加培训»: on the roster and at one session at least. The clause asks for no length, so neither
    is any asked here; whether the class was finished is the result's business. Nobody marked yet: unknown."""
    if enrolment.status != EnrolmentStatus.ENROLLED:
        return False
    marks = set(enrolment.attendance.values_list("mark", flat=True))
    return bool(marks.intersection(ATTENDED_MARKS)) if marks else None


def passed(enrolment: Enrolment) -> bool | None:
    """Absent from the examination is not passed; no result yet is unknown."""
    return None if enrolment.result == ExamResult.PENDING else enrolment.result == ExamResult.PASSED


def findings_of(stored: list[dict]) -> tuple[Finding, ...]:
    """What officers decided where the rules hand a question to a person. Raises FactError."""
    return tuple(Finding.from_json(each) for each in stored)


def once_key(claim: Claim, *, day: date) -> str:
    """What the unique index counts under register A16: the item, or the item for an occupation and level."""
    if law.in_force().release.reading("reading.once_in_life", on=day) == "once_per_item":
        return claim.item
    return f"{claim.item}:{claim.certificate.occupation_code}:{claim.certificate.level}"


def newest(claim: Claim) -> Assessment | None:
    return claim.assessments.order_by("-pk").first()


def is_fresh(claim: Claim, assessment: Assessment) -> bool:
    """Whether the same question asked now, on the same day of the claim, would be put to the same rules."""
    if assessment.release_id != law.in_force().row_id:
        return False
    day = date.fromisoformat(assessment.facts["day"])
    if claim.status not in EDITABLE_STATUSES and day != claim.claimed_on:
        return False
    return facts_of(claim, day=day).digest() == assessment.facts_digest


def _level(text: str) -> SkillLevel | None:
    return SkillLevel(text) if text else None
