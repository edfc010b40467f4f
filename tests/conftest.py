"""Shared fixtures: the divisions, and the cast."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import blocking_manager_key

from yunnan_training.celery import app as celery_app  # noqa: F401  tasks are sent to this run's own broker
from yunnan_training.core import law, regions

from .cast import Cast


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Yunnan's divisions are there in every test; after a test that empties the tables, the factories
    bring back those that they name."""
    with django_db_blocker.unblock():
        _load()


def _load() -> None:
    """What every installation has before its first person signs in."""
    regions.load()
    law.load_shipped(at=timezone.now())


@pytest.fixture
def all_regions(db):
    """All 146 divisions, also after a test that emptied the tables."""
    from yunnan_training.core.models import Region

    if Region.objects.count() < 146:
        regions.load()


_emptied = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """A test with real transactions ends by emptying every table, the divisions too."""
    try:
        return (yield)
    finally:
        if {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())) or any(
            mark.kwargs.get("transaction") for mark in item.iter_markers("django_db")
        ):
            item.config.stash[_emptied] = True


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Bring the divisions back before the next test, outside of its transaction, so that they stay."""
    if item.config.stash.get(_emptied, False):
        with item.config.stash[blocking_manager_key].unblock():
            _load()
        item.config.stash[_emptied] = False


@pytest.fixture
def cast(db) -> Cast:
    return Cast()


@pytest.fixture
def signed_in():
    """`signed_in(user)`: a browser in which that person has signed in."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
