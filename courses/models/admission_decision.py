import pgtrigger
from django.db import models

from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb


class AdmissionDecision(models.Model):
    """What the gate of the programme said about one enrolment, on the class's first day, with the frozen facts.

    The reasons are not kept beside it: the facts, the release and the digest of the whole answer are, and from
    the first two the reasons come out again word for word.
    """

    SCOPE = Scope(
        verb=Verb.VIEW_ROSTER,
        region="enrolment__training_class__county__code",
        institution="enrolment__training_class__institution_id",
        trainee="enrolment__trainee_id",
    )

    enrolment = models.OneToOneField(
        "courses.Enrolment", models.PROTECT, related_name="admission", verbose_name="学员"
    )
    release = models.ForeignKey(
        "core.RuleRelease", models.PROTECT, related_name="admissions", verbose_name="规则版本"
    )
    outcome = models.CharField("结论", max_length=16)
    warnings = models.PositiveSmallIntegerField("提示数", default=0)
    facts = models.JSONField("事实")
    facts_digest = models.CharField("事实摘要", max_length=64)
    answer_digest = models.CharField("结论摘要", max_length=64)
    decided_at = models.DateTimeField("时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "参训资格核验"
        ordering = ["-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.outcome}"
