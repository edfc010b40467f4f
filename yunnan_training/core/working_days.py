"""Working days by the State Council's yearly arrangement of holidays and make-up days.

The arrangement of a year is announced late in the year before. For a year that isn't known yet Monday to
Friday count, and the answer says so: whoever shows the date shows the note beside it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar


@dataclass(frozen=True, slots=True)
class Window:
    """A run of days, both ends included, and what is to be said about how it was counted."""

    starts_on: date
    ends_on: date
    note: str = ""


def is_working_day(day: date) -> tuple[bool, bool]:
    """(a working day, the year's arrangement is known)."""
    try:
        return chinese_calendar.is_workday(day), True
    except NotImplementedError:
        return day.weekday() < 5, False


def window(starts_on: date, working_days: int) -> Window:
    """The run from `starts_on` to the last of so many working days; the first day counts when it is one."""
    day, counted, unknown = starts_on, 0, []
    while True:
        working, known = is_working_day(day)
        counted += working
        if not known and day.year not in unknown:
            unknown.append(day.year)
        if counted >= working_days:
            break
        day += timedelta(days=1)
    years = "、".join(f"{year}年" for year in unknown)
    note = f"{years}节假日安排尚未收录，按周一至周五计算，请核对截止日期" if unknown else ""
    return Window(starts_on=starts_on, ends_on=day, note=note)
