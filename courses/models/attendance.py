from django.db import models

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb

from ..enums import AttendanceMark


@tracked()
class Attendance(models.Model):
    """Whether one enrolled person was at one session, and who wrote that down when."""

    SCOPE = Scope(
        verb=Verb.VIEW_ROSTER,
        region="session__training_class__county__code",
        institution="session__training_class__institution_id",
        trainee="enrolment__trainee_id",
    )

    session = models.ForeignKey(
        "courses.Session", models.PROTECT, related_name="attendance", verbose_name="课次"
    )
    enrolment = models.ForeignKey(
        "courses.Enrolment", models.PROTECT, related_name="attendance", verbose_name="学员"
    )
    mark = models.CharField("考勤", max_length=8, choices=AttendanceMark)
    recorded_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考勤"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="one_mark_per_session"),
        ]

    def __str__(self) -> str:
        return self.get_mark_display()
