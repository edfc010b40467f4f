"""Amounts as text. What comes in is never rounded: an amount that is not a whole number of fen keeps its digits and
is refused. What a rule works out by division is rounded once, half up, to the fen."""

from decimal import ROUND_HALF_UP, Decimal

_FEN = Decimal("0.01")


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


def to_fen(amount: Decimal) -> Decimal:
    """Half up (四舍五入) to the fen."""
    return amount.quantize(_FEN, rounding=ROUND_HALF_UP)
