"""Whatever an officer may change has its boundary cases, and they agree with what the law then says."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from subsidies.rules import QUESTIONS, current, decide
from subsidies.rules.boundaries import BoundaryCase, BoundaryReport, boundary_report
from subsidies.rules.boundaries.placing import FORMS, formed, placed
from subsidies.rules.boundaries.probes import Probe, Situation, Table, Undecided, read_table
from subsidies.rules.parameter_files import read_release_text
from subsidies.rules.releases import ParameterError, Release

EVERY = sorted(current().parameters)
UNDECIDED = read_table().undecided


def changed(key: str, *, value: str = "", by: int = 1):
    """The release with another choice, or the figure moved by so much, from 2027 on."""
    content = json.loads(current().to_text())
    parameter = next(each for each in content["parameters"] if each["key"] == key)
    old = parameter["values"][-1]
    others = [choice for choice in parameter.get("choices", {}) if choice != old["value"]]
    text = value or (others[0] if others else str(int(old["value"]) + by))
    new = {**old, "value": text, "valid_from": "2027-01-01", "valid_to": None}
    old["valid_to"] = "2026-12-31"
    parameter["values"].append(new)
    return read_release_text(json.dumps(content, ensure_ascii=False))


@pytest.mark.parametrize("key", EVERY)
def test_a_change_brings_cases_that_pass(key):
    """Coverage is a share: it can only be lowered."""
    report = boundary_report(current(), changed(key, value="0.80" if key == "rating.coverage" else ""))
    assert [case.sentence for case in report.failed] == []
    assert report.missing == ()
    assert len(report.cases) >= 2


@pytest.mark.parametrize("key", [key for key in EVERY if current().parameter(key).choices])
def test_every_reading_has_a_case_that_tells_its_choices_apart(key):
    for probe in read_table().probes:
        if probe.parameter == key:
            assert set(probe.expects) == set(current().parameter(key).choices)
    assert any(len({*probe.expects.values()}) > 1 for probe in read_table().probes if probe.parameter == key)


def test_a_rule_that_ignores_a_new_figure_is_found_out(monkeypatch):
    """As if the 14 stood in the code: the cases at 13, 14 and 15 years answer as they always did."""
    from subsidies.rules.admission import everybody

    held = everybody.age_on
    monkeypatch.setattr(everybody, "age_on", lambda born, day: held(born, day) + 1)
    report = boundary_report(current(), changed("roster.refuse_under_age"))
    assert len(report.failed) == 6
    assert "应为“不符合”，实为“符合”" in report.refusals[0]


@pytest.mark.parametrize("key", sorted(UNDECIDED))
def test_what_no_question_looks_at_changes_no_officials_case(key, every_claim_case, facts_of, release_of):
    content = json.loads(current().to_text())
    parameter = next(each for each in content["parameters"] if each["key"] == key)
    for value in parameter["values"]:
        value["value"] = str(int(value["value"]) + 7)
    moved = read_release_text(json.dumps(content, ensure_ascii=False)).parameter(key)
    for case in every_claim_case:
        if "raises" in case:
            continue
        facts, release = facts_of(case), release_of(case)
        before, after = decide(facts, release=release), decide(facts, release=release.with_parameter(moved))
        assert (before.outcome, before.amount) == (after.outcome, after.amount), case["case"]


SITUATIONS = """\
situations:
  recruit:
    question: recruitment
    facts: {day: "@day", born_on: "@day-18y", rural: true, continuing_school: false}
  pupil: {question: student_aid, facts: {day: "@day", source: state, registered_part_time: true, in_custody: false}}
  technician:
    question: claim
    facts: {item: H2, day: "@day", front_line_post: true, took_part_in_training: true, occupation: 6-18-02-04,
      certificate_kind: skill_level, certificate_level: "2", certificate_number: X, certificate_issuer: Y,
      certificate_issued_on: "@day", earlier_claims: [], certificate_uses: []}
