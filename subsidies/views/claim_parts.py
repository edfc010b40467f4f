"""What the page of a claim is put together from: the step bar, the assessments in words, the account."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from yunnan_training.core.enums import JobStatus
from yunnan_training.core.models import Passage, RuleRelease
from yunnan_training.core.page_kit import Mark
from yunnan_training.core.workflow import Actor

from .. import assessment as assessments
from ..actions.claims import ACCOUNT_CONFIRMABLE
from ..documents import input_lines
from ..enums import EDITABLE_STATUSES, WITHOUT_AMOUNT, ClaimStatus
from ..models import Assessment, AssessmentCheck, Claim, DecisionCertificate
from ..rules import Effect, Outcome
from ..rules.enums import OUTCOME_LABELS

C = ClaimStatus
STAGES = (
    (C.DRAFT, "草稿"),
    (C.SUBMITTED, "提交"),
    (C.REVIEWED, "审核"),
    (C.APPROVED, "批准"),
    (C.PUBLICISED, "公示"),
    (C.CLEARED, "待拨付"),
    (C.PAID, "已拨付"),
)
# Where a state beside the road stands on it, and whether the claim is held up there.
BESIDE: dict[str, tuple[ClaimStatus, bool]] = {
    C.RETURNED: (C.SUBMITTED, True),
    C.OBJECTED: (C.PUBLICISED, True),
    C.IN_BATCH: (C.CLEARED, False),
    C.FAILED: (C.CLEARED, True),
}
OUTCOME_TONES = {
    Outcome.MET: "green",
    Outcome.NOT_MET: "red",
    Outcome.CANNOT_TELL: "amber",
    Outcome.NEEDS_PERSON: "violet",
}


def shown_amount(claim: Claim) -> Decimal | None:
    """The amount that was approved; before that, what somebody typed."""
    return claim.amount if claim.amount is not None else claim.entered_amount


def changeable(claim: Claim, *, drafts_only: bool = False) -> bool:
    """Whether the page offers to write or weigh the claim again; the actions decide whether it may be."""
    open_ones = EDITABLE_STATUSES if drafts_only else (*EDITABLE_STATUSES, C.SUBMITTED, C.REVIEWED)
    return claim.status in open_ones


def marks(claim: Claim, trail: Iterable[Passage]) -> list[Mark]:
    """The seven stages with the day on which each was reached for the last time."""
    reached: dict[str, str] = {}
    last_stage = C.DRAFT
    order = [stage for stage, _ in STAGES]
    for passage in trail:
        reached[passage.target] = f"{timezone.localtime(passage.at):%m-%d}"
        if passage.target in order:
            last_stage = C(passage.target)
    here, blocked = BESIDE.get(claim.status, (claim.status, False))
    if claim.status in (C.REJECTED, C.WITHDRAWN):
        here, blocked = last_stage, True
    at = order.index(here)
    if claim.status == C.PAID:
        at = len(order)
    return [
        Mark(
            label=label,
            state="done" if place < at else ("blocked" if blocked else "current") if place == at else "todo",
            note=reached.get(stage, "") if place <= at else "",
        )
        for place, (stage, label) in enumerate(STAGES)
    ]


# States whose reason whoever comes next has to read.
EXPLAINED = (C.RETURNED, C.OBJECTED, C.REJECTED, C.WITHDRAWN, C.FAILED)


def said(claim: Claim, trail: Iterable[Passage]) -> Passage | None:
    """The passage that brought a claim where it is held up or ended, with what was written at it."""
    if claim.status not in EXPLAINED:
        return None
    here = [each for each in trail if each.target == claim.status and each.source != claim.status]
    return here[-1] if here and here[-1].comment else None


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """One reason as the page shows it."""

    sentence: str
    clause: str
    quote: str
    outcome: str
    outcome_label: str
    tone: str
    reason: str
    inputs: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One assessment with its reasons and its worksheet, ready to be read. What only warns stands apart from the
    conditions that the outcome hangs on."""

    assessment: Assessment
    outcome_label: str
    tone: str
    fresh: bool
    checks: list[ShownCheck]
    warnings: list[ShownCheck]
    rows: list[Any]
    needs_person: bool
    release_url: str
    certificate: DecisionCertificate | None
    making: bool
    failed: bool


def assessed(claim: Claim, *, may_see_rules: bool) -> list[Sheet]:
    """Every assessment of the claim, newest first."""
    found = (
        claim.assessments.select_related("made_by", "release", "decision_certificate__job")
        .prefetch_related("checks", "worksheet")
        .order_by("-pk")
    )
    judged = claim.status in WITHOUT_AMOUNT
    # Once approved, what later changes in the records is no question about this assessment.
    return [
        _sheet(
            made,
            fresh=bool(order) or not judged or assessments.is_fresh(claim, made),
            release_url=_address_of(made.release) if may_see_rules else "",
        )
        for order, made in enumerate(found)
    ]


def _sheet(made: Assessment, *, fresh: bool, release_url: str) -> Sheet:
    checks = list(made.checks.all())
    certificate = getattr(made, "decision_certificate", None)
    printed = certificate is not None and certificate.file_id is not None
    job = certificate.job if certificate is not None else None
    return Sheet(
        assessment=made,
        outcome_label=OUTCOME_LABELS[made.outcome],
        tone=OUTCOME_TONES[made.outcome],
        fresh=fresh,
        checks=[_shown(check) for check in checks if check.effect != Effect.WARNS],
        warnings=[_shown(check) for check in checks if check.effect == Effect.WARNS],
        rows=list(made.worksheet.all()),
        needs_person=any(check.outcome == Outcome.NEEDS_PERSON for check in checks),
        release_url=release_url,
        certificate=certificate,
        making=certificate is not None and not printed,
        failed=not printed and job is not None and job.status == JobStatus.FAILED,
    )


def _address_of(release: RuleRelease) -> str:
    """The page of the release, where there is one."""
    try:
        return reverse("subsidies:release", args=[release.pk])
    except NoReverseMatch:
        return ""


def _shown(check: AssessmentCheck) -> ShownCheck:
    return ShownCheck(
        sentence=check.sentence,
        clause=check.clause,
        quote=check.quote,
        outcome=check.outcome,
        outcome_label=OUTCOME_LABELS[check.outcome],
        tone=OUTCOME_TONES[check.outcome],
        reason=check.reason,
        inputs=input_lines(check.inputs),
    )


def account_step(claim: Claim, *, by: Actor) -> dict | None:
    """The button for K14, when the account that the claim was approved with is no longer the person's."""
    account = claim.trainee.bank_account_hash
    if claim.status not in ACCOUNT_CONFIRMABLE or not account or account == claim.payee_account_hash:
        return None
    return {
        "name": "confirm_account",
        "label": "确认收款账号",
        "primary": True,
        "comment_required": True,
        "comment_label": "核对账号的依据",
        "hint": "银行卡号在批准后登记或变更过，核对持卡人与申请人是同一人后确认",
        "refusals": [],
    }
