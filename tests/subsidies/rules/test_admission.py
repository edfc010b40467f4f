"""What must hold for the admission of anybody to any class."""

import json
import re
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subsidies.rules import QUESTIONS, AdmissionFacts, Effect, FactError, Finding, Outcome, current, decide
from subsidies.rules.admission import GATES, START_UP_GATES, _all_of
from subsidies.rules.admission_enums import (
    Displacement,
    LastSchool,
    OnlineRole,
    Programme,
    StartUpKind,
    StudentKind,
)
from subsidies.rules.documents import NOTICE, documents
from subsidies.rules.enums import Fund
from subsidies.rules.facts import OtherClass, Spell
from subsidies.rules.facts.admission import FACT_LABELS
from subsidies.rules.programmes import PROGRAMMES, Nature

from .test_invariants import readings, under
from .test_rule import Watched

CLASSES = [code for code, spec in PROGRAMMES.items() if spec.is_class]
OF_THE_CASE = {"programme", "day", "findings"}
UNKNOWABLE = [field.name for field in fields(AdmissionFacts) if field.name not in OF_THE_CASE]
COUNTED = {
    "RURAL": "rural_classes_this_year",
    "ZHANCHI": "wings_classes_this_year",
    "OVERCAP": "overcapacity_classes",
}

days = st.dates(date(2018, 12, 27), date(2040, 12, 31))
yes_no = st.sampled_from([True, True, True, False, None])


@st.composite
def spells(draw):
    first = draw(days)
    return Spell(first, draw(st.none() | st.dates(first, date(2041, 1, 1))))


others = st.builds(OtherClass, programme=st.sampled_from(CLASSES), day=days)


@st.composite
def any_admission(draw):
    def one_of(kind):
        return draw(st.sampled_from([*kind, None]))

    def few(strategy):
        return draw(st.none() | st.lists(strategy, max_size=3).map(tuple))

    booleans = (
        "in_custody", "rural_household", "registered_poor", "key_area", "rural_transfer_worker",
        "urban_poor_household", "unemployed", "continued_schooling", "higher_education", "veteran",
        "able_to_learn", "wants_training", "wants_work", "enterprise_employee", "on_apprentice_plan",
        "in_service", "surplus_capacity_enterprise", "can_start_up", "business_owner", "small_or_micro_business",
    )  # fmt: skip
    return AdmissionFacts(
        programme=draw(st.sampled_from(CLASSES)),
        day=draw(days),
        fund=one_of(Fund),
        birth_date=draw(st.none() | st.dates(date(1950, 1, 1), date(2030, 12, 31))),
        last_school=one_of(LastSchool),
        left_school_year=draw(st.none() | st.integers(2015, 2045)),
        graduation_on=draw(st.none() | days),
        disability_certificates=few(spells()),
        unemployment_registrations=few(spells()),
        hired_on=draw(st.none() | days),
        insured_months=draw(st.none() | st.integers(0, 60)),
        displacement=one_of(Displacement),
        start_up_kind=one_of(StartUpKind),
        online_role=one_of(OnlineRole),
        business_registered_on=draw(st.none() | days),
        student_kind=one_of(StudentKind),
        other_classes=few(others),
        findings=draw(
            st.sampled_from(
                [
                    (),
                    (Finding("belongs_to_a_named_group", True, "经核实"),),
                ]  # the only check left to a person
            )
        ),
        **{name: draw(yes_no) for name in booleans},
    )


@given(any_admission(), readings)
@settings(max_examples=400, deadline=None)
def test_a_floor_or_an_aim_never_refuses_anybody(facts, chosen):
    release = under(chosen)
    frequency = PROGRAMMES[facts.programme].frequency
    decision = decide(facts, release=release)
    obstacles = {check.code for check in decision.obstacles}
    if frequency.nature_on(facts.day, release) is not Nature.CAP:
        assert not obstacles & set(COUNTED.values())
    if frequency.nature_on(facts.day, release) is Nature.FLOOR:
        counted = next(check for check in decision.checks if check.code in COUNTED.values())
        assert counted.outcome is Outcome.MET


@pytest.mark.parametrize("code", COUNTED)
@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_however_many_classes_only_the_cap_refuses(code, count, facts_of, situations):
    situation = next(name for name, facts in situations.items() if facts.get("programme") == code)
    facts = facts_of({"situation": situation})
    facts = replace(facts, other_classes=tuple([OtherClass(facts.programme, facts.day)] * count))
    refused = decide(facts).outcome is Outcome.NOT_MET
    assert refused == (PROGRAMMES[code].frequency.nature is Nature.CAP and count > 0)


@given(any_admission(), st.sampled_from(UNKNOWABLE), readings)
@settings(max_examples=800, deadline=None)
def test_knowing_less_never_helps(facts, name, chosen):
    release = under(chosen)
    less = decide(replace(facts, **{name: None}), release=release)
    assert less.outcome is not Outcome.MET or decide(facts, release=release).outcome is Outcome.MET


