"""What an auditor reads, and the progress of one's own jobs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import core, trainees
from trainees import privacy
from trainees.actions import trainees as acts
from yunnan_training.core.models import Job

pytestmark = pytest.mark.django_db


def correct(office, code: str, *, reason: str):
    return acts.correct(
        trainees.trainee(code),
        field="phone",
        value="13800001234",
        reason=reason,
        by=office.act("clerk"),
        at=timezone.now(),
    )


def look(office, code: str, *, reason: str):
    person = trainees.trainee(code)
    privacy.reveal(person, "phone", by=office.act("clerk"), reason=reason, at=timezone.now())
    return person


class TestAudit:
    def test_each_county_reads_its_own_passages(self, cast, signed_in):
        correct(cast.owner, "530502", reason="本县的更正")
        correct(cast.sibling, "530581", reason="邻县的更正")
        for who in (cast.owner.auditor, cast.owner.head):
            page = signed_in(who).get("/audit/").content.decode()
            assert "本县的更正" in page
            assert "邻县的更正" not in page
        page = signed_in(cast.auditor).get("/audit/").content.decode()
        assert "本县的更正" in page
        assert "邻县的更正" in page

    def test_each_county_reads_who_looked_at_its_people(self, cast, signed_in):
        look(cast.owner, "530502", reason="本县的查看")
        look(cast.sibling, "530581", reason="邻县的查看")
        page = signed_in(cast.owner.auditor).get("/audit/personal-data/").content.decode()
        assert "本县的查看" in page
        assert "邻县的查看" not in page
        assert "联系电话" in page

    def test_by_day_person_and_object(self, cast, signed_in):
        done = correct(cast.owner, "530502", reason="要找的更正")
        client, today = signed_in(cast.owner.auditor), timezone.localdate()
        name = cast.owner.clerk.full_name
        found = {"day_from": today, "day_to": today, "person": name}
        found |= {"object_type": "trainees.trainee", "object_id": done.pk}
        assert "要找的更正" in client.get("/audit/", found).content.decode()
        for other in (
            {"day_to": today - timedelta(days=1)},
            {"day_from": today + timedelta(days=1), "day_to": ""},
            {"person": "查无此人"},
            {"object_type": "courses.trainingclass"},
            {"object_id": done.pk + 1},
        ):
            assert "要找的更正" not in client.get("/audit/", found | other).content.decode()

    def test_days_in_the_wrong_order_are_refused(self, cast, signed_in):
        page = signed_in(cast.owner.auditor).get(
            "/audit/", {"day_from": "2026-03-02", "day_to": "2026-03-01"}
        )
        assert "不能早于起始日期" in page.content.decode()

    @pytest.mark.parametrize("who", ["clerk", "reviewer", "finance", "school_clerk"])
    def test_who_does_business_doesnt_read_it(self, cast, signed_in, who):
        for url in ("/audit/", "/audit/personal-data/"):
            assert signed_in(getattr(cast.owner, who)).get(url).status_code == 403

    def test_it_needs_a_fixed_number_of_queries(self, cast, signed_in, django_assert_max_num_queries):
        for _ in range(25):
            look(cast.owner, "530502", reason="核对")
        client = signed_in(cast.owner.auditor)
        client.get("/audit/personal-data/")
        with django_assert_max_num_queries(12):
            client.get("/audit/personal-data/")


class TestJobs:
    def test_one_sees_the_own_job_and_the_way_on(self, cast, signed_in):
        job = Job.objects.create(kind="board.render", requested_by=cast.owner.clerk)
        client = signed_in(cast.owner.clerk)
        assert "排队" in client.get(f"/jobs/{job.pk}/").content.decode()
        Job.objects.filter(pk=job.pk).update(status="succeeded", result={"url": "/classes/1/"})
        assert 'href="/classes/1/"' in client.get(f"/jobs/{job.pk}/").content.decode()

    @pytest.mark.parametrize("url", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
    def test_a_result_never_leads_outside(self, cast, signed_in, url):
        job = Job.objects.create(
            kind="x", requested_by=cast.owner.clerk, status="succeeded", result={"url": url}
        )
        assert url not in signed_in(cast.owner.clerk).get(f"/jobs/{job.pk}/").content.decode()

    def test_a_colleagues_job_is_not_found(self, cast, signed_in):
        job = Job.objects.create(kind="x", requested_by=cast.owner.clerk)
        for who in (cast.owner.reviewer, cast.sibling.clerk, core.officer("system_admin", "530502")):
            assert signed_in(who).get(f"/jobs/{job.pk}/").status_code == 404
