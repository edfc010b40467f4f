"""What a region's released standard does to a class: application, roster, results, end, filing. Without one, nothing."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.actions import classes, filings, leaving, results, roster_context, rosters
from courses.actions.results import Entry, RowsRefused
from courses.enums import AttendanceMark, ClassStatus, EnrolmentStatus, Programme, RosterStatus
from courses.models import Attendance, Enrolment, Filing, Session, TrainingClass
from courses.workflow import filed_late
from tests.courses.rosters.build import PEOPLE, person_row, roster
from tests.factories import core, courses, institutions, law, trainees
from tests.factories.api import caller
from trainees.models import Trainee
from yunnan_training.core.workflow import Refused

pytestmark = pytest.mark.django_db

SHARE, APPLY, FILE, YEARLY = (
    "local.attendance_share",
    "local.application_days_before_start",
    "local.filing_days_before_start",
    "local.classes_per_year",
)
DOCUMENT = "某州人社规〔2025〕1号"
PRESENT, LEAVE, LATE, AWAY = (
    AttendanceMark.PRESENT,
    AttendanceMark.LEAVE,
    AttendanceMark.LATE,
    AttendanceMark.ABSENT,
)


@pytest.fixture
def office(cast):
    return cast.owner


@pytest.fixture
def sets(cast):
    """`sets(KEY, "7")`: the prefecture releases a standard."""

    def release(key: str, value: str, *, region: str = "530500", **given):
        return law.standard(region, key, value, drafted_by=cast.prefecture_officer, **given)

    return release


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return "\n".join(caught.value.messages)


def text(response) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


# --- application --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", ["6", "7"])
def test_an_application_so_many_days_ahead_is_taken(office, sets, days):
    """The factory applies a week before the first day."""
    sets(APPLY, days)
    made = courses.submitted_class(office.school, by=office.act("school_clerk"))
    assert made.status == ClassStatus.SUBMITTED


def test_an_application_a_day_too_late_is_refused(office, sets):
    sets(APPLY, "8")
    told = refused(courses.submitted_class, office.school, by=office.act("school_clerk"))
    assert told == (
        f"开班申请须在开班前至少8日提交（保山市：{DOCUMENT}），现距开班还有7日，请推迟开班日期、调整课程表后再提交"
    )


def test_whose_standard_it_is_and_when_is_asked_of_the_class(office, sets):
    """Another prefecture's, another programme's, one that ends the day before the first day: none of them counts."""
    sets(APPLY, "90", region="530600")
    sets(APPLY, "90", programme=Programme.RURAL)
    sets(APPLY, "90", valid_to=core.DAY - timedelta(days=1))
    assert courses.submitted_class(office.school, by=office.act("school_clerk"))
    sets(APPLY, "90", valid_from=core.DAY)
    assert "至少90日" in refused(courses.submitted_class, office.school, by=office.act("school_clerk"))


@pytest.mark.parametrize(("days", "word"), [(0, "当日开班"), (-1, "开班日期已过1日")])
def test_on_the_first_day_and_after_it(office, sets, days, word):
    made = courses.submitted_class(office.school, by=office.act("school_clerk"))
    before = core.at(core.DAY - timedelta(days=5))
    classes.move(made, "return_for_correction", by=office.act("reviewer"), at=before, comment="补教室")
    sets(APPLY, "1")
    on = core.at(core.DAY - timedelta(days=days))
    assert f"现{word}" in refused(classes.move, made, "submit", by=office.act("school_clerk"), at=on)


# --- attendance ----------------------------------------------------------------------------------------------------


@pytest.fixture
def running(office):
    """`running(3)`: a class in training with so many sessions on as many days, and two people."""

    def make(sessions: int = 2) -> TrainingClass:
        people = [trainees.trainee() for _ in range(2)]
        made = courses.running_class(office.school, people=people, **office.class_officers)
        teacher = institutions.teacher(office.school)
        for day in range(2, sessions):
            courses.session(made, day=day, teacher=teacher)
        return made

    return make


def sessions_of(made: TrainingClass) -> list[Session]:
    return list(made.sessions.filter(cancelled=False).order_by("starts_at"))


def mark(who: Enrolment, *marks: str) -> None:
    """One mark a session, from the first on."""
    held = sessions_of(who.training_class)
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            enrolment=who,
            mark=each,
            recorded_by=who.training_class.entered_by,
            recorded_at=session.ends_at,
        )
        for session, each in zip(held, marks, strict=False)
    )


def first(made: TrainingClass) -> Enrolment:
    return made.enrolments.order_by("pk").first()


def record(who: Enrolment, office, result: str = "passed") -> Enrolment:
    return results.record_result(who, result=result, by=office.act("school_clerk"), at=core.at(core.DAY, 18))


@pytest.mark.parametrize(
    ("share", "held", "there", "enough"),
    [
        ("0.50", 2, 1, True),
        ("0.51", 2, 1, False),
        ("0.66", 3, 2, True),
        ("0.67", 3, 2, False),
        ("0.28", 25, 7, True),  # 0.28 × 25 is a little over 7 in floats
        ("0.28", 25, 6, False),
        ("1", 2, 2, True),
        ("1", 2, 1, False),
    ],
)
def test_exactly_the_share_is_enough_to_pass(office, sets, running, share, held, there, enough):
    sets(SHARE, share)
    who = first(running(held))
    mark(who, *[PRESENT] * there, *[AWAY] * (held - there))
    if enough:
        assert record(who, office).result == "passed"
    else:
        told = refused(record, who, office)
        assert told.startswith(f"出勤{there}/{held}（")
        assert f"低于结业最低出勤率{float(share):.0%}（保山市：{DOCUMENT}），不能登记为合格" in told


def test_leave_is_not_being_there_and_being_late_is(office, sets, running):
    sets(SHARE, "1")
    one, other = running().enrolments.order_by("pk")
    mark(one, PRESENT, LEAVE)
    mark(other, PRESENT, LATE)
    assert "出勤1/2（50.0%）" in refused(record, one, office)
    assert record(other, office).result == "passed"


def test_nobody_is_judged_before_the_last_mark(office, sets, running):
    sets(SHARE, "0.80")
    made = running()
    mark(first(made), AWAY)
    assert record(first(made), office).result == "passed"


def test_a_cancelled_session_does_not_count(office, sets, running):
    sets(SHARE, "0.80")
    made = running()
    last = sessions_of(made)[-1]
    Session.objects.filter(pk=last.pk).update(cancelled=True)
    mark(first(made), PRESENT)
    assert record(first(made), office).result == "passed"


def test_failing_is_always_written_down_and_without_a_standard_nothing_is_asked(office, sets, running):
    made = running()
    mark(first(made), AWAY, AWAY)
    assert record(first(made), office).result == "passed"
    sets(SHARE, "0.80", region="530600")
    assert record(first(made), office).result == "passed"
    sets(SHARE, "0.80")
    assert record(first(made), office, "failed").result == "failed"
    assert "出勤0/2" in refused(record, first(made), office)


def test_the_sheet_names_each_person_and_saves_nobody(office, sets, running):
    sets(SHARE, "0.80")
    made = running()
    one, other = made.enrolments.order_by("pk")
    mark(one, PRESENT, AWAY)
    mark(other, PRESENT, PRESENT)
    entries = [Entry(enrolment_id=who.pk, version=1, result="passed") for who in (one, other)]
    with pytest.raises(RowsRefused) as caught:
        results.record_sheet(made, entries, by=office.act("school_clerk"), at=core.at(core.DAY, 18))
    assert list(caught.value.rows) == [one.pk]
    assert "低于结业最低出勤率80%" in caught.value.rows[one.pk][0]
    assert set(made.enrolments.values_list("result", flat=True)) == {"pending"}


def test_the_sheet_looks_the_standard_up_once(office, sets, running):
    sets(SHARE, "0.80")
    made = running()
    one, other = made.enrolments.order_by("pk")
    for who in (one, other):
        mark(who, PRESENT, PRESENT)
    entries = [Entry(enrolment_id=who.pk, version=1, result="passed") for who in (one, other)]
    with CaptureQueriesContext(connection) as asked:
        results.record_sheet(made, entries, by=office.act("school_clerk"), at=core.at(core.DAY, 18))
    assert sum("core_localstandard" in each["sql"] for each in asked.captured_queries) == 1


@pytest.mark.parametrize(("share", "ends"), [("0.50", True), ("0.51", False)])
def test_a_class_ends_only_if_who_passed_was_there(office, sets, running, share, ends):
    """The result may be older than the last mark, and than a correction of the attendance."""
    made = running()
    one, other = made.enrolments.order_by("pk")
    mark(one, PRESENT, AWAY)
    mark(other, AWAY, AWAY)
    courses.passed(one)
    courses.passed(other, "failed")
    sets(SHARE, share)
    finish = {"by": office.act("school_clerk"), "at": core.at(made.end_on, 18)}
    if ends:
        assert classes.move(made, "finish", **finish).status == ClassStatus.FINISHED
    else:
        assert refused(classes.move, made, "finish", **finish) == (
            f"有1名考核合格的学员出勤率低于结业最低出勤率51%（保山市：{DOCUMENT}），"
            "不能办理结业，请核对考勤，或更正考核结果"
        )
        courses.passed(one, "failed")
        assert classes.move(made, "finish", **finish).status == ClassStatus.FINISHED


# --- filing ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def public(office) -> TrainingClass:
    return courses.boarded_class(office.school, **office.class_officers)


@pytest.mark.parametrize(
    ("ahead", "word"),
    [(8, ""), (7, ""), (6, "距开班还有6日"), (0, "当日开班"), (-3, "开班日期已过3日")],
)
def test_a_class_is_filed_late_from_so_many_days_before_its_start(public, sets, ahead, word):
    on = core.DAY - timedelta(days=ahead)
    assert filed_late([public], on=on) == {}
    sets(FILE, "7")
    said = f"逾期备案：须在开班前至少7日备案（保山市：{DOCUMENT}），{word}"
    assert filed_late([public], on=on) == ({public.pk: said} if word else {})


def test_one_question_for_all_the_classes_of_a_filing(office, cast, sets, public):
    others = [
        courses.boarded_class(cast.sibling.school, **cast.sibling.class_officers),
        courses.boarded_class(cast.far.school, **cast.far.class_officers),
    ]
    sets(FILE, "7")
    sets(FILE, "3", region="530581")
    found = list(TrainingClass.objects.select_related("catalogue_item").order_by("pk"))
    with CaptureQueriesContext(connection) as asked:
        late = filed_late(found, on=core.DAY - timedelta(days=2))
    assert len(asked) == 1
    assert late.keys() == {public.pk, others[0].pk}
    assert "至少3日备案（腾冲市：" in late[others[0].pk]
    assert filed_late([], on=core.DAY) == {}


def test_a_late_class_is_pointed_out_and_filed_all_the_same(signed_in, cast, sets, public):
    """Counted to today while the prefecture has it, to the day of the report from then on."""
    sets(FILE, "7")
    client = signed_in(cast.prefecture_officer)
    reported = core.DAY - timedelta(days=3)
    with time_machine.travel(core.at(reported), tick=False):
        assert "逾期备案：须在开班前至少7日备案" in text(client.get(reverse("courses:filing_new")))
        answer = client.post(
            reverse("courses:filing_new"), {"prefecture": "530500", "period": "2026-02"}, follow=True
        )
        assert "已汇总1个班次，其中1个逾期备案" in text(answer)
        assert f"（保山市：{DOCUMENT}），距开班还有3日" in text(answer)
        filing = Filing.objects.get()
        filings.move(filing, "submit", by=cast.act("prefecture_officer"), at=core.at(reported))
    with time_machine.travel(core.at(core.DAY + timedelta(days=9)), tick=False):
        client = signed_in(cast.prefecture_officer)
        for name in ("filing", "filing_print"):
            assert "距开班还有3日" in text(client.get(reverse(f"courses:{name}", args=[filing.pk])))


def test_a_bureaus_own_system_is_told_of_the_late_class_too(cast, sets, public):
    reported = core.DAY - timedelta(days=3)
    with time_machine.travel(core.at(reported, 9), tick=True):
        client = caller(cast.prefecture_officer)
        body = {"prefecture": "530500", "period": "2026-02-01"}
        made = client.post("filings/", body, headers={"Idempotency-Key": "late"}).json()
        assert [item["late"] for item in made["items"]] == [""]
        url = f"filings/{made['id']}/"
        in_time = client.tag(url)
        sets(FILE, "7")
        assert client.tag(url) != in_time
        (item,) = client.get(url).json()["items"]
        assert item["late"] == f"逾期备案：须在开班前至少7日备案（保山市：{DOCUMENT}），距开班还有3日"


def test_a_class_in_time_is_not_pointed_out(signed_in, cast, sets, public):
    sets(FILE, "3")
    with time_machine.travel(core.at(core.DAY - timedelta(days=3)), tick=False):
        client = signed_in(cast.prefecture_officer)
        answer = client.post(
            reverse("courses:filing_new"), {"prefecture": "530500", "period": "2026-02"}, follow=True
        )
    assert "已汇总1个班次，请核对后报省厅" in text(answer)
    assert "逾期备案" not in text(answer)


# --- how often a year --------------------------------------------------------------------------------------------------

LOADED = core.at(core.DAY - timedelta(days=2))


@pytest.fixture
def checked(office, public):
    """`checked(2)`: a file with so many people of the book, checked for the public class."""

    def check(people: int = 1):
        with time_machine.travel(LOADED, tick=False):
            content = roster(*(person_row(order) for order in range(people)))
            made = rosters.upload(public, content, by=office.act("school_clerk"), at=LOADED)
            return rosters.run_check(made.pk)

    return check


def known(order: int = 0) -> Trainee:
    person = PEOPLE[order]
    return trainees.trainee(name=person.name, id_number=person.id_number, phone=person.phone)


def elsewhere(like: TrainingClass, who: Trainee, *, on: date, **fields) -> Enrolment:
    status = fields.pop("status", EnrolmentStatus.ENROLLED)
    other = courses.draft_class(
        like.institution, entered_by=like.entered_by, **{"start_on": on, "end_on": on, **fields}
    )
    return courses.enrolment(other, who, status=status)


def told(made) -> list[tuple[int, str, str]]:
    return [(each["row"], each["title"], each["message"]) for each in made.findings if each["code"] == "G27"]


def test_one_class_too_many_is_an_error_on_the_row(public, sets, checked):
    sets(YEARLY, "2")
    one, other = known(0), known(1)
    for day in (date(2026, 1, 1), date(2026, 12, 31)):
        elsewhere(public, one, on=day)
    elsewhere(public, other, on=date(2026, 1, 1))
    made = checked(3)
    assert made.status == RosterStatus.REJECTED
    assert told(made) == [
        (
            2,
            "身份证号码",
            f"此人2026年已参加补贴性培训2次，达到每人每年上限2次（保山市：{DOCUMENT}），请删除此行。",
        )
    ]


def test_without_a_standard_nobody_is_counted(public, checked):
    who = known()
    for day in (5, 6, 7):
        elsewhere(public, who, on=date(2026, 1, day))
    assert told(checked()) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"on": date(2025, 12, 31)},
        {"on": date(2027, 1, 1)},
        {"on": date(2026, 1, 5), "status": EnrolmentStatus.WITHDRAWN},
    ],
)
def test_another_year_and_who_left_do_not_count(public, sets, checked, fields):
    sets(YEARLY, "1")
    elsewhere(public, known(), **fields)
    assert told(checked()) == []


def test_a_terminated_class_does_not_count(office, public, sets, checked):
    sets(YEARLY, "1")
    who = known()
    gone = courses.boarded_class(office.school, on=core.DAY + timedelta(days=40), **office.class_officers)
    courses.enrolment(gone, who)
    assert told(checked()) != []
    classes.move(gone, "terminate", by=office.act("head"), at=LOADED, comment="人数不足")
    assert told(checked()) == []


def test_a_standard_for_a_programme_counts_its_classes_only(public, sets, checked):
    sets(YEARLY, "1", programme=public.programme)
    who = known()
    elsewhere(public, who, on=date(2026, 1, 5), programme=Programme.RURAL)
    assert told(checked()) == []
    elsewhere(public, who, on=date(2026, 1, 6), programme=public.programme)
    ((_, _, message),) = told(checked())
    assert f"已参加{Programme(public.programme).label}1次" in message


def test_two_rosters_at_once_do_not_pass_the_number_together(office, public, sets, checked):
    """Between the check and the writing the person entered another class: asked again under the person's lock."""
    sets(YEARLY, "1")
    who = known()
    made = checked()
    rows = rosters.reread(made, public, at=LOADED).rows
    elsewhere(public, who, on=date(2026, 1, 5))
    assert "每人每年上限1次" in refused(
        rosters.enrol, rows, public, roster=None, by=office.act("school_clerk"), at=LOADED
    )
    assert not public.enrolments.exists()


