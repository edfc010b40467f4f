"""Facts that can't be: which one, and what the officer is told, to the letter."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from subsidies.rules import ClaimFacts, FactError, current, decide, facts_from_json
from subsidies.rules.enums import SkillLevel
from subsidies.rules.facts.base import _MOST_DIGITS, Facts
from subsidies.rules.money import is_whole_fen, plain

MINIMAL = {"item": "H2", "day": "2025-06-30"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"item": None}, "item:必须填写"),
        ({"day": "2025-02-29"}, "day:“2025-02-29”不是有效的日期"),
        ({"day": 20250630}, "day:应以文本填写"),
        ({"entered_amount": "二千"}, "entered_amount:“二千”不是有效的金额"),
        ({"entered_amount": 2000}, "entered_amount:应以文本填写"),
        ({"entered_amount": "NaN"}, "entered_amount:应为确定的金额"),
        ({"front_line_post": "yes"}, "front_line_post:类型不对，应为是或否"),
        ({"front_line_post": 1}, "front_line_post:类型不对，应为是或否"),
        ({"certificate_number": 42}, "certificate_number:类型不对，应为文本"),
        ({"certificate_level": 3}, "certificate_level:类型不对，应为所列取值之一"),
        ({"certificate_level": "6"}, "certificate_level:没有“6”这一取值"),
        ({"colour": "red"}, "colour:没有这一项事实"),
        ({"earlier_claims": {}}, "earlier_claims:应为列表"),
        ({"earlier_claims": ["H2"]}, "earlier_claims[0]:应为一组事实"),
        ({"earlier_claims": [{"item": "H2"}]}, "earlier_claims[0].standing:必须填写"),
        (
            {"earlier_claims": [{"item": "H1", "standing": "paid"}, {"item": "H2", "standing": "lost"}]},
            "earlier_claims[1].standing:没有“lost”这一取值",
        ),
        (
            {"held_certificates": [{"kind": "skill_level", "issued_on": "2025-13-01"}]},
            "held_certificates[0].issued_on:“2025-13-01”不是有效的日期",
        ),
        ({"findings": [{"check": "x", "accepted": True, "reason": " "}]}, "findings[0].reason:人工认定必须写明理由"),
        (
            {"findings": [{"check": "x", "accepted": each, "reason": "r"} for each in (True, False)]},
            "findings:同一审核点只能有一个人工认定",
        ),
        ({"local_standard": {"figure": "0", "basis": "某号", "region": "某州"}}, "local_standard.figure:补贴标准必须大于零"),
        ({"local_standard": {"figure": "1.001", "basis": "某号", "region": "某州"}}, "local_standard.figure:补贴标准最多精确到分"),
        ({"local_standard": {"figure": "1", "basis": " ", "region": "某州"}}, "local_standard.basis:补贴标准必须写明文件和地区"),
        ({"local_standard": {"figure": "1", "basis": "某号", "region": ""}}, "local_standard.region:补贴标准必须写明文件和地区"),
    ],
)  # fmt: skip
def test_what_a_claim_cannot_say(change, said):
    with pytest.raises(FactError) as refused:
        facts_from_json("claim", {**MINIMAL, **change})
    assert str(refused.value) == said
    assert f"{refused.value.field}:{refused.value.reason}" == said


def test_the_first_missing_fact_is_named_in_the_order_of_the_facts():
    with pytest.raises(FactError, match=r"^item:必须填写$"):
        facts_from_json("claim", {})
    with pytest.raises(FactError, match=r"^ClaimFacts:应为一组事实$"):
        facts_from_json("claim", ["H2"])
    with pytest.raises(FactError, match=r"^question:没有“weather”这一类问题$"):
        facts_from_json("weather", {})


DAY = {"day": "2025-06-30"}
LEAST_AND_MOST = {
    "rating_coverage": (DAY, "rated", "institutions"),
    "annual_target": ({**DAY, "target": "target.rural_person_times"}, "persons", "person_times"),
    "public_base": (DAY, "persons", "person_times"),
}
OF_A_CLASS = [
    ("examined", "on_roster"),
    ("passed", "examined"),
    ("passed", "on_roster"),
    ("employed", "passed"),
]
PAIRS = [
    *((question, base, least, most) for question, (base, least, most) in LEAST_AND_MOST.items()),
    *(("class_rates", DAY, least, most) for least, most in OF_A_CLASS),
]


@pytest.mark.parametrize(("question", "base", "least", "most"), PAIRS)
def test_a_part_is_no_more_than_the_whole(question, base, least, most):
    assert facts_from_json(question, {**base, least: 5, most: 5})
    assert facts_from_json(question, {**base, least: 6})
    assert facts_from_json(question, {**base, most: 4})
    with pytest.raises(FactError) as refused:
        facts_from_json(question, {**base, least: 6, most: 5})
    assert str(refused.value) == f"{least}:数量6多于可能的最大数5"


@pytest.mark.parametrize(
    ("question", "base", "name"),
    [
        *((question, base, name) for question, base, *names in PAIRS for name in names),
        ("class_rates", DAY, "sessions"),
        ("class_rates", DAY, "attended"),
    ],
)
def test_no_count_is_negative(question, base, name):
    assert facts_from_json(question, {**base, name: 0})
    with pytest.raises(FactError) as refused:
        facts_from_json(question, {**base, name: -1})
    assert str(refused.value) == f"{name}:数量不能为负"


def test_nobody_attends_more_often_than_there_was_a_session():
    assert facts_from_json("class_rates", {**DAY, "on_roster": 3, "sessions": 4, "attended": 12})
    assert facts_from_json("class_rates", {**DAY, "sessions": 4, "attended": 13})
    with pytest.raises(FactError, match=r"^attended:数量13多于可能的最大数12$"):
        facts_from_json("class_rates", {**DAY, "on_roster": 3, "sessions": 4, "attended": 13})


@pytest.mark.parametrize(
    ("question", "facts", "said"),
    [
        (
            "chief_technician_stipend",
            {**DAY, "posts": [{"begins_on": "2025-01-02", "ends_on": "2025-01-01"}]},
            "posts[0].ends_on:离岗日期早于到岗日期",
        ),
        ("chief_technician_stipend", {**DAY, "year": 0}, "year:没有这一年"),
        ("chief_technician_stipend", {**DAY, "year": 10000}, "year:没有这一年"),
        ("studio_matching", {**DAY, "provincial_funds": "-0.01"}, "provincial_funds:经费不能为负"),
        ("studio_matching", {**DAY, "enterprise_funds": "-1"}, "enterprise_funds:经费不能为负"),
        ("admission", {**DAY, "programme": "CHIEF"}, "programme:“高技能领军人才”不开设培训班"),
        (
            "admission",
            {
                **DAY,
                "programme": "DISABLED",
                "disability_certificates": [{"valid_from": "2025-01-02", "valid_to": "2025-01-01"}],
            },
            "disability_certificates[0].valid_to:截止日期早于起始日期",
        ),
    ],
)
def test_what_other_cases_cannot_say(question, facts, said):
    with pytest.raises(FactError) as refused:
        facts_from_json(question, facts)
    assert str(refused.value) == said


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        (
            "chief_technician_stipend",
            {**DAY, "posts": [{"begins_on": "2025-01-01", "ends_on": "2025-01-01"}]},
        ),
        ("chief_technician_stipend", {**DAY, "year": 1}),
        ("chief_technician_stipend", {**DAY, "year": 9999}),
        ("studio_matching", {**DAY, "provincial_funds": "0", "enterprise_funds": "0.00"}),
        ("claim", {**MINIMAL, "local_standard": {"figure": "0.01", "basis": "某号", "region": "某州"}}),
        (
            "admission",
            {
                **DAY,
                "programme": "DISABLED",
                "disability_certificates": [{"valid_from": "2025-01-01", "valid_to": "2025-01-01"}],
            },
        ),
    ],
)
def test_the_last_that_can_be_is_taken(question, facts):
    assert facts_from_json(question, facts).to_json()


@dataclass(frozen=True, slots=True)
class Weather(Facts):
    """Facts of one name alone."""

    day: date


@dataclass(frozen=True, slots=True)
class Broken(Facts):
    day: date = None


def test_facts_of_a_single_name_are_taken_and_given_back():
    assert Weather.from_json({"day": "2025-06-30"}).to_json() == {"day": "2025-06-30"}


def test_a_fact_that_is_unknown_by_default_must_be_allowed_to_be():
    with pytest.raises(TypeError, match=r"^Broken\.day: unknown by default, and may not be unknown$"):
        Broken()


def test_code_that_passes_none_or_a_list_is_told():
    with pytest.raises(FactError, match=r"^item:必须填写$"):
        ClaimFacts(item=None, day=date(2025, 6, 30))
    with pytest.raises(FactError, match=r"^earlier_claims:应为同一类事实的列表$"):
        ClaimFacts(item="H2", day=date(2025, 6, 30), earlier_claims=["H2"])
    with pytest.raises(FactError, match=r"^entered_amount:应为确定的金额$"):
        ClaimFacts(item="H2", day=date(2025, 6, 30), entered_amount=Decimal("Infinity"))


def test_an_amount_has_at_most_as_many_digits_as_can_be_stored():
    longest = "9" * _MOST_DIGITS
    taken = facts_from_json("claim", {**MINIMAL, "entered_amount": longest})
    assert taken.to_json()["entered_amount"] == f"{longest}.00"
    for text in ("9" * (_MOST_DIGITS + 1), f"1E+{_MOST_DIGITS + 1}", f"1E-{_MOST_DIGITS + 1}"):
        with pytest.raises(FactError, match="不是有效的金额"):
            facts_from_json("claim", {**MINIMAL, "entered_amount": text})


def test_levels_compare_with_themselves_and_with_text():
    two = SkillLevel.TECHNICIAN
    assert (two < two, two <= two, two > two, two >= two) == (False, True, False, True)
    assert (two < "1", two <= "1", two > "3", two >= "3") == (True, True, True, True)
    assert (two < "3", two <= "3", two > "1", two >= "1") == (False, False, False, False)


@pytest.mark.parametrize(
    ("amount", "whole", "shown"),
    [
        ("12", True, "12.00"),
        ("12.3", True, "12.30"),
        ("12.30", True, "12.30"),
        ("12.3400", True, "12.34"),
        ("12.345", False, "12.345"),
        ("12.3450", False, "12.345"),
        ("0.0010", False, "0.001"),
        ("1E+3", True, "1000.00"),
        ("100.0100", True, "100.01"),
        ("100.001", False, "100.001"),
        ("0.0000000001", False, "0.0000000001"),
    ],
)
def test_an_amount_is_shown_to_the_fen_and_never_rounded(amount, whole, shown):
    assert is_whole_fen(Decimal(amount)) is whole
    assert plain(Decimal(amount)) == shown


def test_a_decision_names_its_release_and_remembers_per_question():
    facts = facts_from_json("claim", MINIMAL)
    assert decide(facts, release=current()).rules_version == current().version
    assert decide(facts).rules_version == current().version
