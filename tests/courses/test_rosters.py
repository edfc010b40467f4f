"""A workbook's way from the clerk's disk to the class's roster, and every sentence that stands in its way."""

import re
import threading
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from courses.actions import rosters
from courses.enums import Programme, RosterStatus
from courses.models import Enrolment, RosterUpload, Session, TrainingClass
from courses.tasks import check_roster
from tests.factories import core, courses, institutions, trainees
from tests.plain_numbers import plain_numbers
from tests.workbooks import make
from trainees import privacy
from trainees.models import Trainee
from yunnan_training.core import tasks
from yunnan_training.core.enums import AccessKind, JobStatus
from yunnan_training.core.models import Job, PersonalDataAccess, StoredFile
from yunnan_training.core.workflow import NotAllowed, Refused, Stale, passages

pytestmark = pytest.mark.django_db

NOW = core.at(core.DAY - timedelta(days=2))
CLEAN, UGLY = make.CLEAN.read_bytes(), make.UGLY.read_bytes()
PEOPLE = list(make.people(40))


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(cast):
    return cast.owner


@pytest.fixture
def opened(office) -> TrainingClass:
    """A class that takes a roster; its programme sets no upper age."""
    return courses.boarded_class(
        office.school, programme=Programme.RURAL, planned_size=40, **office.class_officers
    )


@pytest.fixture
def ready(opened, office) -> RosterUpload:
    return checked(opened, CLEAN, by=office.act("school_clerk"))


@pytest.fixture
def rejected(opened, office) -> RosterUpload:
    return checked(opened, UGLY, by=office.act("school_clerk"))


def checked(training_class, content, *, by) -> RosterUpload:
    made = rosters.upload(training_class, content, by=by, at=NOW)
    return rosters.run_check(made.pk)


def page(name: str, *args) -> str:
    return reverse(f"courses:{name}", args=args)


def send(client, training_class, content, *, name="张三的花名册 530000199001010011.xlsx"):
    return client.post(page("roster_new", training_class.pk), {"file": SimpleUploadedFile(name, content)})


def act(client, roster, transition, **data):
    return client.post(
        page("roster_act", roster.pk),
        {"transition": transition, "version": roster.version, **data},
        follow=True,
    )


def text(response) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


# --- the whole way --------------------------------------------------------------------------------------------


