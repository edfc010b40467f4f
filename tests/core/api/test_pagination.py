"""Pages by key: complete, without repeats, also while rows come and go; and no counting."""

import base64

import pytest

from tests.core.api.conftest import problem
from yunnan_training.core.models import Job

URL = "/api/v1/jobs/"


@pytest.fixture
def jobs(cast) -> list[int]:
    """Ids of seven jobs of the clerk, newest first."""
    made = [Job.objects.create(kind="board.render", requested_by=cast.owner.clerk) for _ in range(7)]
    return [job.pk for job in reversed(made)]


@pytest.fixture
def client(by_token, cast):
    return by_token(cast.owner.clerk)


def ids(page: dict) -> list[int]:
    return [row["id"] for row in page["results"]]


def test_all_rows_forwards_and_back_again(client, jobs):
    first = client.get(URL, {"page_size": 3}).json()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()
    assert [ids(first), ids(second), ids(third)] == [jobs[:3], jobs[3:6], jobs[6:]]
    assert first["previous"] is None
    assert third["next"] is None
    back = client.get(third["previous"]).json()
    assert ids(back) == ids(second)
    front = client.get(back["previous"]).json()
    assert ids(front) == ids(first)
    assert front["previous"] is None
    assert ids(client.get(front["next"]).json()) == ids(second)


def test_a_row_that_comes_or_goes_between_two_pages_moves_nothing(client, cast, jobs):
    first = client.get(URL, {"page_size": 3}).json()
    Job.objects.create(kind="board.render", requested_by=cast.owner.clerk)
    Job.objects.filter(pk=jobs[1]).delete()
    assert ids(client.get(first["next"]).json()) == jobs[3:6]


def test_filters_stay_in_the_links(client, cast, jobs):
    Job.objects.filter(pk__in=jobs[::2]).update(kind="roster.check")
    first = client.get(URL, {"page_size": 2, "kind": "roster.check"}).json()
    second = client.get(first["next"]).json()
    assert ids(first) + ids(second) == jobs[::2]


def test_the_page_before_rows_that_are_gone_leads_to_the_first_page(client, jobs):
    second = client.get(client.get(URL, {"page_size": 2}).json()["next"]).json()
    Job.objects.filter(pk__in=jobs[:2]).delete()
    empty = client.get(second["previous"]).json()
    assert (ids(empty), empty["previous"]) == ([], None)
    assert ids(client.get(empty["next"]).json()) == jobs[2:4]


def test_an_empty_list_has_no_links(client):
    assert client.get(URL).json() == {"results": [], "next": None, "previous": None}


def test_the_page_holds_fifty_unless_asked_and_at_most_two_hundred(client, cast):
    Job.objects.bulk_create([Job(kind="x", requested_by=cast.owner.clerk) for _ in range(205)])
    assert len(ids(client.get(URL).json())) == 50
    assert len(ids(client.get(URL, {"page_size": 200}).json())) == 200
    for size in ("201", "0", "-1", "abc", "", "1.5", "²", "9" * 9):
        body = problem(client.get(URL, {"page_size": size}), 400, "validation")
        assert body["errors"][0]["field"] == "page_size"


@pytest.mark.parametrize(
    "raw",
    ["a1 ", "a01", "aabc", "c5", "a", "", "a-", "a\x00", "a1.0", "a１"],
)
def test_a_made_up_cursor_is_refused(client, raw):
    cursor = base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")
    problem(client.get(URL, {"cursor": cursor}), 400, "invalid-cursor")


@pytest.mark.parametrize("cursor", ["!", "5", "=====", "中文", "gIA"])
def test_a_cursor_that_is_no_code_is_refused(client, cursor):
    problem(client.get(URL, {"cursor": cursor}), 400, "invalid-cursor")


def test_a_key_beyond_every_row_is_answered(client, jobs):
    cursor = base64.urlsafe_b64encode(f"a{10**40}".encode()).decode().rstrip("=")
    assert ids(client.get(URL, {"cursor": cursor}).json()) == jobs


def test_text_keys_page_alike(client, all_regions):
    seen, url = [], "/api/v1/regions/?page_size=60"
    while url:
        page = client.get(url).json()
        seen += [row["code"] for row in page["results"]]
        url = page["next"]
    assert len(seen) == len(set(seen)) == 146
    assert seen == sorted(seen, reverse=True)


def test_a_list_is_one_query_and_never_counts(client, jobs, django_assert_num_queries):
    client.get(URL)
    # token with its account, two for the reach (appointments, memberships), the page itself
    with django_assert_num_queries(4) as queries:
        client.get(URL, {"page_size": 3})
    page = queries[-1]["sql"]
    assert "LIMIT 4" in page
    assert not any(word in query["sql"] for query in queries for word in ("COUNT(", "OFFSET"))
