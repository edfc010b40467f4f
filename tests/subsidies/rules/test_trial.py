"""A stored case under figures that did not hold when it was decided."""

from decimal import Decimal

import pytest

from subsidies.rules import current, decide
from subsidies.rules.trial import tried

from .test_boundaries import with_figure


@pytest.mark.parametrize(
    ("situation", "change", "release", "amount"),
    [
        (
            "technician",
            {"entered_amount": "2000.00"},
            with_figure(current(), "technician.amount", Decimal(2500)),
            "2500",
        ),
        ("technician", {}, with_figure(current(), "technician.amount", Decimal(2500)), "2500"),
        (
            "advanced_worker",
            {"entered_amount": "1500.00"},
            current().with_reading("reading.advanced_worker_cap", "cap_is_amount"),
            "2000",
        ),
        (
            "chief_technician",
            {"posts": [{"begins_on": "2025-07-01"}], "entered_amount": "9000.00", "amount_note": "按月"},
            current().with_reading("reading.stipend_part_year", "by_month"),
            "15000",
        ),
    ],
)
def test_an_amount_entered_rightly_then_is_set_aside_where_another_is_fixed(
    facts_of, situation, change, release, amount
):
    facts = facts_of({"situation": situation, "change": change})
    assert decide(facts, release=current()).outcome == "met"
    assert tried(facts, release, was_met=True).amount == Decimal(amount)


def test_an_amount_that_was_wrong_then_stays_wrong(facts_of):
    facts = facts_of({"situation": "technician", "change": {"entered_amount": "1999.00"}})
    assert decide(facts, release=current()).outcome == "not_met"
    found = tried(facts, with_figure(current(), "technician.amount", Decimal(2500)), was_met=False)
    assert (found.outcome, found.amount) == ("not_met", None)


def test_an_amount_above_a_lowered_cap_is_not_replaced(facts_of):
    """What an officer would have entered below it, nobody knows."""
    facts = facts_of({"situation": "advanced_worker", "change": {"entered_amount": "1500.00"}})
    found = tried(facts, with_figure(current(), "advanced_worker.amount_cap", Decimal(1200)), was_met=True)
    assert [check.code for check in found.obstacles] == ["amount_is_allowed"]


def test_what_is_refused_for_another_reason_stays_refused(facts_of):
    facts = facts_of({"situation": "technician", "change": {"front_line_post": False}})
    assert tried(facts, current(), was_met=True) == decide(facts, release=current())
