"""Who may speak to the API: tokens kept as hashes, sessions with CSRF, and never two identities at once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from institutions.models import Institution
from tests.core.api.conftest import SAMPLE, problem
from yunnan_training.core.models import ApiToken

REGIONS = "/api/v1/regions/"


def test_a_stranger_is_challenged(db):
    response = APIClient().get(REGIONS)
    problem(response, 401, "unauthenticated")
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_token_opens_and_only_its_hash_is_kept(by_token, cast):
    client = by_token(cast.owner.clerk)
    assert client.get(REGIONS).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM core_apitoken t")
        stored = " ".join(row[0] for row in cursor.fetchall())
    secret = client.plaintext.removeprefix(client.token.prefix)
    assert client.token.prefix in stored
    assert secret not in stored
    assert len(secret) >= 32


@pytest.mark.parametrize("fault", ["expired", "revoked", "disabled", "unknown", "two words", "not ascii"])
def test_a_token_that_is_not_good_is_refused(by_token, cast, fault):
    client = by_token(cast.owner.clerk)
    now = timezone.now()
    if fault == "expired":
        ApiToken.objects.update(created_at=now - timedelta(days=2), expires_at=now - timedelta(seconds=1))
    elif fault == "revoked":
        client.token.revoke(at=now)
    elif fault == "disabled":
        cast.owner.clerk.is_active = False
        cast.owner.clerk.save()
    elif fault == "unknown":
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {client.plaintext[:-1]}")
    elif fault == "two words":
        client.credentials(HTTP_AUTHORIZATION="Bearer a b")
    else:
        client.credentials(HTTP_AUTHORIZATION="Bearer \u00e9\u00e9")
    response = client.get(REGIONS)
    problem(response, 401, "unauthenticated")
    assert "WWW-Authenticate" in response


def test_the_reasons_of_a_bad_token_are_not_told_apart(by_token, cast):
    client = by_token(cast.owner.clerk)
    client.token.revoke(at=timezone.now())
    revoked = client.get(REGIONS).json()["detail"]
    client.credentials(HTTP_AUTHORIZATION="Bearer ynt_never-issued")
    assert client.get(REGIONS).json()["detail"] == revoked


def test_a_token_reaches_as_far_as_the_appointments_of_its_account(by_token, cast, settings):
    settings.ROOT_URLCONF = SAMPLE
    own, foreign = cast.owner.school, cast.far.school
    client = by_token(cast.owner.clerk)
    ids = [row["id"] for row in client.get("/api/v1/institutions/").json()["results"]]
    assert own.pk in ids
    assert foreign.pk not in ids


def test_the_last_use_is_noted_coarsely(by_token, cast, django_assert_num_queries):
    client = by_token(cast.owner.clerk)
    client.get(REGIONS)
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    client.get(REGIONS)
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=11))
    client.get(REGIONS)
    assert ApiToken.objects.get().last_used_at > first - timedelta(minutes=1)


@pytest.mark.urls(SAMPLE)
def test_a_session_needs_its_csrf_token_to_write(by_session, cast, new_institution):
    client = by_session(cast.owner.clerk)
    body = new_institution()
    assert client.get("/api/v1/institutions/").status_code == 200
    refused = client.post("/api/v1/institutions/", body)
    assert "CSRF" in problem(refused, 403, "forbidden")["detail"]
    assert not Institution.objects.exists()
    client.get("/api/v1/docs/")
    csrf = client.cookies["csrftoken"].value
    assert client.post("/api/v1/institutions/", body, headers={"X-CSRFToken": csrf}).status_code == 201


@pytest.mark.urls(SAMPLE)
def test_a_token_needs_no_csrf_token(by_token, cast, new_institution):
    client = by_token(cast.owner.clerk)
    client.handler.enforce_csrf_checks = True
    assert client.post("/api/v1/institutions/", new_institution()).status_code == 201


@pytest.mark.urls(SAMPLE)
def test_a_token_beside_another_persons_session_never_borrows_its_reach(by_token, cast, new_institution):
    """The reach is read once per request; a writing one reads it before the token is known."""
    client = by_token(cast.stranger)
    client.force_login(cast.owner.clerk)
    problem(client.post("/api/v1/institutions/", new_institution()), 403, "forbidden")
    problem(client.get("/api/v1/institutions/"), 403, "forbidden")
    assert not Institution.objects.exists()


@pytest.mark.urls(SAMPLE)
def test_what_a_token_changes_is_recorded_under_its_account(by_token, cast, new_institution):
    client = by_token(cast.owner.clerk)
    response = client.post("/api/v1/institutions/", new_institution())
    made = Institution.objects.get(pk=response.json()["id"])
    event = made.events.get()
    assert event.pgh_context["user"] == cast.owner.clerk.pk
    assert event.pgh_context["office"] == cast.owner.region.office_name
    assert event.pgh_context["request_id"] == response["X-Request-ID"]


# --- issuing -------------------------------------------------------------------------------------------------


def issue(*args: str) -> str:
    out = StringIO()
    call_command("issue_api_token", *args, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def test_the_command_prints_a_working_token_once_and_can_revoke_it(cast):
    cast.owner.clerk  # noqa: B018  the account is made when first asked for
    name = "county_clerk-530502"
    plaintext = issue(name, "--name", "县局业务系统", "--scope", "regions:read", "--days", "30")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {plaintext}")
    assert client.get(REGIONS).status_code == 200
    issue(name, "--revoke", plaintext[:12])
    assert client.get(REGIONS).status_code == 401


@pytest.mark.parametrize(
    "arguments",
    [
        ["--name", "x"],
        ["--name", "x", "--scope", "everything"],
        ["--name", "x", "--scope", "regions:read", "--days", "367"],
        ["--name", "x", "--scope", "regions:read", "--days", "0"],
        ["--scope", "regions:read"],
        ["--name", "x", "--scope", "regions:read", "--by", "nobody"],
        ["--revoke", "ynt_nothing"],
    ],
)
def test_the_command_refuses(cast, arguments):
    with pytest.raises(CommandError):
        issue(cast.owner.clerk.username, *arguments)
    assert not ApiToken.objects.exists()


def test_the_database_refuses_a_token_without_scope_or_without_life(cast):
    now = timezone.now()
    common = {"user": cast.owner.clerk, "name": "x", "prefix": "p", "created_at": now}
    later = now + timedelta(days=1)
    for fields in ({"scopes": [], "expires_at": later}, {"scopes": ["regions:read"], "expires_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiToken.objects.create(digest="d", **common, **fields)
