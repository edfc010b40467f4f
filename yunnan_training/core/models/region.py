from django.db import models

from ..enums import RegionLevel
from ..history import tracked


@tracked()
class Region(models.Model):
    """One administrative division of Yunnan: the province, 16 prefectures, 129 counties."""

    code = models.CharField("区划代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=40)
    level = models.CharField("级别", max_length=12, choices=RegionLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    office_phone = models.CharField(
        "人社部门电话", max_length=20, blank=True, help_text="印在告知牌和公示上，供监督举报"
    )
    key_area = models.BooleanField("重点地区", default=False)
    key_area_source = models.CharField("重点地区依据", max_length=200, blank=True)
    key_area_as_of = models.DateField("重点地区认定日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="key_area_has_its_source",
                condition=models.Q(key_area=False)
                | (~models.Q(key_area_source="") & models.Q(key_area_as_of__isnull=False)),
                violation_error_message="标为重点地区时，必须写明依据和日期",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def office_name(self) -> str:
        """The HR bureau of this division, as it signs."""
        return f"{self.name}人力资源和社会保障{'厅' if self.level == RegionLevel.PROVINCE else '局'}"


class RegionCode(models.Model):
    """A code that was in use at some time: older cards and papers carry it."""

    code = models.CharField("区划代码", max_length=6)
    name = models.CharField("当时名称", max_length=40)
    start_year = models.PositiveSmallIntegerField("启用年份", null=True, blank=True)
    end_year = models.PositiveSmallIntegerField("停用年份", null=True, blank=True)
    current = models.BooleanField("现行", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "历史区划代码"
        ordering = ["code", "start_year"]
        constraints = [
            models.UniqueConstraint(fields=["code", "start_year"], name="one_row_per_code_and_start")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
