"""The release in force: figures and readings by day, each with the document, clause and phrase it comes from.

Read once, when this module is imported, so a malformed file stops the start with file, line and reason.
"""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from .parameter_files import read_release
from .releases import (
    Basis,
    DatedValue,
    Kind,
    NoValueOnDayError,
    Parameter,
    ParameterError,
    Release,
    UnknownParameterError,
    WrongKindError,
)

__all__ = [
    "RULES_VERSION",
    "Basis",
    "DatedValue",
    "Kind",
    "NoValueOnDayError",
    "Parameter",
    "ParameterError",
    "Release",
    "UnknownParameterError",
    "WrongKindError",
    "current",
    "load",
    "money",
    "number_of",
    "value",
]

DATA = Path(__file__).parent / "parameters_data"


@cache
def load(folder: Path = DATA) -> Release:
    return read_release(folder)


def current() -> Release:
    return _CURRENT


def value(key: str, on: date) -> Decimal | int | str:
    """Decimal for money, int for counts and days, the chosen word for a reading."""
    return _CURRENT.value(key, on=on)


def money(key: str, on: date) -> Decimal:
    return _CURRENT.money(key, on=on)


def number_of(key: str, on: date) -> int:
    return _CURRENT.number_of(key, on=on)


_CURRENT = load()
RULES_VERSION = _CURRENT.version
