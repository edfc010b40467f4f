"""One worker of the simulation benchmark: a process that takes parts as a Celery worker's child does, until none is left.

Reads a line from standard input for each round («go»), answers with a line of JSON: parts, peak memory, seconds of
processor time. Started by `simulation.py`.
"""

import json
import sys
import time
from pathlib import Path


def peak_kib() -> int:
    """Of this program alone: getrusage also remembers the parent from which it was forked."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def main() -> None:
    import django

    django.setup()
    from django.utils import timezone

    from subsidies.actions.simulating import SOURCES, run_part
    from yunnan_training.core import jobs, law
    from yunnan_training.core.enums import JobStatus
    from yunnan_training.core.models import Job

    law.in_force()
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        began, done = time.process_time(), 0
        waiting = Job.objects.filter(kind__in=SOURCES, status=JobStatus.QUEUED).order_by("pk")
        while ids := list(waiting.values_list("pk", flat=True)[:1]):
            job = jobs.take(ids[0], at=timezone.now())
            if job is None:
                continue
            run_part(job.args["part"], newest=job.args["newest"])
            Job.objects.filter(pk=job.pk).update(status=JobStatus.SUCCEEDED)
            done += 1
        print(
            json.dumps({"parts": done, "peak_kib": peak_kib(), "cpu": time.process_time() - began}),
            flush=True,
        )


if __name__ == "__main__":
    main()
