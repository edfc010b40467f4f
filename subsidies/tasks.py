"""What the worker does about the law: parts of simulations, and the weekly measure of the readings. Each may run twice."""

from celery import shared_task
from django.urls import reverse
from django.utils import timezone

from yunnan_training.core import jobs
from yunnan_training.core.models import Job
from yunnan_training.core.tasks import enqueue

from .actions import simulations
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
