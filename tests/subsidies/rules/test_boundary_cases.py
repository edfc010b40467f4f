"""The cases that are tried before a release: at, below and above, on the first and last day and beside them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from subsidies.rules import ParameterError, current
from subsidies.rules.amendments import AmendmentError, Source, amended, restored
from subsidies.rules.boundaries import FILE, boundary_report, probes
from subsidies.rules.differences import differences, touched
from subsidies.rules.documents import NOTICE
from subsidies.rules.releases import Kind, Release
from tests.factories.law import CLAUSE, FROM, NUMBER, QUOTE, typed_document

CAP = "advanced_worker.amount_cap"
DAY = timedelta(days=1)


def changed(key: str, text: str, *, since: date = FROM, release: Release | None = None) -> Release:
    """The release with this figure by the typed-in document."""
    return amended(
        release or current(),
        key,
        text,
        since=since,
        source=Source(NUMBER, CLAUSE, QUOTE),
        verified_on=date(2026, 11, 28),
        document=typed_document(),
    )


def cases(later: Release, earlier: Release | None = None) -> dict[tuple[date, str], str]:
    report = boundary_report(earlier or current(), later)
    assert not report.failed
    return {(case.day, case.given.split()[0]): case.expected for case in report.cases}


def test_a_cap_is_tried_on_both_sides_on_each_day():
    found = cases(changed(CAP, "2500"))
    last = FROM - DAY
    assert (found[last, "2000.00"], found[last, "2000.01"], found[last, "2500.00"]) == (
        "met",
        "not_met",
        "not_met",
    )
    for day in (FROM, FROM + DAY):
        assert (found[day, "2499.99"], found[day, "2500.00"], found[day, "2500.01"]) == (
            "met",
            "met",
            "not_met",
        )
    assert {day for day, _ in found} >= {date(2018, 12, 26), date(2018, 12, 27), last, FROM, FROM + DAY}
    assert found[date(2018, 12, 26), "2000.00"] == "no_value"


def test_an_exact_amount_is_tried_on_both_sides():
    found = cases(changed("technician.amount", "2600"))
    assert [found[FROM, text] for text in ("2599.99", "2600.00", "2600.01")] == ["not_met", "met", "not_met"]


def test_a_reading_is_tried_under_both_choices():
    later = amended(
        current(),
        "reading.once_in_life",
        "once_per_occupation_and_level",
        since=FROM,
        source=Source(),
        verified_on=date(2026, 11, 28),
    )
    report = boundary_report(current(), later)
    assert not report.failed
    assert {(case.day, case.expected) for case in report.cases} >= {
        (FROM - DAY, "not_met"),
        (FROM, "met"),
        (FROM, "not_met"),
    }


@pytest.mark.parametrize("key", sorted({probe.parameter for probe in probes()}))
def test_every_probe_reaches_its_boundary(key):
    """Each touched parameter of the list is decided by: something is met, something isn't, and no case fails."""
    parameter = current().parameter(key)
    if parameter.kind is Kind.CHOICE:
        other = next(choice for choice in parameter.choices if choice != parameter.values[-1].text)
        later = amended(current(), key, other, since=FROM, source=Source(), verified_on=date(2026, 11, 28))
    else:
        later = changed(key, str(parameter.values[-1].value - 1))
    report = boundary_report(current(), later)
    assert report.refusals == []
    assert {"met", "not_met"} <= {case.found for case in report.cases}


def test_a_rule_that_doesnt_carry_the_figure_out_is_found(monkeypatch):
    """The rules' answer is held against the figure, not against itself."""
    from subsidies.rules.claims import amounts

    monkeypatch.setattr(amounts, "_under_cap", lambda entered, cap: ("met", "met", "总是符合。"))
    report = boundary_report(current(), changed(CAP, "2500"))
    assert report.failed
    assert "应为“不符合”，实为“符合”" in report.refusals[0]


def test_a_parameter_without_a_case_is_named():
    report = boundary_report(current(), changed("competitions.per_year", "2"))
    assert report.missing == (current().parameter("competitions.per_year").label,)
    assert "没有边界用例" in report.refusals[0]


