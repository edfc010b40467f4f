"""How much of a calendar year somebody was in post."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ..facts import Post

MONTHS = range(1, 13)


class TimeInPost(NamedTuple):
    days: int
    whole_months: int  # calendar months with every day in post
    may_grow: bool  # the year is not over, and some post runs on

    @property
    def whole_year(self) -> bool:
        return self.whole_months == len(MONTHS)


def time_in_post(posts: Iterable[Post], *, year: int, until: date) -> TimeInPost:
    """The days of the year in post, up to and including `until`; days of two posts at once count once."""
    posts = tuple(posts)
    first, end_of_year = date(year, 1, 1), date(year, 12, 31)
    last = min(end_of_year, until)
    days: set[int] = set()
    for post in posts:
        begins = max(post.begins_on, first)
        ends = min(post.ends_on or last, last)
        days.update(range(begins.toordinal(), ends.toordinal() + 1))
    months = sum(days.issuperset(_days_of(year, month)) for month in MONTHS)
    running = (post for post in posts if post.begins_on <= end_of_year)
    may_grow = until < end_of_year and any(post.ends_on is None or post.ends_on > until for post in running)
    return TimeInPost(len(days), months, may_grow)


def _days_of(year: int, month: int) -> range:
    first = date(year, month, 1).toordinal()
    return range(first, first + monthrange(year, month)[1])
