"""The ground floor's own resources: regions for everybody, jobs for who asked for them."""

import pytest

from tests.core.api.conftest import problem
from yunnan_training.core.enums import JobStatus
from yunnan_training.core.models import Job, Region

REGIONS, JOBS = "/api/v1/regions/", "/api/v1/jobs/"


def codes(response) -> set[str]:
    return {row["code"] for row in response.json()["results"]}


@pytest.mark.parametrize("who", ["stranger", "system_admin", "auditor"])
def test_everyone_signed_in_reads_the_regions(by_token, cast, all_regions, who):
    client = by_token(getattr(cast, who))
    assert len(codes(client.get(REGIONS, {"page_size": 200}))) == 146
    detail = client.get(f"{REGIONS}530502/").json()
    assert (detail["name"], detail["level_label"], detail["parent"]) == ("隆阳区", "县(市、区)", "530500")


def test_regions_are_filtered_and_searched(by_token, cast, all_regions):
    client = by_token(cast.stranger)
    assert len(codes(client.get(REGIONS, {"level": "prefecture"}))) == 16
    assert codes(client.get(REGIONS, {"parent": "530500"})) >= {"530502", "530581"}
    assert all(code.startswith("5305") for code in codes(client.get(REGIONS, {"parent": "530500"})))
    assert codes(client.get(REGIONS, {"search": "隆阳"})) == {"530502"}
    key_area = set(Region.objects.filter(key_area=True).values_list("code", flat=True))
    assert codes(client.get(REGIONS, {"key_area": "true", "page_size": 200})) == key_area


def test_regions_are_only_read(by_token, cast):
    client = by_token(cast.provincial_officer)
    for call in (client.post, client.put, client.patch, client.delete):
        problem(call(f"{REGIONS}530502/", {"name": "x"}), 405, "method-not-allowed")
    problem(client.get(f"{REGIONS}999999/"), 404, "not-found")
    problem(client.get(f"{REGIONS}53050/"), 404, "not-found")


def test_a_job_is_its_requesters_alone(by_token, by_session, cast):
    own = Job.objects.create(kind="board.render", requested_by=cast.owner.clerk, status=JobStatus.RUNNING)
    other = Job.objects.create(kind="board.render", requested_by=cast.owner.reviewer)
    Job.objects.create(kind="sweep")
    for client in (by_token(cast.owner.clerk), by_session(cast.owner.clerk)):
        rows = client.get(JOBS).json()["results"]
        assert [(row["id"], row["status_label"]) for row in rows] == [(own.pk, "处理中")]
        assert client.get(f"{JOBS}{own.pk}/").json()["status"] == "running"
        problem(client.get(f"{JOBS}{other.pk}/"), 404, "not-found")
    assert by_token(cast.stranger).get(JOBS).json()["results"] == []


def test_jobs_are_filtered(by_token, cast):
    done = Job.objects.create(kind="a", requested_by=cast.owner.clerk, status=JobStatus.SUCCEEDED)
    Job.objects.create(kind="b", requested_by=cast.owner.clerk)
    client = by_token(cast.owner.clerk)
    for query in ({"status": "succeeded"}, {"kind": "a"}):
        assert [row["id"] for row in client.get(JOBS, query).json()["results"]] == [done.pk]
