"""Callers of the API: by token, by session."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from tests.factories import institutions as institution_factory
from yunnan_training.core.models import ApiToken
from yunnan_training.core.models.api_token import SCOPES

SAMPLE = "tests.core.api.sample"


@pytest.fixture(autouse=True)
def _no_rates_left_over():
    cache.clear()


@pytest.fixture
def by_token(db):
    """`by_token(user)`, `by_token(user, "classes:read")`: a client system with a token of that account."""

    def client(user, *scopes: str, raise_request_exception: bool = True) -> APIClient:
        now = timezone.now()
        token, plaintext = ApiToken.issue(
            user=user,
            name="试用",
            scopes=list(scopes or SCOPES),
            expires_at=now + timedelta(days=1),
            at=now,
        )
        caller = APIClient(raise_request_exception=raise_request_exception)
        caller.credentials(HTTP_AUTHORIZATION=f"Bearer {plaintext}")
        caller.token = token
        caller.plaintext = plaintext
        return caller

    return client


@pytest.fixture
def by_session(db):
    def client(user) -> APIClient:
        caller = APIClient(enforce_csrf_checks=True)
        caller.force_login(user)
        return caller

    return client


@pytest.fixture
def new_institution(cast):
    """A body that registers one in the owner's county; each call another."""

    def body(**fields) -> dict:
        number = institution_factory.credit_code(next(institution_factory._serial))
        return {
            "name": "保山市隆阳区育新职业培训学校",
            "credit_code": number,
            "kind": "private_training",
            "ownership": "private",
            "county": cast.owner.region.pk,
            "address": "永昌街道太保路9号",
            "legal_person": "郑国平",
            "contact_name": "冯玉兰",
            "contact_phone": "0875-2121000",
            **fields,
        }

    return body


def problem(response, status: int, kind: str) -> dict:
    """The response is this problem, in full and in Chinese; returns its body."""
    body = response.json()
    assert (response.status_code, body["type"]) == (status, f"/problems/{kind}"), body
    assert response["Content-Type"] == "application/problem+json"
    assert body["status"] == status
    assert body["instance"] == response.wsgi_request.path
    assert body["request_id"] == response["X-Request-ID"]
    for text in (body["title"], body["detail"], *(error["message"] for error in body["errors"])):
        assert any("\u4e00" <= character <= "\u9fff" for character in text), text
    return body
