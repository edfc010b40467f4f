from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb


class TsTzRange(Func):
    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


@tracked()
class Session(models.Model):
    """One lesson block of a class: when, what, by whom."""

    SCOPE = Scope(
        verb=Verb.VIEW_CLASS,
        region="training_class__county__code",
        institution="training_class__institution_id",
    )

    training_class = models.ForeignKey(
        "courses.TrainingClass", models.CASCADE, related_name="sessions", verbose_name="培训班"
    )
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    topic = models.CharField("课程内容", max_length=80)
    teacher = models.ForeignKey(
        "institutions.Teacher", models.PROTECT, related_name="sessions", verbose_name="任课教师"
    )
    cancelled = models.BooleanField("已取消", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "课次"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="下课时间必须晚于上课时间",
            ),
            ExclusionConstraint(
                name="teacher_in_one_place",
                expressions=[
                    ("teacher", RangeOperators.EQUAL),
                    (TsTzRange("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(cancelled=False),
                violation_error_message="该教师在这一时间已有其他课次",
            ),
        ]

    def __str__(self) -> str:
        return self.topic
