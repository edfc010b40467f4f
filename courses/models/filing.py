from django.db import models
from django.db.models import Q

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import guarded_by

from ..enums import FilingStatus
from ..states import FILING_STATES


@tracked()
class Filing(models.Model):
    """What one prefecture reports to the province for one month: its counties' published classes (二(一)3)."""

    SCOPE = Scope(verb=Verb.VIEW_FILING, region="prefecture__code")

    prefecture = models.ForeignKey("core.Region", models.PROTECT, related_name="filings", verbose_name="州市")
    title = models.CharField("名称", max_length=80)
    period = models.DateField("所属月份", help_text="当月第一天")
    status = models.CharField("状态", max_length=12, choices=FilingStatus, default=FilingStatus.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    registration_number = models.CharField("备案登记号", max_length=40, blank=True)
    registered_at = models.DateTimeField("登记时间", null=True, blank=True)
    entered_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="汇总人")
    created_at = models.DateTimeField("汇总时间", auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "备案"
        ordering = ["-pk"]
        triggers = [guarded_by(FILING_STATES)]
        constraints = [
            models.CheckConstraint(name="filing_status_known", condition=Q(status__in=FilingStatus.values)),
            models.UniqueConstraint(
                fields=["registration_number"],
                condition=~Q(registration_number=""),
                name="one_filing_per_registration_number",
            ),
            models.CheckConstraint(
                name="registered_filing_has_its_number",
                condition=~Q(status=FilingStatus.REGISTERED)
                | (~Q(registration_number="") & Q(registered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class FilingItem(models.Model):
    """One class in a filing; a class is filed once."""

    filing = models.ForeignKey("courses.Filing", models.CASCADE, related_name="items", verbose_name="备案")
    training_class = models.OneToOneField(
        "courses.TrainingClass",
        models.PROTECT,
        related_name="filing_item",
        verbose_name="培训班",
        error_messages={"unique": "该班已列入备案"},
    )

    class Meta:
        verbose_name = verbose_name_plural = "备案班次"
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.training_class)
