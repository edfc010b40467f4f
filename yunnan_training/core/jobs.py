"""Work for the worker. Actions request it in their own transaction (the row is the outbox); doors send it
(`tasks.enqueue`); a sweeper sends again what a lost queue or a dead worker left."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .enums import JobStatus
from .models import Job, User

MAX_ATTEMPTS = 3
Handler = Callable[[Job], dict]
_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register `fn(job) -> result` for a kind. It may run twice: it must find its own finished work."""

    def register(fn: Handler) -> Handler:
        _handlers[kind] = fn
        return fn

    return register


def request(kind: str, *, args: dict[str, int], by: User | None) -> Job:
    if not all(isinstance(value, int) for value in args.values()):
        raise TypeError("job arguments are ids only")
    return Job.objects.create(kind=kind, args=args, requested_by=by)


def take(job_id: int, *, at: datetime) -> Job | None:
    """Claim a job for this worker; None when it is done or in other hands."""
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id).first()
        if job is None or job.done:
            return None
        if job.status == JobStatus.RUNNING and job.heartbeat_at > at - stale_after():
            return None
        job.status = JobStatus.RUNNING
        job.attempts += 1
        job.started_at = job.heartbeat_at = at
        job.save(update_fields=["status", "attempts", "started_at", "heartbeat_at"])
    return job


def run(job: Job) -> None:
    """Run the handler and write down how it ended. A failure is tried again up to MAX_ATTEMPTS."""
    try:
        result = _handlers[job.kind](job)
    except Exception as error:
        last, now = job.attempts >= MAX_ATTEMPTS, timezone.now()
        _end(
            job,
            status=JobStatus.FAILED if last else JobStatus.QUEUED,
            # The first line only: below it the database quotes the row, which may be a person's.
            error=f"{type(error).__name__}: {error}".partition("\n")[0],
            finished_at=now if last else None,
            sent_at=now,
        )
        raise
    _end(job, status=JobStatus.SUCCEEDED, result=result or {}, error="", finished_at=timezone.now())


def _end(job: Job, **changes) -> None:
    """Only the latest attempt says how the job ended: one given up for dead may come back and is too late."""
    for name, value in changes.items():
        setattr(job, name, value)
    Job.objects.filter(pk=job.pk, attempts=job.attempts).update(**changes)


def advance(job: Job, *, done: int, total: int) -> None:
    """Progress, which is also the sign of life."""
    Job.objects.filter(pk=job.pk).update(progress=done, total=total, heartbeat_at=timezone.now())


def stale_after() -> timedelta:
    return timedelta(seconds=settings.JOB_STALE_SECONDS)


def left_behind(*, at: datetime) -> list[int]:
    """Ids of jobs that nobody will come for: queued but not sent lately, or running without a sign of life."""
    queued = Job.objects.filter(status=JobStatus.QUEUED).exclude(
        sent_at__gt=at - timedelta(seconds=settings.JOB_RESEND_SECONDS)
    )
    dead = Job.objects.filter(status=JobStatus.RUNNING, heartbeat_at__lt=at - stale_after())
    exhausted = dead.filter(attempts__gte=MAX_ATTEMPTS)
    exhausted.update(status=JobStatus.FAILED, error="后台进程多次中断", finished_at=at)
    ids = [*queued.values_list("pk", flat=True), *dead.values_list("pk", flat=True)]
    Job.objects.filter(pk__in=ids, status=JobStatus.RUNNING).update(
        status=JobStatus.QUEUED, heartbeat_at=F("heartbeat_at")
    )
    return ids
