"""Every case that the officials wrote down, decided by the rules and compared with what they expect."""

import json

import pytest

from subsidies.rules import QUESTIONS, ClaimFacts, Outcome, decide, facts_from_json
from subsidies.rules import parameters as p

MAY_CARRY = {
    "case",
    "situation",
    "change",
    "readings",
    "outcome",
    "amount",
    "because",
    "warns",
    "says",
    "shows",
    "raises",
}


def test_the_officials_case(case, facts_of, release_of):
    assert set(case) <= MAY_CARRY
    facts, release = facts_of(case), release_of(case)
    if "raises" in case:
        with pytest.raises(getattr(p, case["raises"])):
            decide(facts, release=release)
        return
    decision = decide(facts, release=release)
    answer = decision.to_json()
    assert (answer["outcome"], answer["amount"]) == (case["outcome"], case.get("amount"))
    assert [check.code for check in decision.obstacles] == case.get("because", [])
    assert [check.code for check in decision.warnings] == case.get("warns", [])
    said = "".join(check.sentence for check in (*decision.obstacles, *decision.warnings))
    assert case.get("says", "") in said
    shown = {row.label: row.value for row in decision.worksheet}
    assert {label: shown.get(label) for label in case.get("shows", {})} == case.get("shows", {})


def test_every_decision_replays_bit_for_bit_from_what_was_stored(every_claim_case, facts_of, release_of):
    for case in every_claim_case:
        if "raises" in case:
            continue
        facts, release = facts_of(case), release_of(case)
        stored = json.dumps([facts.to_json(), decide(facts, release=release).to_json()])
        stored_facts, stored_decision = json.loads(stored)
        again = decide(facts_from_json(facts.QUESTION, stored_facts), release=release)
        assert json.dumps(again.to_json()) == json.dumps(stored_decision), case["case"]


def test_every_rule_has_a_case_that_refuses_it(every_claim_case, facts_of):
    """Or warns; a rule that no case turns against anybody might as well not be there."""
    asked, refused = set(), set()
    for case in every_claim_case:
        facts = facts_of(case)
        asked |= {(facts.QUESTION, rule.__name__) for rule in QUESTIONS[facts.QUESTION].rules(facts)}
        refused |= {(facts.QUESTION, code) for code in (*case.get("because", []), *case.get("warns", []))}
    assert asked - refused == set()


def test_every_check_is_named_after_its_rule(every_claim_case, facts_of, release_of):
    for case in every_claim_case:
        if "raises" in case:
            continue
        facts = facts_of(case)
        asked = [rule.__name__ for rule in QUESTIONS[facts.QUESTION].rules(facts)]
        checks = decide(facts, release=release_of(case)).checks
        assert [check.code for check in checks] == asked
        assert all(check.reason and check.sentence.strip() and check.clause for check in checks)


def test_a_complete_situation_is_met(situations, facts_of):
    for name in situations:
        decision = decide(facts_of({"situation": name}))
        assert decision.outcome is Outcome.MET, name
        assert not decision.warnings, name


def test_the_worksheet_leads_to_the_amount_in_order(situations, facts_of):
    for name in situations:
        decision = decide(facts_of({"situation": name}))
        if decision.amount is None:
            continue  # a question without money
        assert [row.order for row in decision.worksheet] == list(range(1, len(decision.worksheet) + 1)), name
        last = decision.worksheet[-1]
        assert (last.label, last.value) == ("应补金额", f"{decision.to_json()['amount']}元")


def test_a_refused_claim_shows_its_steps_but_no_amount(situations):
    decision = decide(ClaimFacts.from_json({**situations["technician"], "front_line_post": False}))
    assert decision.amount is None
    assert decision.worksheet[0].value == "2000.00元"
    assert decision.worksheet[-1].value == "未核定"


def test_the_certificate_number_is_in_no_sentence_and_no_input(situations):
    for situation in situations.values():
        if "certificate_number" not in situation:
            continue
        answer = json.dumps(decide(ClaimFacts.from_json(situation)).to_json(), ensure_ascii=False)
        assert situation["certificate_number"] not in answer
