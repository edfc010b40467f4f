from django.db import models

# A catalogue row names its certificate as the trainee's certificate will.
from trainees.enums import CertificateKind, SkillLevel
from yunnan_training.core.history import tracked


@tracked()
class CatalogueItem(models.Model):
    """One row of 《云南省职业技能分类培训指导目录》, valid between two dates (both included)."""

    occupation_code = models.CharField("职业代码", max_length=20)
    occupation_name = models.CharField("职业(工种)", max_length=60)
    certificate_kind = models.CharField("证书种类", max_length=28, choices=CertificateKind)
    level = models.CharField("等级", max_length=2, choices=SkillLevel, blank=True)
    lessons = models.PositiveSmallIntegerField("课时")
    in_short_supply = models.BooleanField("紧缺职业", default=False)
    valid_from = models.DateField("启用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "培训指导目录"
        ordering = ["occupation_code", "-level"]
        constraints = [
            models.UniqueConstraint(
                fields=["occupation_code", "certificate_kind", "level", "valid_from"],
                name="one_catalogue_row_per_start",
                violation_error_message="该目录项已存在",
            ),
            models.CheckConstraint(
                name="catalogue_ends_after_it_begins",
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="停用日期不能早于启用日期",
            ),
        ]

    def __str__(self) -> str:
        level = f"({self.get_level_display()})" if self.level else ""
        return f"{self.occupation_name}{level}"
