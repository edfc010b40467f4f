"""Rosters, the people on them, attendance, results and certificates through the API."""

import re
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

import courses.tasks  # noqa: F401  what the worker does for a roster is registered there
from courses.models import Enrolment, RosterUpload, TrainingClass
from tests.core.api.conftest import problem
from tests.courses.rosters.build import person_row, roster
from tests.factories import core, trainees
from tests.factories import courses as factory
from tests.factories.api import caller
from trainees.models import Certificate
from yunnan_training.core import jobs
from yunnan_training.core.models import Job, PersonalDataAccess

pytestmark = pytest.mark.django_db

WHOLE_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]|(?<![0-9])1[3-9][0-9]{9}(?![0-9])|[0-9]{15,}")
AFTER = core.DAY.replace(day=20)


@pytest.fixture(autouse=True)
def _on_the_first_day():
    with time_machine.travel(core.at(core.DAY, 13), tick=True):
        yield


@pytest.fixture
def boarded(cast) -> TrainingClass:
    return factory.boarded_class(cast.owner.school, **cast.owner.class_officers)


@pytest.fixture
def running(cast) -> TrainingClass:
    people = [trainees.trainee(cast.owner.code) for _ in range(2)]
    return factory.running_class(cast.owner.school, people=people, **cast.owner.class_officers)


@pytest.fixture
def clerk(cast):
    return caller(cast.owner.school_clerk)


