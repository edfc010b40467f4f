"""Anniversaries, 29 February among them, are decided once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subsidies.rules.calendar_days import age_on, months_after, months_between, years_after, years_before

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
LEAP_DAY = date(2020, 2, 29)


@pytest.mark.parametrize(
    ("day", "years", "last"),
    [
        (date(2022, 3, 5), 3, date(2025, 3, 5)),
        (LEAP_DAY, 3, date(2023, 2, 28)),
        (LEAP_DAY, 4, date(2024, 2, 29)),
        (date(2021, 2, 28), 3, date(2024, 2, 28)),
        (date(2100, 3, 1), 0, date(2100, 3, 1)),
    ],
)
def test_a_term_of_years_ends_with_the_corresponding_day_or_the_months_last(day, years, last):
    assert years_after(day, years) == last


@pytest.mark.parametrize(
    ("day", "years", "first"),
    [
        (date(2027, 6, 30), 2, date(2025, 6, 30)),
        (date(2028, 2, 29), 2, date(2026, 2, 28)),
        (date(2028, 2, 29), 4, LEAP_DAY.replace(year=2024)),
        (date(2026, 2, 28), 2, date(2024, 2, 28)),
    ],
)
def test_the_day_so_many_years_before(day, years, first):
    assert years_before(day, years) == first


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 10, 31), 1, date(2025, 11, 30)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 12, 15), 12, date(2026, 12, 15)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_a_term_of_months(day, months, last):
    assert months_after(day, months) == last


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2024, 3, 5), date(2025, 3, 4), 11),
        (date(2024, 3, 5), date(2025, 3, 5), 12),
        (date(2024, 2, 29), date(2025, 2, 27), 11),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2025, 1, 31), date(2025, 2, 28), 1),
        (date(2025, 3, 5), date(2025, 3, 4), -1),
    ],
)
def test_full_months_between(first, last, months):
    assert months_between(first, last) == months


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2022, 2, 28), 13),
        (date(2022, 3, 1), 14),
        (date(2024, 2, 28), 15),
        (date(2024, 2, 29), 16),
        (date(2025, 2, 28), 16),
        (date(2025, 3, 1), 17),
    ],
)
def test_who_is_born_on_the_leap_day_completes_a_year_on_1_march_of_a_common_year(day, age):
    assert age_on(date(2008, 2, 29), day) == age


@given(days, st.integers(-600, 600))
def test_months_between_undoes_months_after(day, months):
    last = months_after(day, months)
    assert months_between(day, last) == months
    assert months_between(day, last - timedelta(days=1)) == months - 1


def test_the_calendar_has_a_first_and_a_last_day():
    assert months_after(date(2, 1, 31), -12) == date(1, 1, 31)
    assert months_after(date(1, 1, 31), -1) == date.min
    assert months_after(date(9998, 12, 1), 1) == date.max
    assert months_after(date(9999, 5, 1), 0) == date.max
    assert months_after(date(9997, 12, 1), 1) == date(9998, 1, 1)
