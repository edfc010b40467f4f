"""Somebody leaves a class: with a reason, still on the list, still in the pass rate, and no longer marked."""

import re

import pytest
import time_machine
from django.urls import reverse

from courses import selectors
from courses.actions import attendance, classes, leaving, results
from courses.enums import EnrolmentStatus, ExamResult
from courses.models import Enrolment, TrainingClass
from tests.core.api.conftest import problem
from tests.factories import core, courses, trainees
from tests.factories.api import caller
from yunnan_training.core.workflow import NotAllowed, Refused, Stale, passages

pytestmark = pytest.mark.django_db

NOON = core.at(hour=12)
REASON = "外出务工"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def office(cast):
    return cast.owner


@pytest.fixture
def by(office):
    return office.act("school_clerk")


@pytest.fixture
def running(office) -> TrainingClass:
    people = [trainees.trainee() for _ in range(2)]
    return courses.running_class(office.school, people=people, **office.class_officers)


@pytest.fixture
def leaver(running) -> Enrolment:
    return running.enrolments.order_by("pk").first()


def text(response) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return "\n".join(caught.value.messages)


def leave(enrolment: Enrolment, by, **options) -> Enrolment:
    return leaving.withdraw(enrolment, **{"reason": REASON, "by": by, "at": NOON, **options})


def test_who_left_is_neither_marked_nor_examined_and_the_others_go_on(running, leaver, by):
    left = leave(leaver, by)
    assert (left.status, left.version) == (EnrolmentStatus.WITHDRAWN, leaver.version + 1)
    stayed = running.enrolments.exclude(pk=left.pk).get()
    lesson = running.sessions.first()
    told = refused(attendance.record_attendance, lesson, {left.pk: "present"}, by=by, at=NOON)
    assert "名册中没有所填学员" in told
    assert "已退出本班" in refused(results.record_result, left, result=ExamResult.PASSED, by=by, at=NOON)
    evening = core.at(running.end_on, 18)
    for session in running.sessions.all():
        attendance.record_attendance(session, {stayed.pk: "present"}, by=by, at=evening)
    results.record_result(stayed, result=ExamResult.PASSED, by=by, at=evening)
    ended = classes.move(running, "finish", by=by, at=evening)
    assert [str(rate) for rate in selectors.pass_rates(ended)] == ["1/2（50.0%）", "1/1（100.0%）"]


def test_a_class_that_everybody_left_does_not_end(running, by):
    for enrolment in running.enrolments.all():
        leave(enrolment, by)
    assert "学员已全部退出" in refused(classes.move, running, "finish", by=by, at=core.at(running.end_on, 18))


def test_the_reason_stands_with_the_person_and_not_with_the_class(running, leaver, by):
    leave(leaver, by)
    assert [(row.label, row.comment) for row in passages(leaver)] == [("退出本班", REASON)]
    assert ("学员退出本班（1人）", "") in [(row.label, row.comment) for row in passages(running)]


def test_what_stands_in_the_way_is_told(running, leaver, by):
    assert "请填写原因" in refused(leave, leaver, by, reason="  ")
    assert "最多200个字" in refused(leave, leaver, by, reason="因" * 201)
    with pytest.raises(Stale):
        leave(leaver, by, version=leaver.version + 1)
    courses.passed(leaver)
    assert "已登记考核结果" in refused(leave, leaver, by)


@pytest.mark.parametrize(
    ("who", "wrong"), [("reviewer", "owner"), ("school_clerk", "sibling"), ("clerk", "far")]
)
def test_others_cannot_send_anybody_away(cast, leaver, who, wrong):
    with pytest.raises(NotAllowed):
        leave(leaver, getattr(cast, wrong).act(who))


def test_the_roster_of_an_ended_class_stays_as_it_is(office, by):
    ended = courses.finished_class(office.school, people=[trainees.trainee()], **office.class_officers)
    assert "培训班已结业，名册不能再改动" in refused(leave, ended.enrolments.get(), by)


def test_a_slip_is_taken_back(leaver, by):
    assert "仍在册" in refused(leaving.readmit, leaver, reason="误办", by=by, at=NOON)
    left = leave(leaver, by)
    assert "已退出本班" in refused(leave, left, by)
    back = leaving.readmit(left, reason="误办", by=by, at=NOON)
    assert back.status == EnrolmentStatus.ENROLLED
    assert [row.label for row in passages(back).order_by("pk")] == ["退出本班", "恢复在册"]


def test_nobody_comes_back_from_a_class_at_the_same_time(office, leaver, by):
    """K03: leaving makes free for another class, and then the way back is shut."""
    left = leave(leaver, by)
    other = courses.boarded_class(office.school, **office.class_officers)
    courses.enrolment(other, left.trainee)
    told = refused(leaving.readmit, left, reason="误办", by=by, at=NOON)
    assert f"已在“{other.name}”在册" in told


# --- the doors --------------------------------------------------------------------------------------------------


def test_the_clerk_does_it_from_the_roster_and_reads_the_reason_there(signed_in, office, running, leaver):
    client = signed_in(office.school_clerk)
    roster = reverse("courses:enrolment_list", args=[running.pk])
    address = reverse("courses:enrolment_withdraw", args=[leaver.pk])
    assert address in client.get(roster).content.decode()
    assert leaver.trainee.name in text(client.get(address))
    assert "请填写原因" in text(client.post(address, {"version": leaver.version}))
    after = client.post(address, {"reason": REASON, "version": leaver.version}, follow=True)
    for words in (f"{leaver.trainee.name}：退出本班已办理", "已退出 1 人", REASON):
        assert words in text(after)
    again = client.post(address, {"reason": REASON, "version": leaver.version})
    assert "刷新" in text(again)
    back = reverse("courses:enrolment_readmit", args=[leaver.pk])
    assert back in after.content.decode()
    client.post(back, {"reason": "误办", "version": leaver.version + 1})
    assert REASON not in text(client.get(roster))


def test_who_only_reads_the_roster_is_offered_nothing(signed_in, office, running, leaver):
    page = signed_in(office.reviewer).get(reverse("courses:enrolment_list", args=[running.pk]))
    assert reverse("courses:enrolment_withdraw", args=[leaver.pk]) not in page.content.decode()


def test_an_examined_person_cannot_be_sent_away_on_the_page(signed_in, office, leaver):
    courses.passed(leaver)
    answer = signed_in(office.school_clerk).get(
        reverse("courses:enrolment_withdraw", args=[leaver.pk]), follow=True
    )
    assert "已登记考核结果，不能办理退出" in text(answer)


def test_the_api_does_it_with_the_version(office, cast, leaver):
    clerk, url = caller(office.school_clerk), f"enrolments/{leaver.pk}/"
    problem(clerk.post(f"{url}withdraw/", {"reason": REASON}), 428, "version-required")
    problem(clerk.change(url, {}, step="withdraw"), 400, "validation")
    problem(caller(office.reviewer).change(url, {"reason": REASON}, step="withdraw"), 403, "forbidden")
    problem(
        caller(cast.sibling.school_clerk).post(
            f"{url}withdraw/", {"reason": REASON}, headers={"If-Match": '"1"'}
        ),
        404,
        "not-found",
    )
    left = clerk.change(url, {"reason": REASON}, step="withdraw").json()
    assert (left["status"], left["status_label"]) == ("withdrawn", "已退出")
    assert clerk.change(url, {"reason": "误办"}, step="readmit").json()["status"] == "enrolled"
