"""The API's list of 50 and get by id through the portal's whole stack, against psycopg2 + orjson with the same SQL.

Ours is a WSGI call in this process with a client's token: middlewares, token, throttle, jurisdiction, filter, keyset
page, rows, JSON, log lines. The floor sends the very statement that the portal sent for the rows, on one open
connection, and writes the rows out. On the first page and at the far end, for one county and for the province.
"""

import io
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import orjson
import psycopg2
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve
from django.utils import timezone

from tests.factories import core
from yunnan_training.core.api.pagination import encode_cursor
from yunnan_training.core.models import ApiToken, User
from yunnan_training.core.models.api_token import SCOPES
from yunnan_training.core.roles import Role

from .measure import REPEATS, by_turns, line

# The busiest list that there is: the first one that the router knows.
RESOURCES = ("enrolments", "training-classes", "regions")
PAGE = 50
CALLS = 20
COUNTY, PROVINCE = "530502", "530000"


def run(scale: int = 30_000, *, repeats: int = REPEATS, resource: str = "") -> list[str]:
    """Result lines. The database holds `scale` enrolments already."""
    resource = resource or next(name for name in RESOURCES if _is_there(name))
    portal = Portal()
    lines = []
    with _logging_into_the_void():
        for place, code in (("one county", COUNTY), ("the province", PROVINCE)):
            caller = portal.caller(code)
            first = f"/api/v1/{resource}/"
            last = f"{first}?cursor={encode_cursor('a', _far_end(caller, first))}"
            for where, address in (("first page", first), ("far end", last)):
                item = f"API list of {PAGE} {resource}, {place}, {where}"
                lines.append(_list_line(caller, address, item=item, repeats=repeats))
        lines.append(_detail_line(caller, first, item=f"API get {resource} by id", repeats=repeats))
    return lines


@dataclass(frozen=True)
class Caller:
    """A client system with its token."""

    portal: "Portal"
    token: str

    def get(self, address: str) -> bytes:
        return self.portal.get(address, token=self.token)

    def statement_of(self, address: str) -> str:
        """The statement that fetched the rows, values and all: the longest that the request sent."""
        with CaptureQueriesContext(connection) as sent:
            self.get(address)
        return max((query["sql"] for query in sent.captured_queries), key=len)


class Portal:
    """The WSGI application, called as gunicorn calls it."""

    def __init__(self) -> None:
        self.application = get_wsgi_application()

    def caller(self, code: str) -> Caller:
        role = Role.PROVINCIAL_OFFICER if code == PROVINCE else Role.COUNTY_CLERK
        name = f"bench-api-{code}"
        user = User.objects.filter(username=name).first() or core.officer(role, code, "系统", username=name)
        now = timezone.now()
        scopes = [scope for scope in SCOPES if scope.endswith(":read")]
        _, token = ApiToken.issue(
            user=user, name="bench", scopes=scopes, expires_at=now + timedelta(days=1), at=now
        )
        return Caller(self, token)

    def get(self, address: str, *, token: str) -> bytes:
        path, _, query = address.partition("?")
        answered: list[str] = []
        response = self.application(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "SERVER_NAME": "127.0.0.1",
                "SERVER_PORT": "80",
                "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "127.0.0.1",
                "HTTP_HOST": "127.0.0.1",
                "HTTP_ACCEPT": "application/json",
                "HTTP_AUTHORIZATION": f"Bearer {token}",
                "wsgi.url_scheme": "http",
                "wsgi.input": io.BytesIO(),
                "wsgi.errors": io.StringIO(),
                "wsgi.version": (1, 0),
                "wsgi.multithread": False,
                "wsgi.multiprocess": True,
                "wsgi.run_once": False,
            },
            lambda status, headers, exc_info=None: answered.append(status),
        )
        body = b"".join(response)
        response.close()
        if not answered[0].startswith("200"):
            raise RuntimeError(f"{address}: {answered[0]} {body[:300]!r}")
        return body


def _is_there(resource: str) -> bool:
    try:
        resolve(f"/api/v1/{resource}/")
    except Resolver404:
        return False
    return True


def _far_end(caller: Caller, address: str) -> object:
    """The key behind which the last page begins: the list is walked from its oldest row."""
    model = resolve(address).func.cls.model
    before = encode_cursor("b", _below_all(model))
    rows = json.loads(caller.get(f"{address}?cursor={before}&page_size={PAGE + 1}"))["results"]
    return rows[0][model._meta.pk.name] if rows else _below_all(model)


def _below_all(model) -> object:
    return "0" if model._meta.pk.get_internal_type() == "CharField" else 0


def _list_line(caller: Caller, address: str, *, item: str, repeats: int) -> str:
    statement = caller.statement_of(address)
    names = list(resolve(address.partition("?")[0]).func.cls.list_fields)
    answer = json.loads(caller.get(address))["results"]
    with _bare_connection() as bare:

        def floor() -> bytes:
            with bare.cursor() as cursor:
                cursor.execute(statement)
                rows = cursor.fetchall()
            return orjson.dumps([dict(zip(names, row[1:], strict=True)) for row in rows[:PAGE]], default=str)

        floors = json.loads(floor())
        if [row[names[0]] for row in floors] != [row[names[0]] for row in answer] or not answer:
            raise RuntimeError(f"{item}: the floor reads other rows")
        ours, bare_time = by_turns(lambda: caller.get(address), floor, repeats=repeats, calls=CALLS)
    note = "" if len(answer) == PAGE else f"{len(answer)} rows"
    return line(item, ours=ours, floor=bare_time, floor_name=FLOOR, repeats=repeats, more=note)


FLOOR = "psycopg2 + orjson, same SQL"


def _detail_line(caller: Caller, first: str, *, item: str, repeats: int) -> str:
    model = resolve(first).func.cls.model
    rows = json.loads(caller.get(first))["results"]
    address = f"{first}{rows[len(rows) // 2][model._meta.pk.name]}/"
    statement = caller.statement_of(address)
    with _bare_connection() as bare:

        def floor() -> bytes:
            with bare.cursor() as cursor:
                cursor.execute(statement)
                names = [column.name for column in cursor.description]
                return orjson.dumps(dict(zip(names, cursor.fetchone(), strict=True)), default=str)

        ours, bare_time = by_turns(lambda: caller.get(address), floor, repeats=repeats, calls=CALLS)
    return line(item, ours=ours, floor=bare_time, floor_name=FLOOR, repeats=repeats)


class _bare_connection:  # noqa: N801  reads as a verb
    """psycopg2 itself, where the portal is connected."""

    def __enter__(self):
        parameters = connection.get_connection_params()
        wanted = {
            name: parameters[name]
            for name in ("dbname", "user", "password", "host", "port")
            if name in parameters
        }
        self.connection = psycopg2.connect(**wanted)
        self.connection.autocommit = True
        return self.connection

    def __exit__(self, *error) -> None:
        self.connection.close()


class _logging_into_the_void:  # noqa: N801  reads as a verb
    """Log lines are made, as on a server, and written to nowhere."""

    def __enter__(self) -> Callable[[], None]:
        self.streams = [
            (handler, handler.setStream(io.StringIO()))
            for handler in logging.getLogger().handlers
            if isinstance(handler, logging.StreamHandler)
        ]
        assert not settings.DEBUG  # a debug portal keeps every statement

    def __exit__(self, *error) -> None:
        for handler, stream in self.streams:
            handler.setStream(stream)
