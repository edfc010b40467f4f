"""A payment batch: made of cleared claims, exported for the bank, settled with what the bank answered."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yunnan_training.core.audit import record_access
from yunnan_training.core.enums import AccessKind, StoredFileKind
from yunnan_training.core.models import NumberSeries, Region, StoredFile
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, NotAllowed, Refused, Stale, entered, perform, require

from ..enums import BatchStatus, PaymentStatus
from ..exports import CONTENT_TYPE, payment_list
from ..models import Claim, Payment, PaymentBatch
from ..payment_returns import PaymentResult, check, faults
from ..workflow import BATCH_WORKFLOW, CLAIM_WORKFLOW
from .constraints import in_words
from .together import each, may, name_refusals


@transaction.atomic
def make_batch(*, county: Region, claims: Iterable[Claim], by: Actor, at: datetime) -> PaymentBatch:
    """Put cleared claims of one county into a batch; each stands at its approved amount and account.

    One claim that can't be paid stops the batch, and every such claim is named.
    """
    if not may(by, Verb.PAY, county):
        raise NotAllowed("只能编制本县(市、区)的拨付批次")
    locked = each(claims)
    if not locked:
        raise Refused("请至少选择一笔待拨付的申请")
    strangers = [f"申请{claim.number}不属于{county.name}" for claim in locked if claim.county_id != county.pk]
    if strangers:
        raise Refused(*strangers)
    year = timezone.localtime(at).year
    batch = PaymentBatch.objects.create(
        number=f"BF{county.code}-{year}-{NumberSeries.next(f'batch:{county.code}:{year}'):04d}",
        county=county,
        entered_by=by.user,
    )
    entered(batch, by=by, at=at, label="编制拨付批次")
    with name_refusals() as naming:
        for claim in locked:
            with naming(claim), in_words(Payment):
                perform(CLAIM_WORKFLOW, claim, "batch", by=by, at=at)
                Payment.objects.create(
                    batch=batch,
                    claim=claim,
                    amount=claim.amount,
                    payee=claim.trainee.name,
                    account_hash=claim.trainee.bank_account_hash,
                    account_masked=claim.trainee.bank_account_masked,
                )
    return batch


@transaction.atomic
def export(
    batch: PaymentBatch, *, reason: str, by: Actor, at: datetime, version: int | None = None
) -> PaymentBatch:
    """Make the list with full accounts, sealed at rest; the look at them is logged with its reason."""
    require(by, batch, Verb.EXPORT_PERSONAL)
    content = payment_list(batch, exported_by=f"{by.office} {by.name}", at=at)
    stored = StoredFile.store(
        content,
        kind=StoredFileKind.PAYMENT_EXPORT,
        name=f"拨付清单{batch.number}.xlsx",
        content_type=CONTENT_TYPE,
        by=by.user,
    )
    exported = perform(
        BATCH_WORKFLOW, batch, "export", by=by, at=at, version=version, file=stored, exported_at=at
    )
    _log_export(exported, reason=reason, by=by, at=at)
    return exported


@transaction.atomic
def read_export(batch: PaymentBatch, *, reason: str, by: Actor, at: datetime) -> tuple[StoredFile, bytes]:
    """The exported list again: another look, another row in the log."""
    require(by, batch, Verb.EXPORT_PERSONAL)
    if batch.file is None:
        raise Refused("拨付清单尚未导出")
    _log_export(batch, reason=reason, by=by, at=at)
    return batch.file, batch.file.read()


@transaction.atomic
def settle(
    batch: PaymentBatch,
    results: Sequence[PaymentResult],
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> PaymentBatch:
    """Write down what became of every payment of an exported batch, all of them at once."""
    locked = PaymentBatch.objects.select_for_update().get(pk=batch.pk)
    require(by, locked, Verb.PAY)
    if version is not None and locked.version != version:
        raise Stale
    if locked.status != BatchStatus.EXPORTED:
        raise Refused(f"批次当前为“{locked.get_status_display()}”，导出清单后才能登记拨付结果")
    payments = {payment.pk: payment for payment in locked.payments.select_related("claim").order_by("pk")}
    _check_results(locked, payments, results, at=at)
    each(payment.claim for payment in payments.values())
    for result in sorted(results, key=lambda result: result.payment_id):
        payment = payments[result.payment_id]
        _write(payment, result)
        perform(
            CLAIM_WORKFLOW,
            payment.claim,
            "pay" if result.paid else "fail",
            by=by,
            at=at,
            comment=result.failure_reason,
        )
    return perform(BATCH_WORKFLOW, locked, "settle", by=by, at=at, settled_at=at)


def settle_from_workbook(
    batch: PaymentBatch, content: bytes, *, by: Actor, at: datetime, version: int | None = None
) -> PaymentBatch:
    """Settle with the list that came back from the bank; refused with every finding, row and column named."""
    require(by, batch, Verb.PAY)
    report = check(content, batch, on=timezone.localtime(at).date())
    if not report.ok:
        raise Refused(*[finding.sentence for finding in report.findings])
    return settle(batch, report.results, by=by, at=at, version=version)


@transaction.atomic
def cancel(
    batch: PaymentBatch, *, comment: str, by: Actor, at: datetime, version: int | None = None
) -> PaymentBatch:
    """Give up a batch that was never sent. Its claims count as failed and are taken up again one by one."""
    cancelled = perform(BATCH_WORKFLOW, batch, "cancel", by=by, at=at, version=version, comment=comment)
    reason = f"批次作废：{comment.strip()}"[:120]
    payments = list(cancelled.payments.select_related("claim").order_by("pk"))
    each(payment.claim for payment in payments)
    for payment in payments:
        _write(payment, PaymentResult(payment_id=payment.pk, paid=False, failure_reason=reason))
        perform(CLAIM_WORKFLOW, payment.claim, "fail", by=by, at=at, comment=reason)
    return cancelled


def _check_results(
    batch: PaymentBatch, payments: dict[int, Payment], results: Sequence[PaymentResult], *, at: datetime
) -> None:
    on = timezone.localtime(at).date()
    earliest = timezone.localtime(batch.exported_at).date()
    given = [result.payment_id for result in results]
    refusals = []
    if set(given) - payments.keys():
        refusals.append("结果中有不属于本批次的拨付，请刷新页面后重试")
    if len(set(given)) < len(given):
        refusals.append("同一笔拨付填写了两个结果，请只保留一个")
    refusals += [
        f"申请{payment.claim.number}尚未填写拨付结果"
        for pk, payment in payments.items()
        if pk not in set(given)
    ]
    refusals += [
        f"申请{payments[result.payment_id].claim.number}：{message}"
        for result in results
        if result.payment_id in payments
        for _, message in faults(result, on=on, earliest=earliest)
    ]
    if refusals:
        raise Refused(*refusals)


def _write(payment: Payment, result: PaymentResult) -> None:
    payment.status = PaymentStatus.PAID if result.paid else PaymentStatus.FAILED
    payment.paid_on = result.paid_on
    payment.voucher_number = result.voucher_number
    payment.failure_reason = result.failure_reason
    payment.save(update_fields=["status", "paid_on", "voucher_number", "failure_reason"])


def _log_export(batch: PaymentBatch, *, reason: str, by: Actor, at: datetime) -> None:
    record_access(
        batch,
        kind=AccessKind.EXPORT,
        fields=["bank_account"],
        reason=reason,
        by=by,
        at=at,
        region_code=batch.county_id,
        row_count=batch.payments.count(),
    )
