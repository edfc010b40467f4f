from django.db import models
from django.db.models import Q

from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.jurisdiction import Scope, ScopedQuerySet
from yunnan_training.core.roles import Verb


class SimulationQuerySet(ScopedQuerySet):
    def measured(self):
        """Those that the portal itself made to measure one reading over the whole province, newest first."""
        return self.filter(
            requested_by__isnull=True, release__isnull=True, region__level=RegionLevel.PROVINCE
        ).order_by("-pk")


class Simulation(models.Model):
    """A draft release, or other readings, tried over the frozen decisions of a period. Nothing is decided by it."""

    SCOPE = Scope(verb=Verb.VIEW_SIMULATION, region="region__code")

    title = models.CharField("名称", max_length=80)
    region = models.ForeignKey("core.Region", models.PROTECT, related_name="+", verbose_name="测算范围")
    release = models.ForeignKey(
        "core.RuleRelease", models.PROTECT, null=True, blank=True, related_name="simulations",
        verbose_name="规则草稿",
    )  # fmt: skip
    base = models.ForeignKey("core.RuleRelease", models.PROTECT, related_name="+", verbose_name="对照版本")
    readings = models.JSONField("另一读法", default=dict, help_text="读法 → 取值")
    period_from = models.DateField("起始日期")
    period_to = models.DateField("截止日期")
    requested_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    summary = models.JSONField("汇总", default=dict)
    file = models.OneToOneField(
        "core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="测算表"
    )

    objects = SimulationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政策测算"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="simulation_tries_something",
                condition=Q(release__isnull=False) | ~Q(readings={}),
                violation_error_message="请选择规则草稿或至少一种另外的读法",
            ),
            models.CheckConstraint(
                name="simulated_period_ends_after_it_begins",
                condition=Q(period_to__gte=models.F("period_from")),
                violation_error_message="截止日期不能早于起始日期",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SimulationPart(models.Model):
    """A stretch of decisions that one worker runs through. Its totals and changes are written once, together."""

    simulation = models.ForeignKey(Simulation, models.CASCADE, related_name="parts", verbose_name="测算")
    order = models.PositiveIntegerField("序号")
    first_id = models.BigIntegerField("起始编号")
    last_id = models.BigIntegerField("结束编号")
    job = models.ForeignKey("core.Job", models.PROTECT, null=True, related_name="+", verbose_name="后台任务")
    totals = models.JSONField("合计", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "测算分段"
        ordering = ["simulation", "order"]
        constraints = [models.UniqueConstraint(fields=["simulation", "order"], name="one_part_per_order")]

    def __str__(self) -> str:
        return f"{self.simulation} {self.order}"


class SimulationChange(models.Model):
    """One decision that would come out otherwise: who gains or loses, by how much, through which clause."""

    part = models.ForeignKey(SimulationPart, models.CASCADE, related_name="changes", verbose_name="分段")
    assessment = models.ForeignKey(
        "subsidies.Assessment", models.PROTECT, null=True, related_name="+", verbose_name="补贴核定"
    )
    admission = models.ForeignKey(
        "courses.AdmissionDecision", models.PROTECT, null=True, related_name="+", verbose_name="参训资格"
    )
    county = models.ForeignKey("core.Region", models.PROTECT, related_name="+", verbose_name="县(市、区)")
    programme = models.CharField("培训项目", max_length=12, blank=True)
    subject = models.CharField("补贴项目", max_length=20, blank=True)
    outcome_before = models.CharField("原结论", max_length=16)
    outcome_after = models.CharField("测算结论", max_length=16)
    amount_before = models.DecimalField("原金额(元)", max_digits=12, decimal_places=2, default=0)
    amount_after = models.DecimalField("测算金额(元)", max_digits=12, decimal_places=2, default=0)
    clause = models.CharField("条款", max_length=40, help_text="造成变化的审核点所依据的条款")
    check_code = models.CharField("审核点", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "测算变化"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.subject} {self.outcome_before} {self.outcome_after}"
