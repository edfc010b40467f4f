"""What must hold for every case of every question that anyone could put.

Facts are generated from the annotations of each kind of case. Half of them start from a complete situation in which
a few facts are changed, or the half that is met would hardly ever be reached.
"""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

import pytest
import time_machine
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from subsidies.rules import ITEMS, QUESTIONS, FactError, Finding, Outcome, current, decide, facts_from_json
from subsidies.rules.enums import BaseLevel
from subsidies.rules.facts import BaseFilingFacts, ChiefStipendFacts, Facts, Post
from subsidies.rules.facts.base import slots_of

from .conftest import CASES

SITUATIONS = {}
for _path in sorted(CASES.glob("situations*.yaml")):
    for _stored in yaml.safe_load(_path.read_text(encoding="utf-8")).values():
        _question = _stored.pop("question", "claim")
        SITUATIONS.setdefault(_question, []).append(facts_from_json(_question, _stored))

# Every figure and reading has a value from this day on.
FIRST = date(2018, 12, 27)
days = st.dates(FIRST, date(2040, 12, 31))
AMOUNTS = sorted(
    {dated.value for each in current().parameters.values() if each.kind == "money" for dated in each.values}
)
# None here is «nothing entered» or «nothing released», and not a source that could not be asked.
ENTERED = {"entered_amount", "occupation"}
MAY_HELP = {("claim", "local_standard")}  # without one the officer's own amount counts


def anything(name: str, kind: type):
    if issubclass(kind, StrEnum):
        return st.sampled_from(list(kind))
    if kind is Finding:
        return st.nothing()
    if issubclass(kind, Facts):
        return parts(kind)
    if kind is date:
        return (
            days
            if name == "day"
            else st.one_of(days, st.sampled_from([date.min, date.max, date(2024, 2, 29)]))
        )
    if kind is Decimal:
        return st.one_of(
            st.sampled_from(AMOUNTS),
            st.decimals(0, 40_000, places=2),
            st.decimals(allow_nan=False, allow_infinity=False),
        )
    return {
        bool: st.booleans(),
        int: st.one_of(st.integers(0, 50), st.integers(2018, 2041), st.integers(-5, 10**7)),
        str: st.sampled_from(["4-10-01-06", "某州文件", " ", ""]),
    }[kind]


def value_of(slot):
    value = anything(slot.name, slot.kind)
    if slot.many:
        value = st.lists(value, max_size=3).map(tuple)
    return st.none() | value if slot.may_be_unknown else value


@st.composite
def parts(draw, cls):
    """A part of a case (a standard, a post, an earlier claim), as it comes from its annotations."""
    try:
        return cls(**{slot.name: draw(value_of(slot)) for slot in slots_of(cls)})
    except FactError:
        assume(False)


def findings_for(facts):
    codes = [rule.__name__ for rule in QUESTIONS[facts.QUESTION].rules(facts)]
    finding = st.builds(
        Finding, check=st.sampled_from(codes), accepted=st.booleans(), reason=st.just("经核实")
    )
    return st.lists(finding, max_size=2, unique_by=lambda each: each.check).map(tuple)


@st.composite
def cases(draw, questions=None):
    question = draw(st.sampled_from(sorted(questions or SITUATIONS)))
    start = draw(st.sampled_from(SITUATIONS[question]))
    slots = [slot for slot in slots_of(type(start)) if slot.name != "findings"]
    changed = (
        draw(st.lists(st.sampled_from(slots), max_size=3, unique=True)) if draw(st.booleans()) else slots
    )
    try:
        facts = replace(start, **{slot.name: draw(value_of(slot)) for slot in changed})
        if draw(st.booleans()):
            facts = replace(facts, findings=draw(findings_for(facts)))
    except FactError:
        assume(False)
    return facts


readings = st.fixed_dictionaries(
    {key: st.sampled_from(sorted(each.choices)) for key, each in current().parameters.items() if each.choices}
)


def under(chosen):
    release = current()
    for key, choice in chosen.items():
        release = release.with_reading(key, choice)
    return release


