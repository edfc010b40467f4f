import uuid

from django.db import models
from django.urls import reverse

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb

from ..enums import Sex


@tracked()
class Trainee(models.Model):
    """One person who learns. ID number, phone and bank account are sealed; lists show the masked column.

    `*_hash` is the keyed search hash, `*_masked` what a page may show without a reason. They are written
    only by `trainees.privacy`.
    """

    SCOPE = Scope(verb=Verb.VIEW_TRAINEE, region="county__code", trainee="pk")

    key = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("姓名", max_length=40)
    id_number_sealed = models.BinaryField("身份证号码(密文)")
    id_number_hash = models.CharField("身份证号码(检索摘要)", max_length=64)
    id_number_masked = models.CharField("身份证号码", max_length=18)
    birth_date = models.DateField("出生日期")
    sex = models.CharField("性别", max_length=8, choices=Sex)
    phone_sealed = models.BinaryField("联系电话(密文)", null=True)
    phone_hash = models.CharField("联系电话(检索摘要)", max_length=64, blank=True)
    phone_masked = models.CharField("联系电话", max_length=20, blank=True)
    bank_account_sealed = models.BinaryField("银行卡号(密文)", null=True)
    bank_account_hash = models.CharField("银行卡号(检索摘要)", max_length=64, blank=True)
    bank_account_masked = models.CharField("银行卡号", max_length=24, blank=True)
    county = models.ForeignKey("core.Region", models.PROTECT, related_name="+", verbose_name="登记县(市、区)")
    education = models.CharField("学历", max_length=20, blank=True)
    privacy_notice_at = models.DateTimeField("个人信息告知时间", null=True, blank=True)
    privacy_notice_version = models.CharField("告知书版本", max_length=20, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "劳动者"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_hash"],
                name="one_trainee_per_id_number",
                violation_error_message="该身份证号码的劳动者已登记",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("trainees:detail", args=[self.pk])
