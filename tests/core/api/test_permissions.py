"""Refusal by default, scopes of tokens, and the difference between outside (404) and not allowed (403)."""

import pytest

from tests.core.api import sample
from tests.core.api.conftest import SAMPLE, problem
from tests.factories import core as core_factory
from yunnan_training import api
from yunnan_training.core.api.permissions import DeclaredVerb, api_routes, undeclared
from yunnan_training.core.roles import Role

URL = "/api/v1/institutions/"
SELF_GUARDED = {"SchemaView", "DocsView", "UnknownAddress"}


def test_every_route_of_the_portal_declares_its_verb_and_its_scope():
    assert undeclared(api.urlpatterns) == []


def test_only_the_schema_its_page_and_unknown_addresses_guard_themselves():
    routes = list(api_routes(api.urlpatterns))
    assert {
        view.__name__ for _, view, _ in routes if DeclaredVerb not in view.permission_classes
    } == SELF_GUARDED
    assert len(routes) > len(SELF_GUARDED)


def test_an_undeclared_action_is_found_and_refused(by_token, cast, settings):
    assert undeclared(sample.urlpatterns) == [
        "GET api/v1/^institutions/unheard_of/$: InstitutionViewSet.verbs has no 'unheard_of'"
    ]
    settings.ROOT_URLCONF = SAMPLE
    problem(by_token(cast.owner.clerk).get(f"{URL}unheard_of/"), 403, "forbidden")


def test_a_view_without_a_scope_resource_is_found(monkeypatch):
    monkeypatch.setattr(sample.InstitutionViewSet, "scope_resource", "all")
    assert (
        "api/v1/^institutions/$: InstitutionViewSet.scope_resource is not in SCOPE_RESOURCES"
        in undeclared(sample.urlpatterns)
    )


@pytest.mark.urls(SAMPLE)
def test_a_role_without_the_verb_is_refused(by_token, cast, new_institution):
    problem(by_token(cast.system_admin).get(URL), 403, "forbidden")
    problem(by_token(cast.owner.auditor).post(URL, new_institution()), 403, "forbidden")


@pytest.mark.urls(SAMPLE)
@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [
        (["institutions:read"], 200, 403),
        (["institutions:write"], 403, 201),
        (["institutions:read", "institutions:write"], 200, 201),
        (["classes:read", "classes:write"], 403, 403),
    ],
)
def test_a_token_does_no_more_than_its_scopes(by_token, cast, new_institution, scopes, reads, writes):
    client = by_token(cast.owner.clerk, *scopes)
    assert client.get(URL).status_code == reads
    assert client.post(URL, new_institution()).status_code == writes


@pytest.mark.urls(SAMPLE)
def test_outside_and_unknown_get_the_same_answer(by_token, cast):
    client = by_token(cast.owner.clerk)
    answers = []
    for pk in (cast.far.school.pk, 987654321, 10**30):
        for call in (client.get, client.patch, client.delete):
            body = problem(call(f"{URL}{pk}/"), 404, "not-found")
            answers.append((body["title"], body["detail"], body["errors"]))
    assert len(set(map(str, answers))) == 1


@pytest.mark.urls(SAMPLE)
def test_an_address_that_is_no_route_gets_it_too(by_token, by_session, cast):
    for path in ("nothing/", "nothing", "institutions", "institutions/abc/", "institutions/1", ""):
        problem(by_token(cast.owner.clerk).get(f"/api/v1/{path}"), 404, "not-found")
        problem(by_token(cast.owner.clerk).post(f"/api/v1/{path}"), 404, "not-found")


@pytest.mark.urls(SAMPLE)
def test_what_one_may_see_but_not_change_is_forbidden_not_missing(by_token, cast):
    """Reading reaches the whole province by one appointment, writing one county by another."""
    person = cast.owner.clerk
    core_factory.appoint(person, Role.AUDITOR, "530000")
    client = by_token(person)
    foreign = f"{URL}{cast.far.school.pk}/"
    tag = client.get(foreign)["ETag"]
    problem(client.patch(foreign, {"name": "x"}, headers={"If-Match": tag}), 403, "forbidden")
    problem(client.delete(foreign, headers={"If-Match": tag}), 403, "forbidden")


@pytest.mark.urls(SAMPLE)
@pytest.mark.parametrize("method", ["put", "options", "trace"])
def test_other_methods_are_not_allowed_rather_than_forbidden(by_token, cast, method):
    client = by_token(cast.owner.clerk)
    response = client.generic(method.upper(), URL)
    problem(response, 405, "method-not-allowed")
    assert set(response["Allow"].split(", ")) >= {"GET", "POST"}
