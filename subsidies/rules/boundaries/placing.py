"""A case of the table put on a day, with a fact set to a figure."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ..calendar_days import months_after, years_after

_FROM_DAY = re.compile(r"@day(?:([+-]\d+)([ymd]))?", re.ASCII)
_OF_YEAR = re.compile(r"@year([+-]\d+)?(?:/(\d\d-\d\d))?", re.ASCII)
_SHIFTS: Mapping[str, Callable[[date, int], date]] = MappingProxyType(
    {"y": years_after, "m": months_after, "d": lambda day, days: day + timedelta(days=days)}
)


def placed(given: Any, day: date) -> Any:
    """The facts on that day: @day, @day-3y, @day+1m, @day-30d; @year-1 is a number, @year-1/12-31 a day of it."""
    if isinstance(given, Mapping):
        return {name: placed(value, day) for name, value in given.items()}
    if isinstance(given, list):
        return [placed(value, day) for value in given]
    if not isinstance(given, str):
        return given
    if found := _FROM_DAY.fullmatch(given):
        return _SHIFTS[found[2] or "d"](day, int(found[1] or 0)).isoformat()
    if found := _OF_YEAR.fullmatch(given):
        year = day.year + int(found[1] or 0)
        return f"{year}-{found[2]}" if found[2] else year
    return given


def formed(form: str, figure: str, day: date, of: Any) -> Any:
    """What the fact is set to for this figure."""
    return FORMS[form](figure, day, of)


def _months_ago(figure: str, day: date, of: Any) -> str:
    """The first day whose term of so many months is not over before `day`."""
    first = months_after(day, -int(figure))
    while months_after(first, int(figure)) < day:
        first += timedelta(days=1)
    return first.isoformat()


# How a figure becomes the fact that is set to it, where it isn't the figure itself.
FORMS: Mapping[str, Callable[[str, date, Any], Any]] = MappingProxyType(
    {
        "years_ago": lambda figure, day, of: years_after(day, -int(figure)).isoformat(),
        "years_ahead": lambda figure, day, of: years_after(day, int(figure)).isoformat(),
        "months_ago": _months_ago,
        "in_year": lambda figure, day, of: date(int(figure), 1, 1).isoformat(),
        "so_many_with_this": lambda figure, day, of: [placed(of, day)] * (int(figure) - 1),
        "in_hundredths": lambda figure, day, of: int(Decimal(figure) * 100),
    }
)
