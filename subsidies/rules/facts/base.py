"""What a decision may look at. None is «unknown» and is never read as «yes».

Facts carry no name, ID number, phone or account. They are stored with the decision, and
`ClaimFacts.from_json` of the stored form decides the same again. A fact left at its default is left out of
the stored form, so a fact that a later release adds does not change the digest of older ones.
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, ClassVar, NamedTuple, Self, get_args, get_origin

from ..canonical import digest_of
from ..money import plain

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Beyond this an amount is no amount: written out in full it would fill the memory.
_MOST_DIGITS = 30
_WANTED = {bool: "是或否", int: "整数", str: "文本", date: "日期", Decimal: "金额"}


class FactError(ValueError):
    """A fact that cannot be taken: unknown name, wrong type, impossible day. Says which, in Chinese."""

    def __init__(self, field: str, reason: str):
        super().__init__(f"{field}:{reason}")
        self.field, self.reason = field, reason


class _Slot(NamedTuple):
    name: str
    kind: type
    many: bool  # a tuple of `kind`
    may_be_unknown: bool
    default: Any


@cache
def _slots_of(cls: type) -> tuple[_Slot, ...]:
    slots = []
    for field in fields(cls):
        union = get_args(field.type) if NoneType in get_args(field.type) else (field.type,)
        kind = next(part for part in union if part is not NoneType)
        many = get_origin(kind) is tuple
        kind = get_args(kind)[0] if many else kind
        slots.append(_Slot(field.name, kind, many, NoneType in union, field.default))
    return tuple(slots)


class Facts:
    """Checked when made, plain JSON out, strict JSON in; all three follow from the annotations."""

    __slots__ = ()

    def __post_init__(self):
        for name, kind, many, may_be_unknown, _ in _slots_of(type(self)):
            given = getattr(self, name)
            if given is None:
                if not may_be_unknown:
                    raise FactError(name, "必须填写")
            elif many:
                if type(given) is not tuple or any(type(entry) is not kind for entry in given):
                    raise FactError(name, "应为同一类事实的列表")
            elif type(given) is not kind:
                object.__setattr__(self, name, _taken(name, kind, given))
            elif kind is Decimal and not given.is_finite():
                raise FactError(name, "应为确定的金额")

    def to_json(self) -> dict[str, Any]:
        stored = {}
        for name, kind, many, _, default in _slots_of(type(self)):
            given = getattr(self, name)
            if given is default or given == default:
                continue
            stored[name] = [_plain(kind, entry) for entry in given] if many else _plain(kind, given)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], *, inside: str = "") -> Self:
        if not isinstance(stored, Mapping):
            raise FactError(inside.rstrip(".") or cls.__name__, "应为一组事实")
        slots = {slot.name: slot for slot in _slots_of(cls)}
        for name in stored:
            if name not in slots:
                raise FactError(f"{inside}{name}", "没有这一项事实")
        for name, slot in slots.items():
            if name not in stored and slot.default is MISSING:
                raise FactError(f"{inside}{name}", "必须填写")
        parsed = {name: _parsed(f"{inside}{name}", slots[name], given) for name, given in stored.items()}
        try:
            return cls(**parsed)
        except FactError as refused:
            raise FactError(f"{inside}{refused.field}", refused.reason) from None


def _plain(kind: type, given: Any) -> Any:
    if issubclass(kind, Facts):
        return given.to_json()
    if kind is date:
        return given.isoformat()
    if kind is Decimal:
        return plain(given)
    return given if kind in (bool, int) else str(given)


def _taken(name: str, kind: type, given: Any) -> Any:
    """A model column holds an enumeration as text; everything else must come with its own type."""
    if isinstance(given, str):
        if kind is str:
            return given
        if issubclass(kind, StrEnum):
            try:
                return kind(given)
            except ValueError:
                raise FactError(name, f"没有“{given}”这一取值") from None
    raise FactError(name, f"类型不对,应为{_WANTED.get(kind, '所列取值之一')}")


def _parsed(name: str, slot: _Slot, given: Any) -> Any:
    if given is None:
        return None
    if slot.many:
        if not isinstance(given, list | tuple):
            raise FactError(name, "应为列表")
        return tuple(_parsed_one(f"{name}[{n}]", slot.kind, entry) for n, entry in enumerate(given))
    return _parsed_one(name, slot.kind, given)


def _parsed_one(name: str, kind: type, given: Any) -> Any:
    if issubclass(kind, Facts):
        return kind.from_json(given, inside=f"{name}.")
    if kind not in (date, Decimal):
        return given
    if not isinstance(given, str):
        raise FactError(name, "应以文本填写")
    try:
        if kind is Decimal:
            return _amount(given)
        if _DAY.fullmatch(given):
            return date.fromisoformat(given)
    except (InvalidOperation, ValueError):
        pass
    raise FactError(name, f"“{given}”不是有效的{'金额' if kind is Decimal else '日期'}")


def _amount(given: str) -> Decimal:
    amount = Decimal(given)
    _, digits, exponent = amount.as_tuple()
    if amount.is_finite() and max(len(digits), abs(exponent)) > _MOST_DIGITS:
        raise ValueError
    return amount


@dataclass(frozen=True, slots=True)
class Finding(Facts):
    """An officer's answer to a check that the rules hand to a person. It never overrules a «not met»."""

    check: str
    accepted: bool
    reason: str

    def __post_init__(self):
        Facts.__post_init__(self)
        if not self.reason.strip():
            raise FactError("reason", "人工认定必须写明理由")


class CaseFacts(Facts):
    """Everything known of one case of one question. Each kind of case is a frozen dataclass of its own with
    `day` (it picks the figures and readings in force) and `findings` among its fields."""

    __slots__ = ()
    QUESTION: ClassVar[str]

    def __post_init__(self):
        Facts.__post_init__(self)
        if len({finding.check for finding in self.findings}) < len(self.findings):
            raise FactError("findings", "同一审核点只能有一个人工认定")

    def digest(self) -> str:
        """sha256 of the stored form: cases with the same facts have the same digest."""
        return digest_of(self.to_json())
