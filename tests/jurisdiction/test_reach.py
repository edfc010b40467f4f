"""Every route × role × (own, sibling county, other prefecture, other institution, stranger).

What is asked: the right is declared (an unmarked route fails), who lacks the right is told so (403, or the login
page), who has it finds the objects of the own jurisdiction, and outside of it nothing is there (404).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from courses.models import CatalogueItem
from tests.cast import Cast
from tests.factories import trainees
from yunnan_training.core.api.permissions import ANYONE_SIGNED_IN
from yunnan_training.core.models import LocalStandard, Region, RuleRelease
from yunnan_training.core.roles import VERBS_OF, Role, Verb

from .routes import OWN_ACCOUNT, Route, routes
from .world import World, build

OWN, SIBLING, FAR, OTHER_SCHOOL = "own", "sibling county", "other prefecture", "other institution"
COUNTY_ROLES = ("clerk", "reviewer", "head", "finance")

# Which worlds each person of the owner's side reaches, by the office held and not by the code under test.
REACH = {
    **{name: {OWN, OTHER_SCHOOL} for name in COUNTY_ROLES},
    "school_clerk": {OWN},
    "prefecture_officer": {OWN, SIBLING, OTHER_SCHOOL},
    "provincial_officer": {OWN, SIBLING, FAR, OTHER_SCHOOL},
    "auditor": {OWN, SIBLING, FAR, OTHER_SCHOOL},
    "system_admin": {OWN, SIBLING, FAR, OTHER_SCHOOL},
    "stranger": set(),
}
ROLE_OF = {
    "clerk": Role.COUNTY_CLERK,
    "reviewer": Role.COUNTY_REVIEWER,
    "head": Role.COUNTY_HEAD,
    "finance": Role.FINANCE_OFFICER,
    "school_clerk": Role.INSTITUTION_CLERK,
    "prefecture_officer": Role.PREFECTURE_OFFICER,
    "provincial_officer": Role.PROVINCIAL_OFFICER,
    "auditor": Role.AUDITOR,
    "system_admin": Role.SYSTEM_ADMIN,
    "stranger": None,
}
# A person's reach for one kind of object where it is narrower than the office's: (beginning of the route's name,
# people) → worlds. Each is a decision, so each has its reason.
NARROWER = (
    # A job belongs to whoever asked for it.
    ("core:job", {"clerk": {OWN, OTHER_SCHOOL}}, "*"),
    ("api:job", {"clerk": {OWN, OTHER_SCHOOL}}, "*"),
    # A publicity and a filing are the bureaus' own; an institution has no part in them.
    ("subsidies:publicity", {"school_clerk": set()}, ""),
    ("api:publicity", {"school_clerk": set()}, ""),
    ("courses:filing", dict.fromkeys(("clerk", "reviewer", "head"), frozenset()), ""),
    ("api:filing", dict.fromkeys(("clerk", "reviewer", "head"), frozenset()), ""),
)


@dataclass
class Worlds:
    cast: Cast
    by_name: dict[str, World]


@pytest.fixture
def worlds(cast, django_db_blocker) -> Worlds:
    made = {
        OWN: build(cast.owner, prefecture_officer=cast.prefecture_officer),
        SIBLING: build(cast.sibling, prefecture_officer=cast.prefecture_officer),
        FAR: build(cast.far, prefecture_officer=cast.far_prefecture_officer),
        OTHER_SCHOOL: build(cast.owner, prefecture_officer=cast.prefecture_officer, school=cast.other_school),
    }
    return Worlds(cast, made)


def person_of(cast: Cast, name: str):
    return (
        getattr(cast.owner, name)
        if hasattr(type(cast.owner), name) and name != "auditor"
        else getattr(cast, name)
    )


def verbs_of(route: Route, method: str) -> tuple[Verb | str, ...] | None:
    """What the route asks for this method; None when it wasn't declared."""
    if route.api:
        action = getattr(route.callback, "actions", {}).get(method)
        declared = getattr(route.callback.cls, "verbs", {})
        verb = declared.get(action) if action else declared.get(method)
        return (verb,) if verb else None
    return route.access.verbs if route.access else None


def methods_of(route: Route) -> tuple[str, ...]:
    if hasattr(route.callback, "actions"):
        return tuple(method for method in route.callback.actions if method != "head")
    return ("get", "post")


def reached(person: str, route: Route, world: str) -> bool:
    for start, people, rest in NARROWER:
        if route.name.startswith(start) and (person in people or rest == "*"):
            return world in people.get(person, set())
    return world in REACH[person]


def ask(client: Client, method: str, address: str, route: Route):
    """The answer, with everything that the request wrote taken back."""
    with transaction.atomic():
        options = {"content_type": "application/json", "data": "{}"} if route.api and method != "get" else {}
        answer = getattr(client, method)(address, **options)
        transaction.set_rollback(True)
    return answer


