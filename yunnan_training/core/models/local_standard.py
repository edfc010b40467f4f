import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Func, Q

from subsidies.rules.local_standards import local_standards

from ..enums import LocalStandardStatus
from ..history import tracked
from ..jurisdiction import Jurisdiction, Scope, ScopedQuerySet
from ..law_states import STANDARD_STATES
from ..roles import Verb
from ..states import guarded_by


class _Days(Func):
    """The days on which a standard holds, first and last included; an open end is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


class LocalStandardQuerySet(ScopedQuerySet):
    def within(self, jurisdiction: Jurisdiction, *, verb: Verb = Verb.VIEW_RULES):
        """Every office may read every standard; only the office of its region writes one."""
        if verb == Verb.VIEW_RULES:
            return self if jurisdiction.allows(verb) else self.none()
        return super().within(jurisdiction, verb=verb)


@tracked()
class LocalStandard(models.Model):
    """A figure that the notice leaves to others, set by one region for a span of days, with its document.

    A region without one of its own follows its prefecture, then the province (`core.law.standard`).
    """

    SCOPE = Scope(verb=Verb.VIEW_RULES, region="region__code")

    key = models.CharField("标准项目", max_length=60)
    region = models.ForeignKey(
        "core.Region", models.PROTECT, related_name="local_standards", verbose_name="适用地区"
    )
    occupation = models.CharField("职业(工种)代码", max_length=20, blank=True)
    level = models.CharField("技能等级", max_length=1, blank=True)
    programme = models.CharField("培训项目", max_length=12, blank=True)
    value = models.CharField("数值", max_length=20, help_text="准确的十进制文本")
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("截止日期", null=True, blank=True)
    document = models.CharField("依据文件", max_length=120, help_text="文件名称和文号")
    quote = models.CharField("依据原文", max_length=300)
    status = models.CharField(
        "状态", max_length=12, choices=LocalStandardStatus, default=LocalStandardStatus.DRAFT
    )
    version = models.PositiveIntegerField("版本", default=1)
    drafted_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="起草人")
    created_at = models.DateTimeField("起草时间", auto_now_add=True)
    released_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )
    released_at = models.DateTimeField("发布时间", null=True, blank=True)

    objects = LocalStandardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "地方标准"
        ordering = ["-pk"]
        triggers = [
            guarded_by(STANDARD_STATES),
            pgtrigger.Protect(
                name="released_figure_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.status <> 'draft' AND (OLD.key, OLD.region_id, OLD.occupation, OLD.level,"
                    " OLD.programme, OLD.value, OLD.valid_from, OLD.document, OLD.quote) IS DISTINCT FROM"
                    " (NEW.key, NEW.region_id, NEW.occupation, NEW.level, NEW.programme, NEW.value,"
                    " NEW.valid_from, NEW.document, NEW.quote))"
                ),
            ),
            pgtrigger.Protect(
                name="released_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__status__in=["released", "retired"]),
            ),
        ]
        indexes = [models.Index(fields=["key", "region", "-valid_from"], name="standard_of_region")]
        constraints = [
            ExclusionConstraint(
                name="standards_do_not_overlap",
                expressions=[
                    ("key", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("occupation", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    ("programme", RangeOperators.EQUAL),
                    (
                        _Days(
                            "valid_from",
                            "valid_to",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status__in=[LocalStandardStatus.RELEASED, LocalStandardStatus.RETIRED]),
                violation_error_message="同一地区、同一项目的标准在这些日期已有规定，不能重叠",
            ),
            models.CheckConstraint(
                name="standard_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="截止日期不能早于起始日期",
            ),
            models.CheckConstraint(
                name="standard_not_by_its_author",
                condition=Q(released_by__isnull=True) | ~Q(released_by=models.F("drafted_by")),
                violation_error_message="起草人不能发布自己起草的标准",
            ),
            models.CheckConstraint(
                name="released_standard_has_its_day",
                condition=Q(status=LocalStandardStatus.DRAFT) | Q(released_at__isnull=False),
            ),
            models.CheckConstraint(
                name="standard_status_known", condition=Q(status__in=LocalStandardStatus.values)
            ),
            models.CheckConstraint(
                name="standard_has_its_document",
                condition=~Q(document="") & ~Q(quote=""),
                violation_error_message="请写明依据文件和依据原文",
            ),
        ]

    def __str__(self) -> str:
        kind = local_standards().get(self.key)
        return kind.label if kind else self.key
