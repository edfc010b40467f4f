"""Claims, walked to any state through the real actions by the officers of one county."""

from datetime import date, timedelta
from decimal import Decimal

from subsidies.actions import claims, payments, publicities
from subsidies.models import Claim, PaymentBatch, Publicity
from subsidies.payment_returns import PaymentResult
from trainees import privacy
from trainees.enums import CertificateKind, SkillLevel
from trainees.models import Certificate, Trainee

from . import core, courses, trainees

TAUGHT_ON = date(2026, 1, 12)  # the class behind every claim here; certificates come later, level by level
WON_ON = {
    "H1": date(2026, 2, 6),
    "H2": date(2026, 2, 10),
    "H3": date(2026, 2, 16),
    "H4": date(2026, 2, 20),
}
OPENS_ON = core.DAY + timedelta(days=1)  # Tuesday, so five working days end on the Monday after
AFTER = core.DAY + timedelta(days=8)  # the first day on which that publicity can be closed
LEVELS = {"H1": SkillLevel.LEVEL_3, "H2": SkillLevel.LEVEL_2, "H3": SkillLevel.LEVEL_1}
ENTERED = {"H1": {"entered_amount": Decimal("1500.00"), "amount_basis": "隆阳人社发〔2026〕3号(虚构)"}}


def papers(office, item: str = "H2", *, who: Trainee | None = None, occupation: str = "6-18-02-04") -> dict:
    """What a claim of that item rests on: a person who attended and passed a class, and the certificate."""
    who = who or trainees.trainee(office.code)
    training_class = courses.draft_class(
        office.school,
        entered_by=office.clerk,
        start_on=TAUGHT_ON,
        end_on=TAUGHT_ON + timedelta(days=1),
    )
    enrolment = courses.enrolment(training_class, who)
    courses.attended(enrolment, recorded_by=office.clerk)
    courses.passed(enrolment)
    if item == "H4":
        senior(who, occupation=occupation)
        certificate = trainees.certificate(
            who, kind=CertificateKind.TRAINING_COMPLETION, level="", issued_on=WON_ON[item]
        )
    else:
        certificate = trainees.certificate(
            who, level=LEVELS[item], occupation_code=occupation, issued_on=WON_ON[item]
        )
    enrolment.certificate = certificate
    enrolment.save(update_fields=["certificate"])
    return {"enrolment": enrolment, "certificate": certificate, "item": item}


def senior(who: Trainee, *, occupation: str = "6-18-02-04") -> Certificate:
    """A 高级技师 certificate from long before."""
    return trainees.certificate(
        who, level=SkillLevel.LEVEL_1, occupation_code=occupation, issued_on=date(2024, 5, 20)
    )


def draft(office, item: str = "H2", *, on: date = core.DAY, by: str = "clerk", **fields) -> Claim:
    """Entered by the county's clerk with every condition of the item vouched for."""
    who, occupation = fields.pop("who", None), fields.pop("occupation", "6-18-02-04")
    return claims.enter(
        **{
            **papers(office, item, who=who, occupation=occupation),
            "employer": "保山市某机械制造有限公司(虚构)",
            "enterprise_employee": True,
            "front_line_post": True,
            "new_technology_training": item == "H4",
            **ENTERED.get(item, {}),
            **fields,
        },
        by=office.act(by),
        at=core.at(on),
    )


def submitted(office, item: str = "H2", *, on: date = core.DAY, **fields) -> Claim:
    return claims.submit(draft(office, item, on=on, **fields), by=office.act("clerk"), at=core.at(on))


def reviewed(office, item: str = "H2", *, on: date = core.DAY, **fields) -> Claim:
    claim = submitted(office, item, on=on, **fields)
    return claims.move(claim, "review", by=office.act("reviewer"), at=core.at(on, 10))


def approved(office, item: str = "H2", *, on: date = core.DAY, **fields) -> Claim:
    claim = reviewed(office, item, on=on, **fields)
    return claims.move(claim, "approve", by=office.act("head"), at=core.at(on, 11))


def publicity(office, chosen: list[Claim], *, starts_on: date = OPENS_ON, **fields) -> Publicity:
    return publicities.open(
        county=office.region,
        claims=chosen,
        starts_on=starts_on,
        by=office.act("clerk"),
        at=core.at(hour=14),
        **fields,
    )


def cleared(office, item: str = "H2", *, count: int = 1, **fields) -> list[Claim]:
    """So many claims whose publicity is over."""
    chosen = [approved(office, item, **fields) for _ in range(count)]
    opened = publicity(office, chosen)
    publicities.close(opened, by=office.act("clerk"), at=core.at(AFTER))
    return fresh(chosen)


def batch(office, chosen: list[Claim]) -> PaymentBatch:
    return payments.make_batch(
        county=office.region, claims=chosen, by=office.act("finance"), at=core.at(AFTER, 10)
    )


def exported(office, chosen: list[Claim]) -> PaymentBatch:
    return payments.export(
        batch(office, chosen), reason="送银行代发", by=office.act("finance"), at=core.at(AFTER, 11)
    )


def result(payment, *, paid: bool = True, **fields) -> PaymentResult:
    values = (
        {"paid_on": AFTER, "voucher_number": f"PZ{payment.pk:06d}"}
        if paid
        else {"failure_reason": "账号状态异常"}
    )
    return PaymentResult(payment_id=payment.pk, paid=paid, **{**values, **fields})


def settled(office, chosen: list[Claim], *, paid: bool = True) -> PaymentBatch:
    made = exported(office, chosen)
    answers = [result(payment, paid=paid) for payment in made.payments.order_by("pk")]
    return payments.settle(made, answers, by=office.act("finance"), at=core.at(AFTER, 16))


def fresh(chosen: list[Claim]) -> list[Claim]:
    return list(Claim.objects.filter(pk__in=[claim.pk for claim in chosen]).order_by("pk"))


def change_account(who: Trainee) -> Trainee:
    """The person hands in another card."""
    privacy.put(who, "bank_account", trainees.bank_account(10**9 + who.pk))
    who.save()
    return who
