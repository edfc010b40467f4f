"""P12: the trainee's way in. Unknown and wrong are answered alike; a code is good once, briefly, for a few tries."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import trainees
from tests.plain_numbers import plain_numbers
from trainees import privacy
from trainees.actions import sign_in
from trainees.models import OneTimeCode
from yunnan_training.core import sms
from yunnan_training.core.models import SmsMessage

pytestmark = pytest.mark.django_db
START, CODE = "/trainees/sign-in/", "/trainees/sign-in/code/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


@pytest.fixture
def person():
    return trainees.trainee("530502")


def typed(person, **fields) -> dict:
    return {"name": person.name, "id_number": privacy.opened(person, "id_number"), **fields}


def code_of(message: SmsMessage) -> str:
    return re.search(r"验证码(\d{6})", sms.text_of(message)).group(1)


def last_code() -> str:
    return code_of(SmsMessage.objects.first())


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def without_tokens(response) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_name_id_number_and_code_let_the_person_in(client, person):
    answer = client.post(START, typed(person))
    assert (answer.status_code, answer.url) == (302, CODE)
    before = client.session.session_key
    answer = client.post(CODE, {"code": last_code()})
    assert answer.status_code == 302
    assert client.session["trainee_id"] == person.pk
    assert client.session.session_key != before
    assert "sign_in_pending" not in client.session


def test_known_misspelt_and_unknown_are_answered_alike(person):
    unknown = {"name": "查无此人", "id_number": trainees.id_number(999)}
    pages = []
    for fields in (typed(person), typed(person, name="错名"), unknown):
        browser = Client()
        first = browser.post(START, fields)
        second = browser.get(CODE)
        third = browser.post(CODE, {"code": other_than(last_code())})
        pages.append((first.status_code, first.url, without_tokens(second), without_tokens(third)))
        assert "如信息无误，验证码已发送" in second.content.decode()
        assert "验证码不正确或已失效" in third.content.decode()
    assert pages[0] == pages[1] == pages[2]
    assert OneTimeCode.objects.count() == SmsMessage.objects.count() == 1


def test_the_work_is_similar_too(person):
    """Nobody gets the same statements as somebody; only that they are rolled back."""
    seen = []
    for name in (person.name, "查无此人"):
        with CaptureQueriesContext(connection) as statements:
            sign_in.request_code(name=name, id_number=privacy.opened(person, "id_number"), at=timezone.now())
        heads = [" ".join(item["sql"].split()[:3]) for item in statements]
        seen.append([head for head in heads if head.startswith(("SELECT", "INSERT", "UPDATE"))])
    assert seen[0] == seen[1]
    assert SmsMessage.objects.count() == 1


def test_no_page_shows_a_number_in_the_open(client, person):
    client.post(START, typed(person))
    assert plain_numbers(client.get(CODE)) == []
    for url in (START, "/trainees/privacy/"):
        assert plain_numbers(client.get(url)) == []


def test_the_code_is_kept_as_a_keyed_digest_and_the_message_sealed(client, person):
    client.post(START, typed(person))
    kept, message = OneTimeCode.objects.get(), SmsMessage.objects.get()
    assert len(kept.digest) == 64
    assert last_code() not in kept.digest
    assert last_code().encode() not in bytes(message.sealed)
    assert privacy.opened(person, "id_number") not in message.receiver
    assert message.region_id == "530502"


class TestCode:
    def request(self, person) -> str:
        sign_in.request_code(
            name=person.name, id_number=privacy.opened(person, "id_number"), at=timezone.now()
        )
        return last_code()

    def test_it_is_good_once(self, person):
        code = self.request(person)
        assert sign_in.redeem(person.pk, code, at=timezone.now())
        assert not sign_in.redeem(person.pk, code, at=timezone.now())

    def test_it_dies_with_its_time(self, person):
        code = self.request(person)
        assert not sign_in.redeem(person.pk, code, at=timezone.now() + sign_in.CODE_LIFE)

    def test_a_few_wrong_tries_kill_it(self, person):
        code = self.request(person)
        for _ in range(sign_in.MAX_TRIES):
            assert not sign_in.redeem(person.pk, other_than(code), at=timezone.now())
        assert not sign_in.redeem(person.pk, code, at=timezone.now())

    def test_wrong_tries_short_of_that_dont(self, person):
        code = self.request(person)
        for _ in range(sign_in.MAX_TRIES - 1):
            sign_in.redeem(person.pk, other_than(code), at=timezone.now())
        assert sign_in.redeem(person.pk, code, at=timezone.now())

    def test_only_the_newest_counts(self, person):
        first, second = self.request(person), self.request(person)
        if first != second:
            assert not sign_in.redeem(person.pk, first, at=timezone.now())
        assert sign_in.redeem(person.pk, second, at=timezone.now())

    def test_it_is_nobody_elses(self, person):
        code, other = self.request(person), trainees.trainee("530502")
        assert not sign_in.redeem(other.pk, code, at=timezone.now())
        assert not sign_in.redeem(None, code, at=timezone.now())

    def test_it_is_asked_for_where_it_was_requested(self, person):
        """The code's page opens only in the browser that asked for it."""
        self.request(person)
        answer = Client().post(CODE, {"code": last_code()})
        assert answer.url == START


