"""A draft or another reading tried over stored decisions: the effect is known by hand, and nothing is decided."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import permutations

import pytest
from openpyxl import load_workbook

from subsidies.actions import claims
from subsidies.actions import simulations as acts
from subsidies.models import Assessment, Claim, Simulation, SimulationChange
from subsidies.rules.releases import Kind
from tests.cast import OWNER, PREFECTURE, PROVINCE, SIBLING
from tests.factories import core, decisions, subsidies
from tests.worker import running_worker, wait_until
from yunnan_training.core import law, tasks
from yunnan_training.core.enums import JobStatus
from yunnan_training.core.models import Job, Region, RuleRelease
from yunnan_training.core.workflow import NotAllowed, Refused

pytestmark = pytest.mark.django_db

PERIOD = {"period_from": date(2026, 1, 1), "period_to": date(2026, 12, 31)}
PER_OCCUPATION = {"reading.once_in_life": "once_per_occupation_and_level"}
ALONE = {"reading.senior_technician_conditions": "stands_alone"}
FUNDS = {"reading.one_certificate_one_subsidy": "separate_funds"}


def asked(cast, code: str = PROVINCE, *, who: str = "provincial_officer", **given) -> Simulation:
    return acts.request(
        **{"title": "试算", "region": Region.objects.get(code=code), **PERIOD, **given}, by=cast.act(who)
    )


def run(simulation: Simulation, order=None) -> dict:
    parts = list(simulation.parts.select_related("job"))
    for index in order if order is not None else range(len(parts)):
        acts.run_part(parts[index].pk, newest=parts[index].job.args["newest"], at=core.at())
    simulation.refresh_from_db()
    return simulation.summary


def drafted(release, *, by=None) -> RuleRelease:
    return RuleRelease.objects.create(
        number=law.next_number(),
        title="提高技师补贴",
        reason="测试",
        content=release.to_text(),
        rules_version=release.version,
        edition=release.edition,
        based_on_id=law.in_force().row_id,
        drafted_by=by,
    )


def raised(key: str, value: str, *, valid_from: date):
    """The release in force with another figure from a day on."""
    release = law.in_force().release
    parameter = release.parameter(key)
    old = replace(parameter.values[0], valid_to=date.fromordinal(valid_from.toordinal() - 1))
    new = replace(
        old,
        text=value,
        value=Decimal(value) if parameter.kind is Kind.MONEY else value,
        valid_from=valid_from,
        valid_to=None,
    )
    return release.with_parameter(replace(parameter, values=(old, new)))


@pytest.fixture
def office(cast):
    decisions.of_office(cast.owner)
    return cast.owner


@pytest.mark.parametrize(
    ("readings", "cases", "people", "gain", "clause", "check"),
    [
        (PER_OCCUPATION, 2, 1, "5000.00", "一(十)", "first_time_for_person"),
        (ALONE, 1, 1, "3000.00", "一(十)", "works_at_front_line"),
        (FUNDS, 1, 1, "1500.00", "读法A20", "certificate_is_unused"),
    ],
)
def test_the_effect_of_a_reading_in_people_and_money(
    cast, office, readings, cases, people, gain, clause, check
):
    found = run(asked(cast, readings=readings))
    assert found["decisions"] == 5
    assert (found["cases"], found["people"]) == (cases, people)
    assert (found["gain_people"], found["gain"]) == (people, gain)
    assert (found["loss_people"], found["loss"]) == (0, "0.00")
    assert found["before"] == "2000.00"
    assert Decimal(found["after"]) == 2000 + Decimal(gain)
    (row,) = found["clauses"]
    assert (row["clause"], row["check_code"], row["cases"], row["delta"]) == (clause, check, cases, gain)
    changes = SimulationChange.objects.all()
    assert {(each.outcome_before, each.outcome_after) for each in changes} == {("not_met", "met")}
    assert {each.check_code for each in changes} == {check}


def test_counties_and_items_add_up_to_the_whole(cast, office):
    decisions.of_office(cast.far)
    found = run(asked(cast, readings={**PER_OCCUPATION, **ALONE, **FUNDS}))
    assert found["delta"] == "19000.00"
    assert [(row["code"], row["delta"], row["people"]) for row in found["counties"]] == [
        (OWNER, "9500.00", 3),
        (cast.far.code, "9500.00", 3),
    ]
    items = {row["item"]: (row["cases"], row["delta"]) for row in found["items"]}
    assert items == {
        "高级工技能提升补贴": (2, "3000.00"),
        "技师培训补贴": (2, "4000.00"),
        "高级技师培训补贴": (4, "12000.00"),
    }
    assert {row["programme"] for row in found["items"]} == {"高技能人才培训"}


def test_another_reading_of_a_gate_moves_people_and_no_money(cast, office):
    """Three people on rosters: one has another class of 一(一) this year, one a class of 2025, one none."""
    other = [{"programme": "RURAL", "day": "2026-01-05"}], [{"programme": "RURAL", "day": "2025-12-31"}], []
    enrolments = [claim.enrolment for claim in Claim.objects.order_by("pk")[:3]]
    for enrolment, classes in zip(enrolments, other, strict=True):
        decisions.admitted(enrolment, other_classes=classes)
    made = asked(cast, readings={"reading.rural_once_a_year": "cap"})
    assert sorted(part.job.kind for part in made.parts.all()) == [
        "subsidies.simulate_admissions",
        "subsidies.simulate_part",
    ]
    found = run(made)
    assert (found["decisions"], found["cases"], found["people"]) == (8, 1, 1)
    assert (found["delta"], found["before"]) == ("0.00", "2000.00")
    change = SimulationChange.objects.get()
    assert change.admission.enrolment == enrolments[0]
    assert (change.outcome_before, change.outcome_after) == ("met", "not_met")
    assert (change.clause, change.check_code) == ("一(一)", "rural_classes_this_year")
    assert (change.programme, change.county_id) == ("RURAL", OWNER)
    assert [row["check"] for row in found["clauses"]] == ["当年参训次数"]


def test_another_age_of_a_draft_is_tried_on_the_rosters(cast, office):
    """At sixteen on the first day: admitted now, refused where seventeen is asked."""
    enrolment = Claim.objects.order_by("pk").first().enrolment
    young = core.DAY.replace(year=core.DAY.year - 16).isoformat()
    decisions.admitted(enrolment, birth_date=young)
    base = law.in_force().release
    parameter = base.parameter("roster.minimum_age")
    old = replace(parameter.values[0], valid_to=date(2027, 1, 31))
    new = replace(old, text="17", value=17, valid_from=date(2027, 2, 1), valid_to=None)
    draft = drafted(base.with_parameter(replace(parameter, values=(old, new))))
    found = run(asked(cast, release=draft))
    assert (found["cases"], found["people"], found["delta"]) == (1, 1, "0.00")
    assert SimulationChange.objects.get().check_code == "is_of_working_age"


def test_a_figure_of_next_month_counts_as_if_it_had_always_held(cast, office):
    draft = drafted(raised("technician.amount", "2500", valid_from=date(2027, 2, 1)))
    found = run(asked(cast, release=draft))
    assert (found["before"], found["after"], found["delta"]) == ("2000.00", "2500.00", "500.00")
    change = SimulationChange.objects.get()
    assert (change.amount_before, change.amount_after) == (2000, 2500)
    assert (change.check_code, change.clause) == ("amount", "一(十)")
    assert found["changed"] == ["technician.amount"]


def test_an_amount_entered_under_the_cap_is_set_aside_where_the_cap_is_the_amount(cast):
    """A15: 1500 entered and right; read as the amount, the cap is paid to the same person."""
    subsidies.draft(cast.owner, "H1")
    found = run(asked(cast, readings={"reading.advanced_worker_cap": "cap_is_amount"}))
    assert (found["before"], found["after"], found["delta"]) == ("1500.00", "2000.00", "500.00")
    assert (found["gain_people"], found["loss_people"]) == (1, 0)
    change = SimulationChange.objects.get()
    assert (change.outcome_after, change.check_code) == ("met", "amount")


def test_who_loses_is_counted_apart_from_who_gains(cast, office):
    lowered = raised("technician.amount", "1800", valid_from=date(2027, 2, 1))
    found = run(asked(cast, release=drafted(lowered), readings=PER_OCCUPATION))
    assert (found["gain_people"], found["gain"]) == (1, "4800.00")
    assert (found["loss_people"], found["loss"]) == (1, "-200.00")
    assert found["delta"] == "4600.00"
    turned = {(row["check_code"], row["delta"]) for row in found["clauses"]}
    assert turned == {("first_time_for_person", "4800.00"), ("amount", "-200.00")}


def test_only_the_newest_decision_of_a_claim_within_the_period_counts(cast, office):
    plain = Claim.objects.order_by("-pk").first()
    decisions.decided(plain, day="2025-12-31")
    found = run(asked(cast, readings=ALONE))
    assert found["decisions"] == 4
    assert found["before"] == "0.00"


def test_a_claim_that_ended_without_money_is_no_budget(cast):
    claim = subsidies.draft(cast.owner, "H3", front_line_post=False)
    assert run(asked(cast, readings=ALONE))["cases"] == 1
    claims.move(claim, "withdraw", by=cast.owner.act("clerk"), at=core.at(), comment="申请人放弃")
    found = run(asked(cast, readings=ALONE))
    assert (found["decisions"], found["cases"]) == (0, 0)


@pytest.mark.parametrize("order", [*permutations(range(2)), (0, 1, 0), (1, 1, 0), (0, 0, 1, 1)])
def test_two_parts_in_any_order_and_twice_come_to_the_same(cast, office, monkeypatch, order):
    monkeypatch.setattr(acts, "PART_SIZE", 3)
    made = asked(cast, readings={**PER_OCCUPATION, **ALONE, **FUNDS})
    assert made.parts.count() == 2
    found = run(made, order)
    assert (found["decisions"], found["cases"], found["people"], found["delta"]) == (5, 4, 3, "9500.00")
    assert SimulationChange.objects.count() == 4
    assert [part.totals["decisions"] for part in made.parts.all()] == [3, 2]


def test_it_isnt_finished_before_its_last_part(cast, office, monkeypatch):
    monkeypatch.setattr(acts, "PART_SIZE", 3)
    made = asked(cast, readings=ALONE)
    run(made, (1,))
    assert made.finished_at is None and made.file is None
    run(made, (0,))
    assert made.finished_at and made.file


def test_nothing_is_decided_or_changed(cast, office):
    def everything():
        return (
            list(Claim.objects.order_by("pk").values()),
            list(Assessment.objects.order_by("pk").values()),
            law.in_force().row_id,
        )

    before = everything()
    draft = drafted(raised("technician.amount", "2500", valid_from=date(2027, 2, 1)))
    assert run(asked(cast, release=draft, readings=PER_OCCUPATION))["cases"] == 3
    assert everything() == before
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_decision_after_the_request_is_not_part_of_it(cast, office):
    made = asked(cast, readings=ALONE)
    decisions.decided(Claim.objects.order_by("-pk").first(), front_line_post=False)
    subsidies.draft(cast.owner, "H3", front_line_post=False)
    found = run(made)
    assert (found["decisions"], found["cases"]) == (5, 1)


def test_a_draft_changed_meanwhile_is_refused_and_can_be_asked_again(cast, office):
    draft = drafted(raised("technician.amount", "2500", valid_from=date(2027, 2, 1)))
    made = asked(cast, release=draft)
    other = raised("technician.amount", "2600", valid_from=date(2027, 2, 1))
    RuleRelease.objects.filter(pk=draft.pk).update(content=other.to_text(), rules_version=other.version)
    with pytest.raises(Refused, match="被修改"):
        run(made)
    assert made.parts.get().totals is None


def test_failed_parts_are_asked_for_again(cast, office):
    made = asked(cast, readings=ALONE)
    with pytest.raises(Refused, match="没有需要"):
        acts.again(made, by=cast.act("provincial_officer"))
    old = made.parts.get().job
    Job.objects.filter(pk=old.pk).update(status=JobStatus.FAILED)
    with pytest.raises(NotAllowed):
        acts.again(made, by=cast.act("prefecture_officer"))
    (part,) = acts.again(made, by=cast.act("provincial_officer"))
    assert part.job != old and part.job.args == old.args
    assert run(made)["cases"] == 1


def test_what_the_rules_dont_know_is_left_out_and_counted(cast, office):
    claim = Claim.objects.order_by("-pk").first()
    found = claim.assessments.order_by("-pk").values().first()
    del found["id"]
    Assessment.objects.create(**{**found, "question": "somewhere_else"})
    strange = Claim.objects.order_by("pk").first()
    found = strange.assessments.order_by("-pk").values().first()
    del found["id"]
    Assessment.objects.create(**{**found, "facts": {**found["facts"], "weather": "fine"}})
    summary = run(asked(cast, readings=ALONE))
    assert summary["unknown"] == {"somewhere_else": 1}
    assert summary["unanswered"] == 1
    assert summary["decisions"] == 3


def test_an_empty_period_is_finished_at_once(cast, office):
    made = asked(cast, readings=ALONE, period_from=date(2020, 1, 1), period_to=date(2020, 12, 31))
    assert made.finished_at and made.parts.count() == 0
    assert (made.summary["decisions"], made.summary["delta"]) == (0, "0.00")
    assert load_workbook(BytesIO(made.file.read())).sheetnames[0] == "说明"


class TestReach:
    def test_a_prefecture_tries_its_own_counties(self, cast, office):
        decisions.of_office(cast.sibling)
        decisions.of_office(cast.far)
        made = asked(cast, PREFECTURE, who="prefecture_officer", readings=ALONE)
        found = run(made)
        assert [row["code"] for row in found["counties"]] == [OWNER, SIBLING]
        assert found["cases"] == 2

    @pytest.mark.parametrize("code", [PROVINCE, "530627"])
    def test_a_prefecture_doesnt_try_more(self, cast, code):
        with pytest.raises(NotAllowed):
            asked(cast, code, who="prefecture_officer", readings=ALONE)

    def test_a_prefecture_doesnt_see_the_provinces(self, cast, office):
        run(asked(cast, readings=ALONE))
        own = asked(cast, OWNER, who="prefecture_officer", readings=ALONE)
        seen = Simulation.objects.within(cast.act("prefecture_officer").jurisdiction)
        assert list(seen) == [own]
        assert not Simulation.objects.within(cast.owner.act("clerk").jurisdiction).exists()


class TestRefusals:
    def test_nothing_to_try(self, cast):
        with pytest.raises(Refused, match="请选择"):
            asked(cast)

    def test_the_reading_that_holds_already(self, cast):
        with pytest.raises(Refused, match="相同"):
            asked(cast, readings={"reading.once_in_life": "once_per_item"})

    @pytest.mark.parametrize("readings", [{"reading.none": "x"}, {"reading.once_in_life": "x"}])
    def test_a_reading_that_isnt_offered(self, cast, readings):
        with pytest.raises(Refused, match="没有"):
            asked(cast, readings=readings)

    def test_a_draft_that_says_the_same(self, cast):
        with pytest.raises(Refused, match="没有差别"):
            asked(cast, release=drafted(law.in_force().release))

    def test_a_release_in_force(self, cast):
        with pytest.raises(Refused, match="草稿"):
            asked(cast, release=RuleRelease.objects.get(status="released"))

    def test_a_period_that_ends_before_it_begins(self, cast):
        with pytest.raises(Refused, match="截止日期"):
            asked(cast, readings=ALONE, period_from=date(2026, 2, 1), period_to=date(2026, 1, 31))
        assert not Simulation.objects.exists()


class TestWorkbook:
    def test_it_agrees_with_the_summary(self, cast, office):
        decisions.of_office(cast.far)
        made = asked(cast, readings={**PER_OCCUPATION, **FUNDS})
        found = run(made)
        book = load_workbook(BytesIO(made.file.read()))
        assert book.sheetnames == ["说明", "汇总", "按县", "按项目", "按条款", "明细（脱敏）"]
        whole = {row[0]: row[1] for row in book["汇总"].iter_rows(min_row=4, values_only=True)}
        assert whole["预算增减（元）"] == float(found["delta"]) == 13000
        assert (whole["涉及（人）"], whole["参加测算的核定（笔）"]) == (found["people"], found["decisions"])
        counties = list(book["按县"].iter_rows(min_row=4, values_only=True))
        assert [(row[0], row[5], row[7]) for row in counties] == [
            (row["code"], float(row["delta"]), row["people"]) for row in found["counties"]
        ]
        items = list(book["按项目"].iter_rows(min_row=4, values_only=True))
        assert sum(row[5] for row in items) == 13000
        clauses = list(book["按条款"].iter_rows(min_row=4, values_only=True))
        assert {(row[0], row[2], row[6]) for row in clauses} == {("一(十)", 4, 10000), ("读法A20", 2, 3000)}
        cases = list(book["明细（脱敏）"].iter_rows(min_row=4, values_only=True))
        assert sum(row[7] - row[6] for row in cases) == 13000
        assert len(cases) == found["cases"] == 6

    def test_no_person_stands_in_it(self, cast, office):
        made = asked(cast, readings=PER_OCCUPATION)
        run(made)
        cells = {
            str(cell)
            for sheet in load_workbook(BytesIO(made.file.read()))
            for row in sheet.iter_rows(values_only=True)
            for cell in row
        }
        people = {claim.trainee for claim in Claim.objects.select_related("trainee")}
        assert not {person.name for person in people} & cells
        assert not any(person.id_number_masked in cell for person in people for cell in cells)
        assert {change.assessment.claim.number for change in SimulationChange.objects.all()} <= cells


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_runs_both_parts_and_folds_them(cast, all_regions, tmp_path, monkeypatch):
    monkeypatch.setattr(acts, "PART_SIZE", 3)
    decisions.of_office(cast.owner)
    made = asked(cast, readings={**PER_OCCUPATION, **FUNDS})
    with running_worker(tmp_path / "worker.log"):
        tasks.enqueue(*(part.job for part in made.parts.select_related("job")))
        wait_until(lambda: all(part.job.done for part in made.parts.select_related("job")))
    made.refresh_from_db()
    assert [part.job.error for part in made.parts.select_related("job")] == ["", ""]
    assert [part.job.result["url"] for part in made.parts.all()] == [f"/simulations/{made.pk}/"] * 2
    assert made.finished_at
    assert (made.summary["people"], made.summary["delta"]) == (2, "6500.00")
    assert "汇总" in load_workbook(BytesIO(made.file.read())).sheetnames
