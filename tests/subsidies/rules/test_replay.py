"""A stored decision worked out again: what comes out as it was stored, and whatever differs by its name."""

from dataclasses import replace
from decimal import Decimal

import pytest

from subsidies.rules import Effect, Outcome, current, decide
from subsidies.rules.outcomes import Check
from subsidies.rules.replay import (
    NOTHING,
    CannotRecomputeError,
    Difference,
    canonical_inputs,
    described,
    facts_of,
    kept_from_answer,
    recomputed,
    replay,
)


@pytest.fixture
def kept(facts_of):
    facts = facts_of({"situation": "technician"})
    return kept_from_answer("claim", facts.to_json(), decide(facts, release=current()))


@pytest.fixture
def decision(facts_of):
    return decide(facts_of({"situation": "technician"}), release=current())


def test_an_untouched_decision_comes_out_as_it_was(kept):
    assert replay(kept, current()) == []
    assert (kept.rules_version, kept.amount) == (current().version, Decimal("2000.00"))
    assert [check.order for check in kept.checks] == list(range(1, len(kept.checks) + 1))
    assert [row.order for row in kept.worksheet] == list(range(1, len(kept.worksheet) + 1))


def test_every_officials_case_comes_out_as_it_was(every_claim_case, facts_of, release_of):
    for case in every_claim_case:
        if "raises" in case:
            continue
        facts, release = facts_of(case), release_of(case)
        made = kept_from_answer(facts.QUESTION, facts.to_json(), decide(facts, release=release))
        assert replay(made, release) == [], case["case"]


@pytest.mark.parametrize(
    ("field", "value", "what"),
    [
        ("rules_version", "0" * 64, "规则摘要"),
        ("facts_digest", "0" * 64, "事实摘要"),
        ("outcome", "not_met", "结论"),
        ("amount", Decimal("1999.99"), "核定金额"),
        ("answer_digest", "0" * 64, "结论摘要"),
        ("warnings", 9, "提示数"),
    ],
)
def test_a_changed_field_is_named_with_both_values(kept, decision, field, value, what):
    again = {
        "rules_version": current().version,
        "facts_digest": decision.facts_digest,
        "outcome": "met",
        "amount": "2000.00",
        "answer_digest": decision.digest(),
        "warnings": str(len(decision.warnings)),
    }
    assert replay(kept._replace(**{field: value}), current()) == [Difference(what, str(value), again[field])]


def test_an_amount_that_was_never_paid_is_shown_as_nothing(kept):
    assert replay(kept._replace(amount=None), current()) == [Difference("核定金额", NOTHING, "2000.00")]


def test_what_a_kind_of_decision_does_not_keep_is_not_compared(kept):
    bare = kept._replace(rules_version=None, checks=None, worksheet=None, amount=Decimal(1), warnings=None)
    assert replay(bare, current()) == []
    right = kept._replace(warnings=0)
    assert replay(right, current()) == []


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("code", "代码"), ("outcome", "结论"), ("reason", "理由"), ("effect", "性质"), ("clause", "条款"),
        ("quote", "条款原文"), ("sentence", "说明"), ("inputs", "依据"),
    ],
)  # fmt: skip
def test_a_changed_reason_is_named_by_its_place_and_part(kept, part, name):
    checks = [*kept.checks]
    there = getattr(checks[1], part)
    checks[1] = checks[1]._replace(**{part: "x"})
    assert replay(kept._replace(checks=checks), current()) == [Difference(f"理由2的{name}", "x", there)]


@pytest.mark.parametrize(
    ("part", "name"), [("label", "项目"), ("value", "数值"), ("operation", "运算"), ("clause", "条款")]
)
def test_a_changed_line_of_the_worksheet_is_named(kept, part, name):
    rows = [*kept.worksheet]
    there = getattr(rows[0], part)
    rows[0] = rows[0]._replace(**{part: "x"})
    assert replay(kept._replace(worksheet=rows), current()) == [Difference(f"计算表1的{name}", "x", there)]


def test_a_lost_line_is_counted_and_those_before_it_compared(kept):
    count = len(kept.checks)
    assert replay(kept._replace(checks=kept.checks[:-1]), current()) == [
        Difference("理由条数", str(count - 1), str(count))
    ]
    more = [*kept.worksheet, kept.worksheet[-1]._replace(order=len(kept.worksheet) + 1)]
    assert [each.what for each in replay(kept._replace(worksheet=more), current())] == ["计算表条数"]


def test_a_line_in_the_wrong_place_is_named(kept):
    checks = [kept.checks[0]._replace(order=7), *kept.checks[1:]]
    assert replay(kept._replace(checks=checks), current()) == [Difference("理由1的序号", "7", "1")]


def test_facts_written_otherwise_are_found_though_they_mean_the_same(kept, decision):
    facts = {**kept.facts, "amount_basis": None}
    assert replay(kept._replace(facts=facts), current()) == [
        Difference("事实的写法", "与规范写法不同", decision.facts_digest)
    ]


def test_facts_that_the_rules_do_not_take_are_named(kept):
    broken = kept._replace(facts={**kept.facts, "weather": "fine"})
    (found,) = replay(broken, current())
    assert (found.what, found.stored) == ("事实", "")
    assert found.recomputed.startswith("weather:")
    with pytest.raises(CannotRecomputeError, match=r"^事实:weather:"):
        facts_of(broken)


def test_a_release_that_cannot_judge_the_facts_is_named(facts_of, kept):
    less = {key: value for key, value in current().parameters.items() if key != "technician.amount"}
    (found,) = replay(kept, replace(current(), parameters=less))
    assert (found.what, found.recomputed) == ("规则版本", "该版本不能核定这些事实('technician.amount')")
    early = kept._replace(facts={**kept.facts, "day": "2018-01-01"})
    (found,) = replay(early, current())
    assert found.what == "规则版本"
    with pytest.raises(CannotRecomputeError, match=r"^规则版本:该版本不能核定这些事实"):
        recomputed(facts_of({"situation": "technician", "change": {"day": "2018-01-01"}}), current())


def test_a_check_is_kept_with_its_inputs_in_the_canonical_writing():
    inputs = (("day", "2025-03-05"), ("birth_date", None))
    check = Check(
        "is_old_enough", Outcome.NOT_MET, "too_young", "一(一)", "劳动者", "未满。", inputs, Effect.WARNS
    )
    assert check.as_kept == (
        "is_old_enough",
        "not_met",
        "too_young",
        "warns",
        "一(一)",
        "劳动者",
        "未满。",
        '{"birth_date":null,"day":"2025-03-05"}',
    )


def test_inputs_are_compared_in_the_canonical_writing():
    assert canonical_inputs('{"b": 1,  "a": "一"}') == '{"a":"一","b":1}'
    assert canonical_inputs("no json") == "no json"


def test_the_first_is_described_and_the_rest_counted():
    one, two = Difference("结论", "met", "not_met"), Difference("核定金额", "", "")
    assert described([one]) == ("结论", "met", "not_met")
    assert described([two, one]) == ("核定金额(另有1处)", NOTHING, NOTHING)