class TestLimits:
    def test_too_many_requests_for_one_number_are_refused_known_or_not(self, person):
        unknown = {"name": "查无此人", "id_number": trainees.id_number(998)}
        for fields in (typed(person), unknown):
            answers = [Client().post(START, fields) for _ in range(sign_in.BY_PERSON[0].times + 1)]
            assert [answer.status_code for answer in answers[:-1]] == [302] * (len(answers) - 1)
            assert answers[-1].status_code == 429
            assert "操作过于频繁" in answers[-1].content.decode()

    def test_too_many_requests_from_one_address_are_refused(self):
        limit = sign_in.Limit(2, 600)
        key = uuid.uuid4().hex
        assert [limit.passed("test", key) for _ in range(3)] == [True, True, False]
        assert limit.passed("test", uuid.uuid4().hex)

    def test_the_cache_holds_no_id_number(self, person):
        number = privacy.opened(person, "id_number")
        sign_in.may_request(address="127.0.0.1", id_number=number)
        client = cache._cache.get_client()
        assert not [key for key in client.scan_iter("*") if number.encode() in key]


def test_a_misspelt_id_number_is_explained(client):
    page = client.post(START, {"name": "段誉", "id_number": "5300001985061"}).content.decode()
    assert "应为18位" in page


def test_a_clerks_session_ends_when_a_trainee_signs_in_at_the_same_browser(cast, signed_in, person):
    client = signed_in(cast.owner.clerk)
    client.post(START, typed(person))
    client.post(CODE, {"code": last_code()})
    assert "_auth_user_id" not in client.session
    assert client.get("/trainees/").status_code == 302  # to the officers' login


def test_a_trainee_opens_no_page_of_an_office(client, person):
    client.post(START, typed(person))
    client.post(CODE, {"code": last_code()})
    for url in (
        "/trainees/",
        f"/trainees/{person.pk}/",
        "/institutions/",
        "/help-desk/",
        "/users/",
        "/audit/",
    ):
        answer = client.get(url)
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/accounts/login/")


def test_signing_out_ends_the_session(client, person):
    client.post(START, typed(person))
    client.post(CODE, {"code": last_code()})
    assert client.get("/trainees/sign-out/").status_code == 405
    assert client.post("/trainees/sign-out/").url == START
    assert "trainee_id" not in client.session


def test_the_notice_is_noted_the_first_time(client):
    person = trainees.trainee("530502", privacy_notice_at=None, privacy_notice_version="")
    client.post(START, typed(person))
    client.post(CODE, {"code": last_code()})
    person.refresh_from_db()
    assert person.privacy_notice_version == privacy.NOTICE_VERSION
    assert timezone.now() - person.privacy_notice_at < timedelta(minutes=1)


def test_the_privacy_notice_says_who_why_what_how_long_rights_and_contact(client):
    page = client.get("/trainees/privacy/").content.decode()
    for part in ("云人社发〔2018〕71号", "谁在处理", "处理哪些信息", "保存多久", "您的权利", "12333"):
        assert part in page


def test_the_pages_run_no_script(client):
    for url in (START, "/trainees/privacy/"):
        assert "<script" not in client.get(url).content.decode()
