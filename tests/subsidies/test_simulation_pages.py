"""The pages of simulations: asked for, under way, found, taken away as a workbook; and the public register."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from subsidies import tasks
from subsidies.actions import simulations as acts
from subsidies.models import Assessment, Simulation
from subsidies.rules import current
from subsidies.views import policy_impacts
from tests.cast import FAR, OWNER, PREFECTURE, PROVINCE
from tests.factories import core, decisions
from tests.factories.api import caller
from yunnan_training.core import jobs
from yunnan_training.core.enums import JobStatus
from yunnan_training.core.models import Job, Region

pytestmark = pytest.mark.django_db

PER_OCCUPATION = {"reading.once_in_life": "once_per_occupation_and_level"}
LIST = "/simulations/"


def page_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return unescape(answer.content.decode())


def typed(**given) -> dict:
    return {
        "title": "试算",
        "region": Region.objects.get(code=PROVINCE).pk,
        "period_from": "2026-01-01",
        "period_to": "2026-12-31",
        **given,
    }


def reading_field(client) -> str:
    """The field of register number A16."""
    switches = client.get("/simulations/new/").context["form"].switches
    return next(name for name, switch in switches.items() if switch.register == "A16")


@pytest.fixture
def province(cast, signed_in):
    return signed_in(cast.provincial_officer)


class TestAsking:
    def test_a_reading_is_asked_for_over_the_past_year_unless_told_otherwise(self, cast, signed_in):
        with time_machine.travel(core.at(date(2027, 1, 5)), tick=False):
            form = signed_in(cast.provincial_officer).get("/simulations/new/").context["form"]
        assert form["period_from"].value() == date(2026, 1, 6)
        assert form["period_to"].value() == date(2027, 1, 5)

    def test_it_makes_parts_with_jobs_and_leads_to_its_page(self, cast, province):
        decisions.of_office(cast.owner)
        answer = province.post(
            "/simulations/new/", typed(**{reading_field(province): "once_per_occupation_and_level"})
        )
        made = Simulation.objects.get()
        assert answer["Location"] == f"/simulations/{made.pk}/"
        assert made.readings == PER_OCCUPATION
        assert [part.job.status for part in made.parts.select_related("job")] == [JobStatus.QUEUED]
        assert "排队" in page_of(province, f"/simulations/{made.pk}/")

    def test_nothing_chosen_is_refused_on_the_form(self, province):
        assert "请选择规则草稿或至少一种另外的读法" in unescape(
            province.post("/simulations/new/", typed()).content.decode()
        )

    def test_a_prefecture_is_offered_its_own_divisions_alone(self, cast, signed_in):
        client = signed_in(cast.prefecture_officer)
        offered = client.get("/simulations/new/").context["form"].fields["region"].queryset
        assert {region.code[:4] for region in offered} == {PREFECTURE[:4]}
        far = typed(region=Region.objects.get(code=FAR).pk)
        assert client.post("/simulations/new/", far).status_code == 200
        assert not Simulation.objects.exists()

    def test_a_county_has_no_part_in_it(self, cast, signed_in):
        client = signed_in(cast.owner.head)
        assert client.get(LIST).status_code == client.get("/simulations/new/").status_code == 403
        assert "政策测算" not in page_of(client, "/")


class TestPage:
    @pytest.fixture
    def found(self, cast) -> Simulation:
        decisions.of_office(cast.owner)
        decisions.of_office(cast.far)
        return decisions.simulated(
            Region.objects.get(code=PROVINCE), by=cast.act("provincial_officer"), readings=PER_OCCUPATION
        )

    def test_it_shows_people_money_counties_and_clauses(self, province, found):
        text = re.sub(r"<[^>]+>", " ", page_of(province, f"/simulations/{found.pk}/"))
        for shown in ("+￥10,000.00", "隆阳区", "镇雄县", "+5,000.00", "每人一次", "一直有效", "￥4,000.00"):
            assert shown in text
        assert text.count("镇雄县") >= 1

    def test_the_bars_are_drawn_without_a_script(self, province, found):
        page = page_of(province, f"/simulations/{found.pk}/")
        assert (
            page.count('<rect class="up" x="0" width="1000"') == 4
        )  # two counties, the largest item, the clause
        assert "style=" not in page

    def test_the_workbook_agrees_with_the_page(self, province, found):
        answer = province.get(f"/simulations/{found.pk}/file/")
        book = load_workbook(BytesIO(answer.content))
        page = page_of(province, f"/simulations/{found.pk}/")
        for row in book["按县"].iter_rows(min_row=4, values_only=True):
            assert row[1] in page and f"{row[5]:+,.2f}" in page
        for row in book["明细（脱敏）"].iter_rows(min_row=4, values_only=True):
            assert row[0] in page

    def test_no_person_is_named(self, province, found):
        page = page_of(province, f"/simulations/{found.pk}/")
        for assessment in Assessment.objects.select_related("claim__trainee"):
            assert assessment.claim.trainee.name not in page

    def test_an_empty_period_says_so(self, cast, province):
        made = acts.request(
            title="空",
            region=Region.objects.get(code=OWNER),
            period_from=date(2020, 1, 1),
            period_to=date(2020, 12, 31),
            readings=PER_OCCUPATION,
            by=cast.act("provincial_officer"),
        )
        assert "期内没有已作出的核定" in page_of(province, f"/simulations/{made.pk}/")

    def test_the_number_of_questions_doesnt_grow_with_the_changes(self, cast, province, found):
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                page_of(province, f"/simulations/{found.pk}/")
            return len(queries)

        asked()  # the first request also starts the session
        few = asked()
        decisions.of_office(cast.sibling)
        more = decisions.simulated(
            Region.objects.get(code=PROVINCE), by=cast.act("provincial_officer"), readings=PER_OCCUPATION
        )
        assert more.summary["cases"] > found.summary["cases"]
        found.pk = more.pk
        assert asked() == few

    def test_a_page_that_asks_by_itself_is_told_to_come_again_whole(self, province, found):
        answer = province.get(f"/simulations/{found.pk}/", headers={"HX-Request": "true"})
        assert answer["HX-Refresh"] == "true"

    def test_a_failed_part_is_said_and_asked_for_again(self, cast, province):
        decisions.of_office(cast.owner)
        province.post(
            "/simulations/new/", typed(**{reading_field(province): "once_per_occupation_and_level"})
        )
        made = Simulation.objects.get()
        Job.objects.update(status=JobStatus.FAILED, error="Refused: 规则草稿在测算期间被修改，请重新发起测算")
        page = page_of(province, f"/simulations/{made.pk}/")
        assert "规则草稿在测算期间被修改" in page and "重新测算未完成的部分" in page
        province.post(f"/simulations/{made.pk}/again/")
        assert made.parts.get().job.status == JobStatus.QUEUED

    def test_an_error_of_ours_is_not_shown(self, cast, province):
        decisions.of_office(cast.owner)
        province.post(
            "/simulations/new/", typed(**{reading_field(province): "once_per_occupation_and_level"})
        )
        Job.objects.update(status=JobStatus.FAILED, error="KeyError: 'tries'")
        page = page_of(province, f"/simulations/{Simulation.objects.get().pk}/")
        assert "KeyError" not in page and "后台处理出错" in page


class TestMeasure:
    """What the public register shows of it."""

    @pytest.fixture
    def year(self):
        with time_machine.travel(core.at(date(2027, 1, 5)), tick=True):
            yield 2026

    def measured(self) -> None:
        for simulation in acts.measure(today=date(2027, 1, 5), since=core.at(date(2027, 1, 4))):
            for part in simulation.parts.select_related("job"):
                acts.run_part(part.pk, newest=part.job.args["newest"], at=core.at(date(2027, 1, 5)))

    def test_every_other_reading_of_the_register_is_measured_once(self, cast, year):
        decisions.of_office(cast.owner)
        self.measured()
        self.measured()
        rows = Simulation.objects.measured()
        tried = [tuple(row.readings.items()) for row in rows]
        assert len(tried) == len(set(tried)) >= 3
        assert (("reading.once_in_life", "once_per_occupation_and_level"),) in tried
        assert all(row.title.startswith("A") and row.period_from == date(2026, 1, 6) for row in rows)

    def test_the_register_shows_people_money_and_day(self, cast, client, year, monkeypatch):
        monkeypatch.setattr(policy_impacts, "FEWEST", 2)
        decisions.of_office(cast.owner)
        decisions.of_office(cast.far)
        self.measured()
        text = re.sub(r"<[^>]+>", "", page_of(client, "/policy/ambiguities/"))
        assert "2026-01-06至2027-01-05涉及 2 人，补贴金额 +￥10,000.00（2027-01-05测算）" in text
        assert "隆阳" not in text

    def test_a_few_people_are_not_counted_out_in_public(self, cast, client, year):
        decisions.of_office(cast.owner)
        self.measured()
        text = re.sub(r"<[^>]+>", "", page_of(client, "/policy/ambiguities/"))
        assert "2026-01-06至2027-01-05涉及不足5人，不公布金额" in text
        assert "5,000.00" not in text

    def test_a_reading_of_a_gate_moves_people_and_no_money(self, cast, client, year, monkeypatch):
        monkeypatch.setattr(policy_impacts, "FEWEST", 1)
        made = decisions.of_office(cast.owner)
        other = [{"programme": "RURAL", "day": core.DAY.isoformat()}]
        decisions.admitted(made["plain"].enrolment, other_classes=other)
        self.measured()
        text = re.sub(r"<[^>]+>", "", page_of(client, "/policy/ambiguities/"))
        assert "改为“上限：每人每年最多参训一次”：2026-01-06至2027-01-05涉及 1 人，补贴金额不变" in text

    def test_an_officers_own_trial_is_not_public(self, cast, client, year):
        decisions.of_office(cast.owner)
        decisions.simulated(
            Region.objects.get(code=PROVINCE), by=cast.act("provincial_officer"), readings=PER_OCCUPATION
        )
        assert policy_impacts.impacts(current()) == {}

    def test_only_the_province_asks_for_it(self, cast, province, signed_in):
        assert signed_in(cast.prefecture_officer).post("/simulations/measure/").status_code == 403
        assert not Job.objects.exists()
        province.post("/simulations/measure/")
        assert Job.objects.get().kind == "subsidies.measure_readings"
        assert "测算各处歧义" in page_of(province, LIST)
        assert "测算各处歧义" not in page_of(signed_in(cast.prefecture_officer), LIST)

    def test_a_second_attempt_of_the_same_job_asks_for_nothing_more(
        self, cast, year, django_capture_on_commit_callbacks
    ):
        decisions.of_office(cast.owner)
        job = jobs.request("subsidies.measure_readings", args={}, by=None)
        first = tasks.measure_readings(job)
        again = tasks.measure_readings(job)
        assert first == again
        assert Simulation.objects.count() == first["simulations"]

    def test_the_timetable_asks_for_it(self, db):
        tasks.measure_weekly()
        assert Job.objects.get().kind == "subsidies.measure_readings"


class TestApi:
    def body(self, **given) -> dict:
        return {
            "title": "试算",
            "region": PROVINCE,
            "period_from": "2026-01-01",
            "period_to": "2026-12-31",
            "readings": PER_OCCUPATION,
            **given,
        }

    def test_asked_for_run_and_read(self, cast):
        decisions.of_office(cast.owner)
        client = caller(cast.provincial_officer)
        made = client.post("simulations/", self.body())
        assert made.status_code == 201, made.content
        assert (made.json()["parts"], made.json()["finished_parts"], made.json()["summary"]) == (1, 0, {})
        simulation = Simulation.objects.get()
        assert client.get(f"simulations/{simulation.pk}/report/").status_code == 404
        part = simulation.parts.select_related("job").get()
        acts.run_part(part.pk, newest=part.job.args["newest"], at=core.at())
        shown = client.get(f"simulations/{simulation.pk}/").json()
        assert (shown["finished_parts"], shown["summary"]["delta"], shown["summary"]["people"]) == (
            1,
            "5000.00",
            1,
        )
        changes = client.get(f"simulations/{simulation.pk}/changes/?page_size=1").json()
        assert len(changes["results"]) == 1 and changes["next"]
        assert changes["results"][0]["amount_after"] == "3000.00"
        assert client.ids("simulations/") == client.ids("simulations/?finished=true") == [simulation.pk]
        assert client.ids("simulations/?finished=false") == []
        book = load_workbook(BytesIO(client.get(f"simulations/{simulation.pk}/report/").content))
        assert book.sheetnames[1] == "汇总"

    def test_what_cant_be_tried_is_a_refusal(self, cast):
        client = caller(cast.provincial_officer)
        answer = client.post("simulations/", self.body(readings={"reading.once_in_life": "never"}))
        assert answer.status_code == 409, answer.content
        assert not Simulation.objects.exists()

    def test_a_prefecture_asks_for_its_own_and_sees_its_own(self, cast):
        decisions.of_office(cast.owner)
        whole = decisions.simulated(Region.objects.get(code=PROVINCE), by=cast.act("provincial_officer"))
        client = caller(cast.prefecture_officer)
        assert client.post("simulations/", self.body()).status_code == 403
        own = client.post("simulations/", self.body(region=PREFECTURE)).json()["id"]
        assert client.ids("simulations/") == [own]
        assert client.get(f"simulations/{whole.pk}/").status_code == 404
        assert client.get(f"simulations/{whole.pk}/changes/").status_code == 404

    def test_a_token_needs_the_scope(self, cast):
        assert caller(cast.provincial_officer, "claims:read").get("simulations/").status_code == 403


def test_addresses():
    assert reverse("subsidies:simulation_list") == LIST
