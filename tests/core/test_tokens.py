"""Client tokens on pages: issued in the own name only, shown once, taken back by the owner or an administrator."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import core
from yunnan_training.core import tokens
from yunnan_training.core.models import ApiToken, Passage, User
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import NotAllowed, Refused

pytestmark = pytest.mark.django_db

WANTED = {"name": "县局业务系统", "scopes": ["classes:read", "jobs:read"], "days": 30}


@pytest.fixture
def clerk(cast) -> User:
    return cast.owner.clerk


@pytest.fixture
def county_admin(cast) -> User:
    return core.officer(Role.SYSTEM_ADMIN, "530502", username="admin-530502")


@pytest.fixture
def desk(signed_in, clerk) -> Client:
    """The clerk's browser; the password was typed just now."""
    client = signed_in(clerk)
    client.post("/accounts/reauthenticate/", {"password": core.PASSWORD})
    return client


def shown_token(answer) -> str:
    return re.search(r"ynt_[\w-]{43}", answer.content.decode()).group()


def test_a_token_is_shown_once_and_opens_what_was_chosen(desk, clerk):
    answer = desk.post("/tokens/new/", WANTED)
    plaintext = shown_token(answer)
    assert "no-store" in answer["Cache-Control"]
    page = desk.get("/tokens/").content.decode()
    assert plaintext not in page
    assert ApiToken.objects.get().prefix in page
    assert "培训班、资质核验和告知牌（查询）" in page
    machine = Client(headers={"Authorization": f"Bearer {plaintext}"})
    assert machine.get("/api/v1/training-classes/").status_code == 200
    assert machine.get("/api/v1/claims/").status_code == 403
    left = ApiToken.objects.get().expires_at - timezone.now()
    assert timedelta(days=29) < left <= timedelta(days=30)
    told = Passage.objects.get(object_type="core.user", object_id=clerk.pk, move="issue_token")
    assert "县局业务系统" in told.comment
    assert plaintext not in told.comment


def test_without_the_password_typed_just_now_none_is_issued(signed_in, clerk):
    client = signed_in(clerk)
    for answer in (client.get("/tokens/new/"), client.post("/tokens/new/", WANTED)):
        assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"scopes": []}, "请至少选择一项权限范围"),
        ({"scopes": ["everything:write"]}, "everything:write"),
        ({"name": ""}, "用途"),
        ({"days": 0}, "有效天数"),
        ({"days": 10**9}, "有效天数"),
    ],
)
def test_a_senseless_wish_is_refused(desk, fields, sentence):
    page = desk.post("/tokens/new/", WANTED | fields).content.decode()
    assert "处需要修改" in page
    assert sentence in page
    assert not ApiToken.objects.exists()


def test_what_a_token_may_is_said_once_a_resource():
    scopes = ["rosters:read", "classes:read", "classes:write", "bygone:read"]
    assert ApiToken(scopes=scopes).scope_labels == (
        "bygone（查询）；培训班、资质核验和告知牌（查询、办理）；花名册、学员名册和考勤（查询）"
    )


def test_who_holds_no_office_and_who_has_too_many_is_refused(cast, clerk):
    wish = {**WANTED, "at": timezone.now()}
    with pytest.raises(Refused, match="没有任职"):
        tokens.issue(**wish, by=core.actor_for(cast.stranger))
    for _ in range(tokens.MOST_LIVE):
        token, _ = tokens.issue(**wish, by=core.actor_for(clerk))
    with pytest.raises(Refused, match="请先停用"):
        tokens.issue(**wish, by=core.actor_for(clerk))
    tokens.revoke(token, by=core.actor_for(clerk), at=timezone.now())
    tokens.issue(**wish, by=core.actor_for(clerk))


def test_the_owner_takes_it_back_at_once(desk):
    plaintext = shown_token(desk.post("/tokens/new/", WANTED))
    token = ApiToken.objects.get()
    address = f"/tokens/{token.pk}/revoke/"
    assert address in desk.get("/tokens/").content.decode()
    assert "停用令牌" in desk.get(address).content.decode()
    assert "已停用" in desk.post(address, follow=True).content.decode()
    machine = Client(headers={"Authorization": f"Bearer {plaintext}"})
    assert machine.get("/api/v1/training-classes/").status_code == 401
    assert "该令牌已停用" in desk.post(address, follow=True).content.decode()
    assert address not in desk.get("/tokens/").content.decode()


def test_anothers_token_is_not_there(cast, signed_in, clerk):
    token = core.token(clerk)
    for person in (cast.owner.reviewer, cast.owner.head, cast.system_admin):
        client = signed_in(person)
        assert token.prefix not in client.get("/tokens/").content.decode()
        assert client.post(f"/tokens/{token.pk}/revoke/").status_code == 404
    with pytest.raises(NotAllowed):
        tokens.revoke(token, by=core.actor_for(cast.owner.head), at=timezone.now())


def test_an_administrator_sees_it_with_the_account_and_takes_it_back(cast, signed_in, county_admin):
    kept = core.user(region=cast.owner.region)
    token, foreign = core.token(kept), core.token(core.user(region=cast.sibling.region))
    client = signed_in(county_admin)
    address = f"/users/{kept.pk}/tokens/{token.pk}/revoke/"
    assert address in client.get(f"/users/{kept.pk}/").content.decode()
    client.post(address)
    token.refresh_from_db()
    assert token.revoked_at
    assert client.post(f"/users/{foreign.user_id}/tokens/{foreign.pk}/revoke/").status_code == 404
    assert client.post(f"/users/{kept.pk}/tokens/{foreign.pk}/revoke/").status_code == 404
    with pytest.raises(NotAllowed):
        tokens.revoke(foreign, by=core.actor_for(county_admin), at=timezone.now())