"""
OF_AGE = "{parameter: recruitment.minimum_age, situation: recruit, check: is_of_age, varies: born_on, form: years_ago}"
AID = """{parameter: reading.part_time_pupils, situation: pupil, check: is_not_barred_from_aid,
    expects: {custody_only: met, every_part_time_pupil: not_met}}"""
BRANDS = "{parameter: brands.per_year, why: 省厅工作目标}"
BEFORE, OLD, NEW = (
    ["2018-12-26"],
    ["2018-12-27", "2018-12-28", "2026-12-30", "2026-12-31"],
    ["2027-01-01", "2027-01-02"],
)


@pytest.fixture
def table(tmp_path):
    def write(*cases: str, undecided: str = BRANDS) -> Path:
        path = tmp_path / "boundaries.yaml"
        listed = "".join(f"  - {case}\n" for case in cases)
        path.write_text(f"{SITUATIONS}cases:\n{listed}undecided:\n  - {undecided}\n", encoding="utf-8")
        return path

    return write


def expected(key: str, *rows: tuple[list[str], list[tuple[str, str]]]) -> list[BoundaryCase]:
    """Cases that pass: on each of the days, what is given and what must come out."""
    label = current().parameter(key).label
    return [
        BoundaryCase(key, label, date.fromisoformat(day), given, outcome, outcome)
        for days, outcomes in rows
        for day in days
        for given, outcome in outcomes
    ]


def none(*given: str) -> list[tuple[str, str]]:
    return [(each, "no_value") for each in given]


def test_every_day_at_the_ends_of_both_figures_is_tried_at_both_and_beside_them(table):
    ages = ("15 周岁", "16 周岁", "17 周岁", "18 周岁")
    report = boundary_report(current(), changed("recruitment.minimum_age"), path=table(OF_AGE))
    assert [*report.cases] == expected(
        "recruitment.minimum_age",
        (BEFORE, none(*ages)),
        (OLD, [*zip(ages, ("not_met", "met", "met", "met"), strict=True)]),
        (NEW, [*zip(ages, ("not_met", "not_met", "met", "met"), strict=True)]),
    )
    assert (report.missing, report.failed, report.refusals) == ((), (), [])


def test_money_is_tried_to_the_fen_and_written_to_the_fen(table):
    probe = "{parameter: technician.amount, situation: technician, check: amount_is_allowed, varies: entered_amount}"
    figures = ("0.00", "0.01", "0.02", "1999.99", "2000.00", "2000.01")
    given = [f"{figure} 元/人" for figure in figures]
    report = boundary_report(current(), changed("technician.amount", value="0.01"), path=table(probe))
    assert [(case.day.isoformat(), case.given, case.expected) for case in report.cases] == [
        *((day, each, "no_value") for day in BEFORE for each in given),
        *((day, each, "met" if "2000.00" in each else "not_met") for day in OLD for each in given),
        *(
            (day, each, "met" if "0.01" in each and "2000" not in each else "not_met")
            for day in NEW
            for each in given
        ),
    ]


@pytest.mark.parametrize(
    ("limits", "figures"),
    [
        ("", ["0", "1", "2", "15", "16", "17"]),
        (', least: "1"', ["1", "2", "15", "16", "17"]),
        (', most: "15"', ["0", "1", "2", "15"]),
        (', least: "2", most: "2"', ["2"]),
    ],
)
def test_a_fact_is_only_set_to_what_it_can_be_or_to_the_figure_itself(table, limits, figures):
    """From one on, where nothing is said: nobody is less than nought years old."""
    report = boundary_report(
        current(),
        changed("recruitment.minimum_age", value="1"),
        path=table(OF_AGE.replace("}", f"{limits}}}")),
    )
    held = {"2018-12-26": None, "2018-12-27": "16", "2027-01-01": "1"}
    for day, figure in held.items():
        tried = [case.given for case in report.cases if case.day == date.fromisoformat(day)]
        assert tried == [f"{each} 周岁" for each in sorted({*figures, figure} - {None}, key=int)]


def test_each_choice_is_tried_on_its_own_days_under_its_label(table):
    key = "reading.part_time_pupils"
    labels = current().parameter(key).choices
    report = boundary_report(current(), changed(key), path=table(AID))
    assert [*report.cases] == expected(
        key,
        (BEFORE, none("")),
        (OLD, [(labels["custody_only"], "met")]),
        (NEW, [(labels["every_part_time_pupil"], "not_met")]),
    )


@pytest.mark.parametrize(
    ("day_of_year", "days"),
    [
        ("12-26", ["2018-12-26", "2019-12-26", "2027-12-26"]),
        ("12-30", ["2018-12-30", "2026-12-30", "2027-12-30"]),
        ("07-01", ["2019-07-01", "2027-07-01"]),
    ],
)
def test_a_case_that_waits_for_a_day_of_the_year_is_tried_on_the_next_one(table, day_of_year, days):
    probe = OF_AGE.replace("}", f', day_of_year: "{day_of_year}"}}')
    report = boundary_report(current(), changed("recruitment.minimum_age"), path=table(probe))
    assert sorted({case.day.isoformat() for case in report.cases}) == days


def test_a_parameter_that_nothing_looks_at_is_tried_in_every_situation(table):
    """As that parameter alone changes: it is of no account that the release before decides otherwise than today's."""
    key, path = "brands.per_year", table(OF_AGE)
    earlier = changed("recruitment.minimum_age", value="20")
    brands = changed(key).parameter(key)
    labels = [QUESTIONS[question].label for question in ("recruitment", "student_aid", "claim")]
    report = boundary_report(earlier, earlier.with_parameter(brands), path=path)
    assert [*report.cases] == expected(
        key, ([*BEFORE, *OLD, *NEW], [(label, "unchanged") for label in labels])
    )
    assert report.missing == ()


