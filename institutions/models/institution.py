from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from stdnum.cn import uscc

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb

from ..enums import InstitutionKind, Ownership


def valid_uscc(value: str) -> None:
    if not uscc.is_valid(value):
        raise ValidationError("统一社会信用代码有误：应为18位且校验位正确，请对照证照核对")


@tracked()
class Institution(models.Model):
    """A school or training institution that may apply to host classes (二(一)2)."""

    SCOPE = Scope(verb=Verb.VIEW_INSTITUTION, region="county__code", institution="pk")

    name = models.CharField("机构名称", max_length=80)
    credit_code = models.CharField("统一社会信用代码", max_length=18, validators=[valid_uscc])
    kind = models.CharField("机构类别", max_length=24, choices=InstitutionKind)
    ownership = models.CharField("办学性质", max_length=8, choices=Ownership)
    county = models.ForeignKey("core.Region", models.PROTECT, related_name="+", verbose_name="所在县(市、区)")
    address = models.CharField("地址", max_length=120)
    legal_person = models.CharField("法定代表人", max_length=40)
    contact_name = models.CharField("联系人", max_length=40)
    contact_phone = models.CharField("联系电话", max_length=20)
    active = models.BooleanField("正常办学", default=True)
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训机构"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                name="one_institution_per_credit_code",
                violation_error_message="该统一社会信用代码的机构已登记",
            ),
            models.CheckConstraint(
                name="institution_kind_admitted",
                condition=models.Q(kind__in=InstitutionKind.values),
                violation_error_message=(
                    "机构类别只能是职业院校、技工院校或经批准的民办职业培训机构(通知二(一)2)"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("institutions:detail", args=[self.pk])
