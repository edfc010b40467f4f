"""Reading questions about claims, publicities and payments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from courses.enums import DISCREET_PROGRAMMES, ClassStatus, EnrolmentStatus, Programme
from courses.models import Enrolment
from trainees.models import Trainee
from yunnan_training.core import law
from yunnan_training.core.identity import mask_runs
from yunnan_training.core.jurisdiction import Jurisdiction
from yunnan_training.core.models import LocalStandard, Passage, Region, RuleRelease
from yunnan_training.core.page_kit import TodoCard
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import passages
from yunnan_training.core.working_days import Window, window

from .enums import BatchStatus, ClaimStatus, PaymentStatus, PublicityStatus
from .models import Claim, Payment, PaymentBatch, Publicity
from .rules.enums import SKILL_LEVEL_LABELS, SkillLevel

PUBLICITY_DAYS = "local.publicity_working_days"
DISCREET = Q(enrolment__training_class__programme__in=DISCREET_PROGRAMMES)
CLAIM_RELATED = ("trainee", "county", "institution", "certificate", "enrolment__training_class", "publicity")


def claims_for_lists(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """With everything that a row of a list shows, in one query."""
    return claims.select_related(*CLAIM_RELATED)


def publicity_days(county: Region, *, on: date) -> law.Figure:
    """The least number of working days, and which document sets it."""
    return law.figure(PUBLICITY_DAYS, region=county, on=on)


def publicity_window(starts_on: date, *, county: Region, working_days: int | None = None) -> Window:
    """First and last day of a publicity; the number of days is the county's figure of that day unless longer."""
    return window(starts_on, working_days or publicity_days(county, on=starts_on).value)


def claims_to_publicise(county: Region) -> QuerySet[Claim]:
    return claims_for_lists(Claim.objects.filter(county=county, status=ClaimStatus.APPROVED)).order_by("pk")


def claims_to_pay(county: Region) -> QuerySet[Claim]:
    return claims_for_lists(Claim.objects.filter(county=county, status=ClaimStatus.CLEARED)).order_by("pk")


def publicities_with_totals(found: QuerySet[Publicity]) -> QuerySet[Publicity]:
    """With `count` and `total` of their claims."""
    return _with_totals(found, Claim.objects.filter(publicity=OuterRef("pk")), by="publicity")


def batches_with_totals(found: QuerySet[PaymentBatch]) -> QuerySet[PaymentBatch]:
    """With `count` and `total` of their payments."""
    return _with_totals(found, Payment.objects.filter(batch=OuterRef("pk")), by="batch")


def _with_totals(found: QuerySet, rows: QuerySet, *, by: str) -> QuerySet:
    rows = rows.order_by().values(by)
    return found.annotate(
        count=Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0),
        total=Subquery(rows.annotate(sum=Sum("amount")).values("sum")),
    )


# What the public sees


def shown_publicities(*, on: date) -> QuerySet[Publicity]:
    """P11: a publicity is on the site from its first day to its last, both included, and not after."""
    return (
        Publicity.objects.filter(status=PublicityStatus.OPEN, starts_on__lte=on, ends_on__gte=on)
        .select_related("county")
        .order_by("-pk")
    )


@dataclass(frozen=True, slots=True)
class PublicRow:
    """All that the public may know of a claim (P09)."""

    name: str
    class_name: str
    item: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class UnnamedTotal:
    """Claims that are counted but not named (P10)."""

    count: int
    amount: Decimal


def _published_claims(publicity: Publicity, *, on: date) -> QuerySet[Claim]:
    if not shown_publicities(on=on).filter(pk=publicity.pk).exists():
        return Claim.objects.none()
    return publicity.claims.filter(status__in=[ClaimStatus.PUBLICISED, ClaimStatus.OBJECTED])


def public_rows(publicity: Publicity, *, on: date) -> list[PublicRow]:
    """Name, class, item and amount of each claim; nothing outside the window (P11), nobody of a discreet
    programme (P10, see `unnamed_total`)."""
    claims = _published_claims(publicity, on=on).exclude(DISCREET)
    return [
        PublicRow(
            name=claim.trainee.name,
            class_name=claim.enrolment.training_class.name if claim.enrolment else "",
            item=claim.get_item_display(),
            amount=claim.amount,
        )
        for claim in claims.select_related("trainee", "enrolment__training_class").order_by("pk")
    ]


def unnamed_total(publicity: Publicity, *, on: date) -> UnnamedTotal:
    found = _published_claims(publicity, on=on).filter(DISCREET).aggregate(n=Count("pk"), sum=Sum("amount"))
    return UnnamedTotal(count=found["n"], amount=found["sum"] or Decimal(0))


def open_objections(publicity: Publicity) -> QuerySet[Claim]:
    return publicity.claims.filter(status=ClaimStatus.OBJECTED).order_by("pk")


