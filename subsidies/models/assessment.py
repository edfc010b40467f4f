import pgtrigger
from django.db import models

from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb

_FROZEN = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Assessment(models.Model):
    """What the rules said about one claim at one moment: outcome, amount, frozen facts, rule release.
    Never changed; a new look at the claim is a new row.

    `answer_digest` is the sha256 of the whole answer (checks and worksheet included) in its canonical form:
    a replay compares it, and the rows beside it, with what the same facts give today under the same release.
    """

    SCOPE = Scope(verb=Verb.VIEW_CLAIM, region="claim__county__code", institution="claim__institution_id")

    claim = models.ForeignKey(
        "subsidies.Claim", models.PROTECT, related_name="assessments", verbose_name="补贴申请"
    )
    question = models.CharField("问题", max_length=40, default="claim")
    release = models.ForeignKey(
        "core.RuleRelease", models.PROTECT, related_name="assessments", verbose_name="规则版本"
    )
    outcome = models.CharField("结论", max_length=16)
    amount = models.DecimalField("金额(元)", max_digits=10, decimal_places=2, null=True)
    facts = models.JSONField("事实")
    facts_digest = models.CharField("事实摘要", max_length=64)
    rules_version = models.CharField("规则摘要", max_length=64)
    answer_digest = models.CharField("结论摘要", max_length=64)
    made_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )
    made_at = models.DateTimeField("时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴核定"
        ordering = ["-pk"]
        triggers = _FROZEN

    def __str__(self) -> str:
        return f"{self.claim} {self.outcome}"


class AssessmentCheck(models.Model):
    """One reason of an assessment, with its clause and what was looked at."""

    assessment = models.ForeignKey("subsidies.Assessment", models.PROTECT, related_name="checks")
    order = models.PositiveSmallIntegerField("序号")
    code = models.CharField("理由代码", max_length=60)
    outcome = models.CharField("结论", max_length=16)
    reason = models.CharField("理由", max_length=60)
    effect = models.CharField("性质", max_length=8)
    clause = models.CharField("条款", max_length=40)
    quote = models.CharField("条款原文", max_length=400, blank=True)
    sentence = models.CharField("说明", max_length=1000)
    inputs = models.JSONField("依据", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "核定理由"
        ordering = ["assessment", "order"]
        constraints = [models.UniqueConstraint(fields=["assessment", "order"], name="check_order")]
        triggers = _FROZEN

    def __str__(self) -> str:
        return self.sentence


class WorksheetLine(models.Model):
    """One line of the ordered worksheet that leads to the amount."""

    assessment = models.ForeignKey("subsidies.Assessment", models.PROTECT, related_name="worksheet")
    order = models.PositiveSmallIntegerField("序号")
    label = models.CharField("项目", max_length=120)
    value = models.CharField("数值", max_length=160)
    operation = models.CharField("运算", max_length=60, blank=True)
    clause = models.CharField("条款", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "计算表"
        ordering = ["assessment", "order"]
        constraints = [models.UniqueConstraint(fields=["assessment", "order"], name="worksheet_order")]
        triggers = _FROZEN

    def __str__(self) -> str:
        return f"{self.label} {self.value}"
