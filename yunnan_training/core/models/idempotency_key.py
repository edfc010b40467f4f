"""Answers kept for a day, so that a POST sent twice is carried out once."""

from datetime import datetime

from django.conf import settings
from django.db import models


class IdempotencyKeyQuerySet(models.QuerySet):
    def sweep(self, *, at: datetime) -> int:
        """Forget what has expired; run now and then by the beat."""
        deleted, _ = self.filter(expires_at__lte=at).delete()
        return deleted


class IdempotencyKey(models.Model):
    """One POST of one caller: what was sent (as a keyed hash) and what was answered (sealed)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="账号", on_delete=models.CASCADE, related_name="+"
    )
    token = models.ForeignKey(
        "core.ApiToken", verbose_name="令牌", on_delete=models.CASCADE, null=True, related_name="+"
    )
    key = models.CharField("幂等键", max_length=200)
    fingerprint = models.CharField("请求指纹", max_length=64)
    status = models.PositiveSmallIntegerField("应答状态", null=True)
    headers = models.JSONField("应答头", default=dict)
    body = models.BinaryField("应答内容（加密）", null=True)
    created_at = models.DateTimeField("收到时间")
    expires_at = models.DateTimeField("保留至")

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "幂等记录"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "token", "key"], name="idempotency_key_of_caller", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="idempotency_key_expiry")]

    def __str__(self) -> str:
        return self.key
