"""Every fact has its words, every word its fact, and one published form follows from both."""

import shutil
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest
from jsonschema import Draft202012Validator

from subsidies.rules import QUESTIONS, FactError
from subsidies.rules.fact_pages import facts_page
from subsidies.rules.fact_schema import components, json_schema
from subsidies.rules.facts import Facts
from subsidies.rules.facts.base import slots_of
from subsidies.rules.interview import Said, filled_in
from subsidies.rules.parameter_files import ParameterError
from subsidies.rules.vocabulary import (
    FOLDER,
    Asked,
    _read,
    classes_of,
    fact_at,
    facts_in,
    guide_of,
    values_of,
)
from yunnan_training.local.places import ROOT

CLASSES = sorted(
    {cls for each in QUESTIONS.values() for cls in classes_of(each)}, key=lambda cls: cls.__name__
)
every_class = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
every_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda each: each.code)
CLAIM = QUESTIONS["claim"]


@every_class
def test_every_fact_has_words_of_its_own(cls):
    facts = facts_in(cls)
    assert [fact.name for fact in facts] == [slot.name for slot in slots_of(cls)]
    assert len({fact.label for fact in facts}) == len(facts)
    for fact in facts:
        assert fact.ask.endswith("？"), fact.name
        assert fact.help == "" or fact.help.endswith(("。", "？")), fact.name


@every_class
def test_every_value_has_one_name(cls):
    for fact in facts_in(cls):
        if issubclass(fact.kind, StrEnum):
            names = values_of(fact.kind)
            assert list(names) == list(fact.kind)
            assert len(set(names.values())) == len(names)


@every_class
def test_every_example_is_a_case(cls):
    assert cls.from_json({fact.name: fact.example for fact in facts_in(cls)})


@every_question
def test_what_the_calculator_puts_in_can_be_taken(question):
    """Ready answers, assumptions; and every question to a citizen has a field that can be drawn."""
    facts = {fact.name: fact for fact in facts_in(question.facts)}
    required = {fact.name: fact.example for fact in facts.values() if fact.required}
    said = Said(question.code, required.get(question.subject, ""), date(2025, 6, 30), {})
    for fact in facts.values():
        given = [filled_in(answer.value, said) for answer in fact.answers]
        given += [fact.assumed] if fact.assumed is not None else []
        for value in given:
            assert question.facts.from_json({**required, fact.name: value})
        if fact.asked is Asked.CITIZEN and fact.many and not fact.answers:
            assert issubclass(fact.kind, Facts)
            parts = facts_in(fact.kind)
            assert all(part.asked is Asked.CITIZEN for part in parts if part.required)
            assert all((not part.many and part.kind in (date, str)) or part.choices for part in parts)
        assert fact.assumed is None or fact.asked is Asked.OFFICE


@every_question
def test_a_question_for_the_public_says_what_comes_next(question):
    guide = guide_of(question)
    assert not guide.public or guide.steps
    assert facts_in(question.facts)


def write(folder, **entries):
    """The whole vocabulary in another place, with these files more."""
    copied = shutil.copytree(FOLDER, folder / "words")
    for name, text in entries.items():
        (copied / f"{name}.yaml").write_text(text, encoding="utf-8")
    return copied


ENTRY = "{label: 名, ask: 问？, asked: citizen, example: 1}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"question: claim\nfacts:\n  ClaimFacts:\n    colour: {ENTRY}", "has no fact colour"),
        (f"question: claim\nfacts:\n  NoFacts:\n    day: {ENTRY}", "no question has facts called NoFacts"),
        (f"question: claim\nfacts:\n  ClaimFacts:\n    day: {ENTRY}", "has its words elsewhere"),
        ("question: claim\nfacts:\n  ClaimFacts:\n    day: {label: 名}", "missing: ask, asked, example"),
    ],
)
def test_a_word_without_a_fact_stops_the_reading(tmp_path, text, reason):
    with pytest.raises(ParameterError, match=rf"zz\.yaml:\d+: .*{reason}"):
        _read.__wrapped__(write(tmp_path, zz=text))


