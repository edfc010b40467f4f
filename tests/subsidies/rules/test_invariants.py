"""What must hold for every claim that anyone could make."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subsidies.rules import (
    ITEMS,
    CertificateUse,
    ClaimFacts,
    EarlierClaim,
    Finding,
    HeldCertificate,
    Outcome,
    current,
    decide,
    money,
)
from subsidies.rules.claims import RULES_OF
from subsidies.rules.enums import CertificateKind, Fund, Item, SkillLevel, Standing

days = st.dates(date(2018, 12, 27), date(2040, 12, 31))
yes_no_unknown = st.sampled_from([True, True, True, False, None])
amounts = st.one_of(
    st.none(),
    st.sampled_from([money(spec.amount_key, date(2025, 1, 1)) for spec in ITEMS.values()]),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-5000, max_value=5000),
    st.decimals(allow_nan=False, allow_infinity=False),
)
occupations = st.sampled_from([None, "6-18-02-04", "6-31-01-03"])
held = st.builds(
    HeldCertificate,
    kind=st.sampled_from(CertificateKind),
    level=st.sampled_from([None, *SkillLevel]),
    issued_on=st.none() | days,
)
earlier = st.builds(
    EarlierClaim, item=st.sampled_from(Item), standing=st.sampled_from(Standing), occupation=occupations,
    level=st.sampled_from([None, *SkillLevel]),
)  # fmt: skip
uses = st.builds(CertificateUse, fund=st.sampled_from(Fund), standing=st.sampled_from(Standing))
findings = st.builds(
    Finding,
    check=st.sampled_from(sorted({rule.__name__ for rules in RULES_OF.values() for rule in rules})),
    accepted=st.booleans(),
    reason=st.just("经核实"),
)


def few(strategy):
    return st.none() | st.lists(strategy, max_size=3).map(tuple)


@st.composite
def any_claim(draw):
    """Biased towards claims that could be met, or the interesting half would never be reached."""
    item = draw(st.sampled_from(Item))
    spec = ITEMS[item]
    fitting = draw(st.booleans())
    return ClaimFacts(
        item=item,
        day=draw(days),
        occupation=draw(occupations),
        certificate_kind=spec.kinds[0] if fitting else draw(st.sampled_from([None, *CertificateKind])),
        certificate_level=spec.level if fitting else draw(st.sampled_from([None, *SkillLevel])),
        certificate_number=draw(st.sampled_from(["S530000", "S530000", "", None])),
        certificate_issuer="云南某评价机构",
        certificate_issued_on=draw(st.none() | st.dates(date(2018, 1, 1), date(2040, 12, 31))),
        enterprise_employee=draw(yes_no_unknown),
        front_line_post=draw(yes_no_unknown),
        took_part_in_training=draw(yes_no_unknown),
        new_technology_training=draw(yes_no_unknown),
        training_passed=draw(yes_no_unknown),
        held_certificates=draw(few(held)),
        earlier_claims=() if fitting else draw(few(earlier)),
        certificate_uses=() if fitting else draw(few(uses)),
        entered_amount=draw(amounts),
        amount_basis=draw(st.sampled_from(["某州标准", "某州标准", " ", None])),
        findings=draw(st.lists(findings, max_size=2, unique_by=lambda each: each.check).map(tuple)),
    )


readings = st.fixed_dictionaries(
    {key: st.sampled_from(sorted(each.choices)) for key, each in current().parameters.items() if each.choices}
)


def under(chosen):
    release = current()
    for key, choice in chosen.items():
        release = release.with_reading(key, choice)
    return release


@given(any_claim(), readings)
@settings(max_examples=400, deadline=None)
def test_nobody_is_paid_above_the_figure_of_the_clause(facts, chosen):
    decision = decide(facts, release=under(chosen))
    assert (decision.amount is not None) == (decision.outcome is Outcome.MET) == (not decision.obstacles)
    if decision.amount is not None:
        assert Decimal(0) < decision.amount <= money(ITEMS[facts.item].amount_key, facts.day)
        if facts.item is Item.H1 and chosen["reading.advanced_worker_cap"] == "entered_amount":
            assert decision.amount == facts.entered_amount


@given(any_claim())
@settings(max_examples=300, deadline=None)
def test_every_answer_has_its_clause_its_sentence_and_its_replay(facts):
    decision = decide(facts)
    assert all(check.clause and check.sentence.strip() for check in decision.checks)
    stored = json.loads(json.dumps([facts.to_json(), decision.to_json()]))
    again = ClaimFacts.from_json(stored[0])
    assert again == facts
    assert decide(again).to_json() == stored[1]


FACTS_THAT_CAN_BE_UNKNOWN = [
    name
    for name, field in ClaimFacts.__dataclass_fields__.items()
    if field.default is None and name not in {"entered_amount", "occupation"}
]


@given(any_claim(), st.sampled_from(FACTS_THAT_CAN_BE_UNKNOWN), readings)
@settings(max_examples=400, deadline=None)
def test_knowing_less_never_helps(facts, name, chosen):
    """An unavailable source may turn «met» into «cannot tell», never anything into «met»."""
    release = under(chosen)
    known, less = (
        decide(facts, release=release),
        decide(replace(facts, **{name: None}), release=release),
    )
    assert known.outcome is Outcome.MET or less.outcome is not Outcome.MET


@given(st.permutations([*Item, *Item, *Item]), st.lists(st.booleans(), min_size=12, max_size=12))
@settings(max_examples=200, deadline=None)
def test_once_stays_once_in_any_order_of_events(order, waits):
    """Twelve claims of one person, every item three times, some still pending when the next one arrives."""
    history, paid = [], []
    for item, waiting in zip(order, waits, strict=True):
        spec = ITEMS[item]
        decision = decide(
            ClaimFacts(
                item=item, day=date(2025, 6, 30), occupation="6-18-02-04", certificate_kind=spec.kinds[0],
                certificate_level=spec.level, certificate_number=f"S{len(history)}",
                certificate_issuer="云南某评价机构", certificate_issued_on=date(2025, 1, 1),
                enterprise_employee=True, front_line_post=True, took_part_in_training=True,
                new_technology_training=True, training_passed=True, certificate_uses=(),
                held_certificates=(HeldCertificate("skill_level", "1", date(2020, 1, 1)),),
                entered_amount=money(spec.amount_key, date(2025, 6, 30)), amount_basis="某州标准",
                earlier_claims=tuple(history),
            )
        )  # fmt: skip
        if decision.amount is None:
            history.append(EarlierClaim(item=item, standing=Standing.REFUSED))
        else:
            paid.append((item, decision.amount))
            history.append(EarlierClaim(item=item, standing=Standing.PENDING if waiting else Standing.PAID))
    assert sorted(item for item, _ in paid) == sorted(Item)
    assert sum(amount for _, amount in paid) == sum(
        money(spec.amount_key, date(2025, 6, 30)) for spec in ITEMS.values()
    )


@pytest.mark.parametrize("item", Item)
@pytest.mark.parametrize("off_by", [Decimal("-0.01"), Decimal("0"), Decimal("0.01")])
def test_both_sides_of_every_amount(item, off_by, situations):
    """Built from the figures in force, so a new figure brings its own boundary cases."""
    situation = next(each for each in situations.values() if each.get("item") == item)
    facts = ClaimFacts.from_json(situation)
    parameter = current().parameter(ITEMS[item].amount_key)
    entered = money(parameter.key, facts.day) + off_by
    decision = decide(replace(facts, entered_amount=entered))
    allowed = off_by <= 0 if parameter.op == "<=" else off_by == 0
    assert decision.amount == (entered if allowed else None)
