"""Facts are taken exactly or not at all, and the refusal names the fact."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from subsidies.rules import ClaimFacts, EarlierClaim, FactError, Finding
from subsidies.rules.enums import CertificateKind, Item, SkillLevel

MINIMAL = {"item": "H2", "day": "2025-06-30"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "red"}, "colour"),
        ({"item": "H5"}, "item"),
        ({"item": None}, "item"),
        ({"day": None}, "day"),
        ({"day": "2025-02-29"}, "day"),
        ({"day": "20250630"}, "day"),
        ({"day": "2025-W01-1"}, "day"),
        ({"day": 20250630}, "day"),
        ({"front_line_post": "yes"}, "front_line_post"),
        ({"front_line_post": 1}, "front_line_post"),
        ({"certificate_level": 3}, "certificate_level"),
        ({"certificate_level": "6"}, "certificate_level"),
        ({"certificate_kind": "diploma"}, "certificate_kind"),
        ({"certificate_number": 42}, "certificate_number"),
        ({"entered_amount": 2000}, "entered_amount"),
        ({"entered_amount": 2000.0}, "entered_amount"),
        ({"entered_amount": "two thousand"}, "entered_amount"),
        ({"entered_amount": "NaN"}, "entered_amount"),
        ({"entered_amount": "Infinity"}, "entered_amount"),
        ({"entered_amount": "1E+1000000"}, "entered_amount"),
        ({"earlier_claims": {}}, "earlier_claims"),
        ({"earlier_claims": ["H2"]}, "earlier_claims[0]"),
        ({"earlier_claims": [{"item": "H2"}]}, "earlier_claims[0].standing"),
        ({"earlier_claims": [{"item": "H2", "standing": "paid", "x": 1}]}, "earlier_claims[0].x"),
        ({"findings": None}, "findings"),
        ({"findings": [{"check": "x", "accepted": True, "reason": " "}]}, "findings[0].reason"),
        ({"earlier_claims": [{"item": "H2", "standing": "lost"}]}, "earlier_claims[0].standing"),
        (
            {"held_certificates": [{"kind": "skill_level", "issued_on": "2025-13-01"}]},
            "held_certificates[0].issued_on",
        ),
        ({"findings": [{"check": "x", "accepted": a, "reason": "r"} for a in (True, False)]}, "findings"),
    ],
)
def test_a_fact_that_cannot_be_taken_is_named(change, field):
    with pytest.raises(FactError) as refused:
        ClaimFacts.from_json({**MINIMAL, **change})
    assert refused.value.field == field


@pytest.mark.parametrize("missing", ["item", "day"])
def test_item_and_day_are_needed(missing):
    with pytest.raises(FactError) as refused:
        ClaimFacts.from_json({name: given for name, given in MINIMAL.items() if name != missing})
    assert refused.value.field == missing


@pytest.mark.parametrize(
    "change",
    [
        {"day": datetime(2025, 6, 30, 12, 0, tzinfo=UTC)},
        {"entered_amount": 2000.0},
        {"entered_amount": Decimal("1E+1000000")},
        {"earlier_claims": [EarlierClaim(item="H2", standing="paid")]},
        {"earlier_claims": ({"item": "H2", "standing": "paid"},)},
        {"findings": (EarlierClaim(item="H2", standing="paid"),)},
    ],
)
def test_code_that_passes_the_wrong_type_is_refused(change):
    with pytest.raises(FactError):
        ClaimFacts(**{"item": Item.H2, "day": date(2025, 6, 30), **change})


def test_the_text_of_a_model_column_becomes_the_enumeration():
    facts = ClaimFacts(
        item="H2", day=date(2025, 6, 30), certificate_kind="skill_level", certificate_level="2"
    )
    assert facts.item is Item.H2
    assert facts.certificate_kind is CertificateKind.SKILL_LEVEL
    assert facts.certificate_level is SkillLevel.TECHNICIAN


def test_levels_sort_by_rank_and_not_by_their_number():
    assert SkillLevel.SENIOR_TECHNICIAN > SkillLevel.TECHNICIAN > SkillLevel.ADVANCED >= "3"
    assert SkillLevel.ELEMENTARY < SkillLevel.INTERMEDIATE <= "4"
    assert max(SkillLevel) is SkillLevel.SENIOR_TECHNICIAN
    assert [level.value for level in sorted(SkillLevel)] == ["5", "4", "3", "2", "1"]


def test_one_amount_has_one_digest_however_it_is_spelt():
    spelt = ["1500", "1500.0", "1500.00", "1.5E+3"]
    digests = {ClaimFacts.from_json({**MINIMAL, "entered_amount": text}).digest() for text in spelt}
    assert len(digests) == 1
    assert ClaimFacts.from_json({**MINIMAL, "entered_amount": "1500.001"}).digest() not in digests


def test_unknown_and_none_found_are_different_facts():
    unknown, none_found = ({**MINIMAL, "earlier_claims": each} for each in (None, []))
    assert ClaimFacts.from_json(unknown).digest() != ClaimFacts.from_json(none_found).digest()
    assert "earlier_claims" not in ClaimFacts.from_json(unknown).to_json()
    assert ClaimFacts.from_json(none_found).to_json()["earlier_claims"] == []


def test_an_unknown_fact_leaves_the_stored_form_as_it_was():
    assert ClaimFacts.from_json(MINIMAL).to_json() == MINIMAL


def test_facts_cannot_be_changed_afterwards():
    facts = ClaimFacts.from_json(MINIMAL)
    with pytest.raises(AttributeError):
        facts.entered_amount = Decimal("2000")
    with pytest.raises(AttributeError):
        Finding(check="x", accepted=True, reason="r").accepted = False