@given(any_admission(), readings)
@settings(max_examples=300, deadline=None)
def test_every_answer_has_its_clause_its_sentence_and_its_replay(facts, chosen):
    release = under(chosen)
    decision = decide(facts, release=release)
    assert decision.amount is None
    assert decision.worksheet == ()
    assert decision.subject == facts.programme
    for check in decision.checks:
        assert check.sentence.endswith("。") or check.reason.endswith("_settled")
        if check.clause in documents()[NOTICE].clauses:
            assert check.quote
            assert documents()[NOTICE].has(clause=check.clause, quote=check.quote), check.code
        else:
            assert (check.clause, check.quote) == ("门户默认值", "")
    stored = json.loads(json.dumps([facts.to_json(), decision.to_json()]))
    again = AdmissionFacts.from_json(stored[0])
    assert (again, again.digest()) == (facts, facts.digest())
    assert decide(again, release=release).to_json() == stored[1]


@pytest.mark.parametrize("code", CLASSES)
def test_where_nothing_is_known_nothing_is_met(code):
    """Besides what needs no fact: a floor, a priority, an age that the clause doesn't set."""
    decision = decide(AdmissionFacts(programme=code, day=date(2025, 3, 5)))
    assert decision.outcome is Outcome.CANNOT_TELL
    met = {check.code for check in decision.checks if check.outcome is Outcome.MET}
    assert met <= {"rural_classes_this_year", "lives_in_key_area", "is_of_youth_age"}
    missing = {
        name
        for check in decision.checks
        if check.outcome is Outcome.CANNOT_TELL
        for name, value in check.inputs
        if value is None
    }
    assert missing
    assert missing <= FACT_LABELS.keys()


def test_every_fact_has_its_label():
    assert FACT_LABELS.keys() == set(UNKNOWABLE)


def test_every_declared_fact_is_looked_at_in_some_case(every_claim_case, facts_of, release_of):
    seen, declared = {}, {}
    for case in every_claim_case:
        facts = facts_of(case) if "raises" not in case else None
        if not isinstance(facts, AdmissionFacts):
            continue
        for rule in QUESTIONS["admission"].rules(facts):
            watched = Watched(facts)
            rule(watched, release_of(case))
            seen.setdefault(rule.__name__, set()).update(watched.seen)
            declared[rule.__name__] = set(rule.looks_at)
    assert {name: facts - seen[name] for name, facts in declared.items() if facts - seen[name]} == {}
    silent = {name for name in seen if "day" in declared[name]}
    assert {"is_of_working_age", "business_is_young", "wings_classes_this_year"} <= silent


def test_a_rule_that_does_not_declare_the_day_answers_the_same_on_every_day_of_a_period(
    every_claim_case, facts_of, release_of
):
    """Its answer is remembered without the day: of another person's class on another day, too."""
    for case in every_claim_case:
        if "raises" in case:
            continue
        facts, release = facts_of(case), release_of(case)
        near = [facts.day + timedelta(days=days) for days in (-400, -1, 1, 400)]
        others = [day for day in near if release.memory_of(day) is release.memory_of(facts.day)]
        for rule in QUESTIONS[facts.QUESTION].rules(facts):
            if "day" not in rule.looks_at:
                answers = {rule(replace(facts, day=day), release) for day in others}
                assert answers <= {rule(facts, release)}, f"{rule.__name__}: {case['case']}"


def test_in_custody_is_a_hit_everywhere_but_in_its_own_programme(situations, facts_of):
    for name in situations:
        facts = facts_of({"situation": name})
        if not isinstance(facts, AdmissionFacts):
            continue
        inside = decide(replace(facts, in_custody=True)).outcome
        outside = decide(replace(facts, in_custody=False)).outcome
        wanted = (Outcome.MET, Outcome.NOT_MET) if facts.programme == "CUSTODY" else ("not_met", "met")
        assert (inside, outside) == wanted, name


def test_there_is_no_admission_where_there_is_no_class():
    with pytest.raises(FactError) as refused:
        AdmissionFacts(programme="CHIEF", day=date(2025, 3, 5))
    assert refused.value.field == "programme"


def test_a_spell_does_not_end_before_it_begins():
    with pytest.raises(FactError) as refused:
        Spell(date(2025, 3, 5), date(2025, 3, 4))
    assert refused.value.field == "valid_to"
    one_day = Spell(date(2025, 3, 5), date(2025, 3, 5))
    assert [one_day.covers(date(2025, 3, day)) for day in (4, 5, 6)] == [False, True, False]


