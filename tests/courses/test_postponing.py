"""A class that begins on another day: its lessons, its end and its board move with it, or it stays where it was."""

from datetime import timedelta

import pytest
import time_machine

from courses.actions import boards, classes
from courses.enums import BoardStatus
from courses.models import TrainingClass
from tests.core.api.conftest import problem
from tests.factories import core, courses, trainees
from tests.factories.api import caller
from yunnan_training.core.workflow import Refused, passages

pytestmark = pytest.mark.django_db

BEFORE = core.at(core.DAY - timedelta(days=3))
WEEK = timedelta(days=7)


@pytest.fixture
def office(cast):
    return cast.owner


@pytest.fixture
def boarded(office) -> TrainingClass:
    """Two mornings by one teacher, a day apart."""
    return courses.boarded_class(office.school, **office.class_officers)


def postpone(made: TrainingClass, start_on, by, **options):
    return boards.change_and_reissue(
        made, **{"reason": "场地检修", "start_on": start_on, "by": by, "at": BEFORE, **options}
    )


def refused(made: TrainingClass, start_on, by, **options) -> str:
    """What is told; nothing has moved."""
    before = list(made.sessions.values_list("starts_at", flat=True))
    with pytest.raises(Refused) as caught:
        postpone(made, start_on, by, **options)
    assert list(made.sessions.values_list("starts_at", flat=True)) == before
    assert TrainingClass.objects.get(pk=made.pk).start_on == made.start_on
    assert made.notice_boards.get().status == BoardStatus.ISSUED
    return "\n".join(caught.value.messages)


@pytest.mark.parametrize("days", [WEEK, timedelta(days=1), timedelta(days=-1)])
def test_lessons_end_and_board_move_by_the_same_days(office, boarded, days):
    """Also onto the day of the lesson before or after it."""
    lessons = list(boarded.sessions.values_list("pk", "starts_at", "ends_at"))
    board = postpone(boarded, boarded.start_on + days, office.act("clerk"))
    moved = TrainingClass.objects.get(pk=boarded.pk)
    assert (moved.start_on, moved.end_on) == (boarded.start_on + days, boarded.end_on + days)
    assert list(moved.sessions.values_list("pk", "starts_at", "ends_at")) == [
        (pk, start + days, end + days) for pk, start, end in lessons
    ]
    assert board.edition == 2
    assert str(moved.start_on.day) in str(board.facts)
    assert boarded.notice_boards.get(edition=1).status == BoardStatus.VOIDED
    told = passages(moved).filter(move="change").get().comment
    assert told == f"场地检修（开班日期由{boarded.start_on}改为{moved.start_on}，课次随之调整）"


def test_the_same_day_moves_nothing(office, boarded):
    postpone(boarded, boarded.start_on, office.act("clerk"))
    assert passages(boarded).filter(move="change").get().comment == "场地检修"


def test_not_into_the_past_and_not_once_it_has_begun(office, boarded):
    clerk = office.act("clerk")
    assert "不能早于今天" in refused(boarded, BEFORE.date() - timedelta(days=1), clerk)
    courses.enrolment(boarded, trainees.trainee())
    classes.move(boarded, "start", by=office.act("school_clerk"), at=core.at())
    assert "已开班，不能改期" in refused(boarded, boarded.start_on + WEEK, clerk, at=core.at())


def test_the_licence_must_cover_the_new_days(office, boarded):
    licence = boarded.qualification_checks.get().licence
    type(licence).objects.filter(pk=licence.pk).update(valid_to=boarded.end_on)
    assert refused(boarded, boarded.start_on + WEEK, office.act("clerk"))


def test_a_teacher_who_is_elsewhere_by_then_is_named(office, boarded):
    teacher = boarded.sessions.first().teacher
    other = courses.draft_class(
        office.school,
        entered_by=office.school_clerk,
        start_on=core.DAY + WEEK,
        end_on=core.DAY + WEEK,
    )
    courses.session(other, teacher=teacher)
    told = refused(boarded, boarded.start_on + WEEK, office.act("clerk"))
    assert f"教师{teacher.name}在2026-03-09 08:30已有其他课次" in told


def test_a_trainee_who_is_elsewhere_by_then_stops_it(office, boarded):
    """K03."""
    person = trainees.trainee()
    courses.enrolment(boarded, person)
    other = courses.boarded_class(office.school, **office.class_officers, on=core.DAY + WEEK)
    courses.enrolment(other, person)
    told = refused(boarded, boarded.start_on + WEEK, office.act("clerk"))
    assert f"有学员已在“{other.name}”在册" in told


def test_the_api_moves_it_too(office, boarded):
    clerk, later = caller(office.clerk), boarded.start_on + WEEK
    body = {"training_class": boarded.pk, "class_version": boarded.version, "reason": "场地检修"}
    with time_machine.travel(BEFORE, tick=True):
        problem(clerk.post("notice-boards/", {**body, "start_on": "2026-02-30"}), 400, "validation")
        made = clerk.post("notice-boards/", {**body, "start_on": str(later)})
    assert (made.status_code, made.json()["edition"]) == (201, 2)
    assert TrainingClass.objects.get(pk=boarded.pk).start_on == later
