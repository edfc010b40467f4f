"""The door: who gets in, who is locked out, when a session ends, what a password must be, the second factor."""

import datetime as dt
import re
import time
from itertools import pairwise

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axes.models import AccessAttempt
from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from yunnan_training.core.models import PasswordHistory, User

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"
GOOD = "Dianchi-haiou-77"
BETTER = "Cangshan&Erhai-93"
MORNING = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture(autouse=True)
def _fresh_counters():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clerk() -> User:
    return User.objects.create_user("wangjg", GOOD, full_name="王建国", must_change_password=False)


def sign_in(client: Client, password: str = GOOD, login: str = "wangjg", **extra):
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def signed_in(client: Client) -> bool:
    return client.get("/accounts/mfa/").status_code == 200


# --- coming in -----------------------------------------------------------------------------------------------


def test_right_password_opens_the_portal(client, clerk):
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in(client)


def test_wrong_password_and_unknown_name_get_the_same_answer(client, clerk):
    wrong = sign_in(client, "Wrong-password-1").content.decode()
    unknown = sign_in(client, "Wrong-password-1", login="nobody").content.decode()
    assert "登录名或密码不正确" in wrong
    blank = re.compile(r'value="[^"]*"')
    assert blank.sub("", wrong) == blank.sub("", unknown)


def test_sign_up_is_closed(client):
    body = client.get("/accounts/signup/").content.decode()
    assert "不开放自行注册" in body
    client.post("/accounts/signup/", {"username": "intruder", "password1": GOOD, "password2": GOOD})
    assert not User.objects.filter(username="intruder").exists()


def test_password_reset_asks_the_administrator_and_sends_nothing(client, clerk, mailoutbox):
    assert "系统管理员" in client.get("/accounts/password/reset/").content.decode()
    assert client.post("/accounts/password/reset/", {"email": "a@example.com"}).status_code == 405
    assert not mailoutbox


@pytest.mark.parametrize(
    "path", ["email/", "confirm-email/", "login/code/confirm/", "password/set/", "mfa/webauthn/"]
)
def test_account_pages_that_nobody_needs_do_not_exist(client, clerk, path):
    client.force_login(clerk)
    assert client.get(f"/accounts/{path}").status_code == 404


def test_account_unused_for_ninety_days_is_refused(client, clerk):
    User.objects.filter(pk=clerk.pk).update(last_login=timezone.now() - dt.timedelta(days=90))
    page = client.post(LOGIN, {"login": "wangjg", "password": GOOD}, follow=True).content.decode()
    assert "天未使用" in page
    assert not signed_in(client)


def test_stopped_account_is_refused(client, clerk):
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert "已停用" in client.post(LOGIN, {"login": "wangjg", "password": GOOD}, follow=True).content.decode()
    assert not signed_in(client)


def test_sign_out_needs_a_press_and_clears_the_session(client, clerk):
    sign_in(client)
    key = client.session.session_key
    client.get("/accounts/logout/")
    assert signed_in(client)
    client.post("/accounts/logout/")
    assert not signed_in(client)
    assert not client.session.exists(key)


# --- lock-out ------------------------------------------------------------------------------------------------


def fail(client: Client, times: int, login: str = "wangjg", **extra) -> list[int]:
    return [sign_in(client, f"Wrong-password-{at}", login=login, **extra).status_code for at in range(times)]


def test_five_failures_lock_the_account_for_twenty_minutes(client, clerk):
    with time_machine.travel(MORNING, tick=False) as clock:
        assert fail(client, 5) == [200, 200, 200, 200, 429]
        locked = sign_in(client)
        assert locked.status_code == 429
        assert "登录已暂时锁定" in locked.content.decode()
        clock.shift(dt.timedelta(minutes=19))
        assert sign_in(client).status_code == 429
        clock.shift(dt.timedelta(minutes=2))
        assert sign_in(client).status_code == 302


def test_lock_holds_from_another_address_and_in_another_spelling(client, clerk):
    fail(client, 3)
    fail(client, 2, login=" WangJG ", REMOTE_ADDR="10.0.0.9")
    assert sign_in(Client(REMOTE_ADDR="10.0.0.7")).status_code == 429


