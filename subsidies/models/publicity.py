from django.db import models
from django.db.models import F, Q

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import guarded_by

from ..enums import PublicityStatus
from ..states import PUBLICITY_STATES


@tracked()
class Publicity(models.Model):
    """A list of approved claims that anyone may read and object to, between two days (both included)."""

    SCOPE = Scope(verb=Verb.VIEW_CLAIM, region="county__code")

    number = models.CharField("公示编号", max_length=24)
    county = models.ForeignKey("core.Region", models.PROTECT, related_name="+", verbose_name="县(市、区)")
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    calendar_note = models.CharField(
        "日期说明", max_length=120, blank=True, help_text="节假日安排尚未收录时，说明截止日是怎样算出来的"
    )
    objection_phone = models.CharField("异议受理电话", max_length=20)
    status = models.CharField("状态", max_length=8, choices=PublicityStatus, default=PublicityStatus.OPEN)
    version = models.PositiveIntegerField("版本", default=1)
    entered_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="组织人")
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering = ["-pk"]
        triggers = [guarded_by(PUBLICITY_STATES)]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="one_publicity_per_number"),
            models.CheckConstraint(
                name="publicity_status_known", condition=Q(status__in=PublicityStatus.values)
            ),
            models.CheckConstraint(
                name="publicity_ends_after_it_begins",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="公示结束日不能早于开始日",
            ),
        ]

    def __str__(self) -> str:
        return self.number
