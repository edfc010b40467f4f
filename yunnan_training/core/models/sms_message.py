import uuid

from django.db import models

from ..jurisdiction import Scope, ScopedQuerySet
from ..roles import Verb


class SmsMessage(models.Model):
    """A text message that the local SMS desk holds instead of sending: the county's help desk reads the code
    out to the caller. Sealed, short-lived."""

    SCOPE = Scope(verb=Verb.HELP_DESK, region="region__code")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    region = models.ForeignKey("core.Region", models.PROTECT, verbose_name="服务窗口")
    receiver = models.CharField("接收人", max_length=60)
    sealed = models.BinaryField("密文")
    sent_at = models.DateTimeField("时间")
    expires_at = models.DateTimeField("失效时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "短信"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.receiver