def test_a_clean_workbook_becomes_forty_enrolments(
    signed_in, office, opened, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(tasks, "_send", sent.append)
    client = signed_in(office.school_clerk)
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(client, opened, CLEAN)
    roster = opened.roster_uploads.get()
    assert answer.url == page("roster", roster.pk)
    assert sent == [roster.job.pk]
    assert "正在排队" in text(client.get(answer.url))

    check_roster(Job.objects.get(pk=roster.job.pk))
    shown = client.get(answer.url)
    assert "校验通过，尚未导入" in text(shown)
    assert PEOPLE[39].name in text(shown)
    assert not plain_numbers(shown)
    assert not opened.enrolments.exists()

    done = act(client, RosterUpload.objects.get(pk=roster.pk), "confirm")
    assert "已导入40人" in text(done)
    assert not plain_numbers(done)
    enrolled = opened.enrolments.select_related("trainee").order_by("pk")
    assert [row.trainee.name for row in enrolled] == [person.name for person in PEOPLE]
    assert {row.roster_upload_id for row in enrolled} == {roster.pk}


def test_what_the_file_said_is_what_is_registered(office, ready):
    rosters.confirm(ready, by=office.act("school_clerk"), at=NOW)
    person = PEOPLE[6]
    who = Trainee.objects.get(id_number_hash=privacy.hash_of("id_number", person.id_number))
    assert privacy.opened(who, "id_number") == person.id_number
    assert privacy.opened(who, "phone") == person.phone
    assert privacy.opened(who, "bank_account") == person.bank_account
    assert (who.name, who.birth_date, who.county_id) == (person.name, person.birth_date, "530502")
    assert (who.privacy_notice_at, who.privacy_notice_version) == (NOW, privacy.NOTICE_VERSION)
    assert who.version == 1
    row = who.enrolments.get()
    assert (row.get_category_display(), row.household) == (person.category, person.place)
    assert (row.status, row.result, row.version) == ("enrolled", "pending", 1)


def test_every_person_leaves_a_row_in_the_history(office, ready):
    rosters.confirm(ready, by=office.act("school_clerk"), at=NOW)
    assert Trainee._meta.get_field("key").model.pgh_event_model.objects.count() == 40
    assert Enrolment.pgh_event_model.objects.count() == 40
    assert passages(ready.training_class).filter(move="roster", label="导入花名册40人").count() == 1


def test_a_known_person_keeps_what_is_registered(office, opened):
    """A roster never changes a registered person's phone or card; it says that they differ."""
    who = trainees.trainee(name=PEOPLE[0].name, id_number=PEOPLE[0].id_number, phone="13911112222")
    by = office.act("school_clerk")
    made = checked(opened, CLEAN, by=by)
    assert (made.status, made.warning_count) == (RosterStatus.READY, 1)
    rosters.confirm(made, by=by, at=NOW)
    who.refresh_from_db()
    assert privacy.opened(who, "phone") == "13911112222"
    assert Trainee.objects.count() == 40
    assert opened.enrolments.filter(trainee=who).exists()


def test_cells_that_look_like_csv_arrive_as_written(office, opened):
    """The rows travel by COPY: quotation marks, commas, backslashes and line breaks are only text there."""
    row = rosters.reread(checked(opened, CLEAN, by=office.act("clerk")), opened, at=NOW).rows[0]
    odd = '云南省"保山市",隆阳区\\N\n\\.'
    changed = type(row)(
        **{
            **{name: getattr(row, name) for name in row.__slots__},
            "household_place": odd,
            "bank_account": "",
            "education": "",
        }
    )
    rosters.enrol((changed,), opened, roster=None, by=office.act("clerk"), at=NOW)
    made = opened.enrolments.get()
    assert made.household == odd
    assert (made.trainee.bank_account_sealed, made.trainee.bank_account_masked) == (None, "")


# --- the file that is wrong ---------------------------------------------------------------------------------


def test_the_ugly_workbook_enrols_nobody_and_names_every_cell(signed_in, office, rejected):
    assert (rejected.status, rejected.row_count) == (RosterStatus.REJECTED, 23)
    client = signed_in(office.school_clerk)
    shown = client.get(page("roster", rejected.pk))
    told = text(shown)
    assert "有错误的花名册不能导入" in told
    for anchor in ("row-5", "row-16", "row-27"):
        assert f'href="#{anchor}"' in shown.content.decode()
        assert f'id="{anchor}"' in shown.content.decode()
    assert "尚未被告知个人信息处理事项" in told
    assert "号码存成了数字" in told
    assert not plain_numbers(shown)
    assert not rejected.training_class.enrolments.exists()
    assert "不能确认导入" in text(act(client, rejected, "confirm"))
    assert not Enrolment.objects.exists()


def test_the_clerk_gets_the_own_file_back_marked(signed_in, office, rejected):
    client = signed_in(office.school_clerk)
    answer = client.get(page("roster_marked", rejected.pk))
    sheet = load_workbook(BytesIO(answer.content))["Sheet1"]
    titles = [cell.value for cell in sheet[4]]
    assert "校验结果" in titles
    assert "【错误】" in sheet.cell(5, titles.index("校验结果") + 1).value
    assert client.get(page("roster_original", rejected.pk)).content == UGLY


def test_taking_the_file_is_logged(signed_in, office, rejected):
    signed_in(office.clerk).get(page("roster_original", rejected.pk))
    log = PersonalDataAccess.objects.get()
    assert (log.kind, log.actor, log.row_count) == (AccessKind.EXPORT, office.clerk, 23)
    assert log.reason == "下载上传的花名册"


def test_who_may_not_load_a_roster_takes_no_file(signed_in, office, cast, rejected):
    for person in (office.auditor, cast.auditor, cast.prefecture_officer):
        assert signed_in(person).get(page("roster", rejected.pk)).status_code == 200
        assert signed_in(person).get(page("roster_original", rejected.pk)).status_code == 403


def test_the_name_of_the_file_is_kept_nowhere(signed_in, office, opened):
    send(signed_in(office.school_clerk), opened, CLEAN)
    kept = StoredFile.objects.get(pk=opened.roster_uploads.get().file_id)
    assert kept.name == f"花名册-{opened.number}.xlsx"
    assert b"530000" not in bytes(kept.sealed)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "0字节"),
        (b"name,phone\n", "不是 .xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧版 .xls"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_at_once(signed_in, office, opened, content, sentence):
    answer = send(signed_in(office.school_clerk), opened, content)
    assert sentence in text(answer)
    assert not RosterUpload.objects.exists()


def test_an_upload_without_a_file_is_told(signed_in, office, opened):
    answer = signed_in(office.school_clerk).post(page("roster_new", opened.pk), {})
    assert "请选择花名册文件" in text(answer)


def test_a_class_that_is_not_approved_takes_no_roster(signed_in, office):
    made = courses.submitted_class(office.school, by=office.act("school_clerk"))
    client = signed_in(office.school_clerk)
    assert "培训班批准后才能导入花名册" in text(client.get(page("roster_new", made.pk)))
    assert "培训班批准后才能导入花名册" in text(send(client, made, CLEAN))
    assert not RosterUpload.objects.exists()


# --- the question ---------------------------------------------------------------------------------------------


def test_confirming_twice_enrols_once(signed_in, office, ready):
    client = signed_in(office.school_clerk)
    act(client, ready, "confirm")
    again = act(client, ready, "confirm")
    assert "花名册当前为“已导入”，不能确认导入" in text(again)
    assert Enrolment.objects.count() == 40


def test_an_old_page_cannot_confirm(office, ready):
    with pytest.raises(Stale):
        rosters.confirm(ready, by=office.act("clerk"), at=NOW, version=ready.version - 1)


def test_a_discarded_roster_cannot_be_confirmed(signed_in, office, ready):
    client = signed_in(office.school_clerk)
    assert "已放弃这份花名册" in text(act(client, ready, "discard"))
    assert "不能确认导入" in text(act(client, ready, "confirm"))
    assert not Enrolment.objects.exists()


def test_the_consequences_are_told_before(signed_in, office, opened):
    trainees.trainee(name=PEOPLE[0].name, id_number=PEOPLE[0].id_number, phone=PEOPLE[0].phone)
    courses.enrolment(opened, trainees.trainee())
    made = checked(opened, CLEAN, by=office.act("clerk"))
    told = text(signed_in(office.clerk).get(page("roster", made.pk)))
    assert "其中1人平台已有登记" in told
    assert "本班现有1人在册，导入后共41人，计划40人" in told


def test_a_reviewer_reads_but_cannot_confirm(signed_in, office, ready):
    client = signed_in(office.reviewer)
    assert "确认导入</button>" not in client.get(page("roster", ready.pk)).content.decode()
    assert act(client, ready, "confirm").status_code == 403
    with pytest.raises(NotAllowed):
        rosters.confirm(ready, by=office.act("reviewer"), at=NOW)


# --- the same person twice (K02, K03) ----------------------------------------------------------------------------


def at_the_same_time(training_class, *, programme=Programme.RURAL) -> TrainingClass:
    """Another class with a lesson inside the first lesson of this one."""
    first = training_class.sessions.first()
    other = courses.draft_class(
        training_class.institution,
        entered_by=training_class.entered_by,
        start_on=training_class.start_on,
        end_on=training_class.end_on,
        programme=programme,
    )
    Session.objects.create(
        training_class=other,
        starts_at=first.starts_at + timedelta(minutes=30),
        ends_at=first.ends_at + timedelta(minutes=30),
        topic="同时",
        teacher=institutions.teacher(other.institution),
    )
    return other


def known(number: int) -> Trainee:
    person = PEOPLE[number]
    return trainees.trainee(name=person.name, id_number=person.id_number, phone=person.phone)


def test_a_person_in_a_class_at_the_same_hour_is_refused(office, opened):
    """K03: session times count, and the sentence names the row, the class and the hour."""
    other = at_the_same_time(opened)
    courses.enrolment(other, known(3))
    made = checked(opened, CLEAN, by=office.act("clerk"))
    assert (made.status, made.error_count) == (RosterStatus.REJECTED, 1)
    (finding,) = [each for each in made.findings if each["severity"] == "error"]
    assert (finding["code"], finding["row"]) == ("K03", 6)
    assert other.name in finding["message"]
    assert "2026-03-02 09:00" in finding["message"]


def test_dates_that_overlap_without_a_clash_of_hours_pass(office, opened):
    other = courses.draft_class(office.school, entered_by=office.clerk, start_on=opened.start_on)
    courses.session(other, day=5)
    courses.enrolment(other, known(3))
    assert checked(opened, CLEAN, by=office.act("clerk")).status == RosterStatus.READY


def test_a_terminated_class_or_a_cancelled_lesson_is_no_clash(office, opened):
    other = at_the_same_time(opened)
    courses.enrolment(other, known(3))
    other.sessions.update(cancelled=True)
    assert checked(opened, CLEAN, by=office.act("clerk")).status == RosterStatus.READY


def test_which_prison_class_somebody_sits_in_is_not_told(office, opened):
    """P10: the clash is told, the class is not."""
    other = at_the_same_time(opened, programme=Programme.CUSTODY)
    courses.enrolment(other, known(3))
    made = checked(opened, CLEAN, by=office.act("clerk"))
    messages = "".join(each["message"] for each in made.findings)
    assert "另一培训班" in messages
    assert other.name not in messages


def test_the_world_may_change_between_check_and_confirmation(signed_in, office, ready):
    """Judged again under the lock: nobody is enrolled, and the page says who is in the way."""
    other = at_the_same_time(ready.training_class)
    courses.enrolment(other, known(3))
    client = signed_in(office.school_clerk)
    assert "现在确认会被拒绝" in text(client.get(page("roster", ready.pk)))
    told = text(act(client, ready, "confirm"))
    assert "校验之后情况有变，没有导入任何人员" in told
    assert "第6行 F列(身份证号码)" in told
    assert not ready.training_class.enrolments.exists()
    ready.refresh_from_db()
    assert ready.status == RosterStatus.READY


def test_a_person_already_on_the_roster_is_refused(office, opened):
    """K02."""
    courses.enrolment(opened, known(0))
    made = checked(opened, CLEAN, by=office.act("clerk"))
    assert [each["code"] for each in made.findings if each["severity"] == "error"] == ["K02"]


def test_the_write_itself_looks_once_more(office, ready):
    """Two counties confirm the same person at the same moment: the later one meets the earlier one's row."""
    report = rosters.reread(ready, ready.training_class, at=NOW)
    courses.enrolment(at_the_same_time(ready.training_class), known(3))
    with pytest.raises(Refused, match="刚被录入其他培训班"):
        rosters.enrol(report.rows, ready.training_class, roster=None, by=office.act("clerk"), at=NOW)
    assert Trainee.objects.count() == 1


# --- two at once -------------------------------------------------------------------------------------------------


def both(*acts) -> list[object]:
    """What each of two people at the same moment got: a value or a refusal."""
    barrier, outcomes = threading.Barrier(len(acts)), []

    def press(one) -> None:
        try:
            barrier.wait(timeout=20)
            outcomes.append(one())
        except Refused as refused:
            outcomes.append(refused)
        finally:
            connection.close()

    people = [threading.Thread(target=press, args=(one,)) for one in acts]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=120)
    assert len(outcomes) == len(acts)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_people_confirming_the_same_roster_enrol_once(office, ready):
    clerks = [office.act("clerk"), office.act("school_clerk")]
    outcomes = both(
        *(lambda by=by: rosters.confirm(ready, by=by, at=NOW, version=ready.version)[1] for by in clerks)
    )
    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(refusals) == 1
    assert "已导入" in refusals[0].messages[0]
    assert 40 in outcomes
    assert Enrolment.objects.count() == Trainee.objects.count() == 40


