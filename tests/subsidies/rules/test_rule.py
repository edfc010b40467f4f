"""A rule looks at the facts that it declares, and at no other: the memory of its answers depends on it."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

from subsidies.rules import QUESTIONS, FactError, current, decide
from subsidies.rules.canonical import canonical_text, digest_of
from subsidies.rules.parameter_files import read_release_text
from subsidies.rules.questions import collected
from subsidies.rules.rule import rule as rule_about


class Watched:
    """Facts that write down which of them were looked at."""

    def __init__(self, facts):
        self._facts, self.seen = facts, set()

    def __getattr__(self, name):
        self.seen.add(name)
        return getattr(self._facts, name)


def test_every_rule_looks_only_at_the_facts_it_declares(every_claim_case, facts_of, release_of):
    for case in every_claim_case:
        if "raises" in case:
            continue
        facts, release = facts_of(case), release_of(case)
        for rule in QUESTIONS[facts.QUESTION].rules(facts):
            watched = Watched(facts)
            rule(watched, release)
            # The day also picks the figure in force; the memory is kept apart by period for that.
            assert watched.seen <= {*rule.looks_at, "day"}, f"{rule.__name__}: {case['case']}"


def test_a_rule_that_does_not_declare_the_day_answers_alike_all_through_its_period(
    every_claim_case, facts_of, release_of
):
    moved = 0
    for case in every_claim_case:
        if "raises" in case:
            continue
        facts, release = facts_of(case), release_of(case)
        for days in (-400, -1, 1, 400):
            try:
                other = replace(facts, day=facts.day + timedelta(days=days))
            except FactError:
                continue
            if release.memory_of(other.day) is not release.memory_of(facts.day):
                continue
            for rule in QUESTIONS[facts.QUESTION].rules(facts):
                if "day" not in rule.looks_at:
                    moved += 1
                    assert rule(other, release) == rule(facts, release), f"{rule.__name__}: {case['case']}"
    assert moved > 1000


def test_amount_and_worksheet_look_only_at_the_facts_that_their_question_declares(
    every_claim_case, facts_of, release_of
):
    seen = 0
    for case in every_claim_case:
        if "raises" in case:
            continue
        facts, release = facts_of(case), release_of(case)
        question = QUESTIONS[facts.QUESTION]
        if not question.money_looks_at:
            continue
        seen += 1
        amount = decide(facts, release=release).amount
        watched = Watched(facts)
        if amount is not None:
            assert question.amount(watched, release) == amount
        assert question.worksheet(watched, release, amount) == decide(facts, release=release).worksheet
        assert watched.seen <= {*question.money_looks_at, "day"}, case["case"]
    assert seen > 20


def test_amount_and_worksheet_are_worked_out_from_this_case_and_not_from_one_like_it(situations):
    claim = QUESTIONS["claim"].facts
    stated = {**situations["advanced_worker"], "entered_amount": "1500.00"}
    for amount in ("1500.00", "1400.00", "1500.00"):
        decision = decide(claim.from_json({**stated, "entered_amount": amount}))
        assert (decision.amount, decision.worksheet[-1].value) == (Decimal(amount), f"{amount}元")
    refused = decide(claim.from_json({**stated, "enterprise_employee": False}))
    assert (refused.amount, refused.worksheet[-1].value) == (None, "未核定")


def test_the_digest_is_of_the_canonical_text_of_the_whole_answer(every_claim_case, facts_of, release_of):
    for case in every_claim_case:
        if "raises" in case:
            continue
        decision = decide(facts_of(case), release=release_of(case))
        assert decision.text() == canonical_text(decision.to_json()), case["case"]
        assert decision.digest() == digest_of(decision.to_json())
        assert decision.facts_digest == facts_of(case).digest()


def test_a_remembered_answer_is_the_answer(every_claim_case, facts_of, release_of):
    for case in every_claim_case:
        if "raises" in case:
            continue
        facts, release = facts_of(case), release_of(case)
        fresh = tuple(rule(facts, release) for rule in QUESTIONS[facts.QUESTION].rules(facts))
        assert decide(facts, release=release).checks == decide(facts, release=release).checks == fresh


def test_what_was_remembered_under_one_reading_is_not_given_under_another(situations):
    facts = QUESTIONS["claim"].facts.from_json({**situations["senior_technician"], "front_line_post": False})
    release = current()
    other = release.with_reading("reading.senior_technician_conditions", "stands_alone")
    outcomes = [decide(facts, release=each).outcome for each in (release, other, release)]
    assert outcomes == ["not_met", "met", "not_met"]


def test_a_release_is_read_back_from_its_text_as_it_was():
    again = read_release_text(current().to_text())
    assert again.version == current().version
    assert again.to_text() == current().to_text()


def test_a_changed_figure_counts_from_its_day_or_as_if_it_always_had():
    key = "publicity.working_days"
    content = json.loads(current().to_text())
    parameter = next(each for each in content["parameters"] if each["key"] == key)
    (old,) = parameter["values"]
    old["valid_to"] = "2026-12-31"
    parameter["values"] = [old, {**old, "value": "7", "valid_from": "2027-01-01", "valid_to": None}]
    changed = read_release_text(json.dumps(content, ensure_ascii=False))
    assert changed.changed_from(current()) == (key,)
    on = date(2026, 6, 30)
    assert (changed.number_of(key, on=on), changed.number_of(key, on=date(2027, 1, 1))) == (5, 7)
    assert changed.as_if_always([key]).number_of(key, on=on) == 7


def test_a_rule_is_its_function_with_the_facts_it_looks_at():
    def is_there(facts, release):
        """What it asks."""
        return facts, release

    made = rule_about("item", "day")(is_there)
    assert (made.__name__, made.__doc__, made.__module__) == ("is_there", "What it asks.", __name__)
    assert made.looks_at == ("item", "day")
    assert made("facts", "release") == ("facts", "release")
    facts, memory = SimpleNamespace(item="H1", day=1), {}
    assert made.recall(facts, "release", memory) == (facts, "release")
    assert memory == {made: {("H1", 1): (facts, "release")}}


def test_questions_are_found_by_their_code():
    asked = [*QUESTIONS.values()]
    assert collected(*asked) == QUESTIONS
