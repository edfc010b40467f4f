"""Whatever goes wrong, one shape goes out: RFC 9457, in Chinese, without a word of the machine's."""

import logging

import orjson
import psycopg2.errors
import pytest
from django.core import exceptions as django_exceptions
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions, fields, relations, serializers

from institutions.models import Institution
from tests.core.api.conftest import SAMPLE, problem
from tests.core.api.sample import InstitutionViewSet, database_says
from yunnan_training.core.api.problems import flatten, in_chinese
from yunnan_training.core.api.viewsets import unknown_fields
from yunnan_training.core.workflow import NotAllowed, Refused, Stale

URL = "/api/v1/institutions/"

pytestmark = pytest.mark.urls(SAMPLE)


@pytest.fixture
def client(by_token, cast):
    return by_token(cast.owner.clerk)


@pytest.fixture
def answer_to(by_token, cast, monkeypatch):
    """What the API answers when a door raises this."""
    client = by_token(cast.owner.clerk, raise_request_exception=False)

    def answer(error: Exception):
        monkeypatch.setattr(InstitutionViewSet, "raising", error)
        return client.get(f"{URL}fail/")

    return answer


def test_all_faults_of_a_body_are_told_at_once(client, new_institution):
    body = new_institution(name="", kind="university", contact_phone="1" * 21)
    del body["address"]
    found = problem(client.post(URL, body), 400, "validation")
    assert {error["field"] for error in found["errors"]} == {"name", "kind", "contact_phone", "address"}
    assert all("row" not in error for error in found["errors"])
    assert not Institution.objects.exists()


def test_a_field_that_nobody_reads_is_refused_by_name_beside_the_other_faults(client, new_institution):
    """A misspelt field would quietly leave the old value, and answer 200."""
    body = {**new_institution(name=""), "adress": "保山市", "version": 7}
    found = problem(client.post(URL, body), 400, "validation")
    assert {error["field"] for error in found["errors"]} == {"name", "adress", "version"}
    assert "可填写的有：name、" in found["errors"][-1]["message"]
    assert not Institution.objects.exists()


def test_unknown_fields_of_rows_name_their_row():
    class Lesson(serializers.Serializer):
        topic = serializers.CharField()

    class Timetable(serializers.Serializer):
        sessions = Lesson(many=True)

    body = {"sessions": [{"topic": "安全"}, {"topic": "焊接", "teacher": 1}, "不是课次"], "class": 1}
    found = list(flatten(unknown_fields(Timetable(), body)))
    assert [(error.get("row"), error["field"]) for error in found] == [
        (None, "class"),
        (2, "sessions.teacher"),
    ]
    assert unknown_fields(Timetable(), "不是内容") == {}


def test_faults_of_rows_name_the_row_counted_from_one(client, new_institution):
    rows = [new_institution(), new_institution(name="")]
    found = problem(client.post(f"{URL}rows/", rows), 400, "validation")
    assert [(error["row"], error["field"]) for error in found["errors"]] == [(2, "name")]


def test_nested_details_are_flattened():
    detail = {
        "sessions": [{}, {"topic": ["必填"]}],
        "codes": {1: ["不对"]},
        "non_field_errors": ["整体"],
        "host": {"name": ["空"], "__all__": ["全"]},
    }
    assert list(flatten(detail)) == [
        {"field": "sessions.topic", "row": 2, "message": "必填"},
        {"field": "codes", "row": 2, "message": "不对"},
        {"field": "", "message": "整体"},
        {"field": "host.name", "message": "空"},
        {"field": "host", "message": "全"},
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "JSON"),
        (b'{"a": NaN}', "JSON"),
        (b'{"name": "\xff"}', "JSON"),
        (b'{"name": "\\ud800"}', "JSON"),
    ],
)
def test_a_body_that_is_no_json_is_refused(client, content, why):
    found = problem(client.post(URL, content, content_type="application/json"), 400, "malformed")
    assert why in found["detail"]