@pytest.mark.django_db(transaction=True)
def test_two_classes_confirming_the_same_people_at_once_enrol_them_in_one(office, cast):
    """K03 between transactions: the same hour, the same forty strangers, two counties."""
    uploads = []
    for bureau in (office, cast.sibling):
        made = courses.boarded_class(bureau.school, programme=Programme.RURAL, **bureau.class_officers)
        uploads.append((checked(made, CLEAN, by=bureau.act("clerk")), bureau.act("clerk")))
    outcomes = both(
        *(lambda roster=roster, by=by: rosters.confirm(roster, by=by, at=NOW)[1] for roster, by in uploads)
    )
    assert sorted(isinstance(outcome, Refused) for outcome in outcomes) == [False, True]
    assert Enrolment.objects.count() == Trainee.objects.count() == 40


# --- the worker ------------------------------------------------------------------------------------------------


def test_a_check_may_run_twice(office, opened):
    made = rosters.upload(opened, CLEAN, by=office.act("clerk"), at=NOW)
    first = rosters.run_check(made.pk)
    assert rosters.run_check(made.pk).version == first.version


def test_a_check_that_never_ended_is_asked_for_again(signed_in, office, opened):
    made = rosters.upload(opened, CLEAN, by=office.act("clerk"), at=NOW)
    client = signed_in(office.clerk)
    assert "正在校验，请稍候" in text(act(client, made, "check_again"))
    Job.objects.filter(pk=made.job_id).update(status=JobStatus.FAILED, finished_at=NOW)
    assert "您的文件已保存，没有丢失" in text(client.get(page("roster", made.pk)))
    act(client, made, "check_again")
    again = RosterUpload.objects.get(pk=made.pk)
    assert again.job_id != made.job_id
    check_roster(Job.objects.get(pk=again.job_id))
    assert RosterUpload.objects.get(pk=made.pk).status == RosterStatus.READY


