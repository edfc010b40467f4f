"""A claim from entry to the county's last word, and what follows an objection or a bounced payment."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from courses.models import Enrolment
from trainees.models import Certificate, Trainee
from yunnan_training.core.models import NumberSeries, Region
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import (
    Actor,
    NotAllowed,
    Refused,
    Stale,
    entered,
    passages,
    perform,
    record,
    require,
)

from .. import assessment as assessments
from ..enums import EDITABLE_STATUSES, ClaimStatus
from ..models import Claim
from ..rules import ITEMS, FactError
from ..rules.money import is_whole_fen
from ..states import PREPARED
from ..workflow import CLAIM_WORKFLOW, papers_fit
from . import assessing
from .constraints import in_words

CHANGEABLE = frozenset(
    {
        "certificate",
        "enrolment",
        "item",
        "employer",
        "enterprise_employee",
        "front_line_post",
        "new_technology_training",
        "entered_amount",
        "amount_basis",
        "agreement",
        "findings",
    }
)
LARGEST_AMOUNT = Decimal(10**8)  # what the column holds; the law's own limits are the rules' business
LONGEST_REASON = 160  # a finding's reason stands inside a check's sentence
ACCOUNT_CONFIRMABLE = (
    ClaimStatus.APPROVED,
    ClaimStatus.PUBLICISED,
    ClaimStatus.OBJECTED,
    ClaimStatus.CLEARED,
    ClaimStatus.FAILED,
)

assess = assessing.assess


@transaction.atomic
def enter(
    *,
    certificate: Certificate,
    item: str,
    by: Actor,
    at: datetime,
    trainee: Trainee | None = None,
    enrolment: Enrolment | None = None,
    employer: str = "",
    enterprise_employee: bool | None = None,
    front_line_post: bool | None = None,
    new_technology_training: bool | None = None,
    entered_amount: Decimal | None = None,
    amount_basis: str = "",
    agreement: str = "",
    findings: list[dict] | None = None,
) -> Claim:
    """Enter a draft: county staff for their own county, an institution for a person of its own roster.

    The county is that of the class, without a class that of the person. Nothing is filled in: an amount
    below a cap is entered with its basis or the rules refuse it. The draft is assessed at once.
    """
    who = trainee or (enrolment.trainee if enrolment else None)
    if who is None:
        raise Refused("请选择申请人或其参加的培训")
    where = enrolment.training_class.county if enrolment else who.county
    institution = _entered_for(where, certificate=certificate, enrolment=enrolment, by=by)
    year = timezone.localtime(at).year
    claim = Claim(
        number=f"BT{where.code}-{year}-{NumberSeries.next(f'claim:{where.code}:{year}'):04d}",
        trainee=who,
        county=where,
        institution=institution,
        enrolment=enrolment,
        certificate=certificate,
        item=item,
        employer=employer.strip(),
        enterprise_employee=enterprise_employee,
        front_line_post=front_line_post,
        new_technology_training=new_technology_training,
        entered_amount=entered_amount,
        amount_basis=amount_basis.strip(),
        agreement=agreement.strip(),
        findings=findings or [],
        entered_by=by.user,
    )
    _save(claim, by=by, at=at)
    entered(claim, by=by, at=at, label="录入补贴申请")
    assessing.keep(claim, by=by, at=at)
    return claim


@transaction.atomic
def correct(claim: Claim, *, by: Actor, at: datetime, version: int | None = None, **fields: Any) -> Claim:
    """Change a draft or a returned claim; the person stays the same. Assessed again at once."""
    unknown = set(fields) - CHANGEABLE
    if unknown:
        raise TypeError(f"not fields of a claim that can change: {sorted(unknown)}")
    locked = _lock(claim, version=version)
    require(by, locked, Verb.ENTER_CLAIM)
    if locked.status not in EDITABLE_STATUSES:
        raise Refused(f"申请当前为“{locked.get_status_display()}”，不能修改；如需修改请先退回补正")
    for name, value in fields.items():
        setattr(locked, name, value.strip() if isinstance(value, str) else value)
    if locked.enrolment and locked.enrolment.training_class.county_id != locked.county_id:
        raise Refused(f"所选培训由{locked.enrolment.training_class.county.name}管理，应由该县(市、区)受理")
    if locked.institution_id:
        _entered_for(locked.county, certificate=locked.certificate, enrolment=locked.enrolment, by=by)
    locked.version += 1
    _save(locked, by=by, at=at)
    record(locked, "change", label="修改补贴申请", by=by, at=at, source=locked.status)
    assessing.keep(locked, by=by, at=at)
    return locked


def submit(claim: Claim, *, by: Actor, at: datetime, version: int | None = None, comment: str = "") -> Claim:
    """Submit on the day of `at`, which becomes the day of the claim. It is assessed for that day first, and
    the assessment is kept even if it stops the submission: its reasons are what the officer needs."""
    with transaction.atomic():
        locked = _lock(claim, version=version)
        require(by, locked, Verb.ENTER_CLAIM)
        once_key = assessing.answered(lambda: assessments.once_key(locked, day=_today(at)))
        if locked.status in EDITABLE_STATUSES:
            assessing.keep(locked, by=by, at=at)
    with transaction.atomic(), in_words(Claim):
        return perform(
            CLAIM_WORKFLOW,
            claim,
            "submit",
            by=by,
            at=at,
            version=version,
            comment=comment,
            claimed_on=_today(at),
            once_key=once_key,
        )


@transaction.atomic
def approve(claim: Claim, *, by: Actor, at: datetime, version: int | None = None, comment: str = "") -> Claim:
    """The county's last word. The amount is that of the assessment; the account that the person has now is
    the one that will be paid (K14)."""
    locked = _lock(claim)
    newest = assessments.newest(locked)
    return perform(
        CLAIM_WORKFLOW,
        locked,
        "approve",
        by=by,
        at=at,
        version=version,
        comment=comment,
        amount=newest.amount if newest else None,
        payee_account_hash=locked.trainee.bank_account_hash,
    )


def move(
    claim: Claim,
    name: str,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    comment: str = "",
) -> Claim:
    """Any button of a claim: submit, withdraw, review, approve, return_for_correction, reject, refuse,
    object, dismiss, uphold, retry."""
    if name == "submit":
        return submit(claim, by=by, at=at, version=version, comment=comment)
    if name == "approve":
        return approve(claim, by=by, at=at, version=version, comment=comment)
    if CLAIM_WORKFLOW.table.move(name).by_system:
        raise NotAllowed(f"“{CLAIM_WORKFLOW.table.move(name).label}”随公示或拨付批次办理，不能单独办理")
    return perform(CLAIM_WORKFLOW, claim, name, by=by, at=at, version=version, comment=comment)


@transaction.atomic
def confirm_account(
    claim: Claim, *, comment: str, by: Actor, at: datetime, version: int | None = None
) -> Claim:
    """K14: a second officer looked at the account that was entered or changed after the approval."""
    locked = _lock(claim, version=version)
    require(by, locked, Verb.REVIEW_CLAIM)
    if locked.status not in ACCOUNT_CONFIRMABLE:
        raise Refused(f"申请当前为“{locked.get_status_display()}”，不需要确认收款账号")
    if not locked.trainee.bank_account_hash:
        raise Refused(f"{locked.trainee.name}尚未登记本人银行卡号，请先在劳动者档案中登记")
    if not comment.strip():
        raise Refused("请填写核对账号的依据，如持卡人姓名、存折或银行卡复印件")
    if passages(locked).filter(move__in=PREPARED, actor=by.user).exists():
        raise Refused("您经办过这笔申请，收款账号须由另一人确认")
    locked.payee_account_hash = locked.trainee.bank_account_hash
    locked.version += 1
    locked.save()
    record(
        locked, "confirm_account", label="确认收款账号", by=by, at=at, source=locked.status, comment=comment
    )
    return locked


def _entered_for(county: Region, *, certificate: Certificate, enrolment: Enrolment | None, by: Actor):
    """The institution on whose behalf `by` enters, None for the county's own staff; else NotAllowed."""
    grants = by.jurisdiction.grants_for(Verb.ENTER_CLAIM)
    if any(grant.region_code and county.code.startswith(grant.prefix) for grant in grants):
        return None
    hosts = {grant.institution_id for grant in grants if grant.institution_id}
    if not hosts:
        raise NotAllowed("只能为本县(市、区)的申请人录入补贴申请")
    if enrolment is None or enrolment.training_class.institution_id not in hosts:
        raise NotAllowed("机构只能为本机构培训班的学员代为申请")
    if enrolment.certificate_id != certificate.pk:
        raise Refused("机构只能为学员在本班取得的证书代为申请")
    return enrolment.training_class.institution