def test_a_body_that_is_no_object_is_refused(client):
    for content in (b"[]", b"1", b'"x"', b"null"):
        problem(client.post(URL, content, content_type="application/json"), 400, "validation")


def test_other_types_of_content_are_refused(client):
    problem(client.post(URL, b"<a/>", content_type="application/xml"), 415, "unsupported-media-type")
    problem(
        client.post(URL, "a=1", content_type="application/x-www-form-urlencoded"),
        415,
        "unsupported-media-type",
    )
    problem(client.get(URL, headers={"Accept": "text/csv"}), 406, "not-acceptable")


def test_a_broken_form_is_refused(client):
    response = client.generic("POST", URL, b"--x\r\nbad", content_type="multipart/form-data; boundary=y")
    assert response.status_code == 400
    assert response.json()["type"] in ("/problems/malformed", "/problems/validation")


def test_too_large_a_body_is_refused(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 50
    problem(client.post(URL, {"name": "x" * 50}), 413, "too-large")
    problem(client.post(URL, {"name": "x" * 50}, format="multipart"), 413, "too-large")
    problem(client.post(URL, {"name": "x"}), 400, "validation")


# --- what doors and actions raise ------------------------------------------------------------------------------


def test_a_refusal_gives_every_sentence(answer_to):
    body = problem(answer_to(Refused("名册为空", "没有告知牌")), 409, "refused")
    assert [error["message"] for error in body["errors"]] == ["名册为空", "没有告知牌"]
    assert body["detail"] == "名册为空；没有告知牌"


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (Stale(), 412, "stale"),
        (NotAllowed("您没有在此办理的权限"), 403, "forbidden"),
        (Http404("No Institution matches the given query."), 404, "not-found"),
        (Institution.DoesNotExist("Institution matching query does not exist."), 404, "not-found"),
        (exceptions.NotFound("Secret row 5"), 404, "not-found"),
        (django_exceptions.PermissionDenied("unmarked view"), 403, "forbidden"),
        (exceptions.PermissionDenied(), 403, "forbidden"),
        (exceptions.ParseError("Expecting value"), 400, "malformed"),
        (django_exceptions.SuspiciousOperation("Bad"), 400, "malformed"),
        (django_exceptions.ValidationError({"name": ["Enter a name."]}), 400, "validation"),
        (django_exceptions.ValidationError("Bad."), 400, "validation"),
        (exceptions.Throttled(wait=3.2), 429, "throttled"),
        (exceptions.APIException("Server on fire"), 500, "internal"),
        (ZeroDivisionError("division by zero"), 500, "internal"),
    ],
)
def test_each_error_is_its_problem_and_none_speaks_english(answer_to, error, status, kind):
    body = problem(answer_to(error), status, kind)
    text = orjson.dumps(body).decode()
    for english in ("matches", "Secret", "unmarked", "Expecting", "Enter a", "Bad", "fire", "division"):
        assert english not in text


def test_a_sentence_of_the_door_is_kept(answer_to):
    assert (
        problem(answer_to(exceptions.PermissionDenied("只限本县")), 403, "forbidden")["detail"] == "只限本县"
    )


def test_throttling_says_when_to_come_back(answer_to):
    response = answer_to(exceptions.Throttled(wait=3.2))
    assert response["Retry-After"] == "4"
    assert "4 秒" in response.json()["detail"]


def test_an_unexpected_error_is_logged_and_tells_nothing(answer_to, caplog):
    with caplog.at_level(logging.ERROR, logger="yunnan_training.core.api.problems"):
        body = problem(answer_to(ZeroDivisionError("530000199001010015")), 500, "internal")
    assert "530000" not in orjson.dumps(body).decode()
    assert caplog.records[0].exc_info[0] is ZeroDivisionError


class LockNotAvailable(psycopg2.errors.LockNotAvailable):
    pgcode = "55P03"


