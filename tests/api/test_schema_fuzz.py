"""The API against its own schema: whatever the schema lets through or forbids, no role brings it down.

Schemathesis makes the requests, most of them to an object of the caller's own county with its present version.
The first of each operation is sent by every role, the others by those whom it let in; everything that a request
wrote is taken back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import schemathesis
import time_machine
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.generation import GenerationMode

from tests.factories import core
from tests.factories.api import ROOT, caller
from tests.jurisdiction.world import World, build
from yunnan_training.api import router
from yunnan_training.core.api.etag import etag_of
from yunnan_training.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

LAWFUL, UNLAWFUL = 3, 2
LET_IN = 2


@contextmanager
def one_connection() -> Iterator[None]:
    """A server may close its connection between requests; the test's transaction must outlive them."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def callers(cast) -> dict[str, str]:
    """Role → Authorization header."""
    people = {
        **{
            name: getattr(cast.owner, name)
            for name in ("clerk", "reviewer", "head", "finance", "school_clerk")
        },
        **{name: getattr(cast, name) for name in ("prefecture_officer", "provincial_officer", "auditor")},
        "system_admin": cast.system_admin,
        "stranger": cast.stranger,
    }
    return {name: caller(person)._credentials["HTTP_AUTHORIZATION"] for name, person in people.items()}


@pytest.fixture
def world(cast) -> World:
    return build(cast.owner, prefecture_officer=cast.prefecture_officer)


@pytest.fixture
def operations(cast) -> list:
    schema = schemathesis.openapi.from_dict(caller(cast.owner.clerk).get("schema/").json())
    schema.app = application
    return [found.ok() for found in schema.get_all_operations()]


def own_object(path: str, world: World):
    resource = path.removeprefix(ROOT).partition("/")[0]
    model = {prefix: view.model for prefix, view, _ in router.registry}.get(resource)
    return world.of.get(model)


def fill_in(case: Case, world: World) -> None:
    """Point the request at things that are there, with the version that stands there now."""
    obj = own_object(case.path, world)
    if obj is not None and "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = obj.pk
        case.headers["If-Match"] = etag_of(type(obj)._base_manager.get(pk=obj.pk)) or '"1"'
    ids = {model._meta.model_name: row.pk for model, row in world.of.items()}
    ids |= {"training_class": ids["trainingclass"], "catalogue_item": ids["catalogueitem"]}
    ids |= {"county": "530502", "prefecture": "530500"}
    if isinstance(case.body, dict):
        case.body |= {name: ids[name] for name in case.body.keys() & ids.keys()}


def examples(operation, mode: GenerationMode, count: int) -> list[Case]:
    made: list[Case] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def collect(case: Case) -> None:
        made.append(case)

    collect()
    return made


def cases(operation, world: World) -> Iterator[Case]:
    for order, case in enumerate(examples(operation, GenerationMode.POSITIVE, LAWFUL)):
        if order != LAWFUL - 1:
            fill_in(case, world)
        yield case
    if operation.body or operation.query or operation.path_parameters:
        for order, case in enumerate(examples(operation, GenerationMode.NEGATIVE, UNLAWFUL)):
            if (
                order == 0
                and own_object(case.path, world) is not None
                and "id" in (case.path_parameters or {})
            ):
                case.path_parameters["id"] = own_object(case.path, world).pk
            yield case


def test_no_role_brings_the_api_down(callers, world, operations):
    assert len(operations) > 60
    down, answered = [], {}
    with one_connection(), time_machine.travel(core.at(core.DAY, 19), tick=True):
        for operation in operations:
            cache.clear()  # the rate of calls is another test's matter
            roles, statuses = list(callers), set()
            for case in cases(operation, world):
                let_in = []
                for role in roles:
                    status = send(case, callers[role])
                    statuses.add(status)
                    if status != 403:
                        let_in.append(role)
                    if status >= 500:
                        down.append(f"{role}: {status} {case.as_curl_command()}")
                # Who is stopped at the door is stopped before anything is read: the rest is for those let in.
                roles = let_in[:LET_IN] or roles[:1]
            answered[operation.label] = statuses
    assert not down, "\n".join(down)
    # It got past the door: most operations answered somebody with more than a refusal of the address.
    served = [label for label, statuses in answered.items() if statuses & {200, 201, 304, 409}]
    assert len(served) > len(operations) * 2 / 3, sorted(answered.keys() - set(served))


def send(case: Case, authorization: str) -> int:
    case.headers["Authorization"] = authorization
    with transaction.atomic():
        response = case.call()
        transaction.set_rollback(True)
    return response.status_code
