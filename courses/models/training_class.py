from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb
from yunnan_training.core.states import guarded_by

from ..enums import PUBLIC_STATUSES, ClassStatus, Fund, Programme, Stage
from ..states import CLASS_STATES


class TrainingClassQuerySet(ScopedQuerySet):
    def public(self):
        """Classes that anyone may read about (二(一)3 「向社会公开」)."""
        return self.filter(status__in=PUBLIC_STATUSES)


@tracked()
class TrainingClass(models.Model):
    """One class paid with public money, managed by the county where it is held (二(一)1, A29)."""

    SCOPE = Scope(verb=Verb.VIEW_CLASS, region="county__code", institution="institution_id")

    number = models.CharField("班次编号", max_length=24)
    name = models.CharField("班次名称", max_length=80)
    programme = models.CharField("培训项目", max_length=12, choices=Programme)
    catalogue_item = models.ForeignKey("courses.CatalogueItem", models.PROTECT, verbose_name="培训工种")
    fund = models.CharField("资金来源", max_length=24, choices=Fund)
    institution = models.ForeignKey(
        "institutions.Institution", models.PROTECT, related_name="classes", verbose_name="承办机构"
    )
    county = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="classes", verbose_name="举办县(市、区)"
    )
    planned_size = models.PositiveSmallIntegerField("计划人数", validators=[MinValueValidator(1)])
    start_on = models.DateField("开班日期")
    end_on = models.DateField("结业日期")
    daily_times = models.CharField("每日上课时间", max_length=60)
    theory_lessons = models.PositiveSmallIntegerField("理论课时")
    practice_lessons = models.PositiveSmallIntegerField("实操课时")
    place = models.CharField("培训地点", max_length=120)
    content = models.TextField("培训内容")
    textbook = models.CharField("教材", max_length=120, blank=True)

    # 二(一)1: fixed by the county before approval.
    target_group = models.CharField("培训对象", max_length=120, blank=True)
    job_direction = models.CharField("就业方向", max_length=120, blank=True)
    support_measures = models.TextField("就业帮扶措施", blank=True)

    # 二(一)2: printed on the notice board.
    manager_name = models.CharField("培训班管理人", max_length=40, blank=True)
    manager_phone = models.CharField("管理人联系方式", max_length=20, blank=True)
    supervisor_name = models.CharField("培训班监督人", max_length=40, blank=True)
    supervisor_phone = models.CharField("监督人联系方式", max_length=20, blank=True)

    status = models.CharField("状态", max_length=16, choices=ClassStatus, default=ClassStatus.DRAFT)
    version = models.PositiveIntegerField("版本", default=1)
    entered_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="录入人")
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    approved_by = models.CharField("批准人", max_length=40, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True)

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训班"
        ordering = ["-pk"]
        triggers = [guarded_by(CLASS_STATES)]
        indexes = [
            models.Index(fields=["county", "status", "-id"], name="class_county_status"),
            models.Index(fields=["institution", "-id"], name="class_institution"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="one_class_per_number"),
            models.CheckConstraint(name="class_status_known", condition=Q(status__in=ClassStatus.values)),
            models.CheckConstraint(
                name="class_ends_after_it_begins",
                condition=Q(end_on__gte=F("start_on")),
                violation_error_message="结业日期不能早于开班日期",
            ),
            models.CheckConstraint(
                name="class_has_lessons",
                condition=Q(theory_lessons__gt=0) | Q(practice_lessons__gt=0),
                violation_error_message="理论课时和实操课时不能都为0",
            ),
            models.CheckConstraint(
                name="manager_is_not_supervisor",
                condition=Q(manager_name="") | ~Q(manager_name=F("supervisor_name")),
                violation_error_message="培训班管理人和监督人不能是同一人",
            ),
            models.CheckConstraint(
                name="public_class_has_approval",
                condition=~Q(status__in=PUBLIC_STATUSES)
                | (
                    Q(published_at__isnull=False, approved_at__isnull=False)
                    & ~Q(approval_number="")
                    & ~Q(target_group="")
                    & ~Q(job_direction="")
                    & ~Q(support_measures="")
                ),
                violation_error_message="未经批准的培训班不能公开",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def total_lessons(self) -> int:
        return self.theory_lessons + self.practice_lessons

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC_STATUSES


@tracked()
class StageOfficer(models.Model):
    """The officer responsible for one stage of one class (二(一)1)."""

    training_class = models.ForeignKey(
        "courses.TrainingClass", models.CASCADE, related_name="stage_officers", verbose_name="培训班"
    )
    stage = models.CharField("环节", max_length=16, choices=Stage)
    officer = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="责任人")

    class Meta:
        verbose_name = verbose_name_plural = "环节责任人"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "stage"], name="one_officer_per_stage")
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.officer}"