def test_a_parameter_called_undecided_that_decides_is_refused(table):
    """The table can't talk a figure out of its cases: every situation is decided with it and without."""
    path = table(AID, undecided="{parameter: recruitment.minimum_age, why: 误写}")
    report = boundary_report(current(), changed("recruitment.minimum_age", value="19"), path=path)
    assert [(case.day.isoformat(), case.expected, case.found) for case in report.failed] == [
        (day, "unchanged", "changed") for day in NEW
    ]
    assert report.refusals == [
        "有2个边界用例没有通过：“技工院校招生对接年龄下限”2027-01-01、技能扶贫千校行动招生对接：应为“结论和金额不变”，实为“结论或金额改变”"
    ]


def test_every_parameter_that_changed_has_its_cases_and_those_without_are_all_named(table):
    """One that nothing looks at, one with cases, and two without: none hides another."""
    keys = (
        "brands.per_year",
        "recruitment.minimum_age",
        "reading.part_time_pupils",
        "roster.maximum_age",
        "technician.amount",
    )
    later = current()
    for key in keys:
        later = later.with_parameter(changed(key).parameter(key))
    report = boundary_report(current(), later, path=table(AID, OF_AGE))
    counted = Counter(case.parameter for case in report.cases)
    assert counted == {"brands.per_year": 21, "recruitment.minimum_age": 28, "reading.part_time_pupils": 7}
    assert report.missing == tuple(current().parameter(key).label for key in keys[3:])
    assert report.refusals == [
        f"参数“{label}”没有边界用例，不能发布；请由技术人员在规则中补上用例后再办理"
        for label in report.missing
    ]


def test_a_choice_that_no_case_knows_is_refused_though_the_other_has_its_cases(table):
    path = table(AID.replace("every_part_time_pupil: not_met", "some_day: not_met"))
    report = boundary_report(current(), changed("reading.part_time_pupils"), path=path)
    assert {case.found for case in report.cases} == {"no_value", "met"}
    assert report.missing == (current().parameter("reading.part_time_pupils").label,)


def test_a_figure_taken_back_wants_its_cases_too(table):
    key = "technician.amount"
    assert boundary_report(changed(key), current_until_2026(key), path=table(OF_AGE)).missing == (
        current().parameter(key).label,
    )


