import pgtrigger
from django.db import models
from django.db.models import Q

from ..enums import RuleReleaseStatus
from ..history import tracked
from ..jurisdiction import Jurisdiction
from ..law_states import RELEASE_STATES
from ..roles import Verb
from ..states import guarded_by


class RuleReleaseQuerySet(models.QuerySet):
    def within(self, jurisdiction: Jurisdiction, *, verb: Verb = Verb.VIEW_RULES):
        """The rules are the province's: every office may read them, only the province writes them."""
        grants = jurisdiction.grants_for(verb)
        if verb == Verb.VIEW_RULES:
            return self if grants else self.none()
        return self if any(len(grant.prefix) == 2 for grant in grants) else self.none()


@tracked()
class RuleRelease(models.Model):
    """One complete set of the figures and readings of the law. Exactly one is in force; every decision names
    the one that made it, so none is ever changed after its release, or deleted."""

    number = models.PositiveIntegerField("版本号")
    title = models.CharField("名称", max_length=80)
    reason = models.TextField("变更说明", help_text="为什么改、依据什么文件")
    content = models.TextField("内容", help_text="全部参数和读法，JSON")
    rules_version = models.CharField("规则摘要", max_length=64)
    edition = models.PositiveIntegerField("规则程序版次")
    based_on = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="drafts", verbose_name="起草依据的版本"
    )
    status = models.CharField(
        "状态", max_length=12, choices=RuleReleaseStatus, default=RuleReleaseStatus.DRAFT
    )
    version = models.PositiveIntegerField("版本", default=1)
    drafted_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="起草人"
    )
    created_at = models.DateTimeField("起草时间", auto_now_add=True)
    released_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )
    released_at = models.DateTimeField("发布时间", null=True, blank=True)

    objects = RuleReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规则版本"
        ordering = ["-number"]
        triggers = [
            guarded_by(RELEASE_STATES),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="released_text_stays",
                operation=pgtrigger.UpdateOf("content", "rules_version", "edition", "number"),
                condition=pgtrigger.Condition(
                    "(OLD.status <> 'draft' AND (OLD.content, OLD.rules_version, OLD.edition, OLD.number)"
                    " IS DISTINCT FROM (NEW.content, NEW.rules_version, NEW.edition, NEW.number))"
                ),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="one_rule_release_per_number"),
            models.UniqueConstraint(
                fields=["status"],
                condition=Q(status=RuleReleaseStatus.RELEASED),
                name="one_rule_release_in_force",
                violation_error_message="同一时间只能有一个规则版本在用",
            ),
            models.CheckConstraint(
                name="rule_release_status_known", condition=Q(status__in=RuleReleaseStatus.values)
            ),
            models.CheckConstraint(
                name="rule_release_not_by_its_author",
                condition=Q(released_by__isnull=True) | ~Q(released_by=models.F("drafted_by")),
                violation_error_message="起草人不能发布自己起草的规则版本",
            ),
            models.CheckConstraint(
                name="released_rules_have_their_day",
                condition=Q(status=RuleReleaseStatus.DRAFT) | Q(released_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}版"
