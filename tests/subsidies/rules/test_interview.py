"""A case put together by asking: nothing pointless asked, an early no stays a no, and the end is what `decide` says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from subsidies.rules import QUESTIONS, Outcome, current, decide
from subsidies.rules.facts import FactError
from subsidies.rules.interview import AT_MOST, Said, Turn, Verdict, filled_in, turn
from subsidies.rules.releases import NoValueOnDayError
from subsidies.rules.situations import Situation, situation, situations
from subsidies.rules.vocabulary import Asked, Fact, facts_in

DAY = date(2026, 3, 2)
EVERY = [each for group in situations() for each in group.situations]
MET_H2 = {
    "front_line_post": True,
    "took_part_in_training": True,
    "certificate_kind": "skill_level",
    "certificate_level": "2",
    "certificate_issued_on": "2026-01-20",
    "earlier_claims": [],
    "certificate_uses": [],
}


NOT_OF_H1 = ("front_line_post", "took_part_in_training")


def begin(subject: str, **answers) -> Turn:
    return turn(Said("claim", subject, DAY, answers), release=current())


def names(facts) -> list[str]:
    return [fact.name for fact in facts]


def walk(subject: str, given: dict, **options) -> tuple[Turn, list[str]]:
    """To the end with these answers; and everything that was asked on the way."""
    now, asked = turn(Said("claim", subject, DAY, {}), release=options.get("release", current())), []
    while now.ask:
        asked += names(now.ask)
        answers = {**now.said.answers, **{fact.name: given.get(fact.name) for fact in now.ask}}
        now = turn(Said("claim", subject, DAY, answers), release=options.get("release", current()))
    return now, asked


def test_only_what_the_rules_of_the_situation_look_at_is_asked():
    end, asked = walk("H2", MET_H2)
    assert sorted(asked) == sorted(MET_H2)
    assert (end.verdict, end.decision.outcome) == (Verdict.MET, Outcome.MET)
    assert end.decision.amount == current().money("technician.amount", on=DAY)


def test_nothing_personal_is_asked():
    personal = {"certificate_number", "certificate_issuer", "entered_amount", "amount_basis", "findings"}
    for group in situations():
        for each in group.situations:
            facts = {fact.name: fact for fact in facts_in(QUESTIONS[each.question].facts)}
            assert all(facts[name].asked is not Asked.CITIZEN for name in personal & facts.keys())
    end, _ = walk("H2", MET_H2)
    assert {"certificate_number", "certificate_issuer"} <= set(names(end.assumed))
    assert "certificate_is_identified" in [check.code for check in end.on_trust]
    assert "works_at_front_line" not in [check.code for check in end.on_trust]


def test_a_no_ends_the_asking():
    end = begin("H2", front_line_post=False, took_part_in_training=True)
    assert (end.verdict, end.ask) == (Verdict.REFUSED, ())
    assert [check.code for check in end.refusals] == ["works_at_front_line"]
    assert end.spared == 5  # the certificate's kind, level and day, and the two about earlier claims
    assert begin("H2", front_line_post=True, took_part_in_training=True).ask


def test_a_reading_that_drops_a_condition_drops_its_question():
    other = current().with_reading("reading.senior_technician_conditions", "stands_alone")
    given = MET_H2 | {"certificate_level": "1"}
    _, asked = walk("H3", given)
    _, fewer = walk("H3", given, release=other)
    assert set(asked) - set(fewer) == {"front_line_post", "took_part_in_training"}


def test_what_one_doesnt_know_is_left_open_and_is_no_refusal():
    end, _ = walk("H2", MET_H2 | {"front_line_post": None})
    assert (end.verdict, end.decision.outcome) == (Verdict.OPEN, Outcome.CANNOT_TELL)
    assert [check.code for check in end.left_open] == ["works_at_front_line"]
    assert end.by_office == ()
    assert end.decision.amount is None


def test_what_the_office_has_to_fix_is_no_refusal_either():
    """H1: the rules refuse a claim without an amount, and the person can't give one."""
    end, asked = walk("H1", MET_H2 | {"certificate_level": "3", "enterprise_employee": True})
    assert (end.verdict, end.decision.outcome) == (Verdict.OPEN, Outcome.NOT_MET)
    assert {check.code for check in end.by_office} == {check.code for check in end.left_open}
    assert {check.code for check in end.by_office} >= {"amount_is_allowed", "amount_has_basis"}
    assert "entered_amount" not in asked


LOCAL = {"local_standard": {"figure": "1500.00", "basis": "保人社发〔2025〕1号(虚构)", "region": "保山市"}}