def _lock(claim: Claim, *, version: int | None = None) -> Claim:
    locked = (
        Claim.objects.select_for_update(of=("self",))
        .select_related("trainee", "certificate", "enrolment__training_class", "county")
        .get(pk=claim.pk)
    )
    if version is not None and locked.version != version:
        raise Stale
    return locked


def _save(claim: Claim, *, by: Actor, at: datetime) -> None:
    refusals = []
    if claim.item not in ITEMS:
        raise Refused("补贴项目应为通知一(十)所列四项之一")
    if claim.entered_amount is not None and not Decimal(0) < claim.entered_amount < LARGEST_AMOUNT:
        refusals.append("申请金额须大于零，且整数部分不超过八位")
    elif claim.entered_amount is not None and not is_whole_fen(claim.entered_amount):
        refusals.append("申请金额最多精确到分")
    try:
        for finding in assessments.findings_of(claim.findings):
            if len(finding.reason) > LONGEST_REASON:
                refusals.append(f"人工认定的理由最多{LONGEST_REASON}个字")
    except FactError as error:
        refusals.append(f"人工认定填写有误：{error.reason}")
    refusals += papers_fit(claim, by=by, at=at)
    if refusals:
        raise Refused(*refusals)
    claim.once_key = assessing.answered(lambda: assessments.once_key(claim, day=_today(at)))
    with in_words(Claim):
        claim.save()


def _today(at: datetime) -> date:
    return timezone.localtime(at).date()