def test_one_forgetful_colleague_does_not_lock_the_office(client, clerk):
    fail(client, 5, login="zhangsan")
    assert sign_in(client).status_code == 302


def test_an_address_is_locked_after_many_failures_on_many_accounts(client, clerk):
    for at in range(5):
        fail(client, 4, login=f"guess{at}")
    assert sign_in(client).status_code == 429
    assert sign_in(Client(REMOTE_ADDR="10.0.0.7")).status_code == 302


def test_a_good_sign_in_clears_only_its_own_failures(client, clerk):
    User.objects.create_user("lihui", BETTER, full_name="李慧", must_change_password=False)
    fail(client, 4)
    sign_in(client, BETTER, login="lihui")
    client.post("/accounts/logout/")
    assert fail(client, 1) == [429]


def test_a_good_sign_in_forgives_earlier_slips(client, clerk):
    fail(client, 4)
    sign_in(client)
    client.post("/accounts/logout/")
    assert fail(client, 4) == [200] * 4


def test_what_is_typed_by_mistake_is_not_kept(client, clerk):
    fail(client, 1, login="530000199001010010")
    row = AccessAttempt.objects.get()
    assert "530000199001010010" not in f"{row.username}{row.post_data}"
    assert "Wrong-password" not in row.post_data


# --- passwords -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Ab3-efg7", "至少 10 位"),
        ("abcdwxyz12345", "四类中的至少 3 类"),
        ("P@ssw0rd2026", "太常见"),
        ("Admin@123456", "太常见"),
        ("Yunnan#888888", "太常见"),
        ("Aa1!Aa1!Aa1!", "太常见"),
        ("Wangjg-2026-x", "不能包含登录名"),
    ],
)
def test_weak_password_is_refused_with_its_reason(clerk, password, reason):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, clerk)
    assert any(reason in sentence for sentence in refused.value.messages)


def test_strong_password_is_taken(clerk):
    validate_password(BETTER, clerk)


def change(client: Client, old: str, new: str):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})


def test_last_five_passwords_are_refused_and_the_sixth_is_free_again(client, clerk):
    sign_in(client)
    used = [GOOD] + [
        f"Shilin-{word}-6{at}"
        for at, word in enumerate(["Qingshui", "Puzhehei", "Fuxian", "Lugu", "Nujiang"])
    ]
    for old, new in pairwise(used):
        assert change(client, old, new).status_code == 302, new
        cache.clear()  # the rate limit isn't the subject
    for recent in used[-5:]:
        assert "最近 5 次" in change(client, used[-1], recent).content.decode()
        cache.clear()
    assert change(client, used[-1], GOOD).status_code == 302
    assert PasswordHistory.objects.filter(user=clerk).count() == 5


def test_two_different_new_passwords_are_refused(client, clerk):
    sign_in(client)
    page = client.post(CHANGE, {"oldpassword": GOOD, "password1": BETTER, "password2": BETTER + "x"})
    assert "每次输入的密码必须相同" in page.content.decode()


def test_first_sign_in_forces_a_new_password_and_then_lets_go(client, clerk):
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    sign_in(client)
    assert client.get("/")["Location"] == CHANGE
    assert client.get("/accounts/mfa/")["Location"] == CHANGE
    assert "首次登录" in client.get(CHANGE).content.decode()
    assert change(client, GOOD, BETTER).status_code == 302
    assert signed_in(client)
    clerk.refresh_from_db()
    assert not clerk.must_change_password


@pytest.mark.parametrize(("days", "forced"), [(89, False), (91, True)])
def test_password_older_than_ninety_days_must_be_changed(client, clerk, days, forced):
    User.objects.filter(pk=clerk.pk).update(password_changed_at=timezone.now() - dt.timedelta(days=days))
    sign_in(client)
    assert signed_in(client) is not forced


def test_forced_change_answers_the_api_in_its_own_form(client, clerk):
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    sign_in(client)
    response = client.get("/api/v1/")
    assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")


# --- sessions ------------------------------------------------------------------------------------------------