def most_of(facts, release) -> Decimal:
    """The most that the law lets anybody have in this case, told a second time."""
    if facts.QUESTION == "claim":
        return release.money(ITEMS[facts.item].amount_key, on=facts.day)
    if facts.QUESTION == "chief_technician_stipend":
        return release.money("chief_technician.stipend", on=facts.day)
    if facts.QUESTION == "base_grant":
        key = "bases.national_grant" if facts.level is BaseLevel.NATIONAL else "bases.provincial_grant"
        return release.money(key, on=facts.day)
    return facts.local_standard.figure


def test_every_question_is_tried():
    assert set(SITUATIONS) == set(QUESTIONS)


@given(cases(), readings)
@settings(max_examples=400, deadline=None)
def test_nobody_is_paid_above_the_figure(facts, chosen):
    release = under(chosen)
    decision = decide(facts, release=release)
    pays = QUESTIONS[facts.QUESTION].amount is not None
    assert (decision.amount is not None) == (pays and decision.outcome is Outcome.MET)
    assert (decision.outcome is Outcome.MET) == (not decision.obstacles)
    if decision.amount is not None:
        assert Decimal(0) < decision.amount <= most_of(facts, release)
        assert decision.amount == decision.amount.quantize(Decimal("0.01"))
        assert decision.worksheet[-1].value == f"{decision.to_json()['amount']}元"


@given(cases(), readings)
@settings(max_examples=250, deadline=None)
def test_every_answer_has_its_clause_its_sentence_and_its_replay(facts, chosen):
    release = under(chosen)
    decision = decide(facts, release=release)
    assert all(check.clause and check.reason and check.sentence.strip() for check in decision.checks)
    assert [row.order for row in decision.worksheet] == list(range(1, len(decision.worksheet) + 1))
    assert all(row.label and row.value and row.clause and row.operation for row in decision.worksheet)
    stored = json.loads(json.dumps([facts.to_json(), decision.to_json()]))
    again = facts_from_json(facts.QUESTION, stored[0])
    assert again == facts
    assert decide(again, release=release).to_json() == stored[1]


@given(st.data(), cases(), readings)
@settings(max_examples=500, deadline=None)
def test_knowing_less_never_helps(data, facts, chosen):
    """A source that cannot be asked may turn «met» into «cannot tell», never anything into «met»."""
    names = [
        slot.name
        for slot in slots_of(type(facts))
        if slot.may_be_unknown
        and getattr(facts, slot.name) is not None
        and slot.name not in ENTERED
        and (facts.QUESTION, slot.name) not in MAY_HELP
    ]
    assume(names)
    name, release = data.draw(st.sampled_from(names)), under(chosen)
    known = decide(facts, release=release)
    less = decide(replace(facts, **{name: None}), release=release)
    assert known.outcome is Outcome.MET or less.outcome is not Outcome.MET, name


EXAMPLES = {
    bool: (True, False),
    int: (0, 1, 2024, 2025, 10**7),
    date: (FIRST, date(2024, 2, 29), date(2025, 6, 30), date(2040, 12, 31)),
    Decimal: (Decimal("0.01"), *AMOUNTS),
    str: ("某州文件", ""),
}


def examples_of(slot, start):
    """Values of one fact: the closed list where there is one, else a few; for lists the empty one, too."""
    if issubclass(slot.kind, Facts):
        values = getattr(start, slot.name) or () if slot.many else (getattr(start, slot.name),)
        return [(), values] if slot.many else list(values)
    values = list(slot.kind) if issubclass(slot.kind, StrEnum) else EXAMPLES[slot.kind]
    return [(), *((value,) for value in values)] if slot.many else values


@pytest.mark.parametrize("question", sorted(SITUATIONS))
def test_no_single_fact_is_better_unknown_than_known(question):
    """In every complete situation, under every reading: if a fact unknown is met, no value of it is refused."""
    choices = [(key, choice) for key, each in current().parameters.items() for choice in each.choices]
    releases = [current().with_reading(key, choice) for key, choice in choices]
    for start in SITUATIONS[question]:
        for slot in slots_of(type(start)):
            if not slot.may_be_unknown or slot.name in ENTERED or (question, slot.name) in MAY_HELP:
                continue
            for release in releases:
                if decide(replace(start, **{slot.name: None}), release=release).outcome is not Outcome.MET:
                    continue
                for value in examples_of(slot, start):
                    try:
                        known = replace(start, **{slot.name: value})
                    except FactError:
                        continue
                    assert decide(known, release=release).outcome is Outcome.MET, (slot.name, value)


