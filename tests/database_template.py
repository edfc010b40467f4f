"""The migrated, empty database that every test database is copied from.

Migrating takes half a minute, because Django renders its models anew at each step; copying takes a second. The
migrations are run in full whenever one of them, or a dependency, has changed; their outcome is then kept as an SQL
dump under var/test. On a server named by DATABASE_URL there is no template: each run migrates there.
"""

import fcntl
import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from yunnan_training.local.places import PYTHON, ROOT, VAR, Home
from yunnan_training.local.postgres import OWNER, Postgres

HOME_VARIABLE = "YUNNAN_TEST_HOME"
NAME = "yunnan_template"
KEPT = VAR / "test"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Takes the place of pytest-django's fixture of the same name, which is empty."""
    from django.db import connection

    if os.environ.get(HOME_VARIABLE):
        connection.settings_dict["TEST"]["TEMPLATE"] = ensure(Path(os.environ[HOME_VARIABLE]))


def ensure(home: Path) -> str:
    """Make the template on this run's private instance, once for all its processes."""
    postgres = Postgres(Home(path=home, sockets=home), durable=False)
    with (home / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = home / "template.ready"
        if not ready.exists():
            _make(postgres)
            ready.touch()
    return NAME


def _make(postgres: Postgres) -> None:
    admin, template = postgres.url("postgres", "postgres"), postgres.url("postgres", NAME)
    _run(postgres.bin / "psql", "-X", "-q", "-d", admin, "-c", f"DROP DATABASE IF EXISTS {NAME}")
    _run(postgres.bin / "psql", "-X", "-q", "-d", admin, "-c", f"CREATE DATABASE {NAME} OWNER {OWNER}")
    dump = KEPT / f"template-{_fingerprint()}.sql"
    if dump.exists():
        _run(
            postgres.bin / "psql",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-1",
            "-o",
            os.devnull,
            "-d",
            template,
            "-f",
            dump,
        )
        return
    environment = {**os.environ, "DATABASE_URL": postgres.url(OWNER, NAME)}
    _run(PYTHON, "manage.py", "migrate", "--verbosity", "0", environment=environment)
    KEPT.mkdir(parents=True, exist_ok=True)
    for older in KEPT.glob("template-*.sql"):
        older.unlink(missing_ok=True)
    half = dump.with_suffix(f".{os.getpid()}")
    _run(postgres.bin / "pg_dump", "-d", template, "-f", half)
    half.rename(dump)


def _fingerprint() -> str:
    known = hashlib.sha256()
    files = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("yunnan_training/*/migrations/*.py")]
    for path in sorted([*files, ROOT / "requirements/test.txt", ROOT / "yunnan_training/local/roles.sql"]):
        known.update(path.read_bytes())
    return known.hexdigest()[:16]


def _run(*command: object, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}")
