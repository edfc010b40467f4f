"""Working days: holidays, make-up days, and a year whose arrangement isn't known."""

from datetime import date

import pytest

from yunnan_training.core.working_days import window


@pytest.mark.parametrize(
    ("starts_on", "days", "ends_on"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 6)),  # Monday to Friday
        (date(2026, 3, 2), 1, date(2026, 3, 2)),  # the first day counts
        (date(2026, 3, 6), 2, date(2026, 3, 9)),  # over a weekend
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # begun on a Saturday, which doesn't count
        (date(2025, 9, 30), 2, date(2025, 10, 9)),  # over the eight days of the 2025 National Day
        (date(2025, 9, 28), 1, date(2025, 9, 28)),  # a Sunday worked to make up
    ],
)
def test_the_last_day_is_the_nth_working_day(starts_on, days, ends_on):
    found = window(starts_on, days)
    assert (found.starts_on, found.ends_on, found.note) == (starts_on, ends_on, "")


def test_a_year_without_an_arrangement_counts_weekdays_and_says_so():
    found = window(date(2099, 1, 1), 5)  # a Thursday, and New Year's Day, which nobody has arranged yet
    assert found.ends_on == date(2099, 1, 7)
    assert found.note == "2099年节假日安排尚未收录，按周一至周五计算，请核对截止日期"
