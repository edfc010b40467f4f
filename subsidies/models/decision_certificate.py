import pgtrigger
from django.db import models

from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb


class DecisionCertificate(models.Model):
    """The paper (JSON and PDF) that lets an auditor recompute one assessment with a calculator.

    `code` is the random part of the public address in its QR code; the page there shows no personal data.
    """

    SCOPE = Scope(
        verb=Verb.VIEW_CLAIM,
        region="assessment__claim__county__code",
        institution="assessment__claim__institution_id",
        trainee="assessment__claim__trainee_id",
    )

    assessment = models.OneToOneField(
        "subsidies.Assessment", models.PROTECT, related_name="decision_certificate", verbose_name="核定"
    )
    number = models.CharField("说明书编号", max_length=32)
    code = models.CharField("核验码", max_length=32)
    content = models.TextField("内容", help_text="JSON，不含个人信息")
    content_sha256 = models.CharField("内容摘要", max_length=64)
    file = models.OneToOneField(
        "core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="PDF"
    )
    job = models.ForeignKey("core.Job", models.PROTECT, null=True, related_name="+", verbose_name="后台任务")
    created_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="出具人"
    )
    created_at = models.DateTimeField("出具时间")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补贴核定说明书"
        ordering = ["-pk"]
        triggers = [
            pgtrigger.Protect(name="certificate_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="certificate_text_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.assessment_id, OLD.number, OLD.code, OLD.content, OLD.content_sha256, OLD.created_at)"
                    " IS DISTINCT FROM"
                    " (NEW.assessment_id, NEW.number, NEW.code, NEW.content, NEW.content_sha256, NEW.created_at))"
                ),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="one_decision_certificate_per_number"),
            models.UniqueConstraint(fields=["code"], name="one_decision_certificate_per_code"),
        ]

    def __str__(self) -> str:
        return self.number
