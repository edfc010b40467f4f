from django.db import models
from django.db.models import Q

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import guarded_by

from ..enums import RosterStatus
from ..states import ROSTER_STATES


@tracked()
class RosterUpload(models.Model):
    """One workbook that a clerk sent in, and what the gate found. The rows themselves stay sealed in the
    file; `findings` names row, column and what to do, never a whole number."""

    SCOPE = Scope(
        verb=Verb.VIEW_ROSTER,
        region="training_class__county__code",
        institution="training_class__institution_id",
    )

    training_class = models.ForeignKey(
        "courses.TrainingClass", models.PROTECT, related_name="roster_uploads", verbose_name="培训班"
    )
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+", verbose_name="原文件")
    marked_file = models.ForeignKey(
        "core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="标注文件"
    )
    job = models.ForeignKey("core.Job", models.PROTECT, null=True, related_name="+", verbose_name="任务")
    status = models.CharField("状态", max_length=12, choices=RosterStatus, default=RosterStatus.CHECKING)
    version = models.PositiveIntegerField("版本", default=1)
    row_count = models.PositiveIntegerField("人数", default=0)
    error_count = models.PositiveIntegerField("错误数", default=0)
    warning_count = models.PositiveIntegerField("提醒数", default=0)
    findings = models.JSONField("校验结果", default=list)
    uploaded_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学员花名册"
        ordering = ["-pk"]
        triggers = [guarded_by(ROSTER_STATES)]
        constraints = [
            models.CheckConstraint(name="roster_status_known", condition=Q(status__in=RosterStatus.values)),
            models.CheckConstraint(
                name="confirmed_roster_has_no_error",
                condition=~Q(status=RosterStatus.CONFIRMED) | Q(error_count=0, row_count__gt=0),
                violation_error_message="有错误的花名册不能导入",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class} {self.get_status_display()}"