def test_what_the_office_knows_is_a_fact_and_no_answer():
    given = MET_H2 | {"certificate_level": "3", "enterprise_employee": True}
    said = Said("claim", "H1", DAY, {name: given[name] for name in given if name not in NOT_OF_H1})
    end = turn(said, release=current(), known=LOCAL)
    assert (end.verdict, end.decision.amount) == (Verdict.MET, Decimal("1500.00"))
    assert end.facts.local_standard.region == "保山市"
    assert "local_standard" not in end.said.answers
    assert {check.code for check in end.by_standard} == {"amount_is_allowed", "amount_has_basis"}
    assert turn(said, release=current()).decision.amount is None
    above = {"local_standard": LOCAL["local_standard"] | {"figure": "2000.01"}}
    end = turn(said, release=current(), known=above)
    assert (end.verdict, end.decision.amount) == (Verdict.OPEN, None)


def test_what_the_office_knows_goes_before_what_is_taken_on_trust():
    assert "certificate_number" in names(begin("H2", **MET_H2).assumed)
    end = turn(Said("claim", "H2", DAY, MET_H2), release=current(), known={"certificate_number": "Y0053"})
    assert end.facts.certificate_number == "Y0053"
    assert "certificate_number" not in names(end.assumed)


def test_of_what_the_office_knows_only_what_a_rule_looks_at_enters_the_case():
    end = turn(Said("claim", "H2", DAY, MET_H2), release=current(), known={"enterprise_employee": False})
    assert end.facts.enterprise_employee is None


def test_where_the_person_is_is_carried_along_and_decides_nothing():
    said = Said("claim", "H2", DAY, MET_H2, {"local_county": "530502"})
    end = turn(said, release=current())
    assert end.said.local == said.local
    assert end.decision == begin("H2", **MET_H2).decision


def test_what_a_person_must_decide_is_said_to_be_so():
    end, _ = walk("H2", MET_H2 | {"certificate_issued_on": "2017-05-01"})
    assert (end.verdict, end.decision.outcome) == (Verdict.PERSON, Outcome.NEEDS_PERSON)


def test_an_answer_that_no_rule_looks_at_doesnt_enter_the_case():
    end = begin("H2", **MET_H2, enterprise_employee=False)
    assert "enterprise_employee" not in end.said.answers
    assert end.facts.enterprise_employee is None
    assert end.verdict is Verdict.MET


def test_a_ready_answer_speaks_of_the_case_itself():
    said = Said("claim", "H3", DAY, {})
    value = [{"item": "$subject", "standing": "paid", "on": "$day"}]
    assert filled_in(value, said) == [{"item": "H3", "standing": "paid", "on": "2026-03-02"}]


def test_a_day_before_the_notice_has_no_answer():
    with pytest.raises(NoValueOnDayError):
        turn(Said("claim", "H2", date(2018, 12, 26), {}), release=current())


def test_the_first_page_leads_to_every_subject_of_every_public_question():
    assert {"claim:H1", "claim:H2", "claim:H3", "claim:H4"} <= {each.code for each in EVERY}
    assert len({each.code for each in EVERY}) == len(EVERY)
    assert situation("claim:H9") is None


# Whatever anybody answers

DAYS = st.dates(date(2016, 1, 1), date(2028, 12, 31)).map(str)


def answer_to(fact: Fact, said: Said) -> st.SearchStrategy:
    if fact.answers:
        known = st.sampled_from([filled_in(each.value, said) for each in fact.answers])
    elif fact.many:
        parts = {part.name: answer_to(part, said) for part in facts_in(fact.kind)}
        entry = st.fixed_dictionaries(parts).map(lambda one: {k: v for k, v in one.items() if v is not None})
        known = st.one_of(st.just([]), entry.map(lambda one: [one]))
    elif fact.choices:
        known = st.sampled_from([each if fact.kind is bool else each.value for each in fact.choices])
    else:
        known = {
            date: DAYS,
            int: st.integers(0, 4000),
            Decimal: st.integers(0, 10**6).map(str),
            str: st.just("文字"),
        }[fact.kind]
    return st.one_of(known, known, known, st.none()) if fact.may_be_unknown else known


def can_be(said: Said) -> bool:
    question = QUESTIONS[said.question]
    base = {"day": str(said.day), **({question.subject: said.subject} if question.subject else {})}
    try:
        question.facts.from_json({**{n: v for n, v in said.answers.items() if v is not None}, **base})
    except FactError:
        return False
    return True


