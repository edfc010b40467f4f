"""Claims in every state, walked there through the portal's own acts, and two filings."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from courses.actions import filings
from courses.enums import ClassStatus, ExamResult
from courses.models import Enrolment, TrainingClass
from subsidies.actions import claims, payments, publicities
from subsidies.enums import ClaimStatus
from subsidies.models import Claim
from subsidies.payment_returns import PaymentResult
from subsidies.rules.enums import Item
from trainees.enums import SkillLevel
from yunnan_training.core.models import User
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import Actor

from .acting import acting
from .classes import KUNMING
from .offices import PREFECTURES, Office

C = ClaimStatus
ITEM_OF = {SkillLevel.LEVEL_3: Item.H1, SkillLevel.LEVEL_2: Item.H2, SkillLevel.LEVEL_1: Item.H3}
LOCAL_AMOUNT, LOCAL_BASIS = Decimal("1500.00"), "昭阳区2026年职业技能提升补贴标准(示例)"
# How many claims of each state; the first class's go all the way to the bank.
OPEN_STATES = (C.DRAFT, C.DRAFT, C.SUBMITTED, C.SUBMITTED, C.SUBMITTED, C.RETURNED, C.REVIEWED, C.REVIEWED)
LATE_STATES = (C.APPROVED, C.APPROVED, C.APPROVED, C.REJECTED, C.WITHDRAWN)


def make_claims(*, now: datetime, offices: dict[str, Office], classes: Sequence[TrainingClass]) -> int:
    finished = [
        item
        for item in classes
        if item.status == ClassStatus.FINISHED and item.catalogue_item.level in ITEM_OF
    ]
    first, second, third, *others = finished
    _paid(first, offices, now=now, count=12, failed=2)
    for state in (*OPEN_STATES, *LATE_STATES):
        _Desk(second, offices, now=now).claim(state)
    _on_show(third, offices, now=now, count=7)
    for item in others:
        _paid(item, offices, now=now, count=5, failed=0)
        for state in (C.SUBMITTED, C.REVIEWED, C.APPROVED):
            _Desk(item, offices, now=now).claim(state)
    return Claim.objects.count()


def _paid(
    training_class: TrainingClass, offices: dict[str, Office], *, now: datetime, count: int, failed: int
) -> None:
    """A round that went to the bank: most paid, some bounced, one of those taken up again; a second, smaller
    batch has been exported and waits for the bank."""
    desk = _Desk(training_class, offices, now=now)
    approved = [desk.claim(C.APPROVED) for _ in range(count + 4)]
    shown = desk.publicise(approved, day=4)
    desk.close(shown, day=20)
    batch = desk.batch(approved[:count], day=21)
    results = [
        PaymentResult(payment_id=payment.pk, paid=False, failure_reason="账户状态异常，银行退票")
        if order < failed
        else PaymentResult(
            payment_id=payment.pk,
            paid=True,
            paid_on=desk.day(22),
            voucher_number=f"ZF{payment.pk:08d}",
        )
        for order, payment in enumerate(batch.payments.order_by("pk"))
    ]
    finance = desk.by(Role.FINANCE_OFFICER, 22)
    payments.settle(batch, results, by=finance, at=desk.at(22))
    if failed:
        bounced = Claim.objects.filter(pk__in=[item.pk for item in approved], status=C.FAILED).first()
        claims.move(bounced, "retry", by=finance, at=desk.at(23), comment="已核实账户恢复正常，重新拨付")
    desk.batch(approved[count : count + 2], day=24)


def _on_show(training_class: TrainingClass, offices: dict[str, Office], *, now: datetime, count: int) -> None:
    """A publicity that is open today, with one objection."""
    desk = _Desk(training_class, offices, now=now)
    approved = [desk.claim(C.APPROVED) for _ in range(count)]
    yesterday = (now - timedelta(days=1)).astimezone(KUNMING).date()
    desk.publicise(approved, day=(yesterday - desk.start).days)
    claims.move(
        approved[0],
        "object",
        by=desk.by(Role.COUNTY_CLERK, (yesterday - desk.start).days),
        at=now,
        comment="群众来电反映申请人已调离一线岗位",
    )


class _Desk:
    """The county's desk for the people of one finished class; days count from the first claim's day."""

    def __init__(self, training_class: TrainingClass, offices: dict[str, Office], *, now: datetime) -> None:
        self.training_class, self.office = training_class, offices[training_class.county_id]
        self.start = training_class.end_on + timedelta(days=9)

    def day(self, days: int) -> date:
        return self.start + timedelta(days=days)

    def at(self, days: int, hour: int = 10) -> datetime:
        return datetime.combine(self.day(days), time(hour, 15), tzinfo=KUNMING)

    def by(self, role: Role, days: int) -> Actor:
        if role == Role.INSTITUTION_CLERK:
            user: User = self.training_class.institution.members.get().user
        else:
            user = self.office.people[role]
        return acting(user, on=self.day(days))

    def claim(self, state: ClaimStatus) -> Claim:
        enrolment = (
            Enrolment.objects.filter(
                training_class=self.training_class,
                result=ExamResult.PASSED,
                certificate__isnull=False,
                claims__isnull=True,
            )
            .order_by("pk")
            .first()
        )
        item = ITEM_OF[self.training_class.catalogue_item.level]
        clerk = self.by(Role.INSTITUTION_CLERK, 0)
        made = claims.enter(
            enrolment=enrolment,
            certificate=enrolment.certificate,
            item=item,
            employer=enrolment.promised_employer,
            enterprise_employee=True,
            front_line_post=True,
            entered_amount=LOCAL_AMOUNT if item == Item.H1 else None,
            amount_basis=LOCAL_BASIS if item == Item.H1 else "",
            agreement="代为申请协议书(学员本人签字)",
            by=clerk,
            at=self.at(0),
        )
        if state == C.DRAFT:
            return made
        if state == C.WITHDRAWN:
            return claims.move(made, "withdraw", by=clerk, at=self.at(0, 11), comment="学员自行到县局申请")
        made = claims.submit(made, by=clerk, at=self.at(0, 11))
        reviewer, head = self.by(Role.COUNTY_REVIEWER, 1), self.by(Role.COUNTY_HEAD, 2)
        if state == C.RETURNED:
            return claims.move(
                made,
                "return_for_correction",
                by=reviewer,
                at=self.at(1),
                comment="请补充企业出具的一线岗位证明",
            )
        if state == C.REJECTED:
            return claims.move(
                made, "reject", by=reviewer, at=self.at(1), comment="经核实，申请人取证时已离开该企业"
            )
        if state == C.SUBMITTED:
            return made
        made = claims.move(made, "review", by=reviewer, at=self.at(1), comment="材料属实")
        if state == C.REVIEWED:
            return made
        return claims.approve(made, by=head, at=self.at(2), comment="同意")

    def publicise(self, approved: Sequence[Claim], *, day: int):
        return publicities.open(
            county=self.office.region,
            claims=approved,
            starts_on=self.day(day),
            by=self.by(Role.COUNTY_CLERK, day),
            at=self.at(day, 8),
        )

    def close(self, shown, *, day: int) -> None:
        publicities.close(shown, by=self.by(Role.COUNTY_CLERK, day), at=self.at(day))

    def batch(self, cleared: Sequence[Claim], *, day: int):
        finance = self.by(Role.FINANCE_OFFICER, day)
        made = payments.make_batch(county=self.office.region, claims=cleared, by=finance, at=self.at(day))
        return payments.export(made, reason="向代发银行报送拨付清单", by=finance, at=self.at(day, 11))


def make_filings(*, now: datetime, offices: dict[str, Office]) -> int:
    """One prefecture's filing is registered, the other's has been reported and waits."""
    for order, code in enumerate(PREFECTURES):
        office = offices[code]
        officer = acting(office.people[Role.PREFECTURE_OFFICER], on=now.date())
        period = (now - timedelta(days=32)).date().replace(day=1)
        filing = filings.consolidate(prefecture=office.region, period=period, by=officer, at=now)
        filing = filings.move(filing, "submit", by=officer, at=now, comment="")
        if order == 0:
            province = acting(offices["530000"].people[Role.PROVINCIAL_OFFICER], on=now.date())
            filings.move(filing, "register", by=province, at=now, comment="准予备案登记")
    return len(PREFECTURES)
