"""Which check turned between two decisions on the same facts, and what it is called."""

import re
from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages

import pytest

from subsidies import rules
from subsidies.rules import current, decide
from subsidies.rules.check_labels import AMOUNT, CHECK_LABELS, check_label
from subsidies.rules.difference import difference
from subsidies.rules.enums import Outcome
from subsidies.rules.outcomes import Check, Decision, WorksheetRow
from subsidies.rules.rule import Rule

from .test_boundaries import with_figure

HAD_ELSEWHERE = {
    "earlier_claims": [{"item": "H2", "standing": "paid", "occupation": "6-31-01-03", "level": "2"}]
}
NOT_SHORT = {"shortage_occupation": False}


@pytest.mark.parametrize(
    ("change", "reading", "choice", "check"),
    [
        (HAD_ELSEWHERE, "reading.once_in_life", "once_per_occupation_and_level", "first_time_for_person"),
        # A check that only points it out before and blocks afterwards, and the other way round.
        (NOT_SHORT, "reading.shortage_occupations", "payment_condition", "occupation_is_in_shortage"),
    ],
)
def test_the_check_that_turned_is_named_with_its_clause(facts_of, change, reading, choice, check):
    facts = facts_of({"situation": "technician", "change": change})
    before, after = (
        decide(facts, release=current()),
        decide(facts, release=current().with_reading(reading, choice)),
    )
    assert before.outcome is not after.outcome
    assert difference(before, after) == (check, "一(十)")
    assert difference(after, before) == (check, "一(十)")


def test_the_first_of_several_is_named(facts_of):
    facts = facts_of({"situation": "technician", "change": {**HAD_ELSEWHERE, **NOT_SHORT}})
    under = current().with_reading("reading.shortage_occupations", "payment_condition")
    under = under.with_reading("reading.once_in_life", "once_per_occupation_and_level")
    asked = [check.code for check in decide(facts, release=under).checks]
    first = min(("first_time_for_person", "occupation_is_in_shortage"), key=asked.index)
    assert difference(decide(facts, release=current()), decide(facts, release=under)).check == first


def test_where_every_check_answers_as_before_it_is_the_amount(facts_of):
    facts = facts_of({"situation": "technician"})
    before, after = (
        decide(facts, release=current()),
        decide(facts, release=with_figure(current(), "technician.amount", Decimal(2500))),
    )
    assert before.amount != after.amount
    assert difference(before, after) == (AMOUNT, "一(十)")


def test_of_a_case_without_a_worksheet_the_last_clause_is_named(facts_of):
    decision = decide(facts_of({"situation": "rural_labourer"}), release=current())
    assert decision.worksheet == ()
    assert difference(decision, decision) == (AMOUNT, decision.checks[-1].clause)


def made(decision: Decision, *, worksheet: str = "", **outcomes: Outcome) -> Decision:
    """A decision with these checks, each under a clause of its own name; a line of the worksheet for each letter."""
    checks = tuple(Check(code, outcome, "", f"条款{code}", "", "") for code, outcome in outcomes.items())
    rows = tuple(
        WorksheetRow(order, "", letter, f"条款{order}", "") for order, letter in enumerate(worksheet, start=1)
    )
    return replace(decision, checks=checks, worksheet=rows)


MET, NOT_MET, UNSURE = Outcome.MET, Outcome.NOT_MET, Outcome.NEEDS_PERSON


@pytest.mark.parametrize(
    ("before", "after", "check"),
    [
        ({"a": NOT_MET, "b": MET}, {"a": NOT_MET, "b": NOT_MET}, "b"),
        ({"a": NOT_MET, "b": UNSURE}, {"b": MET, "a": NOT_MET}, "b"),
        # Asked by one of the two alone.
        ({"a": MET}, {"b": NOT_MET, "a": MET}, "b"),
        ({"b": NOT_MET, "a": MET}, {"a": MET}, "b"),
        ({"c": MET, "b": NOT_MET}, {"a": MET}, "b"),
        ({"b": NOT_MET}, {"a": NOT_MET}, "a"),
    ],
)
def test_of_checks_that_answer_as_before_none_is_named(facts_of, before, after, check):
    decision = decide(facts_of({"situation": "technician"}))
    assert difference(made(decision, **before), made(decision, **after)) == (check, f"条款{check}")


@pytest.mark.parametrize(
    ("before", "after", "clause"),
    [
        ("xyz", "xwv", "条款2"),
        ("xy", "xyz", "条款3"),
        ("", "x", "条款1"),
        # A line is gone and none reads otherwise: the last check.
        ("xyz", "xy", "条款a"),
        ("xy", "xy", "条款a"),
    ],
)
def test_the_first_line_that_reads_otherwise_gives_the_clause(facts_of, before, after, clause):
    decision = decide(facts_of({"situation": "technician"}))
    old, new = made(decision, worksheet=before, a=MET), made(decision, worksheet=after, a=MET)
    assert difference(old, new) == (AMOUNT, clause)


def test_every_check_has_a_name_and_every_name_a_check():
    modules = [import_module(each.name) for each in walk_packages(rules.__path__, "subsidies.rules.")]
    written = {
        each.__name__ for module in modules for each in vars(module).values() if isinstance(each, Rule)
    }
    assert set(CHECK_LABELS) == written
    assert all(re.search(r"[\u4e00-\u9fff]", label) for label in CHECK_LABELS.values())
    assert check_label("is_senior_technician") == "高级技师"
    assert check_label("technician_is_fine") == "technician_is_fine"
    assert check_label(AMOUNT) == "补贴标准或金额"