def test_who_left_comes_back_only_within_the_number(office, public, sets):
    sets(YEARLY, "1")
    who = courses.enrolment(public, known(), status=EnrolmentStatus.WITHDRAWN)
    other = elsewhere(public, who.trainee, on=date(2026, 1, 5))
    again = {"reason": "误办", "by": office.act("school_clerk"), "at": LOADED}
    assert "每人每年上限1次" in refused(leaving.readmit, who, **again)
    other.delete()
    assert leaving.readmit(who, **again).status == EnrolmentStatus.ENROLLED


def test_the_count_is_one_question_more_however_many_people(public, sets):
    sets(YEARLY, "1")
    people = [known(order).pk for order in range(3)]
    roster_context.over_yearly_number(public, people)
    asked = []
    for some in (people[:1], people):
        with CaptureQueriesContext(connection) as queries:
            roster_context.over_yearly_number(public, some)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_upload_page_shows_the_number_where_there_is_one(signed_in, office, public, sets):
    client, url = signed_in(office.school_clerk), reverse("courses:roster_new", args=[public.pk])
    assert "每人每年补贴性培训次数上限" not in text(client.get(url))
    sets(YEARLY, "2")
    assert "每人每年补贴性培训次数上限2 次/人/年" in text(client.get(url)).replace("\n", "")
