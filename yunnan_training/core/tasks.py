"""The two Celery tasks everything goes through: run one job; sweep for jobs left behind and for what the API need keep no longer."""

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from . import jobs
from .models import IdempotencyKey, Job

log = logging.getLogger(__name__)


@shared_task(name="core.run_job")
def run_job(job_id: int) -> None:
    job = jobs.take(job_id, at=timezone.now())
    if job is None:
        return
    try:
        jobs.run(job)
    except Exception:
        log.exception("job %s (%s) failed, attempt %s", job.pk, job.kind, job.attempts)


@shared_task(name="core.sweep")
def sweep() -> None:
    IdempotencyKey.objects.sweep(at=timezone.now())
    for job_id in jobs.left_behind(at=timezone.now()):
        _send(job_id)


def enqueue(*requested: Job | None) -> None:
    """Send after commit. A dead broker doesn't fail the request: the row stays, the sweeper sends it."""
    for job in requested:
        if job is not None:
            transaction.on_commit(lambda job_id=job.pk: _send(job_id))


def _send(job_id: int) -> None:
    try:
        run_job.apply_async([job_id], retry=False)
    except (OperationalError, ConnectionError):
        log.warning("job %s waits for the broker", job_id)
        return
    Job.objects.filter(pk=job_id).update(sent_at=timezone.now())
