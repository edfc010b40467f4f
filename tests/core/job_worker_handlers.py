"""A job that never ends the first time it is tried."""

import time

from yunnan_training.core import jobs
from yunnan_training.core.models import Job


@jobs.handler("tests.hang_once")
def hang_once(job: Job) -> dict:
    jobs.advance(job, done=1, total=2)
    if job.attempts == 1:
        time.sleep(600)
    return {"attempt": job.attempts}
