"""Anniversaries and ages by the calendar.

A year has no corresponding day for 29 February unless it is a leap year. The last day of the month takes its place,
28 February, as for periods in 民法典第二百零二条: who was born on 29 February is a year older from 28 February on.
"""

from datetime import MAXYEAR, MINYEAR, date


def anniversary(of: date, years: int) -> date:
    """The same day `years` later (earlier where negative); the calendar's own end where it has no such year."""
    if not MINYEAR <= of.year + years <= MAXYEAR:
        return date.min if years < 0 else date.max
    try:
        return of.replace(year=of.year + years)
    except ValueError:  # 29 February in a year without one
        return of.replace(year=of.year + years, day=of.day - 1)


def age_on(born_on: date, on: date) -> int:
    """周岁: full years from the day of birth; a birthday counts from that day on. Negative before the birth."""
    years = on.year - born_on.year
    return years if anniversary(born_on, years) <= on else years - 1
