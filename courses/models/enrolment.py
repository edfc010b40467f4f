from django.db import models
from django.db.models import Q

from trainees.enums import PersonCategory
from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb

from ..enums import EnrolmentStatus, ExamResult


@tracked()
class Enrolment(models.Model):
    """One person on one class's roster, and how it ended for them."""

    SCOPE = Scope(
        verb=Verb.VIEW_ROSTER,
        region="training_class__county__code",
        institution="training_class__institution_id",
        trainee="trainee_id",
    )

    training_class = models.ForeignKey(
        "courses.TrainingClass", models.PROTECT, related_name="enrolments", verbose_name="培训班"
    )
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="enrolments", verbose_name="学员"
    )
    roster_upload = models.ForeignKey(
        "courses.RosterUpload", models.PROTECT, null=True, related_name="enrolments", verbose_name="花名册"
    )
    category = models.CharField("人员类别", max_length=24, choices=PersonCategory)
    category_evidence = models.CharField("类别证明", max_length=80, blank=True)
    household = models.CharField("户口所在地", max_length=100, blank=True)
    promised_employer = models.CharField("就业安排承诺单位", max_length=100, blank=True)
    status = models.CharField(
        "在册状态", max_length=12, choices=EnrolmentStatus, default=EnrolmentStatus.ENROLLED
    )
    result = models.CharField("考核结果", max_length=8, choices=ExamResult, default=ExamResult.PENDING)
    theory_score = models.DecimalField("理论成绩", max_digits=4, decimal_places=1, null=True, blank=True)
    practice_score = models.DecimalField("实操成绩", max_digits=4, decimal_places=1, null=True, blank=True)
    certificate = models.OneToOneField(
        "trainees.Certificate", models.PROTECT, null=True, related_name="enrolment", verbose_name="证书"
    )
    version = models.PositiveIntegerField("版本", default=1)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学员名册"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "trainee"],
                name="one_enrolment_per_class",
                violation_error_message="该学员已在本班名册中",
            ),
            models.CheckConstraint(
                name="scores_within_a_hundred",
                condition=(Q(theory_score__isnull=True) | Q(theory_score__range=(0, 100)))
                & (Q(practice_score__isnull=True) | Q(practice_score__range=(0, 100))),
                violation_error_message="成绩应在0到100之间",
            ),
            models.CheckConstraint(
                name="certificate_only_when_passed",
                condition=Q(certificate__isnull=True) | Q(result=ExamResult.PASSED),
                violation_error_message="考核合格后才能登记证书",
            ),
        ]

    def __str__(self) -> str:
        return str(self.trainee)