@pytest.mark.parametrize(
    ("cause", "status", "kind"),
    [(LockNotAvailable(), 409, "busy"), (psycopg2.OperationalError("gone"), 503, "unavailable")],
)
def test_a_busy_row_and_a_lost_database_can_be_tried_again(answer_to, cause, status, kind):
    error = OperationalError()
    error.__cause__ = cause
    response = answer_to(error)
    problem(response, status, kind)
    assert int(response["Retry-After"]) > 0


# --- what the database refuses -----------------------------------------------------------------------------------


def test_a_constraint_answers_with_its_own_sentence(client, cast, new_institution):
    taken = cast.owner.school.credit_code
    found = client.post(URL, new_institution(credit_code=taken))
    # the action asks the constraint first and refuses; the database has the same sentence for a race
    assert "已登记" in problem(found, 409, "refused")["detail"]


def test_the_database_s_last_word_is_the_constraint_s_sentence(answer_to, cast):
    school = cast.owner.school
    error = database_says(
        f"INSERT INTO institutions_institution (name, credit_code, kind, ownership, county_id, address, "
        f"legal_person, contact_name, contact_phone, active, version, created_at) SELECT name, credit_code, kind, "
        f"ownership, county_id, address, legal_person, contact_name, contact_phone, active, version, created_at "
        f"FROM institutions_institution WHERE id = {school.pk}"
    )
    body = problem(answer_to(error), 409, "conflict")
    assert body["errors"] == [{"field": "credit_code", "message": "该统一社会信用代码的机构已登记"}]
    assert school.credit_code not in orjson.dumps(body).decode()


@pytest.mark.parametrize(
    ("sql", "field", "words"),
    [
        ("UPDATE core_user SET username = 'county_clerk-530502'", "username", "登录名"),
        ("UPDATE core_user SET full_name = NULL", "full_name", "姓名"),
        ("UPDATE core_appointment SET region_id = '999999'; SET CONSTRAINTS ALL IMMEDIATE", "", "不存在"),
        ("UPDATE core_job SET status = 'lost'", "", "规则"),
        (
            "UPDATE core_appointment SET valid_to = '1990-01-01'",
            "",
            "截止日期不能早于起始日期",
        ),
        ("UPDATE courses_trainingclass SET status = 'finished', version = version + 1", "", "培训班"),
    ],
)
def test_other_refusals_of_the_database_are_told_without_values(answer_to, cast, sql, field, words):
    from tests.factories import courses
    from yunnan_training.core.models import Job

    Job.objects.create(kind="x", requested_by=cast.owner.clerk)
    cast.stranger  # noqa: B018  two accounts, for the unique name
    courses.draft_class(cast.owner.school, entered_by=cast.owner.clerk)
    body = problem(answer_to(database_says(sql)), 409, "conflict")
    assert (body["errors"][0]["field"], words in body["errors"][0]["message"]) == (field, True), body
    assert "530502" not in body["errors"][0]["message"]


def test_deleting_what_is_in_use_names_what_uses_it(client, cast):
    url = f"{URL}{cast.owner.school.pk}/"
    tag = client.get(url)["ETag"]
    body = problem(client.delete(url, headers={"If-Match": tag}), 409, "in-use")
    assert "教师" in body["detail"]
    assert Institution.objects.filter(pk=cast.owner.school.pk).exists()


def test_values_that_no_column_can_hold_are_refused(client, cast):
    problem(client.get(f"{URL}?name=%00"), 400, "validation")
    problem(client.get(f"{URL}{10**25}/"), 404, "not-found")


# --- the words ---------------------------------------------------------------------------------------------------


def _field_classes():
    for module in (fields, relations, serializers):
        for item in vars(module).values():
            if isinstance(item, type) and issubclass(item, fields.Field):
                yield item


def test_every_message_of_the_framework_comes_out_in_chinese():
    seen = 0
    for cls in set(_field_classes()):
        for base in cls.__mro__:
            for code, message in getattr(base, "default_error_messages", {}).items():
                text = in_chinese(exceptions.ErrorDetail(str(message), code))
                assert any("\u4e00" <= character <= "\u9fff" for character in text), (cls, code, text)
                seen += 1
    assert seen > 50