@pytest.mark.parametrize("found", EVERY, ids=lambda each: each.code)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_end_is_what_decide_says_and_an_early_no_stays_a_no(found: Situation, data):
    said, asked = Said(found.question, found.subject, DAY, {}), []
    now = turn(said, release=current())
    while now.ask:
        assert len(now.ask) <= AT_MOST
        assert not set(names(now.ask)) & {*asked, *now.said.answers, "day", "findings"}
        assert all(fact.asked is Asked.CITIZEN for fact in now.ask)
        asked += names(now.ask)
        answers = dict(now.said.answers)
        for fact in now.ask:
            value = data.draw(answer_to(fact, said), label=fact.name)
            together = Said(found.question, found.subject, DAY, {**answers, fact.name: value})
            answers[fact.name] = value if can_be(together) else None
        now = turn(Said(found.question, found.subject, DAY, answers), release=current())
    assert now.decision == decide(now.facts, release=current())
    assert (now.verdict is Verdict.MET) == (now.decision.outcome is Outcome.MET)
    if now.verdict is not Verdict.REFUSED:
        return
    assert now.decision.outcome is Outcome.NOT_MET
    # Every other answer that could still have been given.
    facts = {fact.name: fact for fact in facts_in(QUESTIONS[found.question].facts)}
    looked_at = {name for rule in QUESTIONS[found.question].rules(now.facts) for name in rule.looks_at}
    stored = now.facts.to_json()
    for name in sorted(looked_at - stored.keys() - set(asked) - {"findings"}):
        if facts[name].asked is Asked.CITIZEN:
            value = data.draw(answer_to(facts[name], said), label=name)
            if value is not None and can_be(Said(said.question, said.subject, DAY, {**stored, name: value})):
                stored[name] = value
    assert (
        decide(QUESTIONS[found.question].facts.from_json(stored), release=current()).outcome
        is Outcome.NOT_MET
    )


# Whole turns: what is asked next, what is skipped, what is said at the end


def told(now: Turn) -> dict:
    """All that a turn says beside facts and decision, by names and codes; what is empty is left out."""
    facts = {name: names(getattr(now, name)) for name in ("ask", "assumed")}
    listed = ("on_trust", "refusals", "left_open", "by_office", "by_standard")
    checks = {name: [check.code for check in getattr(now, name)] for name in listed}
    said = {"verdict": now.verdict.value, **facts, **checks, "spared": now.spared}
    return {name: value for name, value in said.items() if value}


OF_THE_OFFICE = {
    "assumed": ["certificate_number", "certificate_issuer", "shortage_occupation"],
    "on_trust": ["certificate_is_identified", "occupation_is_in_shortage"],
}
AMOUNT_OF_H1 = ["amount_is_allowed", "amount_has_basis"]
CLAIM_OF_H1 = {name: given for name, given in MET_H2.items() if name not in NOT_OF_H1} | {
    "certificate_level": "3",
    "enterprise_employee": True,
}


@pytest.mark.parametrize(
    ("subject", "answers", "expected"),
    [
        pytest.param(
            "H1",
            {},
            {
                "verdict": "open",
                "ask": ["enterprise_employee", "certificate_kind"],
                "left_open": [
                    "is_enterprise_employee",
                    "certificate_kind_fits",
                    "certificate_level_fits",
                    "certificate_is_issued",
                    "first_time_for_person",
                    "certificate_is_unused",
                    *AMOUNT_OF_H1,
                ],
                "by_office": AMOUNT_OF_H1,
                "by_standard": AMOUNT_OF_H1,
            },
            id="at the beginning",
        ),
        pytest.param(
            "H1",
            CLAIM_OF_H1,
            {
                "verdict": "open",
                "left_open": AMOUNT_OF_H1,
                "by_office": AMOUNT_OF_H1,
                "by_standard": AMOUNT_OF_H1,
            },
            id="the amount waits for the office",
        ),
        pytest.param(
            "H2",
            {"front_line_post": False},
            {
                "verdict": "refused",
                "refusals": ["works_at_front_line"],
                "left_open": [
                    "took_part_in_training",
                    "certificate_kind_fits",
                    "certificate_level_fits",
                    "certificate_is_issued",
                    "first_time_for_person",
                    "certificate_is_unused",
                ],
                "by_standard": ["amount_is_allowed"],
                "spared": 6,
            },
            id="refused at once",
        ),
        pytest.param("H2", MET_H2, {"verdict": "met", "by_standard": ["amount_is_allowed"]}, id="met"),
        pytest.param(
            "H2",
            MET_H2 | {"certificate_issued_on": "2017-05-01"},
            {
                "verdict": "person",
                "left_open": ["certificate_is_issued"],
                "by_standard": ["amount_is_allowed"],
            },
            id="a person decides",
        ),
        pytest.param(
            "H2",
            MET_H2 | {"certificate_issued_on": "2017-05-01", "front_line_post": None},
            {
                "verdict": "open",
                "left_open": ["works_at_front_line", "certificate_is_issued"],
                "by_standard": ["amount_is_allowed"],
            },
            id="a person would decide, if all else were known",
        ),
    ],
)
def test_how_a_claim_stands_is_told_in_full(subject, answers, expected):
    now = begin(subject, **answers)
    assert told(now) == OF_THE_OFFICE | expected
    assert now.said == Said("claim", subject, DAY, answers)
    assert now.decision == decide(now.facts, release=current())


