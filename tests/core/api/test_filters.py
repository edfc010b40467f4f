"""A filter that isn't known is refused by name; a list never quietly answers with everything."""

import pytest

from institutions.models import Institution
from tests.core.api.conftest import SAMPLE, problem
from yunnan_training.logs import render

URL = "/api/v1/institutions/"

pytestmark = pytest.mark.urls(SAMPLE)


@pytest.fixture
def client(by_token, cast):
    cast.owner.school  # noqa: B018  made when first asked for
    return by_token(cast.owner.clerk)


def test_unknown_parameters_are_all_named(client):
    body = problem(client.get(URL, {"nmae": "x", "page": "2", "name": "x"}), 400, "unknown-parameter")
    assert [error["field"] for error in body["errors"]] == ["nmae", "page"]
    assert "name" in body["errors"][0]["message"]


def test_known_filters_narrow(client, cast):
    assert len(client.get(URL, {"name": "育才"}).json()["results"]) == 1
    assert client.get(URL, {"name": "没有的名字"}).json()["results"] == []


def test_a_range_reads_its_two_names(client):
    Institution.objects.update(created_at="2026-03-02T08:00:00+08:00")
    assert len(
        client.get(URL, {"created_after": "2026-03-01", "created_before": "2026-03-02"}).json()["results"]
    )
    assert client.get(URL, {"created_after": "2026-03-03"}).json()["results"] == []
    problem(client.get(URL, {"created": "2026-03-03"}), 400, "unknown-parameter")


def test_a_filter_with_a_bad_value_is_refused_by_name(client):
    body = problem(client.get(URL, {"created_after": "soon"}), 400, "validation")
    assert body["errors"][0]["field"].startswith("created")
    body = problem(client.get(URL, {"name": "a\x00b"}), 400, "validation")
    assert body["errors"][0]["field"] == "name"


def test_what_was_searched_for_stays_out_of_the_logs(client, caplog):
    with caplog.at_level("INFO", logger="django_structlog"):
        client.get(URL, {"name": "不可外泄"})
    lines = [render(None, "info", dict(record.msg)) for record in caplog.records if "request" in record.msg]
    assert lines
    for line in lines:
        assert "GET /api/v1/institutions/" in line
        assert "name=" not in line


def test_a_choice_outside_the_list_is_refused(client, settings):
    settings.ROOT_URLCONF = "yunnan_training.urls"
    body = problem(client.get("/api/v1/regions/", {"level": "village"}), 400, "validation")
    assert body["errors"][0]["field"] == "level"