def test_session_ends_after_thirty_idle_minutes_and_says_so(client, clerk):
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client)
        clock.shift(dt.timedelta(minutes=29))
        assert signed_in(client)
        clock.shift(dt.timedelta(minutes=29))
        assert signed_in(client)
        clock.shift(dt.timedelta(minutes=31))
        response = client.get("/accounts/mfa/", follow=True)
        assert response.redirect_chain[0][0] == "/accounts/login/?next=%2Faccounts%2Fmfa%2F"
        assert "长时间没有操作" in response.content.decode()


def test_a_page_that_asks_by_itself_does_not_keep_the_session(client, clerk):
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client)
        for _ in range(3):
            clock.shift(dt.timedelta(minutes=9))
            assert client.get("/accounts/mfa/", headers={"X-Background": "1"}).status_code == 200
        clock.shift(dt.timedelta(minutes=9))
        assert not signed_in(client)


def test_session_ends_after_twelve_hours_however_busy(client, clerk):
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client)
        for _ in range(35):
            clock.shift(dt.timedelta(minutes=20))
            assert signed_in(client)
        clock.shift(dt.timedelta(minutes=20))
        assert "最长时限" in client.get("/accounts/mfa/", follow=True).content.decode()


def test_a_new_sign_in_ends_the_old_session(client, clerk):
    sign_in(client)
    other = Client()
    sign_in(other)
    assert "已在别处登录" in client.get("/accounts/mfa/", follow=True).content.decode()
    assert signed_in(other)


def test_an_ended_session_answers_htmx_and_the_api_in_their_own_form(client, clerk):
    for headers in ({"HX-Request": "true"}, {}):
        sign_in(client)
        sign_in(Client())
        if headers:
            assert client.get("/accounts/mfa/", headers=headers)["HX-Redirect"] == LOGIN
        else:
            response = client.get("/api/v1/")
            assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")


def test_a_trainee_session_has_the_same_clock(client, settings):
    settings.TRAINEE_LOGIN_URL = LOGIN
    with time_machine.travel(MORNING, tick=False) as clock:
        session = client.session
        session["trainee_id"] = 1
        session.save()
        client.get(LOGIN)
        clock.shift(dt.timedelta(minutes=31))
        client.get(LOGIN)
        assert "trainee_id" not in client.session


def test_cookies_and_headers(client, clerk):
    response = sign_in(client)
    cookie = response.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert response["X-Frame-Options"] == "DENY"


def test_the_log_tells_what_happened_and_to_whom_only_by_number(client, clerk, caplog):
    caplog.set_level("INFO")
    fail(client, 5)
    sign_in(Client(REMOTE_ADDR="10.0.0.7"))
    AccessAttempt.objects.all().delete()
    sign_in(client)
    change(client, GOOD, BETTER)
    client.post("/accounts/logout/")
    told = "\n".join(str(record.msg) + str(record.args) for record in caplog.records)
    for event in ("sign_in_failed", "sign_in_locked", "signed_in", "password_changed", "signed_out"):
        assert event in told
    for secret in ("wangjg", "王建国", "Wrong-password", GOOD, BETTER):
        assert secret not in told


def test_signing_in_leaves_no_row_in_the_history_of_the_account(client, clerk):
    history = apps.get_model("core.UserEvent").objects
    before = history.count()
    sign_in(client)
    signed_in(client)
    assert history.count() == before


# --- second factor -------------------------------------------------------------------------------------------


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def prove_again(client: Client) -> None:
    """What touches the account's safety asks for the password once more."""
    assert client.get("/accounts/mfa/totp/activate/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": GOOD})


def switch_on(client: Client) -> str:
    prove_again(client)
    page = client.get("/accounts/mfa/totp/activate/").content.decode()
    secret = re.search(r'id="secret" value="([A-Z2-7]+)"', page)[1]
    assert "data:image/svg+xml;base64," in page
    response = client.post("/accounts/mfa/totp/activate/", {"code": code_for(secret)})
    assert response["Location"] == "/accounts/mfa/recovery-codes/"
    return secret