def test_an_untouched_parameter_is_not_tried():
    assert boundary_report(current(), current()).cases == ()
    later = changed(CAP, "2500")
    assert touched(current(), later) == (CAP,)
    assert {case.parameter for case in boundary_report(current(), later).cases} == {CAP}


def test_a_parameter_that_came_with_the_software_needs_no_case():
    parameters = dict(current().parameters)
    new = parameters.pop("competitions.per_year")
    older = Release(current().edition, parameters)
    assert boundary_report(older, current()).missing == ()
    (difference,) = differences(older, current())
    assert (difference.change, difference.label) == ("added", new.label)
    assert differences(current(), older)[0].change == "removed"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("    varies: entered_amount\n", "", "either varies a fact or says"),
        ("situation: advanced_worker", "situation: nobody", "no situation 'nobody'"),
        ("{one_subsidy: not_met,", "{one_subsidy: perhaps,", "unknown outcome perhaps"),
        ("    check: amount_is_allowed\n", "", "missing: check"),
    ],
)
def test_a_bad_probe_is_refused_with_its_line(tmp_path, old, new, reason):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "boundaries.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ParameterError, match=rf"boundaries\.yaml:\d+: .*{reason}"):
        probes(path)


# --- what a release says otherwise ---------------------------------------------------------------------------------------------


def test_a_difference_reads_from_the_old_figure_to_the_new():
    (found,) = differences(current(), changed(CAP, "2500"))
    (line,) = found.lines
    assert (found.label, found.basis) == ("高级工技能提升补贴上限", "文件规定")
    assert (line.old, line.new, line.valid_from, line.valid_to) == (
        "不超过 2,000 元/人",
        "不超过 2,500 元/人",
        FROM,
        None,
    )
    assert (line.document, line.clause, line.quote) == (NUMBER, CLAUSE, QUOTE)
    assert differences(current(), current()) == ()


def test_two_changes_in_a_row_are_two_lines():
    later = changed(CAP, "3000", since=date(2028, 1, 1), release=changed(CAP, "2500"))
    (found,) = differences(current(), later)
    assert [(line.new, line.valid_to) for line in found.lines] == [
        ("不超过 2,500 元/人", date(2027, 12, 31)),
        ("不超过 3,000 元/人", None),
    ]


def test_a_portal_default_becomes_a_documents_figure():
    (found,) = differences(current(), changed("publicity.working_days", "7"))
    assert found.basis == "文件规定"
    later = changed("publicity.working_days", "7")
    assert [dated.document for dated in later.parameter("publicity.working_days").values] == ["", NUMBER]
    assert later.value("publicity.working_days", on=FROM - DAY) == 5


def test_a_documents_figure_keeps_its_document():
    """Only days before the first document may be without one."""
    later = changed("publicity.working_days", "7")
    with pytest.raises(AmendmentError, match="须写明依据文件"):
        amended(
            later,
            "publicity.working_days",
            "9",
            since=date(2028, 1, 1),
            source=Source(),
            verified_on=date(2026, 11, 28),
        )


def test_an_amended_release_is_read_back_whole():
    later = changed(CAP, "2500")
    assert later.version != current().version
    assert later.money(CAP, on=FROM) == Decimal(2500)
    assert later.edition == current().edition
    assert restored(later, CAP, base=current()).version == current().version
    with pytest.raises(AmendmentError, match="没有修改"):
        restored(later, "technician.amount", base=current())


def test_a_document_is_dropped_only_when_nothing_cites_it_any_more():
    both = changed("technician.amount", "2600", release=changed(CAP, "2500"))
    assert len(both.documents) == 1
    one = restored(both, CAP, base=current())
    assert len(one.documents) == 1
    assert restored(one, "technician.amount", base=current()).documents == ()


def test_the_notice_itself_may_be_cited():
    later = amended(
        current(),
        CAP,
        "1900",
        since=FROM,
        source=Source(NOTICE, "一(十)", "补贴不超过2000元"),
        verified_on=date(2026, 11, 28),
    )
    assert later.documents == ()
