"""Starts a private PostgreSQL and Redis for the tests before Django's settings are read.

Loaded by `-p` in pyproject.toml, because a conftest comes too late: pytest-django has read the settings by then and
the tests would silently run on another database. The xdist controller starts the instances, its workers inherit the
environment and take a Redis database each (Django gives each its own PostgreSQL database). DATABASE_URL and REDIS_URL
of the environment are used instead where they are set.
"""

import atexit
import os
import subprocess

import pytest

from tests import database_template
from yunnan_training.local.postgres import OWNER
from yunnan_training.local.services import Services
from yunnan_training.local.watch import release, watch

# Fixed and worthless; 32 bytes each where a key is meant.
TEST_KEYS = {
    "SECRET_KEY": "only-for-tests-and-therefore-never-secret-at-all-0123456789",
    "FIELD_KEYS": "t1:dGVzdC1maWVsZC1rZXktMzItYnl0ZXMtbG9uZy0xMjM=",
    "INDEX_KEY": "dGVzdC1pbmRleC1rZXktMzItYnl0ZXMtbG9uZy0xMjM=",
}
_watcher: subprocess.Popen | None = None


def redis_url() -> str:
    """The Redis database of this process, for tests that start a worker of their own."""
    return os.environ["REDIS_URL"]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        os.environ["REDIS_URL"] = _with_database(redis_url(), 1 + int(worker.removeprefix("gw")))
    else:
        _start()
    return (yield)


def pytest_configure(config):
    # Here and not by -p: what is registered after pytest-django takes the place of its fixtures.
    config.pluginmanager.register(database_template)


def pytest_unconfigure():
    _stop()


def _stop() -> None:
    global _watcher
    if _watcher is not None:
        release(_watcher)
        _watcher = None


def _start() -> None:
    global _watcher
    os.environ["DJANGO_SETTINGS_MODULE"] = "yunnan_training.settings.test"
    os.environ.update(TEST_KEYS)
    os.environ.pop(database_template.HOME_VARIABLE, None)
    if os.environ.pop("YUNNAN_LOCAL_SERVICES", ""):
        # A shell that was pointed at the demo: tests never touch its data.
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
            os.environ.pop(name, None)
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    services = Services.passing(os.environ)
    _watcher = watch(services.home)
    atexit.register(_stop)  # settings that cannot be read end pytest before any later hook
    services.start()
    os.environ.update(services.variables())
    if services.postgres:
        # The tests flush tables, which is the owner's right; that the portal's own role lacks it is tested apart.
        os.environ["DATABASE_URL"] = services.postgres.url(OWNER)
        os.environ[database_template.HOME_VARIABLE] = str(services.home.path)


def _with_database(url: str, number: int) -> str:
    if url.startswith("unix://"):
        return f"{url.split('?')[0]}?db={number}"
    return f"{url.rsplit('/', 1)[0]}/{number}"
