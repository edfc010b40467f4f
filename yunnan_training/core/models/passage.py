import pgtrigger
from django.db import models

from ..enums import AccessKind


class Passage(models.Model):
    """One step that an object took: who, for which office, from where to where, why. Never changed."""

    object_type = models.CharField("对象类别", max_length=40)
    object_id = models.BigIntegerField("对象编号")
    move = models.CharField("动作", max_length=40)
    label = models.CharField("动作名称", max_length=40)
    source = models.CharField("原状态", max_length=24, blank=True)
    target = models.CharField("新状态", max_length=24)
    actor = models.ForeignKey("core.User", models.PROTECT, null=True, verbose_name="经办人")
    actor_name = models.CharField("姓名", max_length=40)
    office = models.CharField("单位", max_length=80)
    comment = models.TextField("意见", blank=True)
    at = models.DateTimeField("时间")
    request_id = models.CharField("请求编号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["object_type", "object_id"], name="passage_object"),
            models.Index(fields=["actor", "-id"], name="passage_actor"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.actor_name}"


class PersonalDataAccess(models.Model):
    """Somebody saw, exported or decrypted personal data: who, whose, what, why. Never changed."""

    kind = models.CharField("方式", max_length=12, choices=AccessKind)
    actor = models.ForeignKey("core.User", models.PROTECT, null=True, verbose_name="查看人")
    actor_name = models.CharField("姓名", max_length=40)
    office = models.CharField("单位", max_length=80)
    object_type = models.CharField("对象类别", max_length=40)
    object_id = models.BigIntegerField("对象编号")
    region_code = models.CharField("所属地区", max_length=6, blank=True)
    fields = models.JSONField("字段", default=list)
    reason = models.CharField("理由", max_length=200)
    row_count = models.PositiveIntegerField("行数", default=1)
    at = models.DateTimeField("时间")
    request_id = models.CharField("请求编号", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息查看记录"
        ordering = ["-pk"]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.get_kind_display()}"