def test_the_progress_asks_again_and_then_shows_the_result(signed_in, office, opened):
    made = rosters.upload(opened, CLEAN, by=office.act("clerk"), at=NOW)
    client, headers = signed_in(office.clerk), {"HX-Request": "true"}
    waiting = client.get(page("roster", made.pk), headers=headers)
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    assert '<noscript><meta http-equiv="refresh"' in waiting.content.decode()
    rosters.run_check(made.pk)
    assert client.get(page("roster", made.pk), headers=headers).headers["HX-Refresh"] == "true"


# --- who sees what ----------------------------------------------------------------------------------------------


def test_outside_is_not_there(signed_in, cast, ready):
    client = signed_in(cast.sibling.clerk)
    made = ready.training_class
    for name, arg in (
        ("roster", ready.pk),
        ("roster_original", ready.pk),
        ("roster_marked", ready.pk),
        ("roster_new", made.pk),
        ("roster_template", made.pk),
        ("enrolment_list", made.pk),
    ):
        assert client.get(page(name, arg)).status_code == 404, name
    assert act(client, ready, "confirm").status_code == 404
    assert made.name not in text(client.get(page("roster_list")))


def test_the_list_of_rosters_and_of_classes_that_wait_for_one(signed_in, office, ready, rejected):
    waiting = courses.approved_class(office.school, **office.class_officers, on=core.DAY + timedelta(days=9))
    client = signed_in(office.school_clerk)
    shown = text(client.get(page("roster_list")))
    assert ready.training_class.name in shown
    assert waiting.name in shown
    found = client.get(page("roster_list"), {"status": "rejected"}).context["page"].rows
    assert [row.pk for row in found] == [rejected.pk]


