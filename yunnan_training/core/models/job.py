from django.db import models

from ..enums import JobStatus
from ..jurisdiction import Jurisdiction


class JobQuerySet(models.QuerySet):
    def within(self, jurisdiction: Jurisdiction, *, verb=None):
        """A job is its requester's own."""
        if jurisdiction.user_id is None:
            return self.none()
        return self.filter(requested_by_id=jurisdiction.user_id)


class Job(models.Model):
    """A piece of work for the worker: outbox, progress and result in one row. Arguments are ids only."""

    kind = models.CharField("类别", max_length=40)
    args = models.JSONField("参数", default=dict)
    status = models.CharField("状态", max_length=12, choices=JobStatus, default=JobStatus.QUEUED)
    progress = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    result = models.JSONField("结果", default=dict)
    error = models.TextField("失败原因", blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    requested_by = models.ForeignKey("core.User", models.PROTECT, null=True, verbose_name="发起人")
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    sent_at = models.DateTimeField("送出时间", null=True, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField("最近活动", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["status", "id"],
                name="job_unfinished",
                condition=models.Q(status__in=["queued", "running"]),
            )
        ]
        constraints = [
            models.CheckConstraint(name="job_status_known", condition=models.Q(status__in=JobStatus.values))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def done(self) -> bool:
        return self.status in (JobStatus.SUCCEEDED, JobStatus.FAILED)