def current_until_2026(key: str) -> Release:
    """The figure ends with 2026 and none follows."""
    parameter = changed(key).parameter(key)
    return current().with_parameter(replace(parameter, values=parameter.values[:1]))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        # The check answers as it should, and the whole is decided by another.
        ("rural: true", "rural: false", "not_met"),
        ("continuing_school: false", "continuing_school: 3", "continuing_school:类型不对，应为是或否"),
        ("check: is_of_age", "check: is_fine", "not_asked"),
    ],
)
def test_what_comes_out_otherwise_is_told(table, old, new, found):
    path = table(OF_AGE)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    report = boundary_report(current(), changed("recruitment.minimum_age"), path=path)
    assert {case.found for case in report.failed if case.expected == "met"} == {found}


def test_a_check_may_be_looked_at_alone(table):
    path = table(OF_AGE.replace("}", ", alone: true, change: {rural: false}}"))
    assert boundary_report(current(), changed("recruitment.minimum_age"), path=path).failed == ()


def test_a_case_that_fails_says_what_came_out_in_words():
    case = BoundaryCase("some.cap", "某上限", date(2027, 1, 1), "3 人", "warned", "needs_person")
    other = replace(case, expected="no_value", found="day:必须填写")
    assert case.sentence == "“某上限”2027-01-01、3 人：应为“只提示”，实为“需人工认定”"
    assert other.sentence == "“某上限”2027-01-01、3 人：应为“当日没有数值”，实为“day:必须填写”"
    fine = replace(case, found="warned")
    assert BoundaryReport((fine, case, other), ("某下限",)).refusals == [
        "参数“某下限”没有边界用例，不能发布；请由技术人员在规则中补上用例后再办理",
        f"有2个边界用例没有通过：{case.sentence}",
    ]


@pytest.mark.parametrize(
    ("given", "day", "there"),
    [
        ("@day", "2024-02-29", "2024-02-29"),
        ("@day-1y", "2024-02-29", "2023-02-28"),
        ("@day+1m", "2027-01-31", "2027-02-28"),
        ("@day-30d", "2027-01-01", "2026-12-02"),
        ("@year-1", "2027-01-01", 2026),
        ("@year+1/01-01", "2026-12-31", "2027-01-01"),
        ("@year", "2026-12-31", 2026),
        ("someone@day", "2026-12-31", "someone@day"),
    ],
)
def test_a_case_is_put_on_a_day(given, day, there):
    assert placed({"a": [given]}, date.fromisoformat(day)) == {"a": [there]}


@pytest.mark.parametrize(
    ("form", "figure", "day", "of", "fact"),
    [
        ("years_ago", "16", "2024-02-29", None, "2008-02-29"),
        ("years_ahead", "2", "2024-02-29", None, "2026-02-28"),
        ("months_ago", "13", "2026-12-31", None, "2025-12-01"),
        ("months_ago", "12", "2026-12-31", None, "2025-12-31"),
        ("in_year", "2020", "2026-12-31", None, "2020-01-01"),
        ("so_many_with_this", "3", "2026-12-31", {"day": "@day"}, [{"day": "2026-12-31"}] * 2),
        ("in_hundredths", "0.85", "2026-12-31", None, 85),
    ],
)
def test_a_figure_becomes_a_fact(form, figure, day, of, fact):
    assert formed(form, figure, date.fromisoformat(day), of) == fact


GOOD = """\
cases:
  - check: everyone_is_rated
    situation: rating
    parameter: rating.coverage
    varies: rated
    otherwise: warned
    day_of_year: "07-01"
    form: in_hundredths
    op: ">="
    most: "1"
undecided:
  - why: 省厅工作目标
    parameter: brands.per_year
    held_by: tests/test_it.py::test_it
situations:
  rating:
    facts: {day: "@day", rated: 100, institutions: 100}
    question: rating_coverage
"""


