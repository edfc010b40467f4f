"""What the page of a claim is put together from: the step bar, the assessments in words, the account."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from yunnan_training.core.models import Passage
from yunnan_training.core.page_kit import Mark
from yunnan_training.core.workflow import Actor

from .. import assessment as assessments
from ..actions.claims import ACCOUNT_CONFIRMABLE
from ..enums import EDITABLE_STATUSES, WITHOUT_AMOUNT, ClaimStatus
from ..models import Assessment, AssessmentCheck, Claim
from ..rules import ITEM_LABELS, Outcome, current
from ..rules.enums import (
    CERTIFICATE_KIND_LABELS,
    FUND_LABELS,
    OUTCOME_LABELS,
    SKILL_LEVEL_LABELS,
    STANDING_LABELS,
)

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
    inputs: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One assessment with its reasons and its worksheet, ready to be read."""

    assessment: Assessment
    outcome_label: str
    tone: str
    fresh: bool
    checks: list[ShownCheck]
    rows: list[Any]
    needs_person: bool


def assessed(claim: Claim) -> list[Sheet]:
    """Every assessment of the claim, newest first."""
    found = (
        claim.assessments.select_related("made_by").prefetch_related("checks", "worksheet").order_by("-pk")
    )
    judged = claim.status in WITHOUT_AMOUNT
    return [
        Sheet(
            assessment=made,
            outcome_label=OUTCOME_LABELS[made.outcome],
            tone=OUTCOME_TONES[made.outcome],
            # Once approved, what later changes in the records is no question about this assessment.
            fresh=bool(order) or not judged or assessments.is_fresh(claim, made),
            checks=[_shown(check) for check in made.checks.all()],
            rows=list(made.worksheet.all()),
            needs_person=any(check.outcome == Outcome.NEEDS_PERSON for check in made.checks.all()),
        )
        for order, made in enumerate(found)
    ]


def _shown(check: AssessmentCheck) -> ShownCheck:
    return ShownCheck(
        sentence=check.sentence,
        clause=check.clause,
        quote=check.quote,
        outcome=check.outcome,
        outcome_label=OUTCOME_LABELS[check.outcome],
        tone=OUTCOME_TONES[check.outcome],
        inputs=[(_label(key), _word(key, value)) for key, value in check.inputs.items()],
    )


INPUT_LABELS = {
    "certificate_kind": "证书种类",
    "certificate_level": "证书等级",
    "certificate_number_given": "证书编号",
    "certificate_issuer_given": "发证机构",
    "certificate_issued_on": "发证日期",
    "day": "申请日期",
    "enterprise_employee": "企业职工",
    "front_line_post": "生产一线岗位",
    "took_part_in_training": "参加培训",
    "new_technology_training": "新技术培训",
    "training_passed": "考核合格",
    "held_certificates": "所持最高等级",
    "senior_since": "成为高级技师",
    "earlier_claims": "以往申领",
    "certificate_uses": "证书使用",
    "entered_amount": "录入金额",
    "amount_basis": "金额依据",
}
_WORDS: dict[str, dict] = {
    "certificate_kind": CERTIFICATE_KIND_LABELS,
    "certificate_level": SKILL_LEVEL_LABELS,
    "held_certificates": SKILL_LEVEL_LABELS,
}
_NOTHING = {
    "earlier_claims": "无",
    "certificate_uses": "无",
    "entered_amount": "未录入",
    "amount_basis": "未填写",
}


def _label(key: str) -> str:
    if key in INPUT_LABELS:
        return INPUT_LABELS[key]
    return current().parameters[key].label if key in current().parameters else key


def _word(key: str, value: Any) -> str:
    """An input as an office reads it; what a later release calls otherwise is shown as it stands."""
    if key.endswith("_given"):
        return "已填写" if value else "未填写"
    if value is None or value == "":
        return _NOTHING.get(key, "未核实")
    if isinstance(value, bool):
        return "是" if value else "否"
    if key in ("earlier_claims", "certificate_uses"):
        return "、".join(_pair(each) for each in value.split("、"))
    parameter = current().parameters.get(key)
    if parameter:
        return parameter.choices.get(value, f"{value}{parameter.unit or ''}")
    return str(_WORDS.get(key, {}).get(value, value))


def _pair(text: str) -> str:
    """H2:paid → 技师培训补贴（已拨付）"""
    left, _, right = text.partition(":")
    return f"{ITEM_LABELS.get(left) or FUND_LABELS.get(left) or left}（{STANDING_LABELS.get(right, right)}）"


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
