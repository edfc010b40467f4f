"""The tests run on the services the portal runs on, and the portal's database role is a weak one."""

import os

import psycopg2.errors
import pytest
import redis
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from yunnan_training.local.postgres import APP


@pytest.mark.django_db
def test_the_database_is_postgresql_15_or_later():
    assert connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone()[0].startswith("test_")


def test_redis_answers_on_a_database_of_this_process():
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        assert client.ping()
    assert os.environ["REDIS_URL"] == settings.REDIS_URL


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["TRUNCATE {table}", "ALTER TABLE {table} DISABLE TRIGGER ALL", "DROP TABLE {table}"],
)
def test_the_portals_own_role_can_neither_empty_a_table_nor_switch_off_its_triggers(statement):
    _require_role()
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APP}")
        with pytest.raises(ProgrammingError) as refusal, transaction.atomic():
            cursor.execute(statement.format(table="core_region"))
        cursor.execute("RESET ROLE")
    assert isinstance(refusal.value.__cause__, psycopg2.errors.InsufficientPrivilege)


@pytest.mark.django_db
def test_the_portals_own_role_reads_and_writes_rows_and_owns_nothing():
    _require_role()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
            " AND NOT (has_table_privilege(%s, oid, 'SELECT') AND has_table_privilege(%s, oid, 'INSERT'))",
            [APP, APP],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT count(*) FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE rolname = %s", [APP]
        )
        assert cursor.fetchone() == (0,)


def _require_role() -> None:
    """A server named by DATABASE_URL has roles of its own; the private one that we start must have ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP])
        if cursor.fetchone() is None:
            assert "/yunnan-test-" not in os.environ["DATABASE_URL"]
            pytest.skip(f"the server named by DATABASE_URL has no role {APP}")
