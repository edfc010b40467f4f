"""Parameter, dated value, release. A day without a value raises: no figure is guessed."""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from .canonical import digest_of


class Kind(StrEnum):
    MONEY = "money"
    COUNT = "count"
    DAYS = "days"
    YEAR = "year"
    RATIO = "ratio"
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
    figure: str  # number in the table of the notice's figures (F1 …), "" where it isn't one of them
    register: str  # number in the ambiguity register, for readings
    choices: Mapping[str, str]  # value -> Chinese label, for readings
    values: tuple[DatedValue, ...]

    @property
    def citation(self) -> str:
        """What stands in the clause column where no document sets the figure. Stored decisions carry these very words."""
        return f"读法{self.register}" if self.register else "门户默认值"


@dataclass(frozen=True, eq=False)
class Release:
    """One complete set of parameters. Its version is the hash of everything that can change a decision.

    `edition` is the edition of the rule functions it is read by. `to_text` is the whole release as it is kept in
    the database; `parameter_files.read_release_text` reads it back and refuses what it would refuse in a file.
    """

    edition: int
    parameters: Mapping[str, Parameter]
    documents: tuple[Mapping[str, str], ...] = ()  # cited here and not kept with the code; see documents/

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
        """Decimal for money and ratios, int for counts and days, the chosen word for a reading."""
        return self.entry(key, on=on).value

    def money(self, key: str, *, on: date) -> Decimal:
        return self._as(Decimal, key, on)

    def ratio(self, key: str, *, on: date) -> Decimal:
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

    def memory_of(self, on: date) -> dict:
        """What rules remember of their answers on the days that share every figure and reading with `on`."""
        return self._memories[bisect_right(self._turns, on)]

    @cached_property
    def _turns(self) -> list[date]:
        """The days on which some value begins or has just ended."""
        values = [dated for parameter in self.parameters.values() for dated in parameter.values]
        begins = {dated.valid_from for dated in values}
        after = {dated.valid_to + timedelta(days=1) for dated in values if dated.valid_to}
        return sorted(begins | after)

    @cached_property
    def _memories(self) -> list[dict]:
        return [{} for _ in range(len(self._turns) + 1)]

    def with_reading(self, key: str, choice: str) -> "Release":
        """The same release under the other reading, for comparison. It has another version, so what it
        decides cannot pass for a decision of this one."""
        parameter = self.parameter(key)
        if choice not in parameter.choices:
            raise ValueError(f"{key}: {choice!r} is not one of {', '.join(parameter.choices)}")
        other = replace(
            parameter, values=tuple(replace(dated, text=choice, value=choice) for dated in parameter.values)
        )
        return self.with_parameter(other)

    def as_if_always(self, keys: Iterable[str]) -> "Release":
        """The same release with the newest value of these parameters on every day they have had a value: what a
        change would have meant in the past."""
        release = self
        for key in keys:
            parameter = release.parameter(key)
            newest = parameter.values[-1]
            always = replace(newest, valid_from=parameter.values[0].valid_from)
            release = release.with_parameter(replace(parameter, values=(always,)))
        return release

    def with_parameter(self, other: Parameter) -> "Release":
        """The same release with this parameter in the place of the one of its name."""
        return replace(self, parameters=MappingProxyType({**self.parameters, other.key: other}))

    def changed_from(self, earlier: "Release") -> tuple[str, ...]:
        """Keys whose values differ, or that only one of the two has; in the order of their names."""
        keys = sorted(self.parameters.keys() | earlier.parameters.keys())
        return tuple(key for key in keys if _values(self, key) != _values(earlier, key))

    def to_text(self) -> str:
        content = {
            "release": str(self.edition),
            "documents": [dict(each) for each in self.documents],
            "parameters": [_whole(parameter) for _, parameter in sorted(self.parameters.items())],
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def version(self) -> str:
        content = {
            "release": self.edition,
            "parameters": [
                {
                    "key": p.key,
                    "kind": p.kind,
                    "unit": p.unit,
                    "op": p.op,
                    "basis": p.basis,
                    "values": [_dated(v) for v in p.values],
                }
                for _, p in sorted(self.parameters.items())
            ],
        }
        return digest_of(content)


def _dated(value: DatedValue) -> list[str | None]:
    return [
        value.text,
        value.valid_from.isoformat(),
        value.valid_to.isoformat() if value.valid_to else None,
        value.document,
        value.clause,
        value.quote,
    ]


def _values(release: Release, key: str) -> list | None:
    parameter = release.parameters.get(key)
    return parameter and [_dated(value) for value in parameter.values]


def _whole(parameter: Parameter) -> dict:
    """Every field that `parameter_files` reads, absent ones left out."""
    whole = {
        "key": parameter.key,
        "label": parameter.label,
        "kind": parameter.kind.value,
        "unit": parameter.unit or None,
        "op": parameter.op,
        "basis": parameter.basis.value,
        "figure": parameter.figure,
        "reason": parameter.reason,
        "register": parameter.register,
        "choices": dict(parameter.choices),
        "values": [
            {
                "value": value.text,
                "valid_from": value.valid_from.isoformat(),
                "valid_to": value.valid_to.isoformat() if value.valid_to else None,
                "document": value.document or None,
                "clause": value.clause or None,
                "quote": value.quote or None,
                "verified_on": value.verified_on.isoformat(),
            }
            for value in parameter.values
        ],
    }
    optional = ("figure", "reason", "register", "choices")
    return {name: given for name, given in whole.items() if given or name not in optional}
