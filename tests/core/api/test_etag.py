"""Nobody changes what they haven't seen: ETag, If-None-Match, If-Match."""

import pytest

from courses.models import TrainingClass
from institutions.models import Institution
from tests.core.api.conftest import SAMPLE, problem
from tests.factories import courses as course_factory

pytestmark = pytest.mark.urls(SAMPLE)


@pytest.fixture
def client(by_token, cast):
    return by_token(cast.owner.clerk)


@pytest.fixture
def url(cast) -> str:
    return f"/api/v1/institutions/{cast.owner.school.pk}/"


def test_the_detail_carries_its_version_and_is_not_sent_twice(client, url):
    first = client.get(url)
    assert first["ETag"] == f'"{first.json()["version"]}"'
    assert "no-cache" in first["Cache-Control"]
    for known in (first["ETag"], f"W/{first['ETag']}", f'"x", {first["ETag"]}', "*"):
        again = client.get(url, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(url, headers={"If-None-Match": '"0"'}).status_code == 200


def test_a_change_with_the_version_seen_is_made_and_gives_the_next(client, url):
    tag = client.get(url)["ETag"]
    changed = client.patch(url, {"name": "改名后的学校"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert changed.json()["name"] == "改名后的学校"
    assert changed["ETag"] == client.get(url)["ETag"] != tag
    stale = client.patch(url, {"name": "又改名"}, headers={"If-Match": tag})
    problem(stale, 412, "stale")
    assert client.get(url).json()["name"] == "改名后的学校"


def test_a_tag_weakened_by_a_proxy_still_counts(client, url):
    tag = client.get(url)["ETag"]
    assert client.patch(url, {"name": "新名"}, headers={"If-Match": f'"99", W/{tag}'}).status_code == 200


@pytest.mark.parametrize("header", [None, "", "*"])
def test_a_change_without_a_version_is_refused(client, url, header):
    headers = {} if header is None else {"If-Match": header}
    problem(client.patch(url, {"name": "x"}, headers=headers), 428, "version-required")
    problem(client.delete(url, headers=headers), 428, "version-required")
    assert Institution.objects.exists()


@pytest.mark.parametrize("header", ['"0"', "1", '"1', "W/1", '"1"x', '"１"'])
def test_any_other_tag_is_stale(client, url, header):
    problem(
        client.patch(url, {"name": "x"}, headers={"If-Match": header.encode().decode("latin1")}), 412, "stale"
    )


def test_a_stale_caller_is_told_before_the_faults_of_the_body(client, url):
    problem(client.patch(url, {"county": "nowhere"}, headers={"If-Match": '"0"'}), 412, "stale")


def test_deleting_needs_the_version_too(client, cast, url):
    cast.owner.school.licences.all().delete()
    cast.owner.school.teachers.all().delete()
    tag = client.get(url)["ETag"]
    problem(client.delete(url, headers={"If-Match": '"77"'}), 412, "stale")
    gone = client.delete(url, headers={"If-Match": tag})
    assert (gone.status_code, gone.content) == (204, b"")
    problem(client.get(url), 404, "not-found")


def test_an_action_that_forgets_to_count_the_version_is_found_out(client, url):
    """Otherwise the next caller's If-Match would prove nothing."""
    tag = client.get(url)["ETag"]
    with pytest.raises(RuntimeError, match="version"):
        client.patch(url, {"name": "不计版本"}, headers={"If-Match": tag})


def test_moves_need_the_version_and_give_the_next(by_token, cast):
    school = cast.owner.school
    made = course_factory.submitted_class(school, by=cast.owner.act("school_clerk"))
    reviewer = by_token(cast.owner.reviewer)
    url = f"/api/v1/training-classes/{made.pk}/"
    tag = reviewer.get(url)["ETag"]
    body = {"comment": "请补充课程安排"}
    move = f"{url}return-for-correction/"
    problem(reviewer.post(move, body), 428, "version-required")
    problem(reviewer.post(move, body, headers={"If-Match": '"0"'}), 412, "stale")
    moved = reviewer.post(move, body, headers={"If-Match": tag})
    assert (moved.status_code, moved.json()["status"]) == (200, "returned")
    assert moved["ETag"] == reviewer.get(url)["ETag"] != tag
    problem(reviewer.post(move, body, headers={"If-Match": tag}), 412, "stale")
    assert TrainingClass.objects.get().status == "returned"
