import pgtrigger
from django.db import models
from django.db.models import Q

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import guarded_by

from ..enums import BatchStatus, PaymentStatus
from ..states import BATCH_STATES


@tracked()
class PaymentBatch(models.Model):
    """Payments that go to the bank in one list."""

    SCOPE = Scope(verb=Verb.VIEW_PAYMENT, region="county__code")

    number = models.CharField("批次编号", max_length=24)
    county = models.ForeignKey("core.Region", models.PROTECT, related_name="+", verbose_name="县(市、区)")
    status = models.CharField("状态", max_length=12, choices=BatchStatus, default=BatchStatus.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    file = models.ForeignKey(
        "core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="拨付清单"
    )
    exported_at = models.DateTimeField("导出时间", null=True, blank=True)
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)
    entered_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="制单人")
    created_at = models.DateTimeField("制单时间", auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "拨付批次"
        ordering = ["-pk"]
        triggers = [guarded_by(BATCH_STATES)]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="one_batch_per_number"),
            models.CheckConstraint(name="batch_status_known", condition=Q(status__in=BatchStatus.values)),
        ]

    def __str__(self) -> str:
        return self.number


@tracked()
class Payment(models.Model):
    """One claim's money in one batch. A claim has at most one payment that has not failed."""

    SCOPE = Scope(verb=Verb.VIEW_PAYMENT, region="batch__county__code")

    batch = models.ForeignKey(
        "subsidies.PaymentBatch", models.PROTECT, related_name="payments", verbose_name="批次"
    )
    claim = models.ForeignKey(
        "subsidies.Claim", models.PROTECT, related_name="payments", verbose_name="补贴申请"
    )
    amount = models.DecimalField("金额(元)", max_digits=10, decimal_places=2)
    payee = models.CharField("收款人", max_length=40)
    account_hash = models.CharField("收款账号(摘要)", max_length=64)
    account_masked = models.CharField("收款账号", max_length=24)
    status = models.CharField("状态", max_length=8, choices=PaymentStatus, default=PaymentStatus.PENDING)
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    voucher_number = models.CharField("凭证号", max_length=40, blank=True)
    failure_reason = models.CharField("失败原因", max_length=120, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "拨付"
        ordering = ["-pk"]
        triggers = [
            # Money that left can't be un-paid on paper, nor a failed payment turned into a paid one.
            pgtrigger.FSM(
                name="lawful_state",
                field="status",
                transitions=[
                    (PaymentStatus.PENDING, PaymentStatus.PAID),
                    (PaymentStatus.PENDING, PaymentStatus.FAILED),
                ],
            ),
            pgtrigger.ReadOnly(
                name="fixed", fields=["batch", "claim", "amount", "payee", "account_hash", "account_masked"]
            ),
            pgtrigger.Protect(name="no_delete", operation=pgtrigger.Delete),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"],
                condition=~Q(status=PaymentStatus.FAILED),
                name="claim_paid_once",
                violation_error_message="该申请已拨付或正在拨付，不能重复拨付",
            ),
            models.CheckConstraint(name="payment_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="paid_payment_has_its_voucher",
                condition=~Q(status=PaymentStatus.PAID) | (Q(paid_on__isnull=False) & ~Q(voucher_number="")),
                violation_error_message="已拨付的须登记拨付日期和凭证号",
            ),
            models.CheckConstraint(
                name="failed_payment_has_its_reason",
                condition=~Q(status=PaymentStatus.FAILED) | ~Q(failure_reason=""),
                violation_error_message="拨付失败须填写原因",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee} {self.amount}"
