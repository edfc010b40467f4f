"""Attendance: not before the board, not ahead of the day, corrected by those who may, counted as the office counts."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from courses import selectors
from courses.actions import attendance, boards, classes
from courses.enums import AttendanceMark, BoardStatus
from courses.models import Attendance, TrainingClass
from courses.selectors import Rate
from tests.factories import core, courses, trainees
from tests.plain_numbers import plain_numbers
from yunnan_training.core.workflow import NotAllowed, Refused, passages

pytestmark = pytest.mark.django_db

NOON = core.at(hour=12)
PRESENT, ABSENT, LEAVE, LATE = (
    AttendanceMark.PRESENT,
    AttendanceMark.ABSENT,
    AttendanceMark.LEAVE,
    AttendanceMark.LATE,
)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def office(cast):
    return cast.owner


@pytest.fixture
def running(office) -> TrainingClass:
    """In training since this morning, three people, a lesson today and one tomorrow."""
    people = [trainees.trainee() for _ in range(3)]
    return courses.running_class(office.school, people=people, **office.class_officers)


@pytest.fixture
def today(running):
    return running.sessions.first()


@pytest.fixture
def tomorrow(running):
    return running.sessions.last()


@pytest.fixture
def pks(running) -> list[int]:
    return list(running.enrolments.order_by("pk").values_list("pk", flat=True))


def page(name: str, *args) -> str:
    return reverse(f"courses:{name}", args=args)


def sheet(session) -> str:
    return page("attendance_session", session.training_class_id, session.pk)


def text(response) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


def written(session) -> dict[int, str]:
    return dict(session.attendance.values_list("enrolment_id", "mark"))


# --- when it is refused ------------------------------------------------------------------------------------------


def test_nothing_is_written_before_the_board_hangs(signed_in, office):
    """T22: approved, a roster, the first day: and still no board."""
    made = courses.approved_class(office.school, **office.class_officers)
    who = courses.enrolment(made, trainees.trainee())
    lesson = made.sessions.first()
    client = signed_in(office.school_clerk)
    shown = client.get(sheet(lesson))
    assert "告知牌尚未出具，不能登记考勤（通知二(一)2：亮证亮牌后方可培训）" in text(shown)
    assert 'value="save" class="btn' not in shown.content.decode()
    told = text(client.post(sheet(lesson), {f"mark-{who.pk}": "present", "do": "save"}))
    assert "告知牌尚未出具" in told
    assert not Attendance.objects.exists()


def test_with_a_board_the_class_must_have_begun(office):
    made = courses.boarded_class(office.school, **office.class_officers)
    who = courses.enrolment(made, trainees.trainee())
    with pytest.raises(Refused, match="请先办理开班"):
        attendance.record_attendance(
            made.sessions.first(), {who.pk: PRESENT}, by=office.act("clerk"), at=NOON
        )


def test_a_lesson_before_the_board_never_counts(running, today, pks, office):
    """K28: the board was issued only today, the lesson was yesterday. It can be cancelled, so the class can end."""
    today.starts_at -= timedelta(days=1)
    today.ends_at -= timedelta(days=1)
    today.save()
    running.notice_boards.update(issued_at=core.at())
    with pytest.raises(Refused, match="早于告知牌出具日期2026-03-02"):
        attendance.record_attendance(today, dict.fromkeys(pks, PRESENT), by=office.act("clerk"), at=NOON)
    attendance.cancel_session(today, reason="未按规定开展", by=office.act("clerk"), at=NOON)
    assert attendance.refusals(today, at=NOON)


def test_a_board_that_is_being_replaced_is_none(running, today, pks, office):
    running.notice_boards.update(status=BoardStatus.VOIDED, voided_at=NOON)
    with pytest.raises(Refused, match="新版告知牌出具后才能登记考勤"):
        attendance.record_attendance(today, {pks[0]: PRESENT}, by=office.act("clerk"), at=NOON)


def test_after_a_change_of_place_the_new_board_counts(running, today, pks, office):
    made = boards.change_and_reissue(
        running, place="永昌街道2号", reason="场地变更", by=office.act("clerk"), at=core.at(hour=10)
    )
    boards._issue(made, content=b"%PDF-1.7", sheet=b"%PDF-1.7", at=core.at(hour=11))
    assert attendance.record_attendance(today, {pks[0]: PRESENT}, by=office.act("clerk"), at=NOON) == 1


def test_a_lesson_to_come_cannot_be_marked(signed_in, office, tomorrow, pks):
    client = signed_in(office.school_clerk)
    told = text(client.post(sheet(tomorrow), {f"mark-{pks[0]}": "present", "do": "save"}))
    assert "课次日期为2026-03-03，不能提前登记考勤" in told
    assert not Attendance.objects.exists()


def test_after_the_end_nothing_changes_any_more(office):
    made = courses.finished_class(office.school, people=[trainees.trainee()], **office.class_officers)
    mark = Attendance.objects.first()
    with pytest.raises(Refused, match="培训班已结业，考勤不能再改动"):
        attendance.record_attendance(
            mark.session, {mark.enrolment_id: ABSENT}, by=office.act("clerk"), at=core.at(made.end_on, 20)
        )


def test_a_person_of_another_class_and_an_unknown_mark_are_refused(office, today, pks):
    stranger = courses.enrolment(
        courses.draft_class(office.school, entered_by=office.clerk), trainees.trainee()
    )
    with pytest.raises(Refused) as caught:
        attendance.record_attendance(
            today, {pks[0]: "asleep", stranger.pk: PRESENT}, by=office.act("clerk"), at=NOON
        )
    told = "\n".join(caught.value.messages)
    assert "名册中没有所填学员" in told
    assert "考勤“asleep”无效" in told
    assert not Attendance.objects.exists()


def test_readers_cannot_write(signed_in, office, cast, today, pks):
    for person in (office.reviewer, office.auditor, cast.prefecture_officer):
        assert signed_in(person).get(page("attendance", today.training_class_id)).status_code == 200
        assert signed_in(person).post(sheet(today), {f"mark-{pks[0]}": "present"}).status_code == 403
    with pytest.raises(NotAllowed):
        attendance.record_attendance(today, {pks[0]: PRESENT}, by=office.act("reviewer"), at=NOON)


def test_outside_is_not_there(signed_in, cast, today):
    for person in (cast.sibling.clerk, cast.other_school_clerk):
        client = signed_in(person)
        assert client.get(sheet(today)).status_code == 404
        assert client.get(page("attendance", today.training_class_id)).status_code == 404


def test_a_lesson_of_another_class_is_not_there(signed_in, office, running, today):
    other = courses.draft_class(office.school, entered_by=office.clerk)
    url = page("attendance_session", other.pk, today.pk)
    assert signed_in(office.clerk).get(url).status_code == 404


# --- the sheet ----------------------------------------------------------------------------------------------------


def test_nobody_is_marked_in_advance(signed_in, office, today):
    shown = signed_in(office.school_clerk).get(sheet(today))
    assert "checked" not in shown.content.decode().partition('class="sheet"')[2]
    assert not plain_numbers(shown)


def test_some_are_marked_and_the_rest_is_named(signed_in, office, today, pks):
    client = signed_in(office.school_clerk)
    answer = client.post(
        sheet(today), {f"mark-{pks[0]}": "present", f"mark-{pks[1]}": "leave", "do": "save"}, follow=True
    )
    assert "已登记2人，还有1人未登记" in text(answer)
    assert written(today) == {pks[0]: PRESENT, pks[1]: LEAVE}
    assert "1人未登记" in text(client.get(page("attendance", today.training_class_id)))


def test_all_present_needs_no_script_and_can_be_corrected(signed_in, office, today, pks):
    client = signed_in(office.school_clerk)
    answer = client.post(sheet(today), {f"mark-{pks[2]}": "late", "do": "all"}, follow=True)
    assert written(today) == {pks[0]: PRESENT, pks[1]: PRESENT, pks[2]: LATE}
    assert answer.redirect_chain == [(sheet(today), 302)]
    assert answer.content.decode().count(" checked") == 3
    client.post(sheet(today), {f"mark-{pks[0]}": "absent", "do": "save"})
    assert written(today) == {pks[0]: ABSENT, pks[1]: PRESENT, pks[2]: LATE}


def test_a_correction_names_its_author_and_leaves_the_others_alone(office, today, pks):
    first, second = office.act("school_clerk"), office.act("clerk")
    attendance.record_attendance(today, dict.fromkeys(pks, PRESENT), by=first, at=NOON)
    later = NOON + timedelta(hours=2)
    attendance.record_attendance(today, {**dict.fromkeys(pks, PRESENT), pks[1]: ABSENT}, by=second, at=later)
    authors = dict(today.attendance.values_list("enrolment_id", "recorded_by"))
    assert authors == {pks[0]: first.user.pk, pks[1]: second.user.pk, pks[2]: first.user.pk}
    events = Attendance.pgh_event_model.objects.filter(pgh_obj__session=today)
    assert events.filter(pgh_label="update").count() == 1
    labels = passages(today.training_class).filter(move="attendance").values_list("label", flat=True)
    assert set(labels) == {f"登记考勤：{today.topic}（3人）", f"更正考勤：{today.topic}（1人）"}


def test_an_empty_sheet_is_told(signed_in, office, today):
    told = text(signed_in(office.clerk).post(sheet(today), {"do": "save"}))
    assert "请至少登记一名学员的考勤" in told


# --- lessons that are not held --------------------------------------------------------------------------------------


def test_a_lesson_that_was_not_held_is_cancelled_with_a_reason(signed_in, office, running, today):
    client = signed_in(office.school_clerk)
    assert "请填写取消课次的原因" in text(client.post(sheet(today), {"do": "cancel", "reason": " "}))
    answer = client.post(sheet(today), {"do": "cancel", "reason": "教师生病"}, follow=True)
    assert "已取消该课次" in text(answer)
    today.refresh_from_db()
    assert today.cancelled
    assert passages(running).filter(move="cancel_session", comment="教师生病").count() == 1


def test_a_lesson_with_marks_cannot_be_cancelled(office, today, pks):
    attendance.record_attendance(today, {pks[0]: PRESENT}, by=office.act("clerk"), at=NOON)
    with pytest.raises(Refused, match="已登记考勤，不能取消"):
        attendance.cancel_session(today, reason="停电", by=office.act("clerk"), at=NOON)


def test_a_class_with_a_cancelled_lesson_can_end(office, running, today, tomorrow, pks):
    attendance.record_attendance(today, dict.fromkeys(pks, PRESENT), by=office.act("clerk"), at=NOON)
    attendance.cancel_session(tomorrow, reason="停电", by=office.act("clerk"), at=NOON)
    for who in running.enrolments.all():
        courses.passed(who)
    assert classes.move(running, "finish", by=office.act("school_clerk"), at=NOON).status == "finished"


# --- rates ------------------------------------------------------------------------------------------------------------


def test_late_and_early_were_there_and_leave_was_not(office, running, today, pks):
    marks = dict(zip(pks, (PRESENT, LATE, LEAVE), strict=True))
    attendance.record_attendance(today, marks, by=office.act("clerk"), at=NOON)
    rates = selectors.attendance_of(running, pks)
    assert [str(rates[pk]) for pk in pks] == ["1/1（100.0%）", "1/1（100.0%）", "0/1（0.0%）"]


def test_the_overview_shows_both_numbers_of_every_rate(signed_in, office, running, today, pks):
    attendance.record_attendance(
        today, {pks[0]: PRESENT, pks[1]: ABSENT, pks[2]: LATE}, by=office.act("clerk"), at=NOON
    )
    shown = signed_in(office.auditor).get(page("attendance", running.pk))
    told = text(shown)
    assert "66.7%" in told
    assert "出勤 2 人次 ÷ 应到 3 人次（3 人 × 1 课次）" in told
    assert "2/3（66.7%）" in told
    assert not plain_numbers(shown)
    sessions = shown.context["sessions"]
    assert [session.pk for session in sessions] == [row.pk for row in running.sessions.all()]


def test_a_rate_of_nothing_is_a_dash(signed_in, office, running):
    """T29."""
    assert str(Rate(0, 0)) == Rate(0, 0).percent == "—"
    shown = signed_in(office.auditor).get(page("attendance", running.pk))
    assert "0%" not in text(shown)
    empty = courses.draft_class(office.school, entered_by=office.clerk)
    assert "—" in text(signed_in(office.auditor).get(page("attendance", empty.pk)))
