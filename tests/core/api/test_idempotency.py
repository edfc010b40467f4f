"""A POST sent twice is carried out once, whatever the network did in between."""

import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.utils import timezone
from rest_framework.test import APIRequestFactory

from institutions.models import Institution
from tests.core.api.conftest import SAMPLE, problem
from tests.core.api.sample import InstitutionViewSet
from tests.factories import courses as course_factory
from yunnan_training.core.api.idempotency import fingerprint_of
from yunnan_training.core.models import IdempotencyKey, Passage
from yunnan_training.core.tasks import sweep

URL = "/api/v1/institutions/"
KEY = {"Idempotency-Key": "2026-000001"}

pytestmark = pytest.mark.urls(SAMPLE)


@pytest.fixture
def client(by_token, cast):
    return by_token(cast.owner.clerk)


def test_the_repeat_gets_the_first_answer_and_nothing_is_done_again(client, new_institution):
    body = new_institution()
    first = client.post(URL, body, headers=KEY)
    again = client.post(URL, dict(reversed(body.items())), headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert (again["Idempotency-Replayed"], first.get("Idempotency-Replayed")) == ("true", None)
    assert Institution.objects.count() == 1


def test_without_a_key_each_post_is_its_own(client, new_institution):
    body = new_institution()
    assert client.post(URL, body).status_code == 201
    problem(client.post(URL, body), 409, "refused")
    assert not IdempotencyKey.objects.exists()


def test_the_same_key_for_something_else_is_refused(client, new_institution):
    body = new_institution()
    client.post(URL, body, headers=KEY)
    problem(client.post(URL, {**body, "name": "另一所学校"}, headers=KEY), 422, "key-reused")
    problem(client.post(f"{URL}rows/", [], headers=KEY), 422, "key-reused")
    assert Institution.objects.count() == 1


def test_keys_of_different_callers_do_not_meet(by_token, by_session, cast, new_institution):
    clients = [by_token(cast.owner.clerk), by_token(cast.owner.clerk), by_token(cast.sibling.clerk)]
    for client in clients:
        county = cast.sibling.region.pk if client is clients[-1] else cast.owner.region.pk
        answer = client.post(URL, new_institution(county=county), headers=KEY)
        assert answer.status_code == 201
        assert "Idempotency-Replayed" not in answer
    session = by_session(cast.owner.clerk)
    session.handler.enforce_csrf_checks = False
    assert session.post(URL, new_institution(), headers=KEY).status_code == 201
    assert IdempotencyKey.objects.filter(token=None).count() == 1
    assert Institution.objects.count() == 4


def test_a_refused_post_keeps_no_key(client, new_institution):
    body = new_institution()
    problem(client.post(URL, {**body, "name": ""}, headers=KEY), 400, "validation")
    assert not IdempotencyKey.objects.exists()
    assert client.post(URL, body, headers=KEY).status_code == 201


def test_key_and_deed_are_one_transaction(by_token, cast, new_institution, monkeypatch):
    client = by_token(cast.owner.clerk, raise_request_exception=False)

    def fail():
        raise ZeroDivisionError

    body = new_institution()
    monkeypatch.setattr(InstitutionViewSet, "while_creating", staticmethod(fail))
    problem(client.post(URL, body, headers=KEY), 500, "internal")
    assert not Institution.objects.exists()
    assert not IdempotencyKey.objects.exists()
    monkeypatch.setattr(InstitutionViewSet, "while_creating", staticmethod(lambda: None))
    assert client.post(URL, body, headers=KEY).status_code == 201


def test_after_a_day_a_key_is_new_again_and_the_sweep_forgets_it(client, new_institution):
    client.post(URL, new_institution(), headers=KEY)
    now = timezone.now()
    assert IdempotencyKey.objects.sweep(at=now) == 0
    row = IdempotencyKey.objects.get()
    assert timedelta(hours=23) < row.expires_at - now <= timedelta(hours=24)
    IdempotencyKey.objects.update(expires_at=now)
    answer = client.post(URL, new_institution(), headers=KEY)
    assert (answer.status_code, "Idempotency-Replayed" in answer) == (201, False)
    assert Institution.objects.count() == 2
    IdempotencyKey.objects.update(expires_at=timezone.now())
    sweep()
    assert not IdempotencyKey.objects.exists()


def test_what_is_stored_is_sealed(client, new_institution):
    client.post(URL, new_institution(name="不可外泄职业培训学校"), headers=KEY)
    row = IdempotencyKey.objects.get()
    assert "不可外泄".encode() not in bytes(row.body)
    with connection.cursor() as cursor:
        cursor.execute("SELECT k::text FROM core_idempotencykey k")
        assert "不可外泄" not in cursor.fetchone()[0]


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "键", "a\tb"])
def test_a_key_out_of_form_is_refused(client, new_institution, key):
    key = key.encode().decode("latin1")
    response = client.post(URL, new_institution(), headers={"Idempotency-Key": key})
    assert problem(response, 400, "validation")["errors"][0]["field"] == "Idempotency-Key"


