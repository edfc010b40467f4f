import pgtrigger
from django.db import models

from yunnan_training.core.jurisdiction import Jurisdiction
from yunnan_training.core.roles import Verb


class ProvincialQuerySet(models.QuerySet):
    def within(self, jurisdiction: Jurisdiction, *, verb: Verb = Verb.VIEW_REPLAY):
        """Runs over the whole province: for offices that reach all of it."""
        reach = any(len(grant.prefix) == 2 for grant in jurisdiction.grants_for(verb))
        return self if reach else self.none()


class ReplayRun(models.Model):
    """One recomputation of stored decisions under their own releases."""

    since = models.DateField("起始日期", null=True, blank=True)
    sample = models.PositiveIntegerField("抽样数", null=True, blank=True)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)
    checked = models.PositiveIntegerField("已复核", default=0)
    mismatched = models.PositiveIntegerField("不一致", default=0)
    requested_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )

    objects = ProvincialQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "核定复核"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class ReplayMismatch(models.Model):
    """One stored decision that does not come out again as it was stored, and the first thing that differs."""

    run = models.ForeignKey(ReplayRun, models.PROTECT, related_name="mismatches", verbose_name="复核")
    assessment = models.ForeignKey(
        "subsidies.Assessment", models.PROTECT, null=True, related_name="+", verbose_name="补贴核定"
    )
    admission = models.ForeignKey(
        "courses.AdmissionDecision", models.PROTECT, null=True, related_name="+", verbose_name="参训资格"
    )
    what = models.CharField("不一致之处", max_length=80)
    stored = models.TextField("存档内容")
    recomputed = models.TextField("复算内容")

    class Meta:
        verbose_name = verbose_name_plural = "复核不一致"
        ordering = ["run", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.what
