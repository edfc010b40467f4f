"""A reading tried over `scale` stored decisions of a year: by one worker process and by two, and what memory it takes.

The processes are started and warm beforehand and take the parts of a simulation from the table of jobs, as Celery's
do; what is measured is the time from the word «go» to the last part. Folding the totals and writing the workbook is
done once, by whoever comes last, and is told apart. The peak memory of a worker is asked twice, after a quarter of
the decisions and after all of them, each in a fresh process: it doesn't grow with their number.
"""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from statistics import median

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from subsidies.actions import simulations
from subsidies.models import Simulation
from yunnan_training.core.models import Region
from yunnan_training.core.workflow import Actor
from yunnan_training.local.places import ROOT

from .decisions import YEAR, generate_decisions
from .measure import shown

READINGS = {
    "reading.once_in_life": "once_per_occupation_and_level",
    "reading.senior_technician_conditions": "stands_alone",
}
PARTS = 20


class Worker:
    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.simulation_worker"],
            cwd=ROOT,
            env=os.environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a busy machine shares its processors out by sessions: two services are two
        )

    def heard(self) -> dict:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("a worker ended by itself")
        return json.loads(line)

    def go(self) -> None:
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(30)


@contextmanager
def workers(count: int):
    made = [Worker() for _ in range(count)]
    try:
        for worker in made:
            worker.heard()
        yield made
    finally:
        for worker in made:
            worker.end()


def ask(last_month: int = 12) -> Simulation:
    return simulations.request(
        title="benchmark",
        region=Region.objects.get(code=simulations.PROVINCE),
        period_from=date(YEAR, 1, 1),
        period_to=date(YEAR, last_month, 28 if last_month < 12 else 31),
        readings=READINGS,
        by=Actor.machine(),
    )


def round_of(made: list[Worker], simulation: Simulation) -> tuple[float, list[dict]]:
    """Seconds until every part has its totals, and what each worker says."""
    began = time.perf_counter()
    for worker in made:
        worker.go()
    said = [worker.heard() for worker in made]
    taken = time.perf_counter() - began
    if simulation.parts.filter(totals__isnull=True).exists():
        raise RuntimeError("parts were left undone")
    return taken, said


def finished(simulation: Simulation) -> float:
    began = time.perf_counter()
    simulations.finish(simulation.pk, at=timezone.now())
    return time.perf_counter() - began


def run(scale: int = 30_000, *, repeats: int = 5) -> list[str]:
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0, allow_cascade=True)  # what other items left
    generate_decisions(scale)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    simulations.PART_SIZE = max(scale // PARTS, 1)
    alone: list[float] = []
    together: list[float] = []
    folds: list[float] = []
    busy: list[float] = []
    shared: list[float] = []
    found: set[tuple] = set()
    with workers(1) as one, workers(2) as two:
        for turn in range(repeats + 1):  # the first round of each warms up and isn't counted
            for made, times in (
                ((one, alone), (two, together)) if turn % 2 else ((two, together), (one, alone))
            ):
                simulation = ask()
                taken, said = round_of(made, simulation)
                folds.append(finished(simulation))
                simulation.refresh_from_db()
                summary = simulation.summary
                found.add((summary["decisions"], summary["people"], summary["delta"]))
                simulation.parts.all().delete()
                if turn:
                    times.append(taken)
                    (busy if made is one else shared).append(max(each["cpu"] for each in said))
    if len(found) != 1:
        raise RuntimeError(f"the same simulation came out differently: {found}")
    ((decisions, people, delta),) = found
    if decisions != scale:
        raise RuntimeError(f"{decisions} of {scale} decisions were looked at")
    small, large = peak(3), peak(12)
    slow, fast = median(alone), median(together)
    by_processor = median(busy) / median(shared)
    speed = (
        f"simulation of {scale:,} decisions: 2 workers {shown(fast)} ({scale / fast:,.0f}/s)"
        f" | 1 worker {shown(slow)} ({scale / slow:,.0f}/s)"
        f" | throughput ratio {slow / fast:.2f}, by the busier worker's processor time {by_processor:.2f}"
        f" (median of {repeats}; {median(busy) / scale * 1e6:.0f} µs a decision;"
        f" folding and workbook {shown(median(folds))} more; {people:,} people, {delta} yuan every time)"
    )
    memory = (
        f"simulation memory: peak of a worker {large / 1024:.1f} MiB at {scale:,} decisions"
        f" | {small / 1024:.1f} MiB at a quarter of them | ratio {large / small:.2f}"
    )
    return [speed, memory]


def peak(last_month: int) -> int:
    """KiB at the most, of a fresh process that runs the decisions up to that month alone."""
    with workers(1) as made:
        simulation = ask(last_month)
        _, said = round_of(made, simulation)
        finished(simulation)
        simulation.parts.all().delete()
    return said[0]["peak_kib"]