# What waits for whom


def todo(jurisdiction: Jurisdiction, *, on: date) -> list[TodoCard]:
    """What waits for this person among claims, publicities and payments."""
    return [
        *_waiting_claims(jurisdiction),
        *_waiting_publicities(jurisdiction, on=on),
        *_waiting_batches(jurisdiction),
        *_waiting_law(jurisdiction),
    ]


CLAIMS_WAITING: tuple[tuple[Verb, str, ClaimStatus, str, str], ...] = (
    (Verb.ENTER_CLAIM, "未提交的补贴申请", ClaimStatus.DRAFT, "核对后提交", "blue"),
    (Verb.ENTER_CLAIM, "退回补正的补贴申请", ClaimStatus.RETURNED, "补正后重新提交", "amber"),
    (Verb.REVIEW_CLAIM, "待审核的补贴申请", ClaimStatus.SUBMITTED, "核对证书和条件", "blue"),
    (Verb.APPROVE_CLAIM, "待批准的补贴申请", ClaimStatus.REVIEWED, "批准后列入公示", "blue"),
    (Verb.APPROVE_CLAIM, "待处理的异议", ClaimStatus.OBJECTED, "核查后作出结论", "red"),
    (Verb.PUBLISH_CLAIMS, "待公示的补贴", ClaimStatus.APPROVED, "组织公示", "blue"),
    (Verb.PAY, "待拨付的补贴", ClaimStatus.CLEARED, "编制拨付批次", "blue"),
    (Verb.PAY, "拨付失败的补贴", ClaimStatus.FAILED, "核对账号后重新拨付", "red"),
)


def _waiting_claims(jurisdiction: Jurisdiction) -> list[TodoCard]:
    return [
        TodoCard(
            label=label,
            count=Claim.objects.within(jurisdiction, verb=verb).filter(status=status).count(),
            url=f"{reverse('subsidies:claim_list')}?status={status.value}",
            tone=tone,
            hint=hint,
        )
        for verb, label, status, hint, tone in CLAIMS_WAITING
        if jurisdiction.allows(verb)
    ]


def _waiting_publicities(jurisdiction: Jurisdiction, *, on: date) -> list[TodoCard]:
    if not jurisdiction.allows(Verb.PUBLISH_CLAIMS):
        return []
    over = Publicity.objects.within(jurisdiction, verb=Verb.PUBLISH_CLAIMS).filter(
        status=PublicityStatus.OPEN, ends_on__lt=on
    )
    url = f"{reverse('subsidies:publicity_list')}?status={PublicityStatus.OPEN.value}"
    return [TodoCard(label="公示期满待结束", count=over.count(), url=url, hint="结束后转入待拨付")]


def _waiting_batches(jurisdiction: Jurisdiction) -> list[TodoCard]:
    if not jurisdiction.allows(Verb.PAY):
        return []
    batches = PaymentBatch.objects.within(jurisdiction, verb=Verb.PAY)
    return [
        TodoCard(
            label=label,
            count=batches.filter(status=status).count(),
            url=f"{reverse('subsidies:batch_list')}?status={status.value}",
            hint=hint,
        )
        for label, status, hint in (
            ("待导出的拨付批次", BatchStatus.DRAFT, "导出清单送银行"),
            ("待登记结果的拨付批次", BatchStatus.EXPORTED, "登记到账或失败"),
        )
    ]


def _waiting_law(jurisdiction: Jurisdiction) -> list[TodoCard]:
    """Drafts that somebody else wrote and changed. They come a few times a year, so there is no card without one."""
    cards = []
    for model, verb, label, name, hint in (
        (
            RuleRelease,
            Verb.RELEASE_RULES,
            "待发布的规则版本",
            "subsidies:release_list",
            "核对差别和依据后发布",
        ),
        (
            LocalStandard,
            Verb.RELEASE_STANDARD,
            "待发布的地方标准",
            "subsidies:standard_list",
            "核对文件后发布",
        ),
    ):
        if not jurisdiction.allows(verb):
            continue
        own = Passage.objects.filter(object_type=model._meta.label_lower, actor_id=jurisdiction.user_id)
        drafts = model.objects.within(jurisdiction, verb=verb).filter(status="draft")
        if count := drafts.exclude(pk__in=own.values("object_id")).count():
            cards.append(TodoCard(label=label, count=count, url=reverse(name), hint=hint))
    return cards


def recent_claims(jurisdiction: Jurisdiction, *, limit: int = 10) -> QuerySet[Claim]:
    """The newest claims within reach."""
    return claims_for_lists(Claim.objects.within(jurisdiction)).order_by("-pk")[:limit]


