"""What must hold before a claim, a publicity, a payment batch, a rule release or a local standard takes a step. Guards
answer in Chinese."""

from datetime import datetime, timedelta

from django.db.models import Min, Q
from django.utils import timezone

from trainees.models import Trainee
from yunnan_training.core import law
from yunnan_training.core.enums import RuleReleaseStatus
from yunnan_training.core.law_states import RELEASE_STATES, STANDARD_STATES
from yunnan_training.core.models import LocalStandard, RuleRelease
from yunnan_training.core.workflow import Actor, Workflow

from . import assessment as assessments
from .enums import LIVE_STATUSES, ClaimStatus
from .models import Claim, PaymentBatch, Publicity
from .rules import Outcome
from .rules.boundaries import boundary_report
from .rules.enums import SkillLevel
from .rules.local_standards import DIMENSIONS, StandardError, standard_kind
from .selectors import open_objections
from .states import BATCH_STATES, CLAIM_STATES, PUBLICITY_STATES


def assessed_and_met(claim: Claim, *, by: Actor, at: datetime) -> list[str]:
    """The newest assessment says «met» and still holds. Unknown and «a person must decide» stop it too."""
    newest = assessments.newest(claim)
    if newest is None:
        return ["尚未核定，请先核定补贴资格和金额"]
    if not assessments.is_fresh(claim, newest):
        return ["申请材料、申领记录或政策参数在核定后有变化，请重新核定"]
    if newest.outcome == Outcome.MET:
        return []
    return [f"{check.sentence}（{check.clause}）" for check in newest.checks.exclude(outcome=Outcome.MET)]


def papers_fit(claim: Claim, *, by: Actor, at: datetime) -> list[str]:
    """The certificate is the person's own and came after the training it is said to end (K08)."""
    refusals = []
    certificate, enrolment = claim.certificate, claim.enrolment
    if certificate.trainee_id != claim.trainee_id:
        refusals.append("证书不是申请人本人的证书，请核对")
    if enrolment and enrolment.trainee_id != claim.trainee_id:
        refusals.append("所选培训不是申请人本人参加的培训，请核对")
    if enrolment and certificate.issued_on < enrolment.training_class.end_on:
        refusals.append(
            f"证书于{certificate.issued_on:%Y-%m-%d}取得，早于所选培训的结业日期"
            f"{enrolment.training_class.end_on:%Y-%m-%d}，请核对所选的培训和证书"
        )
    if claim.institution_id and not claim.agreement.strip():
        refusals.append("机构代为申请，须填写申请人签署的代为申请协议")
    return refusals


def not_below_an_earlier_level(claim: Claim, *, by: Actor, at: datetime) -> list[str]:
    """K06: for the same occupation a higher level was already claimed, or held when this one was won."""
    certificate = claim.certificate
    if not certificate.level:
        return []
    rank = SkillLevel(certificate.level).rank
    higher = [level.value for level in SkillLevel if level.rank > rank]
    same_work = Q(certificate__occupation_code=certificate.occupation_code, certificate__level__in=higher)
    refusals = []
    claimed = (
        Claim.objects.filter(same_work, trainee_id=claim.trainee_id, status__in=LIVE_STATUSES)
        .exclude(status=ClaimStatus.DRAFT)
        .exclude(pk=claim.pk)
        .first()
    )
    if claimed:
        refusals.append(
            f"申请人已就同一职业(工种)更高等级的证书申领补贴（{claimed.number}），不能再申领较低等级的补贴"
        )
    held = claim.trainee.certificates.filter(
        occupation_code=certificate.occupation_code, level__in=higher, issued_on__lte=certificate.issued_on
    ).first()
    if held:
        refusals.append(
            f"申请人在取得本证书前已持有同一职业(工种)的{held.get_level_display()}证书，请核实证书真伪"
        )
    return refusals


def claimed_in_time(claim: Claim, *, by: Actor, at: datetime) -> list[str]:
    """Counted from the certificate's day. What is returned and submitted again keeps its first day, unless another
    certificate came in meanwhile."""
    certificate, enrolment = claim.certificate, claim.enrolment
    case = law.Case(
        claim.county_id,
        certificate.issued_on,
        certificate.occupation_code,
        certificate.level,
        enrolment.training_class.programme if enrolment else "",
    )
    (most,) = law.released("local.claim_deadline_days", [case])
    if most is None:
        return []
    before = claim.events.filter(status=ClaimStatus.SUBMITTED, certificate=certificate)
    first = before.aggregate(day=Min("claimed_on"))["day"] or timezone.localdate(at)
    if (first - certificate.issued_on).days <= most.value:
        return []
    last = certificate.issued_on + timedelta(days=most.value)
    term = f"证书于{certificate.issued_on:%Y-%m-%d}发证，补贴申请期限为{most.value}日（{most.source}）"
    return [f"{term}，最后一日为{last:%Y-%m-%d}，已逾期，不能提交"]


def window_of_claim_passed(claim: Claim, *, by: Actor, at: datetime) -> list[str]:
    return window_passed(claim.publicity, by=by, at=at) if claim.publicity else ["该申请未经公示"]


