"""Rows of a worksheet: label, value, clause, how it was worked out; numbered in the order of the steps."""

from decimal import Decimal

from .money import yuan
from .outcomes import WorksheetRow

Step = tuple[str, str, str, str]


def rows(*steps: Step) -> tuple[WorksheetRow, ...]:
    return tuple(WorksheetRow(order, *step) for order, step in enumerate(steps, start=1))


def to_pay(amount: Decimal | None, clause: str, how: str) -> Step:
    """The last row: the amount, or that none is settled while a check is not met."""
    if amount is None:
        return "应补金额", "未核定", clause, "有审核点未符合,不核定金额"
    return "应补金额", yuan(amount), clause, how
