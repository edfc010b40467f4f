"""Rates as exact fractions. A rate with nothing below the line is no rate: it is shown as «—», never as 0.

The denominators are the adopted ones of register A40: who started, not who was examined, so that dropping weak
trainees cannot raise a rate.
"""

from dataclasses import dataclass
from fractions import Fraction

NO_RATE = "—"


@dataclass(frozen=True, slots=True)
class Rate:
    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def shown(self) -> str:
        """Per cent to one decimal, half up, worked out in whole numbers: 90.0%."""
        if not self.denominator:
            return NO_RATE
        doubled = 2 * 10 * 100 * self.numerator  # twice the tenths of a per cent, to round half up
        tenths = (doubled + self.denominator) // (2 * self.denominator)
        return f"{tenths // 10}.{tenths % 10}%"

    @property
    def worked_out(self) -> str:
        return f"{self.numerator}÷{self.denominator}"


def pass_rate(*, passed: int, on_roster: int) -> Rate:
    """培训合格率: of those on the roster on the first day, dropouts included."""
    return Rate(passed, on_roster)


def pass_rate_of_examined(*, passed: int, examined: int) -> Rate:
    """Shown beside the pass rate; never in its place."""
    return Rate(passed, examined)


def attendance_rate(*, attended: int, on_roster: int, sessions: int) -> Rate:
    """出勤率: sessions attended, of all sessions of everybody on the roster."""
    return Rate(attended, on_roster * sessions)


def employment_rate(*, employed: int, passed: int) -> Rate:
    """就业创业率: in work or in business, of those who passed."""
    return Rate(employed, passed)