def workbook(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("张三的花名册.xlsx", content)


def send(client, made: TrainingClass, content: bytes, **headers):
    body = {"training_class": made.pk, "file": workbook(content)}
    return client.post("rosters/", body, format="multipart", headers=headers)


def checked(client, made: TrainingClass, content: bytes) -> dict:
    sent = send(client, made, content)
    assert sent.status_code == 201, sent.content
    jobs.run(jobs.take(sent.json()["job"], at=core.at(core.DAY, 13)))
    return client.get(f"rosters/{sent.json()['id']}/").json()


def test_a_roster_is_uploaded_once_and_its_name_is_not_kept(cast, boarded, clerk):
    content = roster(person_row())
    first = send(clerk, boarded, content, **{"Idempotency-Key": "once"})
    assert (first.status_code, first.json()["status"]) == (201, "checking")
    again = send(clerk, boarded, content, **{"Idempotency-Key": "once"})
    assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
    upload = RosterUpload.objects.get()
    assert "张三" not in upload.file.name
    assert Job.objects.get(kind="courses.roster").pk == first.json()["job"]
    problem(send(clerk, boarded, b""), 400, "validation")
    outside = problem(send(caller(cast.other_school_clerk), boarded, content), 400, "validation")
    assert [error["field"] for error in outside["errors"]] == ["training_class"]
    problem(clerk.post("rosters/", {"training_class": boarded.pk}), 415, "unsupported-media-type")


def test_a_roster_before_approval_is_refused(cast, clerk):
    made = factory.submitted_class(cast.owner.school, by=cast.owner.act("school_clerk"))
    problem(send(clerk, made, roster(person_row())), 409, "refused")


def test_a_roster_is_checked_and_confirmed(cast, boarded, clerk):
    found = checked(clerk, boarded, roster(person_row(0), person_row(1)))
    assert (found["status"], found["row_count"], found["error_count"]) == ("ready", 2, 0), found
    url = f"rosters/{found['id']}/"
    problem(clerk.post(f"{url}confirm/", {}), 428, "version-required")
    problem(clerk.post(f"{url}confirm/", {}, headers={"If-Match": '"1"'}), 412, "stale")
    problem(caller(cast.owner.reviewer).change(url, step="confirm"), 403, "forbidden")
    problem(clerk.get(f"{url}marked-file/"), 404, "not-found")
    assert clerk.change(url, step="confirm").json()["status"] == "confirmed"
    assert boarded.enrolments.count() == 2
    problem(clerk.change(url, step="discard"), 409, "refused")


def test_every_error_is_listed_and_marked_in_the_clerks_own_file(cast, boarded, clerk):
    number = person_row()[5]
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    found = checked(clerk, boarded, roster(person_row(身份证号码=wrong, 联系电话="12"), person_row(1)))
    assert found["status"] == "rejected"
    url = f"rosters/{found['id']}/"
    findings = clerk.get(f"{url}errors/").json()
    assert {(one["row"], one["title"]) for one in findings if one["severity"] == "error"} == {
        (2, "身份证号码"),
        (2, "联系电话"),
    }
    for text in (clerk.get(url).content, clerk.get(f"{url}errors/").content):
        assert not WHOLE_NUMBER.search(text.decode())
    problem(clerk.change(url, step="confirm"), 409, "refused")
    file = clerk.get(f"{url}marked-file/")
    assert openpyxl.load_workbook(BytesIO(file.content)).active["F2"].value == wrong
    look = PersonalDataAccess.objects.get()
    assert (look.actor, look.object_id, look.kind) == (cast.owner.school_clerk, found["id"], "export")
    problem(caller(cast.owner.auditor).get(f"{url}marked-file/"), 403, "forbidden")
    assert clerk.change(url, step="discard").json()["status"] == "discarded"


def test_rosters_of_others_are_not_there(cast, boarded, clerk):
    made = send(clerk, boarded, roster(person_row())).json()["id"]
    assert caller(cast.owner.auditor).ids("rosters/") == [made]
    for outside in (cast.sibling.clerk, cast.other_school_clerk):
        client = caller(outside)
        assert client.ids("rosters/") == []
        for address in ("", "errors/", "marked-file/"):
            problem(client.get(f"rosters/{made}/{address}"), 404, "not-found")


def test_the_template_is_for_a_class_within_reach(cast, boarded, clerk):
    response = clerk.get(f"rosters/template/?training_class={boarded.pk}")
    assert boarded.number in openpyxl.load_workbook(BytesIO(response.content)).active["A2"].value
    assert clerk.get("rosters/template/").status_code == 200
    problem(clerk.get("rosters/template/?training_class=x"), 400, "validation")
    outside = caller(cast.sibling.clerk)
    problem(outside.get(f"rosters/template/?training_class={boarded.pk}"), 400, "validation")


def test_people_on_a_roster_are_masked_and_their_own_county_s(cast, running, clerk):
    ids = list(running.enrolments.order_by("-pk").values_list("pk", flat=True))
    assert clerk.ids(f"enrolments/?training_class={running.pk}") == ids
    for address in ("enrolments/", f"enrolments/{ids[0]}/"):
        assert not WHOLE_NUMBER.search(clerk.get(address).content.decode())
    row = clerk.get("enrolments/").json()["results"][0]
    assert re.fullmatch(r"530\*{11}[0-9]{3}[0-9X]", row["id_number"])
    assert re.fullmatch(r"139\*{4}[0-9]{4}", row["phone"])
    for outside in (cast.sibling.clerk, cast.other_school_clerk):
        client = caller(outside)
        assert client.ids("enrolments/") == []
        problem(client.get(f"enrolments/{ids[0]}/"), 404, "not-found")
        sent = client.post(f"enrolments/{ids[0]}/result/", {"result": "passed"}, headers={"If-Match": '"1"'})
        problem(sent, 404, "not-found")


@pytest.mark.parametrize("resource", ["enrolments", "attendance"])
def test_a_list_costs_four_queries_however_long(
    cast, running, clerk, resource, django_assert_max_num_queries
):
    for who in running.enrolments.all():
        factory.attended(who, recorded_by=cast.owner.school_clerk)
    clerk.get(f"{resource}/")
    with django_assert_max_num_queries(4):
        assert len(clerk.ids(f"{resource}/")) == 2


def marks_of(made: TrainingClass, mark: str = "present", *, session: int = 0) -> dict:
    return {
        "session": made.sessions.order_by("starts_at")[session].pk,
        "marks": [{"enrolment": who.pk, "mark": mark} for who in made.enrolments.order_by("pk")],
    }


def test_attendance_is_written_session_by_session(cast, running, clerk):
    first = clerk.post("attendance/", marks_of(running), headers={"Idempotency-Key": "once"})
    assert (first.status_code, first.json()["recorded"]) == (201, 2)
    assert (
        clerk.post("attendance/", marks_of(running), headers={"Idempotency-Key": "once"}).json()
        == first.json()
    )
    assert clerk.post("attendance/", marks_of(running, "late")).status_code == 201
    rows = clerk.get(f"attendance/?training_class={running.pk}").json()["results"]
    assert [row["mark_label"] for row in rows] == ["迟到", "迟到"]
    assert clerk.get(f"attendance/{rows[0]['id']}/").json()["trainee_name"]
    assert caller(cast.sibling.clerk).ids("attendance/") == []
    problem(caller(cast.sibling.clerk).get(f"attendance/{rows[0]['id']}/"), 404, "not-found")


def test_attendance_is_refused_in_words(cast, running, clerk):
    early = problem(clerk.post("attendance/", marks_of(running, session=1)), 409, "refused")
    assert "不能提前登记考勤" in early["detail"]
    twice = marks_of(running)
    twice["marks"].append(twice["marks"][0])
    problem(clerk.post("attendance/", twice), 400, "validation")
    problem(clerk.post("attendance/", {**marks_of(running), "marks": []}), 400, "validation")
    outside = caller(cast.other_school_clerk).post("attendance/", marks_of(running))
    problem(outside, 400, "validation")
    problem(caller(cast.owner.head).post("attendance/", marks_of(running)), 403, "forbidden")


def test_a_session_not_held_is_cancelled(cast, running, clerk):
    url = f"training-classes/{running.pk}/"
    tag, body = clerk.tag(url), {"session": running.sessions.last().pk, "reason": "停电"}
    assert clerk.post("attendance/cancel-session/", body).json()["cancelled"] is True
    assert clerk.get(url, headers={"If-None-Match": tag}).status_code == 200
    problem(clerk.post("attendance/cancel-session/", body), 409, "refused")


def test_no_attendance_before_the_board(cast, clerk):
    made = factory.approved_class(cast.owner.school, **cast.owner.class_officers)
    factory.enrolment(made, trainees.trainee(cast.owner.code))
    refused = problem(clerk.post("attendance/", marks_of(made)), 409, "refused")
    assert "告知牌尚未出具" in refused["detail"]


def test_from_result_to_certificate(cast, running, clerk):
    first, second = running.enrolments.order_by("pk")
    url = f"enrolments/{first.pk}/"
    body = {"result": "passed", "theory_score": "82.5", "practice_score": "90"}
    problem(clerk.post(f"{url}result/", body), 428, "version-required")
    tag = clerk.tag(url)
    assert clerk.change(url, body, step="result").json()["theory_score"] == "82.5"
    problem(clerk.post(f"{url}result/", body, headers={"If-Match": tag}), 412, "stale")
    problem(clerk.change(url, {**body, "theory_score": "101"}, step="result"), 400, "validation")
    assert clerk.change(f"enrolments/{second.pk}/", {"result": "passed"}, step="result").status_code == 200
    award = {"number": "Y0053000001", "issuer": "云南省职业技能评价机构(虚构)", "issued_on": "2026-03-20"}
    problem(clerk.change(url, award, step="certificate"), 409, "refused")
    clerk.post("attendance/", marks_of(running))
    with time_machine.travel(core.at(AFTER), tick=True):
        clerk = caller(cast.owner.school_clerk)
        clerk.post("attendance/", marks_of(running, session=1))
        ended = clerk.change(f"training-classes/{running.pk}/", step="finish")
        assert ended.status_code == 200, ended.content
        given = clerk.change(url, award, step="certificate").json()
        assert given["certificate"] == Certificate.objects.get().pk
        taken = problem(clerk.post("certificates/", {**award, "enrolment": second.pk}), 409, "refused")
        assert "已经登记过" in taken["detail"]
        other = {**award, "number": "Y0053000002", "enrolment": second.pk}
        made = clerk.post("certificates/", other, headers={"Idempotency-Key": "once"})
        assert made.status_code == 201, made.content
        again = clerk.post("certificates/", other, headers={"Idempotency-Key": "once"})
        assert again.json() == made.json()
        problem(clerk.post("certificates/", other), 409, "refused")
    assert made.json()["level_label"] == "二级/技师"
    assert Enrolment.objects.get(pk=second.pk).certificate_id == made.json()["id"]


def test_certificates_are_those_of_the_own_people_or_the_own_classes(cast, running):
    won, elsewhere = running.enrolments.order_by("pk")
    won.result = "passed"
    won.certificate = trainees.certificate(won.trainee)
    won.save()
    old = trainees.certificate(elsewhere.trainee)
    school, county = caller(cast.owner.school_clerk), caller(cast.owner.clerk)
    assert school.ids("certificates/") == [won.certificate_id]
    assert county.ids("certificates/") == [old.pk, won.certificate_id]
    assert county.ids(f"certificates/?training_class={running.pk}") == [won.certificate_id]
    assert not WHOLE_NUMBER.search(county.get(f"certificates/{old.pk}/").json()["id_number"])
    for outside in (cast.sibling.clerk, cast.other_school_clerk):
        assert caller(outside).ids("certificates/") == []
        problem(caller(outside).get(f"certificates/{old.pk}/"), 404, "not-found")
