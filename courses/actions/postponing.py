"""A class that begins on another day than its board says: every lesson moves with it, by the same number of days."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from trainees.models import Trainee
from yunnan_training.core.workflow import Actor, Refused

from ..enums import ClassStatus, EnrolmentStatus
from ..models import TrainingClass
from ..workflow import qualification_passed
from .roster_context import clashes

MOST_TOLD = 5


def move_days(training_class: TrainingClass, start_on: date, *, by: Actor, at: datetime) -> str:
    """Move the (locked) class so that it begins on `start_on`; the caller saves it. Says what was moved.

    Only before it begins: afterwards lessons are cancelled one by one. The licence must cover the new days, and
    nobody, teacher or trainee, may have to be in two places.
    """
    before = training_class.start_on
    days = start_on - before
    if not days:
        return ""
    if training_class.status == ClassStatus.IN_TRAINING:
        raise Refused("培训班已开班，不能改期；未上的课次请在考勤中取消")
    if start_on < timezone.localtime(at).date():
        raise Refused("开班日期不能早于今天")
    training_class.start_on = start_on
    training_class.end_on += days
    refusals = qualification_passed(training_class, by=by, at=at)
    refusals += _move_lessons(training_class, days)
    refusals += _clashes(training_class)
    if refusals:
        raise Refused(*refusals)
    return f"开班日期由{before:%Y-%m-%d}改为{start_on:%Y-%m-%d}，课次随之调整"


def _move_lessons(training_class: TrainingClass, days: timedelta) -> list[str]:
    """The furthest first, so that no lesson steps on the one that is about to move."""
    refusals = []
    order = "-starts_at" if days > timedelta(0) else "starts_at"
    for session in training_class.sessions.select_related("teacher").order_by(order):
        session.starts_at += days
        session.ends_at += days
        try:
            with transaction.atomic():
                session.save(update_fields=["starts_at", "ends_at"])
        except IntegrityError as error:
            if "teacher_in_one_place" not in str(error):
                raise
            when = f"{timezone.localtime(session.starts_at):%Y-%m-%d %H:%M}"
            refusals.append(f"课次“{session.topic}”：教师{session.teacher.name}在{when}已有其他课次")
    return refusals


def _clashes(training_class: TrainingClass) -> list[str]:
    """K03, with the people locked as when a roster is confirmed."""
    on_roster = training_class.enrolments.filter(status=EnrolmentStatus.ENROLLED).values("trainee_id")
    people = Trainee.objects.select_for_update().filter(pk__in=on_roster).order_by("id_number_hash")
    found = clashes(training_class, list(people.values_list("pk", flat=True)))
    return [f"有学员{why}" for why in sorted(set(found.values()))[:MOST_TOLD]]
