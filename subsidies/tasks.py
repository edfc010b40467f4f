"""What the worker does for subsidies: parts of simulations, the weekly measure of the readings, replays, certificates.
Arguments are ids; each may run twice."""

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from yunnan_training.core import jobs
from yunnan_training.core.models import Job
from yunnan_training.core.tasks import enqueue
from yunnan_training.core.workflow import Actor, Refused

from .actions import decision_certificates, replays, simulations
from .actions.simulating import SOURCES


def simulate_part(job: Job) -> dict:
    made = simulations.run_part(job.args["part"], newest=job.args["newest"], at=timezone.now())
    return {"url": reverse("subsidies:simulation", args=[made.pk]), "simulation": made.pk}


for _kind in SOURCES:
    jobs.handler(_kind)(simulate_part)


@jobs.handler(simulations.MEASURE)
def measure_readings(job: Job) -> dict:
    """What an earlier attempt of the same job asked for is left to run."""
    made = simulations.measure(today=timezone.localdate(), since=job.created_at)
    for simulation in made:
        enqueue(*(part.job for part in simulation.parts.select_related("job")))
    return {"url": reverse("subsidies:simulation_list"), "simulations": len(made)}


@shared_task(name="subsidies.measure_weekly")
def measure_weekly() -> None:
    enqueue(jobs.request(simulations.MEASURE, args={}, by=None))


@jobs.handler(replays.KIND)
def replay(job: Job) -> dict:
    run, rest = replays.work(job)
    enqueue(rest)
    return {"url": reverse("subsidies:replay", args=[run.pk]), "run": run.pk}


@jobs.handler(decision_certificates.KIND)
def make_certificate(job: Job) -> dict:
    made = decision_certificates.render(job.args["certificate"])
    claim = made.assessment.claim_id
    return {"url": reverse("subsidies:claim", args=[claim]), "certificate": made.pk}


@shared_task(name="subsidies.replay_nightly")
def replay_nightly() -> None:
    """Sent by the timetable: it only orders the job, whose row makes sure that it is done."""
    with transaction.atomic():
        try:
            _, job = replays.request(
                by=Actor.machine(office="夜间复核"), at=timezone.now(), sample=settings.REPLAY_SAMPLE or None
            )
        except Refused:  # one is under way
            return
        enqueue(job)
