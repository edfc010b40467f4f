"""The payment list: what goes to the bank, and comes back with a result in every row."""

from datetime import datetime

from django.utils import timezone

from trainees import privacy
from yunnan_training.core.xlsx.writer import TableColumn, write_table

from ..models import PaymentBatch
from ..payment_returns import TITLES

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {
    "serial": 6,
    "claim": 22,
    "payee": 12,
    "account": 24,
    "item": 24,
    "amount": 12,
    "result": 10,
    "paid_on": 12,
    "voucher": 20,
    "reason": 24,
}


def payment_list(batch: PaymentBatch, *, exported_by: str, at: datetime) -> bytes:
    """Full account numbers, one payment a row; the last four columns are left for the bank's answer."""
    payments = batch.payments.select_related("claim__trainee").order_by("pk")
    rows = (
        (
            order,
            payment.claim.number,
            payment.payee,
            privacy.opened(payment.claim.trainee, "bank_account"),
            payment.claim.get_item_display(),
            payment.amount,
            None,
            None,
            None,
            None,
        )
        for order, payment in enumerate(payments, start=1)
    )
    moment = timezone.localtime(at)
    return write_table(
        rows,
        [TableColumn(TITLES[key], width) for key, width in WIDTHS.items()],
        title=f"{batch.county.office_name}补贴拨付清单 {batch.number}",
        watermark=f"{exported_by} {moment:%Y-%m-%d %H:%M} 导出，含个人信息，仅限办理拨付使用",
    )
