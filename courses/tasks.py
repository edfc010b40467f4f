"""What the worker does for classes. Arguments are ids; each may run twice."""

from django.urls import reverse
from django.utils import timezone

from yunnan_training.core import jobs
from yunnan_training.core.models import Job

from .actions import boards, rosters


@jobs.handler("courses.board")
def make_board(job: Job) -> dict:
    board = boards.render(job.args["board"], at=timezone.now())
    return {"url": reverse("courses:class", args=[board.training_class_id]), "board": board.pk}


@jobs.handler("courses.roster")
def check_roster(job: Job) -> dict:
    roster = rosters.run_check(job.args["roster"])
    return {"url": reverse("courses:roster", args=[roster.pk]), "roster": roster.pk}