def batch_totals(batch: PaymentBatch) -> dict[str, tuple[int, Decimal]]:
    """Count and sum of a batch's payments by status, and under "" of all of them."""
    found = batch.payments.values("status").annotate(n=Count("pk"), sum=Sum("amount")).order_by("status")
    totals = {row["status"]: (row["n"], row["sum"]) for row in found}
    return {
        **{status: totals.get(status, (0, Decimal(0))) for status in PaymentStatus.values},
        "": (sum(n for n, _ in totals.values()), sum((amount for _, amount in totals.values()), Decimal(0))),
    }


def decision_comment(claim: Claim, moves: Sequence[str]) -> str:
    """What the officer wrote at the newest of these moves."""
    found = passages(claim).filter(move__in=moves).order_by("-pk").first()
    return found.comment if found else ""


# What the person sees


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One line of a person's own page: a class, or a claim."""

    kind: str  # "training" or "claim"
    title: str
    word: str
    tone: str
    day: date | None = None  # of the payment, once paid
    amount: Decimal | None = None
    account_last4: str = ""
    reason: str = ""
    appeal: str = ""
    number: str = ""


# The words of the person's view, from the states of the office's.
WORD_OF_CLAIM: dict[str, tuple[str, str]] = {
    ClaimStatus.SUBMITTED: ("补贴审核中", "blue"),
    ClaimStatus.RETURNED: ("补贴审核中", "blue"),
    ClaimStatus.REVIEWED: ("补贴审核中", "blue"),
    ClaimStatus.APPROVED: ("补贴审核中", "blue"),
    ClaimStatus.PUBLICISED: ("公示中", "blue"),
    ClaimStatus.OBJECTED: ("公示中", "blue"),
    ClaimStatus.CLEARED: ("待发放", "amber"),
    ClaimStatus.IN_BATCH: ("待发放", "amber"),
    ClaimStatus.FAILED: ("待发放", "amber"),
    ClaimStatus.PAID: ("已发放", "green"),
    ClaimStatus.REJECTED: ("不予发放", "red"),
}
REFUSING_MOVES = ("reject", "refuse", "uphold")


def trainee_status(trainee: Trainee) -> list[StatusRow]:
    """Every class and every submitted claim of one person, newest first, in the words of domain 2.2.

    A draft or a withdrawn claim is none. Amounts show from the approval on.
    """
    claims = (
        Claim.objects.filter(trainee=trainee, status__in=WORD_OF_CLAIM)
        .select_related("county")
        .prefetch_related("payments")
        .order_by("-pk")
    )
    enrolments = Enrolment.objects.filter(trainee=trainee).select_related("training_class").order_by("-pk")
    return [*[_claim_row(claim) for claim in claims], *[_training_row(each) for each in enrolments]]


def _claim_row(claim: Claim) -> StatusRow:
    word, tone = WORD_OF_CLAIM[claim.status]
    payments = sorted(claim.payments.all(), key=lambda payment: payment.pk)
    paid = next((payment for payment in payments if payment.status == PaymentStatus.PAID), None)
    reason = appeal = ""
    if claim.status == ClaimStatus.REJECTED:
        reason = mask_runs(decision_comment(claim, REFUSING_MOVES))
        phone = f"({claim.county.office_phone})" if claim.county.office_phone else ""
        appeal = f"如有异议，可向{claim.county.office_name}{phone}申诉"
    elif claim.status == ClaimStatus.FAILED and payments:
        reason = f"上次拨付未成功：{mask_runs(payments[-1].failure_reason)}，请联系{claim.county.office_name}核对银行卡"
    return StatusRow(
        kind="claim",
        title=claim.get_item_display(),
        word=word,
        tone=tone,
        day=paid.paid_on if paid else None,
        amount=claim.amount,
        account_last4=paid.account_masked[-4:] if paid else "",
        reason=reason,
        appeal=appeal,
        number=claim.number,
    )


def _training_row(enrolment: Enrolment) -> StatusRow:
    training_class = enrolment.training_class
    word, tone = "已报名", "blue"
    if enrolment.status == EnrolmentStatus.WITHDRAWN:
        word, tone = "已退出", "grey"
    elif training_class.status == ClassStatus.TERMINATED:
        word, tone = "培训班已终止", "grey"
    elif training_class.status == ClassStatus.IN_TRAINING:
        word, tone = "在训", "blue"
    elif training_class.status == ClassStatus.FINISHED:
        word, tone = "已结业", "green"
    return StatusRow(
        kind="training", title=training_class.name, word=word, tone=tone, number=training_class.number
    )


# What regions have set for themselves


def standard_terms(row: LocalStandard) -> str:
    """Which cases a standard is for, in words."""
    parts = [
        row.occupation and f"职业（工种）{row.occupation}",
        row.level and SKILL_LEVEL_LABELS[SkillLevel(row.level)],
        row.programme and Programme(row.programme).label,
    ]
    return "、".join(filter(None, parts)) or "全部"
