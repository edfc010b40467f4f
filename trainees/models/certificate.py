from django.db import models

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb

from ..enums import LEVELLED_KINDS, CertificateKind, SkillLevel


@tracked()
class Certificate(models.Model):
    """One certificate of one person: kind, level, number, who issued it and when."""

    SCOPE = Scope(verb=Verb.VIEW_ROSTER, region="trainee__county__code", trainee="trainee_id")

    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="certificates", verbose_name="持证人"
    )
    kind = models.CharField("证书种类", max_length=28, choices=CertificateKind)
    level = models.CharField("等级", max_length=2, choices=SkillLevel, blank=True)
    occupation_code = models.CharField("职业代码", max_length=20)
    occupation_name = models.CharField("职业(工种)", max_length=60)
    number = models.CharField("证书编号", max_length=40)
    issuer = models.CharField("发证机构", max_length=80)
    issued_on = models.DateField("发证日期")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证书"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "number"],
                name="one_certificate_per_issuer_and_number",
                violation_error_message="该发证机构的这一证书编号已登记",
            ),
            models.CheckConstraint(
                name="certificate_level_fits_kind",
                condition=models.Q(kind__in=LEVELLED_KINDS, level__in=SkillLevel.values)
                | (~models.Q(kind__in=LEVELLED_KINDS) & models.Q(level="")),
                violation_error_message="职业资格证书和职业技能等级证书须填写等级，其他证书没有等级",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"
