"""Whatever an officer may change has its boundary cases, and they agree with what the law then says."""

import json
from datetime import date

import pytest

from subsidies.rules import current, decide
from subsidies.rules.boundaries import CHANGED, boundary_report
from subsidies.rules.boundaries.placing import formed, placed
from subsidies.rules.boundaries.probes import TABLE, read_table
from subsidies.rules.parameter_files import read_release_text
from subsidies.rules.releases import ParameterError

from .test_boundaries import with_figure

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


def test_a_parameter_called_undecided_that_decides_is_refused(tmp_path):
    """The table can't talk a figure out of its cases: every situation is decided with it and without."""
    path = tmp_path / "boundaries.yaml"
    path.write_text(
        'situations:\n  one: {question: recruitment, facts: {day: "@day", born_on: "@day-16y", rural: true,'
        " continuing_school: false}}\n"
        "cases:\n  - {parameter: x, situation: one, check: y, varies: z}\n"
        "undecided:\n  - {parameter: recruitment.minimum_age, why: 误写}\n",
        encoding="utf-8",
    )
    report = boundary_report(current(), changed("recruitment.minimum_age"), path=path)
    assert CHANGED in {case.found for case in report.failed}
    assert "应为“结论和金额不变”，实为“结论或金额改变”" in report.refusals[0]


def test_a_figure_without_cases_is_refused(tmp_path):
    """A figure that the table does not know, and one for which it has no answer: a fifth filing a year."""
    path = tmp_path / "boundaries.yaml"
    path.write_text(TABLE.read_text(encoding="utf-8").replace("parameter: brands.per_year", "parameter: x"))
    (refusal,) = boundary_report(current(), changed("brands.per_year"), path=path).refusals
    assert "没有边界用例" in refusal
    (refusal,) = boundary_report(
        current(), with_figure(current(), "public_base.filings_per_year", 5)
    ).refusals
    assert "没有边界用例" in refusal


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


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("varies: entered_amount\n    least", "least", "either varies a fact or says what it expects"),
        ("    otherwise: needs_person", "    otherwise: perhaps", "otherwise: unknown outcome perhaps"),
        ("    form: in_year", "    form: yearly", "form: 'yearly' is not one of years_ago"),
        ('day_of_year: "10-01"', 'day_of_year: "October"', "day_of_year must be written MM-DD"),
        ("    situation: rating\n", "    situation: none\n", "no situation 'none'"),
        ("parameter: brands.per_year", "parameter: rating.coverage", "has cases, so a decision looks at it"),
        ("question: rating_coverage", "question: rating", "situation rating: no question 'rating'"),
    ],
)
def test_a_malformed_table_is_refused_with_file_and_line(tmp_path, old, new, reason):
    text = TABLE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "boundaries.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ParameterError, match=rf"^boundaries\.yaml:\d+: .*{reason}"):
        read_table(path)