def test_the_template_is_for_the_class(signed_in, office, opened):
    answer = signed_in(office.school_clerk).get(page("roster_template", opened.pk))
    sheet = load_workbook(BytesIO(answer.content))["花名册"]
    assert opened.name in sheet["A1"].value
    assert opened.number in sheet["A2"].value


# --- the people of a class ---------------------------------------------------------------------------------------


@pytest.fixture
def enrolled(opened) -> Enrolment:
    return courses.enrolment(opened, trainees.trainee(name="周晓云"))


def test_the_roster_shows_no_number_in_full(signed_in, office, opened, enrolled):
    shown = signed_in(office.reviewer).get(page("enrolment_list", opened.pk))
    assert enrolled.trainee.id_number_masked in text(shown)
    assert "未登记" in text(shown)
    assert not plain_numbers(shown)


def test_a_number_is_shown_once_for_a_reason_and_logged(signed_in, office, enrolled):
    client = signed_in(office.reviewer)
    url = page("enrolment_reveal", enrolled.pk)
    refused = client.post(url, {"fields_wanted": ["id_number"], "reason": " "})
    assert "请填写查看的理由" in text(refused)
    assert not plain_numbers(refused)
    assert not PersonalDataAccess.objects.exists()
    answer = client.post(url, {"fields_wanted": ["id_number", "phone"], "reason": "核对身份"})
    assert privacy.opened(enrolled.trainee, "id_number") in text(answer)
    assert privacy.opened(enrolled.trainee, "bank_account") not in text(answer)
    assert answer.headers["Cache-Control"].startswith("max-age=0")
    logged = PersonalDataAccess.objects.order_by("pk")
    assert [(row.fields, row.reason, row.actor) for row in logged] == [
        (["id_number"], "核对身份", office.reviewer),
        (["phone"], "核对身份", office.reviewer),
    ]
    assert not plain_numbers(client.get(url))