def test_what_the_office_hasnt_told_is_no_refusal_even_where_the_rule_says_no():
    now = turn(Said("apprentice_subsidy", "", DAY, {}), release=current())
    assert told(now) == {
        "verdict": "open",
        "ask": ["year", "registered_part_time"],
        "left_open": ["enterprise_is_on_plan", "standard_is_released"],
        "by_office": ["enterprise_is_on_plan", "standard_is_released"],
        "by_standard": ["standard_is_released"],
    }


# Question, subject → page by page.
PAGES = {
    "claim:H1": [
        ["enterprise_employee", "certificate_kind"],
        ["certificate_level", "certificate_issued_on"],
        ["earlier_claims", "certificate_uses"],
    ],
    # «Never claimed before» alone meets its rule; the level, that the same rule looks at, is asked after it.
    "claim:H4": [
        ["held_certificates", "certificate_issued_on"],
        ["new_technology_training", "training_passed"],
        ["certificate_kind", "earlier_claims"],
        ["certificate_level", "certificate_uses"],
    ],
    # Whoever has a rural household needn't be on the list of the poor.
    "admission:RURAL": [["rural_household", "birth_date"], ["registered_poor", "in_custody"]],
    # The day of hiring is only a hint, and comes last.
    "admission:ONBOARD": [["enterprise_employee", "birth_date"], ["in_custody", "hired_on"]],
    "admission:YUNSAO": [
        ["registered_poor", "rural_transfer_worker", "urban_poor_household", "unemployed"],
        ["birth_date", "in_custody"],
    ],
    # Who is no student needs no day of graduation.
    "start_up_subsidy:": [["student", "training_passed"], ["graduates_on", "class_starts_on"]],
    "public_base:": [["year", "person_times"], ["persons", "ownership"]],
    "base_grant:": [["level", "recognised_on"], ["had_before"]],
    "chief_technician_stipend:": [["selected", "year", "posts"], ["had_for_year"]],
}


@pytest.mark.parametrize("code", PAGES)
def test_who_knows_nothing_is_asked_page_by_page(code):
    found, asked = situation(code), []
    said = Said(found.question, found.subject, DAY, {})
    now = turn(said, release=current())
    while now.ask:
        assert (now.verdict, now.spared) == (Verdict.OPEN, 0)
        asked.append(names(now.ask))
        now = turn(replace(said, answers=now.said.answers | dict.fromkeys(asked[-1])), release=current())
    assert asked == PAGES[code]
    assert (now.verdict, now.spared) == (Verdict.OPEN, 0)


@pytest.mark.parametrize(
    ("kind", "ask"),
    [
        ("syb", ["can_start_up", "birth_date"]),
        ("online", ["online_role", "birth_date"]),
        ("iyb", ["business_owner", "small_or_micro_business"]),
        ("student", ["student_kind", "graduation_on"]),
    ],
)
def test_an_answer_that_brings_conditions_of_its_own_brings_their_questions(kind, ask):
    now = turn(Said("admission", "STARTUP", DAY, {"start_up_kind": kind}), release=current())
    assert names(now.ask) == ask


def test_a_question_is_asked_though_its_example_doesnt_go_with_an_earlier_answer():
    """More people than the example has person-times."""
    now = turn(Said("public_base", "", DAY, {"persons": 5000}), release=current())
    assert names(now.ask) == ["year", "person_times"]


def test_the_release_that_is_asked_decides():
    following = replace(current(), edition=current().edition + 1)
    now = turn(Said("recruitment", "", DAY, {}), release=following)
    assert now.decision == decide(now.facts, release=following)
    assert now.decision.rules_version == following.version
