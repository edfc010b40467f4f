"""Years and months counted from a day. Every anniversary in the rules comes from here.

A term of years or months ends with the corresponding day of the last month; a month without that day ends the
term with its own last day (civil code, art. 202). A term counted from 29 February thus ends with 28 February in a
common year. A year of age is complete on the birthday itself; who is born on 29 February completes it, in a common
year, when the term of that year is over: on 1 March.
"""

from datetime import MAXYEAR, MINYEAR, date, timedelta

_MONTHS = 12


def months_after(day: date, months: int) -> date:
    """The last day of a term of so many months counted from `day`; a negative number counts backwards."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    if not MINYEAR <= year < MAXYEAR:  # the calendar's own end where it has no such year
        return date.min if months < 0 else date.max
    return date(year, month + 1, min(day.day, _days_in(year, month + 1)))


def years_after(day: date, years: int) -> date:
    return months_after(day, years * _MONTHS)


def years_before(day: date, years: int) -> date:
    """The day so many years earlier; of 29 February, 28 February where the year has no other."""
    return months_after(day, -years * _MONTHS)


def months_between(first: date, last: date) -> int:
    """Full months from `first` to `last`: the largest number of months whose term has come to its last day."""
    months = (last.year - first.year) * _MONTHS + last.month - first.month
    return months if months_after(first, months) <= last else months - 1


def age_on(birth_date: date, day: date) -> int:
    """Full years (周岁) on that day; the birthday counts, 29 February is completed on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def birthday(birth_date: date, age: int) -> date:
    """The day on which so many years are completed; of 29 February, 1 March in a common year."""
    last = years_after(birth_date, age)
    return last if last.day == birth_date.day else last + timedelta(days=1)


def _days_in(year: int, month: int) -> int:
    following = date(year + month // _MONTHS, month % _MONTHS + 1, 1)
    return (following - timedelta(days=1)).day
