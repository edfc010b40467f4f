"""Counts that cannot be are refused when the facts are made."""

from .base import FactError, Facts


def check_counts(facts: Facts, *names: str, least: str = "", most: str = "") -> None:
    """None of them is negative, and `least` is no more than `most` where both are known."""
    for name in names:
        if (getattr(facts, name) or 0) < 0:
            raise FactError(name, "数量不能为负")
    if least and None not in (getattr(facts, least), getattr(facts, most)):
        check_at_most(least, getattr(facts, least), getattr(facts, most))


def check_at_most(name: str, given: int, most: int) -> None:
    if given > most:
        raise FactError(name, f"数量{given}多于可能的最大数{most}")
