"""Closed lists about what is owed."""

from django.db.models import TextChoices


class ClaimStatus(TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    RETURNED = "returned", "退回补正"
    REVIEWED = "reviewed", "已审核"
    APPROVED = "approved", "已批准"
    PUBLICISED = "publicised", "公示中"
    OBJECTED = "objected", "异议处理"
    CLEARED = "cleared", "待拨付"
    IN_BATCH = "in_batch", "拨付中"
    PAID = "paid", "已拨付"
    FAILED = "failed", "拨付失败"
    REJECTED = "rejected", "不予补贴"
    WITHDRAWN = "withdrawn", "已撤回"


ENDED_WITHOUT_MONEY = (ClaimStatus.REJECTED, ClaimStatus.WITHDRAWN)
LIVE_STATUSES = tuple(status for status in ClaimStatus if status not in ENDED_WITHOUT_MONEY)
EDITABLE_STATUSES = (ClaimStatus.DRAFT, ClaimStatus.RETURNED)
# From the approval on, a claim has its amount.
WITHOUT_AMOUNT = (
    *EDITABLE_STATUSES,
    ClaimStatus.SUBMITTED,
    ClaimStatus.REVIEWED,
    *ENDED_WITHOUT_MONEY,
)


class PublicityStatus(TextChoices):
    OPEN = "open", "公示中"
    CLOSED = "closed", "已结束"


class BatchStatus(TextChoices):
    DRAFT = "draft", "待导出"
    EXPORTED = "exported", "已导出"
    SETTLED = "settled", "已办结"
    CANCELLED = "cancelled", "已作废"


class PaymentStatus(TextChoices):
    PENDING = "pending", "待拨付"
    PAID = "paid", "已拨付"
    FAILED = "failed", "拨付失败"