def test_who_may_not_reveal_is_offered_nothing(signed_in, office, cast, opened, enrolled):
    for person in (office.school_clerk, office.auditor, cast.prefecture_officer):
        client = signed_in(person)
        url = page("enrolment_reveal", enrolled.pk)
        assert url not in client.get(page("enrolment_list", opened.pk)).content.decode()
        assert client.post(url, {"fields_wanted": ["phone"], "reason": "想看"}).status_code == 403
    assert signed_in(cast.sibling.clerk).get(page("enrolment_reveal", enrolled.pk)).status_code == 404


def test_a_person_registered_elsewhere_is_revealed_within_the_class(signed_in, office, opened):
    """The class's county works with its own learners, wherever they are registered."""
    guest = courses.enrolment(opened, trainees.trainee("530627"))
    answer = signed_in(office.clerk).post(
        page("enrolment_reveal", guest.pk), {"fields_wanted": ["phone"], "reason": "通知开班"}
    )
    assert privacy.opened(guest.trainee, "phone") in text(answer)


def test_the_roster_is_narrowed_without_anything_personal_in_the_address(signed_in, office, opened, enrolled):
    passed = courses.passed(courses.enrolment(opened, trainees.trainee()))
    shown = signed_in(office.clerk).get(page("enrolment_list", opened.pk), {"result": "passed"})
    assert [row.pk for row in shown.context["page"]] == [passed.pk]
    assert {field.name for field in shown.context["form"]} == {"category", "result"}


def test_a_long_roster_is_turned_page_by_page_in_its_own_order(signed_in, office, opened):
    rows = [courses.enrolment(opened, trainees.trainee()) for _ in range(53)]
    client = signed_in(office.clerk)
    url = page("enrolment_list", opened.pk)
    first = client.get(url).context["page"]
    second = client.get(url, {"after": first.after}).context["page"]
    assert [row.pk for row in (*first, *second)] == [row.pk for row in rows]
    assert [row.pk for row in client.get(url, {"before": second.before}).context["page"]] == [
        row.pk for row in first
    ]
    assert len(client.get(url, {"after": "x' OR 1=1"}).context["page"]) == 50


def test_a_page_of_fifty_people_asks_the_database_a_fixed_number_of_times(
    signed_in, office, opened, django_assert_max_num_queries
):
    for _ in range(50):
        courses.enrolment(opened, trainees.trainee())
    client = signed_in(office.clerk)
    client.get(page("enrolment_list", opened.pk))
    with django_assert_max_num_queries(45):
        client.get(page("enrolment_list", opened.pk))
