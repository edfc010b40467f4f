from django.db import models
from django.db.models import Q

from yunnan_training.core.history import tracked
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb

from ..enums import CheckResult


@tracked()
class QualificationCheck(models.Model):
    """The county's check of the host's licence for this class (二(一)2; per class, A31). The newest counts."""

    SCOPE = Scope(
        verb=Verb.VIEW_CLASS,
        region="training_class__county__code",
        institution="training_class__institution_id",
    )

    training_class = models.ForeignKey(
        "courses.TrainingClass", models.PROTECT, related_name="qualification_checks", verbose_name="培训班"
    )
    licence = models.ForeignKey("institutions.Licence", models.PROTECT, verbose_name="证照")
    result = models.CharField("核验结果", max_length=8, choices=CheckResult)
    mark_number = models.CharField("核验标识编号", max_length=40, blank=True)
    note = models.CharField("核验意见", max_length=200, blank=True)
    checked_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="核验人")
    checked_at = models.DateTimeField("核验时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资质核验"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mark_number"], condition=~Q(mark_number=""), name="one_check_per_mark"
            ),
            models.CheckConstraint(
                name="passed_check_has_its_mark",
                condition=Q(result=CheckResult.FAILED) | ~Q(mark_number=""),
                violation_error_message="核验通过必须有核验标识编号",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.mark_number}"