def test_moves_are_repeated_safely_too(by_token, cast):
    made = course_factory.submitted_class(cast.owner.school, by=cast.owner.act("school_clerk"))
    reviewer = by_token(cast.owner.reviewer)
    url = f"/api/v1/training-classes/{made.pk}/"
    headers = {**KEY, "If-Match": reviewer.get(url)["ETag"]}
    body = {"comment": "请补充课程安排"}
    first = reviewer.post(f"{url}return-for-correction/", body, headers=headers)
    again = reviewer.post(f"{url}return-for-correction/", body, headers=headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again["Idempotency-Replayed"] == "true"
    assert Passage.objects.filter(move="return_for_correction").count() == 1


def test_a_form_is_known_again_by_its_fields_and_its_file(cast):
    factory = APIRequestFactory()

    def fingerprint(content: bytes, **fields) -> str:
        from rest_framework.parsers import MultiPartParser
        from rest_framework.request import Request

        upload = SimpleUploadedFile("名册.xlsx", content)
        request = factory.post(URL, {"file": upload, **fields}, format="multipart")
        return fingerprint_of(Request(request, parsers=[MultiPartParser()]))

    assert fingerprint(b"one", note="x") == fingerprint(b"one", note="x")
    assert fingerprint(b"one", note="x") != fingerprint(b"two", note="x")
    assert fingerprint(b"one", note="x") != fingerprint(b"one", note="y")


class Twin(threading.Thread):
    """The same POST from another connection."""

    def __init__(self, client, body) -> None:
        super().__init__()
        self.client, self.body, self.response = client, body, None

    def run(self) -> None:
        try:
            self.response = self.client.post(URL, self.body, headers=KEY)
        finally:
            connections.close_all()


@pytest.fixture
def held(monkeypatch):
    """The first POST stops in the middle of its work until `held.release` is set."""

    class Held:
        reached, release = threading.Event(), threading.Event()
        first = True

    def wait():
        if Held.first:
            Held.first = False
            Held.reached.set()
            assert Held.release.wait(20)

    monkeypatch.setattr(InstitutionViewSet, "while_creating", staticmethod(wait))
    yield Held
    Held.release.set()


@pytest.mark.django_db(transaction=True)
def test_a_twin_waits_for_the_first_and_gets_its_answer(by_token, cast, new_institution, held):
    client = by_token(cast.owner.clerk)
    body = new_institution()
    first, second = Twin(client, body), Twin(client, body)
    first.start()
    assert held.reached.wait(20)
    second.start()
    second.join(1)
    assert second.is_alive()
    held.release.set()
    first.join(20)
    second.join(20)
    assert first.response.status_code == second.response.status_code == 201
    assert second.response["Idempotency-Replayed"] == "true"
    assert second.response.json() == first.response.json()
    assert Institution.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_twin_that_waited_long_enough_is_told_to_come_back(by_token, cast, new_institution, held, settings):
    settings.API_IDEMPOTENCY_WAIT_SECONDS = 1
    client = by_token(cast.owner.clerk)
    body = new_institution()
    first = Twin(client, body)
    first.start()
    assert held.reached.wait(20)
    response = client.post(URL, body, headers=KEY)
    problem(response, 409, "repeat-in-progress")
    assert response["Retry-After"]
    held.release.set()
    first.join(20)
    assert first.response.status_code == 201
    assert client.post(URL, body, headers=KEY)["Idempotency-Replayed"] == "true"
    assert Institution.objects.count() == 1
