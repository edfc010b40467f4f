"""A release as an auditor meets it: its hash, its whole text, which day has which figure, what an error says."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest

from subsidies.rules.parameter_files import read_release_text
from subsidies.rules.releases import (
    Basis,
    DatedValue,
    Kind,
    NoValueOnDayError,
    Parameter,
    Release,
    UnknownParameterError,
    WrongKindError,
)


def dated(key, text, value, since, until=None) -> DatedValue:
    return DatedValue(
        key, text, value, since, until, "某号", "第一条", f"为{text}", date(2026, 11, 28), "file:1"
    )


CAP = Parameter(
    key="some.cap",
    label="某上限",
    kind=Kind.MONEY,
    unit="元/人",
    op="<=",
    basis=Basis.NOTICE,
    reason="",
    figure="F1",
    register="",
    choices=MappingProxyType({}),
    values=(
        dated("some.cap", "12.30", Decimal("12.30"), date(2019, 1, 1), date(2019, 12, 31)),
        dated("some.cap", "15", Decimal(15), date(2020, 1, 1)),
    ),
)
READING = Parameter(
    key="reading.some",
    label="某读法",
    kind=Kind.CHOICE,
    unit="",
    op="=",
    basis=Basis.READING,
    reason="原文有两种理解",
    figure="",
    register="A1",
    choices=MappingProxyType({"one": "甲", "other": "乙"}),
    values=(
        replace(dated("reading.some", "one", "one", date(2019, 1, 1)), document="", clause="", quote=""),
    ),
)
RELEASE = Release(7, MappingProxyType({"some.cap": CAP, "reading.some": READING}))


def test_the_hash_is_that_of_what_can_change_a_decision_and_anybody_can_work_it_out():
    """Names in their order, nothing between the signs, Chinese as it stands, UTF-8, sha256."""
    text = (
        '{"parameters":['
        '{"basis":"reading","key":"reading.some","kind":"choice","op":"=","unit":"",'
        '"values":[["one","2019-01-01",null,"","",""]]},'
        '{"basis":"notice","key":"some.cap","kind":"money","op":"<=","unit":"元/人",'
        '"values":[["12.30","2019-01-01","2019-12-31","某号","第一条","为12.30"],'
        '["15","2020-01-01",null,"某号","第一条","为15"]]}'
        '],"release":7}'
    )
    assert RELEASE.version == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("field", ["label", "reason", "figure", "register"])
def test_a_word_that_decides_nothing_is_no_other_release(field):
    assert RELEASE.with_parameter(replace(CAP, **{field: "别的"})).version == RELEASE.version


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", "元"),
        ("op", "="),
        ("basis", Basis.PROPOSED),
        ("kind", Kind.RATIO),
        ("values", CAP.values[1:]),
    ],
)
def test_whatever_can_change_a_decision_is_another_release(field, value):
    assert RELEASE.with_parameter(replace(CAP, **{field: value})).version != RELEASE.version
    assert replace(RELEASE, edition=8).version != RELEASE.version


def test_the_whole_text_has_every_field_that_a_file_has():
    value = {"document": "某号", "clause": "第一条", "verified_on": "2026-11-28"}
    assert json.loads(RELEASE.to_text()) == {
        "release": "7",
        "documents": [],
        "parameters": [
            {
                "key": "reading.some",
                "label": "某读法",
                "kind": "choice",
                "unit": None,
                "op": "=",
                "basis": "reading",
                "reason": "原文有两种理解",
                "register": "A1",
                "choices": {"one": "甲", "other": "乙"},
                "values": [
                    {
                        **{"value": "one", "valid_from": "2019-01-01", "valid_to": None, "document": None},
                        **{"clause": None, "quote": None, "verified_on": "2026-11-28"},
                    }
                ],
            },
            {
                "key": "some.cap",
                "label": "某上限",
                "kind": "money",
                "unit": "元/人",
                "op": "<=",
                "basis": "notice",
                "figure": "F1",
                "values": [
                    {
                        **value,
                        **{"value": "12.30", "valid_from": "2019-01-01", "valid_to": "2019-12-31"},
                        "quote": "为12.30",
                    },
                    {
                        **value,
                        **{"value": "15", "valid_from": "2020-01-01", "valid_to": None},
                        "quote": "为15",
                    },
                ],
            },
        ],
    }
    assert ": " not in RELEASE.to_text()
    assert "某上限" in RELEASE.to_text()


def test_a_typed_document_goes_with_the_text_and_comes_back():
    from subsidies.rules import current

    whole = json.loads(current().to_text())
    typed = {
        **{"number": "某号", "issuer": "某厅", "issued_on": "2026-11-01", "in_force_from": "2027-01-01"},
        **{"clause": "第一条", "text": "某句"},
    }
    whole["documents"] = [typed]
    read = read_release_text(json.dumps(whole, ensure_ascii=False))
    assert [dict(each) for each in read.documents] == [typed]
    assert json.loads(read.to_text())["documents"] == [typed]
    assert read.version == current().version


@pytest.mark.parametrize(
    ("day", "figure"),
    [("2019-01-01", "12.30"), ("2019-12-31", "12.30"), ("2020-01-01", "15"), ("2099-12-31", "15")],
)
def test_every_day_has_its_figure(day, figure):
    assert RELEASE.entry("some.cap", on=date.fromisoformat(day)).text == figure


def test_a_day_without_a_figure_raises_and_says_which():
    with pytest.raises(NoValueOnDayError, match=r"^some\.cap has no value on 2018-12-31$"):
        RELEASE.money("some.cap", on=date(2018, 12, 31))
    with pytest.raises(UnknownParameterError, match=r"^'no\.such'$"):
        RELEASE.parameter("no.such")
    with pytest.raises(WrongKindError, match=r"^some\.cap is Decimal, not int$"):
        RELEASE.number_of("some.cap", on=date(2020, 1, 1))
    with pytest.raises(ValueError, match=r"^reading\.some: 'third' is not one of one, other$"):
        RELEASE.with_reading("reading.some", "third")


def test_the_newest_figure_as_if_it_had_always_held():
    later = CAP.values[1]
    third = replace(later, text="18", value=Decimal(18), valid_from=date(2030, 1, 1))
    thrice = RELEASE.with_parameter(
        replace(CAP, values=(CAP.values[0], replace(later, valid_to=date(2029, 12, 31)), third))
    )
    always = thrice.as_if_always(["some.cap", "reading.some"])
    assert [value.text for value in always.parameter("some.cap").values] == ["18"]
    for day in (date(2019, 1, 1), date(2025, 6, 1), date(2040, 1, 1)):
        assert always.money("some.cap", on=day) == 18
    with pytest.raises(NoValueOnDayError):
        always.money("some.cap", on=date(2018, 12, 31))
    assert always.parameter("reading.some") == READING
    assert thrice.as_if_always([]) is thrice


def test_what_differs_from_an_earlier_one():
    assert RELEASE.changed_from(RELEASE) == ()
    moved = RELEASE.with_parameter(replace(CAP, values=CAP.values[1:])).with_reading("reading.some", "other")
    assert moved.changed_from(RELEASE) == RELEASE.changed_from(moved) == ("reading.some", "some.cap")
    less = Release(7, MappingProxyType({"some.cap": CAP}))
    assert RELEASE.changed_from(less) == less.changed_from(RELEASE) == ("reading.some",)


def test_days_share_a_memory_only_while_nothing_turns():
    ended = RELEASE.with_parameter(replace(CAP, values=CAP.values[:1]))
    memory = ended.memory_of(date(2019, 6, 1))
    assert ended.memory_of(date(2019, 1, 1)) is memory
    assert ended.memory_of(date(2019, 12, 31)) is memory
    assert ended.memory_of(date(2018, 12, 31)) is not memory
    assert ended.memory_of(date(2020, 1, 1)) is not memory
    assert RELEASE.memory_of(date(2019, 12, 31)) is not RELEASE.memory_of(date(2020, 1, 1))
    assert RELEASE.memory_of(date(2020, 1, 1)) is RELEASE.memory_of(date(2050, 1, 1))
