"""Amounts as text. Nothing is rounded: what is not a whole number of fen keeps its digits and is refused."""

from decimal import Decimal


def is_whole_fen(amount: Decimal) -> bool:
    _, digits, exponent = amount.as_tuple()
    return exponent >= -2 or not any(digits[exponent + 2 :])


def plain(amount: Decimal) -> str:
    """One spelling for one amount: 40, 40.0 and 4E+1 are all 40.00."""
    if not amount:
        return "0.00"
    return format(amount, ".2f") if is_whole_fen(amount) else format(amount, "f").rstrip("0")


def yuan(amount: Decimal) -> str:
    return f"{plain(amount)}元"