def test_a_table_is_read_field_by_field(tmp_path):
    path = tmp_path / "boundaries.yaml"
    other = """\
  - check: is_of_age
    situation: rating
    parameter: reading.some
    expects: {one: met, 2: warned}
    change: {rated: 7}
    readings: {reading.other: cap}
    least: "0.01"
    of: {day: "@day"}
    alone: true
undecided:
"""
    path.write_text(GOOD.replace("undecided:\n", other), encoding="utf-8")
    table = read_table(path)
    facts = {"day": "@day", "rated": 100, "institutions": 100}
    first = Probe(
        parameter="rating.coverage", question="rating_coverage", facts=facts, check="everyone_is_rated",
        varies="rated", form="in_hundredths", of=None, op=">=", least=None, most=Decimal(1), otherwise="warned",
        expects={}, day_of_year="07-01", readings={}, alone=False,
    )  # fmt: skip
    second = Probe(
        parameter="reading.some", question="rating_coverage", facts={**facts, "rated": 7}, check="is_of_age",
        varies="", form="", of={"day": "@day"}, op="", least=Decimal("0.01"), most=None, otherwise="not_met",
        expects={"one": "met", "2": "warned"}, day_of_year="", readings={"reading.other": "cap"}, alone=True,
    )  # fmt: skip
    assert table == Table(
        {"rating": Situation("rating_coverage", facts)},
        (first, second),
        {"brands.per_year": Undecided("brands.per_year", "省厅工作目标", "tests/test_it.py::test_it")},
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("    varies: rated\n", "", 2, "a case either varies a fact or says what it expects"),
        ("varies: rated", 'varies: rated\n    expects: {"1": met}', 2, "a case either varies a fact or says what it expects"),
        ("varies: rated", 'expects: {"1": fine}', 5, "expects: unknown outcome fine"),
        ("varies: rated", 'expects: {"1": fine, "2": bad, "3": met}', 5, "expects: unknown outcome bad, fine"),
        ("otherwise: warned", "otherwise: perhaps", 6, "otherwise: unknown outcome perhaps"),
        ("form: in_hundredths", "form: yearly", 8, f"form: 'yearly' is not one of {', '.join(FORMS)}"),
        ('op: ">="', 'op: "~"', 9, "op: '~' is not one of =, <=, >="),
        ('"07-01"', '"July"', 7, "day_of_year must be written MM-DD"),
        ('"07-01"', "07-01", 7, "day_of_year must be quoted text"),
        ('most: "1"', "most: 1", 10, "most must be quoted text"),
        ('most: "1"', "least: 1", 10, "least must be quoted text"),
        ("situation: rating", "situation: none", 3, "no situation 'none'"),
        ("situation: rating", 'situation: ""', 3, "situation must not be empty"),
        ("    situation: rating\n", "", 2, "missing: situation"),
        ("situation: rating", "situation: rating\n    colour: red", 4, "unknown field colour"),
        ("parameter: rating.coverage", 'parameter: ""', 4, "parameter must not be empty"),
        ("check: everyone_is_rated", 'check: ""', 2, "check must not be empty"),
        ("parameter: brands.per_year", "parameter: rating.coverage", 13, "rating.coverage has cases, so a decision looks at it"),
        ("parameter: brands.per_year", 'parameter: ""', 13, "parameter must not be empty"),
        ("why: 省厅工作目标", "why: ", 12, "why must not be empty"),
        ("why: 省厅工作目标", "reason: 省厅工作目标", 12, "unknown field reason"),
        ("question: rating_coverage", "question: rating", 18, f"question: 'rating' is not one of {', '.join(QUESTIONS)}"),
        ("    question: rating_coverage\n", "", 17, "missing: question"),
        ("  rating:\n", "  rating: {question: claim, facts: {}}\n  rating:\n", 17, "rating is given twice"),
        (GOOD[GOOD.index("  rating:\n") :], "  - rating\n", 16, "a mapping is expected here"),
        ("situations:", "situation:", 15, "unknown field situation"),
    ],
)  # fmt: skip
def test_a_malformed_table_is_refused_with_file_and_line(tmp_path, old, new, line, reason):
    path = tmp_path / "boundaries.yaml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ParameterError) as refused:
        read_table(path)
    assert str(refused.value) == f"boundaries.yaml:{line}: {reason}"
