"""Both sides of every boundary, built from the figures in force: a new figure brings its own cases.

For each figure that a decision looks at `PROBES` says how a case is brought to a given distance from it and which
check answers. Every figure is tried as it stands, and moved, so that a figure written into code is found out.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from subsidies.rules import QUESTIONS, CaseFacts, LocalStandard, Release, current, decide, facts_from_json
from subsidies.rules.bases.filing import window
from subsidies.rules.calendar_days import age_on, years_before
from subsidies.rules.chiefs.posts import time_in_post
from subsidies.rules.facts import Post
from subsidies.rules.goals.target import tally
from subsidies.rules.rates import Rate

FEN, ONE, HUNDREDTH = Decimal("0.01"), 1, Decimal("0.01")
DAY = timedelta(days=1)
# Questions of this folder's figures; another question brings its own boundaries.
ELSEWHERE = {"admission"}


def _standard(figure: Decimal) -> LocalStandard:
    return LocalStandard(figure=figure, basis="某州补贴标准", region="某州")


class Probe(NamedTuple):
    key: str
    situation: str
    check: str
    step: Any
    put: Callable[[CaseFacts, Any], CaseFacts]  # the case at this value of what the figure is compared with
    op: str = ""  # where a check turns the figure round


def _entered(facts, value):
    return replace(facts, entered_amount=value)


PROBES = (
    Probe("advanced_worker.amount_cap", "advanced_worker", "amount_is_allowed", FEN, _entered),
    Probe(
        "advanced_worker.amount_cap", "advanced_worker", "amount_is_allowed", FEN,
        lambda facts, value: replace(facts, entered_amount=None, local_standard=_standard(value)),
    ),
    Probe("technician.amount", "technician", "amount_is_allowed", FEN, _entered),
    Probe("senior_technician.amount", "senior_technician", "amount_is_allowed", FEN, _entered),
    Probe("senior_technician_new_technology.amount", "new_technology", "amount_is_allowed", FEN, _entered),
    Probe("chief_technician.stipend", "chief_technician", "stipend_is_allowed", FEN, _entered),
    Probe(
        "chief_technician.stipend", "chief_technician", "stipend_is_allowed", FEN,
        lambda facts, value: replace(
            facts, posts=(Post(date(facts.year, 2, 1)),), entered_amount=value, amount_note="按在岗时间核定"
        ),
        "<=",
    ),
    Probe("bases.national_grant", "national_base", "grant_is_exact", FEN, _entered),
    Probe("bases.provincial_grant", "provincial_base", "grant_is_exact", FEN, _entered),
    Probe(
        "bases.target_year", "national_base", "is_within_target_year", ONE,
        lambda facts, value: replace(facts, recognised_on=date(value, 12, 31), day=date(2040, 1, 1)),
    ),
    Probe(
        "public_base.person_times", "public_base", "is_large_enough", ONE,
        lambda facts, value: replace(facts, person_times=value, persons=None),
    ),
    Probe(
        "studio.matching_ratio", "studio", "funds_are_matched", HUNDREDTH,
        lambda facts, value: replace(facts, enterprise_funds=facts.provincial_funds * value),
    ),
    Probe(
        "start_up.years_before_graduation", "start_up", "is_near_graduation", ONE,
        lambda facts, value: replace(facts, class_starts_on=years_before(facts.graduates_on, value)),
    ),
    Probe(
        "recruitment.minimum_age", "recruit", "is_of_age", ONE,
        lambda facts, value: replace(facts, born_on=years_before(facts.day, value)),
    ),
    Probe(
        "recruitment.maximum_age", "recruit", "is_of_age", ONE,
        lambda facts, value: replace(facts, born_on=years_before(facts.day, value)),
    ),
    *(
        Probe(
            f"target.{name}", situation, "target_is_reached", ONE,
            lambda facts, value, unit=unit: replace(facts, **{"person_times": None, "persons": None, unit: value}),
        )
        for name, situation, unit in (
            ("rural_person_times", "rural_target", "person_times"),
            ("registered_poor_people", "registered_poor_target", "persons"),
            ("youth_people", "youth_target", "persons"),
            ("graduates_people", "graduates_target", "persons"),
            ("wings_people", "wings_target", "persons"),
        )
    ),
)  # fmt: skip
# Looked at, and tried in a test of its own below: a rate cannot be more than the whole; a count of windows.
OF_THEIR_OWN = {"rating.coverage", "rating.target_year", "public_base.filings_per_year"}
ALLOWED = {  # by the operator: is one step below, on, one step above the figure allowed?
    "<=": {-1: True, 0: True, 1: False},
    ">=": {-1: False, 0: True, 1: True},
    "=": {-1: False, 0: True, 1: False},
}


def with_figure(release: Release, key: str, figure) -> Release:
    """The release with another figure on every day, as a new notice might set it."""
    parameter = release.parameter(key)
    values = tuple(replace(each, text=str(figure), value=figure) for each in parameter.values)
    return release.with_parameter(replace(parameter, values=values))


def _outcome_of(facts: CaseFacts, check: str, release: Release) -> str:
    return next(each.outcome for each in decide(facts, release=release).checks if each.code == check)


def _of(situations, name: str) -> CaseFacts:
    stored = dict(situations[name])
    return facts_from_json(stored.pop("question", "claim"), stored)


@pytest.mark.parametrize("moved_by", [0, 3])
@pytest.mark.parametrize("steps", [-1, 0, 1])
@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: f"{probe.key}-{probe.situation}")
def test_both_sides_of_every_figure(probe, steps, moved_by, situations):
    facts, release = _of(situations, probe.situation), current()
    figure = release.value(probe.key, on=facts.day) + moved_by * probe.step
    release = with_figure(release, probe.key, figure)
    facts = probe.put(facts, figure + steps * probe.step)
    op = probe.op or release.parameter(probe.key).op
    assert (_outcome_of(facts, probe.check, release) == "met") is ALLOWED[op][steps]


@pytest.fixture(scope="module")
def looked_at(every_claim_case, facts_of, release_of):
    """Found by watching: whichever figure or reading any rule, amount or worksheet asks for in any case."""
    seen = set()

    class Watched(Release):
        def entry(self, key, *, on):
            seen.add(key)
            return super().entry(key, on=on)

    for case in every_claim_case:
        facts, release = facts_of(case), release_of(case)
        if facts.QUESTION not in ELSEWHERE and "raises" not in case:
            decide(facts, release=Watched(release.edition, release.parameters, release.documents))
    return seen


def test_every_figure_that_a_decision_looks_at_is_probed(looked_at):
    figures = {key for key in looked_at if current().parameter(key).kind != "choice"}
    assert figures == {probe.key for probe in PROBES} | OF_THEIR_OWN


def test_every_other_reading_turns_some_case(looked_at, every_claim_case, facts_of):
    """A choice that changes no case either isn't carried out or isn't tried."""
    facts = [facts_of(case) for case in every_claim_case if "raises" not in case]
    facts = {each.digest(): each for each in facts if each.QUESTION not in ELSEWHERE}
    adopted = {digest: decide(each).outcome for digest, each in facts.items()}
    for key in sorted(looked_at):
        parameter = current().parameter(key)
        for choice in set(parameter.choices) - {parameter.values[-1].value}:
            other = current().with_reading(key, choice)
            turned = (
                decide(each, release=other).outcome is not adopted[name] for name, each in facts.items()
            )
            assert any(turned), f"{key}: {choice}"


@pytest.mark.parametrize("wanted", ["1", "0.9", "0.5"])
def test_coverage_is_compared_as_a_fraction_and_not_as_it_is_shown(wanted, situations):
    release = with_figure(current(), "rating.coverage", Decimal(wanted))
    facts = _of(situations, "rating_coverage")
    institutions = 20_000
    enough = int(institutions * Decimal(wanted))
    for rated, outcome in ((enough - 1, "not_met"), (enough, "met"), (min(enough + 1, institutions), "met")):
        case = replace(facts, rated=rated, institutions=institutions)
        assert decide(case, release=release).outcome == outcome


@pytest.mark.parametrize("filings", [1, 2, 3, 4, 6, 12])
def test_the_windows_of_filing_cover_the_year_without_gap_or_overlap(filings, situations):
    release = with_figure(current(), "public_base.filings_per_year", filings)
    facts = _of(situations, "base_filing")
    for year in (2024, 2025):
        first, windows = date(year, 1, 1), []
        while first.year == year:
            windows.append(window(first, filings))
            assert windows[-1][0] == first
            first = windows[-1][1] + DAY
        assert (len(windows), windows[-1][1]) == (filings, date(year, 12, 31))
        for begins, ends in windows:
            for filed in (begins, ends):
                for day, outcome in (
                    (begins - DAY, "met"),
                    (begins, "not_met"),
                    (ends, "not_met"),
                    (ends + DAY, "met"),
                ):
                    case = replace(facts, day=day, earlier_batches=(filed,))
                    assert decide(case, release=release).outcome == outcome


# Days ------------------------------------------------------------------------------------------------------------

TURNS = [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28), date(2024, 12, 31),
         date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2028, 2, 29)]  # fmt: skip


@pytest.mark.parametrize("issued_on", TURNS)
def test_a_certificate_counts_from_its_day(issued_on, situations):
    facts = _of(situations, "technician")
    for day, outcome in ((issued_on - DAY, "not_met"), (issued_on, "met"), (issued_on + DAY, "met")):
        assert decide(replace(facts, certificate_issued_on=issued_on, day=day)).outcome == outcome


def test_a_certificate_from_the_day_before_the_notice_is_left_to_a_person(situations):
    facts = _of(situations, "technician")
    first = date(2018, 12, 27)
    for issued_on, outcome in ((first - DAY, "needs_person"), (first, "met"), (first + DAY, "met")):
        assert decide(replace(facts, certificate_issued_on=issued_on)).outcome == outcome


@pytest.mark.parametrize("born_on", [*TURNS, date(2004, 2, 29), date(2012, 2, 29), date(2008, 12, 31)])
def test_both_ages_of_recruitment_to_the_day(born_on, situations):
    """Born on 29 February: a year older on 1 March of a year without it."""
    facts, release = _of(situations, "recruit"), current()
    low = release.number_of("recruitment.minimum_age", on=facts.day)
    high = release.number_of("recruitment.maximum_age", on=facts.day)
    first, after = _birthday(born_on, low), _birthday(born_on, high + 1)
    for day, outcome in (
        (first - DAY, "not_met"), (first, "met"), (first + DAY, "met"),
        (after - DAY, "met"), (after, "not_met"), (after + DAY, "not_met"),
    ):  # fmt: skip
        assert decide(replace(facts, born_on=born_on, day=day)).outcome == outcome


def _birthday(born_on: date, age: int) -> date:
    """By counting, and not by the function under test."""
    year = born_on.year + age
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (born_on.month, born_on.day) == (2, 29) and not leap:
        return date(year, 3, 1)
    return date(year, born_on.month, born_on.day)


def test_age_and_anniversary_agree_on_every_day_of_eight_years():
    for born_on in (
        date(2000, 2, 28),
        date(2000, 2, 29),
        date(2000, 3, 1),
        date(1999, 12, 31),
        date(2000, 1, 1),
    ):
        day, age = born_on, 0
        while day < date(2009, 1, 1):
            if day == _birthday(born_on, age + 1):
                age += 1
            assert age_on(born_on, day) == age
            day += DAY
        assert age_on(born_on, born_on - DAY) == -1
    assert (years_before(date.max, -1), years_before(date.min, 1)) == (date.max, date.min)


@pytest.mark.parametrize("reading", ["inclusive", "exclusive"])
@pytest.mark.parametrize("graduates_on", TURNS)
def test_the_years_before_graduation_to_the_day(graduates_on, reading, situations):
    facts = _of(situations, "start_up")
    release = current().with_reading("reading.two_years_before_graduation", reading)
    years = release.number_of("start_up.years_before_graduation", on=facts.day)
    edge = _birthday(graduates_on, -years)
    if (edge.month, edge.day) == (3, 1) and graduates_on.day == 29:
        edge -= DAY  # a term counted from 29 February ends with the last day of February
    for starts_on, outcome in (
        (edge - DAY, "not_met"), (edge, "met" if reading == "inclusive" else "not_met"), (edge + DAY, "met"),
        (graduates_on - DAY, "met"), (graduates_on, "met"), (graduates_on + DAY, "not_met"),
    ):  # fmt: skip
        case = replace(facts, graduates_on=graduates_on, class_starts_on=starts_on)
        assert decide(case, release=release).outcome == outcome, starts_on


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_a_year_in_post_to_the_day(year, situations):
    facts = _of(situations, "chief_technician")
    first, last = date(year, 1, 1), date(year, 12, 31)
    for begins, ends, outcome in (
        (first, last, "met"), (first - DAY, last + DAY, "met"),
        (first + DAY, last, "needs_person"), (first, last - DAY, "needs_person"),
        (first - DAY, first - DAY, "not_met"), (last + DAY, last + DAY, "not_met"),
        (first, first, "needs_person"), (last, last, "needs_person"),
    ):  # fmt: skip
        case = replace(facts, day=date(2030, 1, 1), year=year, posts=(Post(begins, ends),))
        assert decide(case).outcome == outcome, (begins, ends)


def test_months_in_post_by_counting_days():
    for month, days in ((2, 29), (4, 30), (12, 31)):
        whole = Post(date(2024, month, 1), date(2024, month, days))
        short = Post(date(2024, month, 1), date(2024, month, days - 1))
        late = Post(date(2024, month, 2), date(2024, month, days))
        counts = [time_in_post([post], year=2024, until=date(2025, 1, 1)) for post in (whole, short, late)]
        assert [(each.days, each.whole_months) for each in counts] == [
            (days, 1),
            (days - 1, 0),
            (days - 1, 0),
        ]
        both = time_in_post([short, late], year=2024, until=date(2025, 1, 1))
        assert (both.days, both.whole_months) == (days, 1)


def test_a_share_of_a_year_is_rounded_half_up_to_the_fen(situations):
    facts = replace(_of(situations, "chief_technician"), posts=(Post(date(2025, 12, 1)),))
    release = current().with_reading("reading.stipend_part_year", "by_month")
    for stipend, amount in (
        ("0.06", "0.01"),
        ("0.07", "0.01"),
        ("0.18", "0.02"),
        ("100.00", "8.33"),
        ("100.10", "8.34"),
    ):
        changed = with_figure(release, "chief_technician.stipend", Decimal(stipend))
        assert decide(facts, release=changed).amount == Decimal(amount)


@pytest.mark.parametrize("day", TURNS)
def test_a_base_is_recognised_from_its_day(day, situations):
    facts = replace(_of(situations, "national_base"), recognised_on=day)
    for on, outcome in ((day - DAY, "not_met"), (day, "met"), (day + DAY, "met")):
        assert _outcome_of(replace(facts, day=on), "is_recognised_base", current()) == outcome


@pytest.mark.parametrize("year", [2023, 2024])
def test_a_year_counts_from_the_day_after_it(year, situations):
    facts = replace(_of(situations, "public_base"), year=year)
    last = date(year, 12, 31)
    for day, outcome in ((last - DAY, "not_met"), (last, "not_met"), (last + DAY, "met")):
        assert decide(replace(facts, day=day)).outcome == outcome


# Rates and tallies -----------------------------------------------------------------------------------------------


def test_rates_are_rounded_half_up_to_one_decimal():
    shown = {(1, 80): "1.3%", (1, 2000): "0.1%", (1, 2001): "0.0%", (9999, 10000): "100.0%", (36, 38): "94.7%",
             (0, 7): "0.0%", (2, 3): "66.7%", (1, 3): "33.3%", (5, 2): "250.0%"}  # fmt: skip
    assert {pair: Rate(*pair).shown for pair in shown} == shown


def test_a_rate_of_nobody_is_no_rate():
    for numerator in (0, 1):
        assert (Rate(numerator, 0).value, Rate(numerator, 0).shown) == (None, "—")


def test_a_person_trained_twice_counts_two_and_one():
    assert tally([]) == (0, 0)
    assert tally(["a"]) == (1, 1)
    assert tally(["a", "a"]) == (2, 1)
    assert tally(iter(["a", "b", "a"])) == (3, 2)


def test_the_probes_are_of_these_questions(situations):
    asked = {situations[probe.situation].get("question", "claim") for probe in PROBES}
    assert asked <= set(QUESTIONS) - ELSEWHERE