READINGS = {
    "reading.rural_once_a_year": ("A3", "floor", "cap"),
    "reading.year": ("A4", "calendar_year", "twelve_months"),
    "reading.prep_leavers": ("A6", "any_year", "this_year"),
    "reading.youth_places": ("A7", "priority", "residents_only"),
    "reading.youth_age": ("A8", "no_age", "sixteen_to_twenty_two"),
    "reading.graduation_year": ("A10", "calendar_year", "from_july_before"),
    "reading.wings_once": ("A13", "limit", "wish"),
    "reading.overcapacity_once": ("A21", "aim", "cap"),
    "reading.start_up_three_years": ("A25", "inclusive", "exclusive"),
    "reading.two_years_before_graduation": ("A26", "inclusive", "exclusive"),
    "reading.technician_school_two_years": ("A27", "no_limit", "same_limit"),
}


def test_the_readings_and_which_of_them_is_adopted():
    """Whoever adds or changes a reading of part one writes it down here a second time."""
    for key, (register, *choices) in READINGS.items():
        parameter = current().parameter(key)
        assert (parameter.register, list(parameter.choices)) == (register, choices)
        assert current().reading(key, on=date(2025, 3, 5)) == choices[0]


@pytest.mark.parametrize("key", READINGS)
def test_every_reading_changes_the_answer_to_some_case(key, every_claim_case, facts_of):
    adopted, other = current(), current().with_reading(key, READINGS[key][2])

    def answer(case, release):
        decision = decide(facts_of(case), release=release)
        return decision.outcome, [check.code for check in decision.warnings]

    cases = [case for case in every_claim_case if key in case.get("readings", {})]
    assert any(answer(case, adopted) != answer(case, other) for case in cases)


def test_the_proposed_figures():
    on = date(2025, 3, 5)
    assert current().number_of("onboard.months_since_hire", on=on) == 12
    assert current().number_of("wings_action.insured_months", on=date(2018, 12, 31)) == 36
    assert current().number_of("wings_action.insured_months", on=date(2019, 1, 1)) == 12
    for key in ("onboard.months_since_hire", "wings_action.insured_months"):
        assert current().parameter(key).basis == "proposed"


def test_the_portals_own_figure_for_new_staff_only_warns(facts_of):
    late = facts_of({"situation": "new_employee", "change": {"hired_on": "2001-01-01"}})
    decision = decide(late)
    assert decision.outcome is Outcome.MET
    assert [(check.code, check.effect) for check in decision.warnings] == [("is_newly_hired", Effect.WARNS)]


README = (Path(__file__).parents[3] / "subsidies" / "rules" / "admission" / "README.md").read_text("utf-8")


def test_the_table_of_the_readme_names_every_rule_and_every_parameter_and_no_other():
    rows = [line for line in README.splitlines() if line.startswith("|")]
    named = set(
        re.findall(r"`(?:\w+\.)?(\w+)`", "".join(row.split("|")[3] for row in rows if row.count("|") == 6))
    )
    rules = {rule.__name__ for gates in (*GATES.values(), *START_UP_GATES.values()) for rule in gates}
    rules |= {
        rule.__name__ for rule in QUESTIONS["admission"].rules(AdmissionFacts("ECOM", date(2025, 3, 5)))
    }
    assert named == rules | {"is_not_in_custody"}
    keys = set(
        re.findall(r"`([a-z_]+\.[a-z_]+)`", "".join(row.split("|")[4] for row in rows if row.count("|") == 6))
    )
    assert keys <= current().parameters.keys()
    assert READINGS.keys() <= keys
    assert {"onboard.months_since_hire", "wings_action.insured_months"} <= keys


def test_the_kind_of_a_start_up_class_says_nothing_of_another_programme(facts_of):
    plain = facts_of({"situation": "rural_labourer"})
    named = facts_of({"situation": "rural_labourer", "change": {"start_up_kind": "iyb"}})
    assert decide(named).checks == decide(plain).checks


@pytest.mark.parametrize(
    ("programme", "kind", "of_kind", "last"),
    [
        (Programme.RURAL, None, [], ["is_not_in_custody"]),
        (
            Programme.STARTUP,
            StartUpKind.IYB,
            ["owns_a_business", "business_is_small_or_micro", "business_is_young"],
            ["is_not_in_custody"],
        ),
        (Programme.CUSTODY, None, [], []),
    ],
)
def test_the_gates_of_a_class_are_asked_first_and_then_what_is_asked_of_everybody(
    programme, kind, of_kind, last
):
    """Whoever is in custody is taught in the programme of their own, and kept out of every other."""
    everybody = ["is_old_enough_to_register", "is_of_working_age", "is_not_above_age_line"]
    gates = [rule.__name__ for rule in GATES[programme]]
    asked = [rule.__name__ for rule in _all_of(programme, kind)]
    assert asked == [*gates, *of_kind, *everybody, *last]