def test_second_factor_is_set_up_and_then_asked_for(client, clerk):
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client)
        secret = switch_on(client)
        assert secret not in str(Authenticator.objects.get(type="totp").data), "the secret is kept sealed"
        client.post("/accounts/logout/")
        clock.shift(dt.timedelta(minutes=2))

        assert sign_in(client)["Location"] == "/accounts/mfa/authenticate/"
        assert not signed_in(client)
        wrong = client.post("/accounts/mfa/authenticate/", {"code": "000000"})
        assert "验证码不正确" in wrong.content.decode()
        assert client.post("/accounts/mfa/authenticate/", {"code": code_for(secret)})["Location"] == "/"
        assert signed_in(client)


def test_a_recovery_code_works_once(client, clerk):
    sign_in(client)
    switch_on(client)
    codes = re.findall(r"<li>(\w{8})</li>", client.get("/accounts/mfa/recovery-codes/").content.decode())
    assert len(codes) == 10
    assert client.get("/accounts/mfa/recovery-codes/download/").content.decode().split() == codes
    for expected in (302, 200):
        client.post("/accounts/logout/")
        sign_in(client)
        response = client.post("/accounts/mfa/authenticate/", {"code": codes[0]})
        assert response.status_code == expected


# --- language ------------------------------------------------------------------------------------------------

ALLOWED = {"Admin"}


def latin_words(html: str) -> set[str]:
    """What a reader or a screen reader is told in Latin letters."""
    html = re.sub(r"<(script|style|head|svg)\b.*?</\1>", " ", html, flags=re.S)
    told = re.findall(r'(?:placeholder|alt|title|aria-label)="([^"]*)"', html)
    text = re.sub(r"<[^>]+>", " ", html)
    return set(re.findall(r"[A-Za-z]{2,}", " ".join([text, *told]))) - ALLOWED


def test_no_english_before_the_door(client, clerk):
    pages = [
        client.get(LOGIN),
        sign_in(client, ""),
        sign_in(client, "Wrong-password-1"),
        client.get("/accounts/signup/"),
        client.get("/accounts/password/reset/"),
        client.get("/accounts/inactive/"),
    ]
    fail(client, 5)
    pages.append(sign_in(client))
    assert {page.status_code for page in pages} == {200, 429}
    assert [latin_words(page.content.decode()) for page in pages] == [set()] * len(pages)


def test_no_english_behind_the_door(client, clerk):
    own = {"wangjg"}
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client)
        pages = [
            client.get(CHANGE),
            change(client, "", ""),
            change(client, "wrong", "wangjg"),
            client.get("/accounts/logout/"),
            client.get("/accounts/mfa/"),
        ]
        prove_again(client)
        pages += [
            client.get("/accounts/mfa/totp/activate/"),
            client.post("/accounts/mfa/totp/activate/", {"code": "1"}),
        ]
        secret = re.search(r'id="secret" value="(\w+)"', pages[-1].content.decode())[1]
        client.post("/accounts/mfa/totp/activate/", {"code": code_for(secret)})
        pages += [
            client.get("/accounts/mfa/"),
            client.get("/accounts/mfa/totp/deactivate/"),
            client.get("/accounts/mfa/recovery-codes/generate/"),
        ]
        codes = client.get("/accounts/mfa/recovery-codes/").content.decode()
        pages.append(client.get("/accounts/mfa/"))
        clock.shift(dt.timedelta(minutes=6))
        pages += [
            client.get("/accounts/reauthenticate/"),
            client.post("/accounts/reauthenticate/", {"password": "wrong"}),
            client.get("/accounts/mfa/reauthenticate/"),
            client.post("/accounts/mfa/reauthenticate/", {"code": "1"}),
        ]
        client.post("/accounts/logout/")
        sign_in(client)
        pages += [
            client.get("/accounts/mfa/authenticate/"),
            client.post("/accounts/mfa/authenticate/", {"code": "1"}),
        ]
    assert {page.status_code for page in pages} == {200}
    assert [latin_words(page.content.decode()) - own for page in pages] == [set()] * len(pages)
    assert latin_words(re.sub(r'<ul class="codes">.*?</ul>', "", codes, flags=re.S)) - own == set()