def payable(claim: Claim, *, by: Actor, at: datetime) -> list[str]:
    """K12, K13, K14, K46: the person's own account, nobody else's, the one that was looked at when the
    claim was approved; and the amount that was worked out."""
    trainee = claim.trainee
    if not trainee.bank_account_hash:
        return [f"{trainee.name}尚未登记本人银行卡号，请先在劳动者档案中登记"]
    refusals = []
    if Trainee.objects.filter(bank_account_hash=trainee.bank_account_hash).exclude(pk=trainee.pk).exists():
        refusals.append(f"{trainee.name}的银行卡号与其他人登记的相同，同一账号不能为两人收款，请核实更正")
    if trainee.bank_account_hash != claim.payee_account_hash:
        refusals.append(f"{trainee.name}的银行卡号在批准后登记或变更过，请由审核人确认收款账号后再拨付")
    newest = assessments.newest(claim)
    if newest is None or newest.amount != claim.amount:
        refusals.append("核定金额与计算表不一致，不能拨付")
    return refusals


def window_passed(publicity: Publicity, *, by: Actor, at: datetime) -> list[str]:
    if timezone.localtime(at).date() <= publicity.ends_on:
        return [f"公示至{publicity.ends_on:%Y-%m-%d}（含当日），期满次日起才能结束公示"]
    return []


def no_open_objections(publicity: Publicity, *, by: Actor, at: datetime) -> list[str]:
    numbers = list(open_objections(publicity).values_list("number", flat=True))
    return [f"申请{'、'.join(numbers)}的异议尚未处理，请先作出结论"] if numbers else []


def accounts_unchanged(batch: PaymentBatch, *, by: Actor, at: datetime) -> list[str]:
    """K14 between making the batch and sending it."""
    payments = batch.payments.select_related("claim__trainee").order_by("pk")
    if not payments:
        return ["批次中没有拨付"]
    return [
        f"{payment.payee}的银行卡号在制单后变更过，本批次不能导出，请先核实"
        for payment in payments
        if payment.account_hash != payment.claim.trainee.bank_account_hash
    ]


_IN_ORDER = (papers_fit, not_below_an_earlier_level, assessed_and_met)

CLAIM_WORKFLOW = Workflow(
    CLAIM_STATES,
    {
        "submit": (*_IN_ORDER, claimed_in_time),
        "review": _IN_ORDER,
        "approve": _IN_ORDER,
        "clear": (window_of_claim_passed,),
        "batch": (payable,),
    },
)
PUBLICITY_WORKFLOW = Workflow(PUBLICITY_STATES, {"close": (window_passed, no_open_objections)})
BATCH_WORKFLOW = Workflow(BATCH_STATES, {"export": (accounts_unchanged,)})


# --- the law itself ---------------------------------------------------------------------------------------------------


def follows_the_one_in_force(row: RuleRelease, *, by: Actor, at: datetime) -> list[str]:
    """Of two drafts of the same release only one can follow it; the other would undo what it never saw."""
    other = RuleRelease.objects.filter(status=RuleReleaseStatus.RELEASED).exclude(pk=row.based_on_id).first()
    if other is None:
        return []
    return [f"本稿起草之后，{other}已经发布在用；请从{other}重新起草，把修改补上后再办理"]


def boundaries_hold(row: RuleRelease, *, by: Actor, at: datetime) -> list[str]:
    """Every parameter that the draft touches is tried at its boundaries, and the draft touches something."""
    if row.based_on is None:
        return []
    if row.rules_version == row.based_on.rules_version:
        return [f"本稿与{row.based_on}没有差别，请先填写修改"]
    return boundary_report(law.read(row.based_on), law.read(row)).refusals


def standard_fits(standard: LocalStandard, *, by: Actor, at: datetime) -> list[str]:
    """What keeps a figure from being the region's standard: the list, the figure itself, the cap on each of its
    days, another standard on one of them."""
    try:
        kind = standard_kind(standard.key)
        kind.value_of(standard.value)
        kind.check_dimensions({name: getattr(standard, name) for name in DIMENSIONS})
    except StandardError as refused:
        return [refused.reason]
    first, last = standard.valid_from, standard.valid_to
    if last is not None and last < first:
        return ["截止日期不能早于起始日期，请改正日期"]
    refusals = []
    try:
        kind.check_cap(standard.value, first=first, last=last, release=law.in_force().release)
    except StandardError as refused:
        refusals.append(refused.reason)
    if other := law.overlapping(standard):
        span = f"{other.valid_from}至{other.valid_to}" if other.valid_to else f"{other.valid_from}起"
        refusals.append(
            f"{other.region.name}已有“{kind.label}”{kind.shown(other.value)}（{other.document}，{span}），日期重叠；"
            "请先停止执行该标准，或改正起止日期"
        )
    if not standard.document.strip() or not standard.quote.strip():
        refusals.append("请写明依据文件和依据原文")
    return refusals


RULES_WORKFLOW = Workflow(RELEASE_STATES, {"release": (follows_the_one_in_force, boundaries_hold)})
STANDARD_WORKFLOW = Workflow(STANDARD_STATES, {"release": (standard_fits,)})
