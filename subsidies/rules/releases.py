"""Parameter, dated value, release. A day without a value raises: no figure is guessed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType


class Kind(StrEnum):
    MONEY = "money"
    COUNT = "count"
    DAYS = "days"
    CHOICE = "choice"


class Basis(StrEnum):
    """NOTICE: the figure stands in a document. READING: a choice between two readings of one.
    PROPOSED: no document sets it; the portal's default until the province does."""

    NOTICE = "notice"
    READING = "reading"
    PROPOSED = "proposed"


class ParameterError(ValueError):
    """A parameter file that cannot be trusted. The text reads «file:line: reason»."""


class UnknownParameterError(KeyError):
    """No parameter of this name."""


class NoValueOnDayError(LookupError):
    """The parameter exists, but no document gives it a value on this day."""


class WrongKindError(TypeError):
    """Asked for money where there is a count, or the like."""


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One figure, from the first day it holds to the last (inclusive; None is open)."""

    key: str
    text: str
    value: Decimal | int | str
    valid_from: date
    valid_to: date | None
    document: str  # "" where no document sets the figure
    clause: str
    quote: str
    verified_on: date
    source: str  # file:line, for the maintainer

    def holds_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Parameter:
    key: str
    label: str
    kind: Kind
    unit: str
    op: str
    basis: Basis
    reason: str
    register: str  # number in the ambiguity register, for readings
    choices: Mapping[str, str]  # value -> Chinese label, for readings
    values: tuple[DatedValue, ...]

    @property
    def citation(self) -> str:
        """What stands in the clause column where no document sets the figure."""
        return f"读法{self.register}" if self.register else "门户默认值"


@dataclass(frozen=True)
class Release:
    """One complete set of parameters. Its version is the hash of everything that can change a decision."""

    number: int
    parameters: Mapping[str, Parameter]

    def parameter(self, key: str) -> Parameter:
        try:
            return self.parameters[key]
        except KeyError:
            raise UnknownParameterError(key) from None

    def entry(self, key: str, *, on: date) -> DatedValue:
        for dated in self.parameter(key).values:
            if dated.holds_on(on):
                return dated
        raise NoValueOnDayError(f"{key} has no value on {on.isoformat()}")

    def value(self, key: str, *, on: date) -> Decimal | int | str:
        """Decimal for money, int for counts and days, the chosen word for a reading."""
        return self.entry(key, on=on).value

    def money(self, key: str, *, on: date) -> Decimal:
        return self._as(Decimal, key, on)

    def number_of(self, key: str, *, on: date) -> int:
        return self._as(int, key, on)

    def reading(self, key: str, *, on: date) -> str:
        return self._as(str, key, on)

    def _as(self, wanted, key: str, on: date):
        found = self.value(key, on=on)
        if type(found) is not wanted:
            raise WrongKindError(f"{key} is {type(found).__name__}, not {wanted.__name__}")
        return found

    def with_reading(self, key: str, choice: str) -> "Release":
        """The same release under the other reading, for comparison. It has another version, so what it
        decides cannot pass for a decision of this one."""
        parameter = self.parameter(key)
        if choice not in parameter.choices:
            raise ValueError(f"{key}: {choice!r} is not one of {', '.join(parameter.choices)}")
        other = replace(
            parameter, values=tuple(replace(dated, text=choice, value=choice) for dated in parameter.values)
        )
        return Release(self.number, MappingProxyType({**self.parameters, key: other}))

    @cached_property
    def version(self) -> str:
        content = {
            "release": self.number,
            "parameters": [
                {
                    "key": p.key,
                    "kind": p.kind,
                    "unit": p.unit,
                    "op": p.op,
                    "basis": p.basis,
                    "values": [
                        [
                            v.text,
                            v.valid_from.isoformat(),
                            v.valid_to.isoformat() if v.valid_to else None,
                            v.document,
                            v.clause,
                            v.quote,
                        ]
                        for v in p.values
                    ],
                }
                for _, p in sorted(self.parameters.items())
            ],
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