def scoped_routes() -> list[Route]:
    """Routes that answer to appointments: not public, not the trainee's own, not the login library's."""
    return [
        route
        for route in routes()
        if not route.name.startswith(OWN_ACCOUNT)
        and not (route.access and (route.access.public or route.access.trainee or route.access.signed_in))
        and (not route.api or hasattr(route.callback.cls, "model"))
    ]


def test_every_page_says_who_may_open_it():
    unmarked = [
        route.name
        for route in routes()
        if not route.api and route.access is None and not route.name.startswith(OWN_ACCOUNT)
    ]
    assert unmarked == []


def test_every_method_of_the_api_names_its_verb():
    undeclared = [
        (route.name, method)
        for route in routes()
        if route.api and hasattr(route.callback.cls, "model")
        for method in methods_of(route)
        if not verbs_of(route, method)
    ]
    assert undeclared == []


@pytest.mark.slow
def test_reach(worlds, signed_in):
    """One test for all people, because the four worlds are dear to make; a failure names everything wrong."""
    wrong = []
    for person in sorted(REACH):
        client = signed_in(person_of(worlds.cast, person))
        client.get("/")  # the session's clocks start with the first request, and stay
        wrong += [f"{person}: {fault}" for fault in faults(person, client, worlds)]
    assert not wrong, "\n".join(wrong)


def faults(person: str, client: Client, worlds: Worlds) -> Iterator[str]:
    role = ROLE_OF[person]
    held = VERBS_OF[role] if role else frozenset()
    for route in scoped_routes():
        for method in methods_of(route):
            verbs = verbs_of(route, method)
            has_verb = any(verb == ANYONE_SIGNED_IN or verb in held for verb in verbs)
            for world in worlds.by_name if route.arguments else [OWN]:
                address = reverse(route.name, kwargs=route.kwargs(worlds.by_name[world]))
                status = ask(client, method, address, route).status_code
                if not as_expected(status, person, route, method, world, has_verb=has_verb):
                    yield f"{method} {route.name} in {world}: {status}"


def as_expected(status: int, person: str, route: Route, method: str, world: str, *, has_verb: bool) -> bool:
    if status == 405:
        return True  # the page has no such method
    if not has_verb:
        return status == 403 or (status == 404 and route.api)
    if route.arguments and not reached(person, route, world):
        if not everybodys(route):
            return status == 404
        if method != "get":
            # Everybody may read it, only its own office writes it: seen and refused, or not there to be written.
            return status in (403, 404)
        if not reads(route):
            return status == 404
    if method == "get":
        # The blank roster is asked for with the class in the query, which this test doesn't give.
        return status in (200, 302, 304) or (status == 400 and route.name == "api:rosterupload-template")
    # An empty form on an own object: refused for its content, never «not there».
    return status != 404 and status < 500


def everybodys(route: Route) -> bool:
    """Divisions and the catalogue are public knowledge and belong to no office; the law is read by every office."""
    if "pk" not in route.arguments:
        return False
    return route.model_of("pk") in (Region, CatalogueItem, RuleRelease, LocalStandard)


def reads(route: Route) -> bool:
    """Whether asking for it is only looking: a form for writing isn't there for another office."""
    return all(str(verb).startswith("view_") or verb == ANYONE_SIGNED_IN for verb in verbs_of(route, "get"))


@pytest.mark.slow
def test_nobody_without_signing_in(worlds, client):
    wrong = []
    for route in scoped_routes():
        for method in methods_of(route):
            address = reverse(route.name, kwargs=route.kwargs(worlds.by_name[OWN]))
            answer = ask(client, method, address, route)
            sent_to_login = answer.status_code == 302 and "/accounts/login/" in answer["Location"]
            if answer.status_code != 405 and not (answer.status_code == 401 if route.api else sent_to_login):
                wrong.append(f"{method} {route.name}: {answer.status_code}")
    assert wrong == []


@pytest.mark.slow
def test_a_trainee_reaches_only_the_own_page(worlds, client):
    """A trainee's session opens no office page and no API, and shows nobody else."""
    own = worlds.by_name[OWN]
    person = next(item for model, item in own.of.items() if model.__name__ == "Trainee")
    stranger = trainees.trainee("530502", name="别人家")
    session = client.session
    session["trainee_id"] = person.pk
    session.save()
    assert stranger.name not in client.get(reverse("subsidies:my_subsidy")).content.decode()
    wrong = []
    for route in scoped_routes():
        address = reverse(route.name, kwargs=route.kwargs(own))
        answer = ask(client, "get", address, route)
        if not (answer.status_code in (401, 405) if route.api else answer.status_code in (302, 405)):
            wrong.append(f"{route.name}: {answer.status_code}")
    assert wrong == []


def test_a_route_nobody_classified_is_noticed():
    stray = Route("courses:made_up_yesterday", "x/<int:thing>/", lambda request: None, ("thing",))
    with pytest.raises(AssertionError, match="whose is <thing>"):
        stray.kwargs(World())
    with pytest.raises(NoReverseMatch):
        reverse(stray.name)