def test_a_fact_without_words_stops_the_reading(tmp_path):
    whole = (FOLDER / "claim.yaml").read_text(encoding="utf-8")
    start = whole.index("    amount_basis:")
    less = whole[:start] + whole[whole.index("    findings:", start) :]
    with pytest.raises(LookupError, match=r"ClaimFacts\.amount_basis has no words"):
        _read.__wrapped__(write(tmp_path, claim=less))


def test_the_words_of_a_question_that_isnt_asked_lie_unread(tmp_path):
    text = f'question: tomorrow\npublic: "yes"\nfacts:\n  TomorrowFacts:\n    day: {ENTRY}'
    read = _read.__wrapped__(write(tmp_path, tomorrow=text))
    assert "tomorrow" not in read.guides


def test_a_path_leads_to_its_fact():
    assert fact_at(CLAIM, "held_certificates[0].issued_on").label == "发证日期"
    assert fact_at(CLAIM, "front_line_post").label == "是否一线岗位"
    assert fact_at(CLAIM, "colour") is None


# The published form


@every_question
def test_the_schema_is_one(question):
    schema = json_schema(question.code)
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    assert schema["required"] == [fact.name for fact in facts_in(question.facts) if fact.required]
    for fact in facts_in(question.facts):
        entry = schema["properties"][fact.name]
        assert entry["title"] == fact.label
        assert fact.ask in entry["description"]
    example = {fact.name: fact.example for fact in facts_in(question.facts)}
    assert not list(Draft202012Validator(schema).iter_errors(example))


BASE = {"item": "H2", "day": "2025-06-30"}


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "red"},
        {"item": "H5"},
        {"item": None},
        {"day": "20250630"},
        {"day": "2025-6-3"},
        {"front_line_post": "yes"},
        {"front_line_post": 1},
        {"certificate_level": 3},
        {"certificate_kind": "diploma"},
        {"entered_amount": 1500},
        {"entered_amount": "1,500"},
        {"entered_amount": "NaN"},
        {"earlier_claims": {}},
        {"earlier_claims": [{"item": "H2"}]},
        {"earlier_claims": [{"item": "H2", "standing": "paid", "x": 1}]},
        {"findings": None},
    ],
)
def test_the_schema_refuses_what_the_facts_refuse(change):
    assert list(Draft202012Validator(json_schema("claim")).iter_errors({**BASE, **change}))
    if change != {"entered_amount": "1,500"}:
        with pytest.raises(FactError):
            CLAIM.facts.from_json({**BASE, **change})


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"certificate_level": None},
        {"entered_amount": "1500.00"},
        {"held_certificates": None},
        {"findings": []},
    ],
)
def test_the_schema_takes_what_the_facts_take(change):
    assert not list(Draft202012Validator(json_schema("claim")).iter_errors({**BASE, **change}))
    assert CLAIM.facts.from_json({**BASE, **change})


def test_every_class_is_published_once_and_refers_to_what_is_published():
    published = components()
    assert len(published) == len(CLASSES)
    references = [part.partition("'")[0] for part in str(published).split("'#/components/schemas/")[1:]]
    assert set(references) <= published.keys()


def test_the_page_of_facts_is_up_to_date():
    """manage.py describe_facts writes it anew."""
    assert (ROOT / "docs" / "facts.md").read_text(encoding="utf-8") == facts_page()


@pytest.mark.parametrize("text", ["1E+999999999", "1E-2000", "9" * 1100, "0." + "0" * 1100])
def test_an_amount_that_would_fill_the_memory_is_refused(text):
    with pytest.raises(FactError) as refused:
        CLAIM.facts.from_json({**BASE, "entered_amount": text})
    assert refused.value.field == "entered_amount"


def test_what_is_written_as_an_amount_is_taken_exactly():
    assert CLAIM.facts.from_json({**BASE, "entered_amount": "1500.01"}).entered_amount == Decimal("1500.01")