@given(cases(), readings)
@settings(max_examples=100, deadline=None)
def test_a_decision_does_not_depend_on_today(facts, chosen):
    release, answers = under(chosen), []
    for moment in (datetime(2018, 1, 1, tzinfo=UTC), datetime(2044, 2, 29, 23, 59, 59, tzinfo=UTC)):
        with time_machine.travel(moment, tick=False):
            release_anew = under(chosen)  # nothing remembered
            answers.append(decide(facts, release=release_anew).to_json())
    assert answers[0] == answers[1] == decide(facts, release=release).to_json()


@given(cases(), st.data())
@settings(max_examples=300, deadline=None)
def test_a_finding_never_overrules_a_refusal_nor_replaces_a_fact(facts, data):
    """With its findings taken away a case that is met is met, or waits for a person; nothing else."""
    facts = replace(facts, findings=data.draw(findings_for(facts)))
    with_findings, without = decide(facts), decide(replace(facts, findings=()))
    if with_findings.outcome is Outcome.MET:
        assert without.outcome in (Outcome.MET, Outcome.NEEDS_PERSON)
    if without.outcome in (Outcome.NOT_MET, Outcome.CANNOT_TELL):
        assert with_findings.outcome is not Outcome.MET


# Once ------------------------------------------------------------------------------------------------------------

BASE_FILING = next(each for each in SITUATIONS["base_filing"])
STIPEND = next(each for each in SITUATIONS["chief_technician_stipend"])


@given(st.lists(st.dates(date(2024, 1, 1), date(2025, 12, 31)), max_size=12))
@settings(max_examples=200, deadline=None)
def test_a_prefecture_files_once_in_a_half_year_in_any_order(asked):
    filed: list[date] = []
    for day in asked:
        facts = replace(BASE_FILING, day=day, earlier_batches=tuple(filed))
        if decide(facts).outcome is Outcome.MET:
            filed.append(day)
    halves = [(day.year, day.month <= 6) for day in filed]
    assert len(halves) == len(set(halves)) == len({(day.year, day.month <= 6) for day in asked})


@given(st.lists(st.tuples(st.integers(2022, 2025), st.booleans()), max_size=12), readings)
@settings(max_examples=200, deadline=None)
def test_a_stipend_is_paid_once_a_year_in_any_order(asked, chosen):
    release = under(chosen)
    paid: dict[int, Decimal] = {}
    for year, whole in asked:
        facts: ChiefStipendFacts = replace(
            STIPEND,
            year=year,
            posts=(Post(date(year, 1 if whole else 5, 1)),),
            had_for_year=year in paid,
            entered_amount=None
            if whole or chosen["reading.stipend_part_year"] == "by_month"
            else Decimal("10.00"),
            amount_note="按在岗时间核定",
        )
        amount = decide(facts, release=release).amount
        if amount is not None:
            assert year not in paid
            paid[year] = amount
    assert set(paid) == {year for year, _ in asked}
    assert all(
        amount <= release.money("chief_technician.stipend", on=STIPEND.day) for amount in paid.values()
    )


@given(st.permutations([*BaseLevel, *BaseLevel]))
@settings(max_examples=20, deadline=None)
def test_a_base_has_its_grant_once(order):
    given_to: list[BaseLevel] = []
    for level in order:
        start = next(each for each in SITUATIONS["base_grant"] if each.level is level)
        if decide(replace(start, had_before=level in given_to)).amount:
            given_to.append(level)
    assert sorted(given_to) == sorted(BaseLevel)


# The generator itself ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_the_generator_reaches_what_is_met_and_what_is_not(question):
    found = set()

    @given(cases([question]))
    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    def look(facts):
        found.add(decide(facts).outcome)

    look()
    assert Outcome.MET in found and len(found) > 1


def test_every_field_of_every_question_is_generated():
    for question in QUESTIONS.values():
        assert {slot.name for slot in slots_of(question.facts)} == {
            each.name for each in fields(question.facts)
        }
    assert BaseFilingFacts.QUESTION in QUESTIONS
