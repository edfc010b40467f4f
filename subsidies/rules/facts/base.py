"""What a decision may look at. None is «unknown» and is never read as «yes».

Facts carry no name, ID number, phone or account. They are stored with the decision, and
`ClaimFacts.from_json` of the stored form decides the same again. A fact left at its default is left out of
the stored form, so a fact that a later release adds does not change the digest of older ones.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache, lru_cache
from operator import attrgetter
from types import NoneType
from typing import Any, ClassVar, NamedTuple, Self, get_args, get_origin

from ..canonical import digest_of
from ..money import plain

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# Beyond this an amount is no amount: written out in full it would fill the memory.
_MOST_DIGITS = 1_024
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
    read: Callable[[Any], Any] | None  # from JSON; None: as it stands
    write: Callable[[Any], Any]  # to JSON


class _Plan(NamedTuple):
    """What there is to know of one kind of facts, found out once."""

    slots: Mapping[str, _Slot]
    values: Callable[[Any], tuple]
    needed: frozenset[str]


@cache
def _plan_of(cls: type) -> _Plan:
    slots = {}
    for field in fields(cls):
        union = get_args(field.type) if NoneType in get_args(field.type) else (field.type,)
        kind = next(part for part in union if part is not NoneType)
        many, unknown = get_origin(kind) is tuple, NoneType in union
        kind = get_args(kind)[0] if many else kind
        if field.default is None and not unknown:
            raise TypeError(f"{cls.__name__}.{field.name}: unknown by default, and may not be unknown")
        read, write = _reader_of(kind), _writer_of(kind)
        slots[field.name] = _Slot(field.name, kind, many, unknown, field.default, read, write)
    needed = frozenset(slot.name for slot in slots.values() if slot.default is MISSING)
    # With one name alone attrgetter gives the value and no tuple: the first is asked for twice.
    names = tuple(slots)
    return _Plan(slots, attrgetter(names[0], *names), needed)


def slots_of(cls: type) -> tuple[_Slot, ...]:
    """The facts of one kind in their order, with the form of each, as the annotations say."""
    return tuple(_plan_of(cls).slots.values())


class Facts:
    """Checked when made, plain JSON out, strict JSON in; all three follow from the annotations."""

    __slots__ = ()

    def __post_init__(self):
        plan = _plan_of(type(self))
        for slot, given in zip(plan.slots.values(), plan.values(self)[1:], strict=True):
            if given is slot.default:
                continue
            if given is None:
                if not slot.may_be_unknown:
                    raise FactError(slot.name, "必须填写")
            elif slot.many:
                if type(given) is not tuple or any(type(entry) is not slot.kind for entry in given):
                    raise FactError(slot.name, "应为同一类事实的列表")
            elif type(given) is not slot.kind:
                object.__setattr__(self, slot.name, _taken(slot.name, slot.kind, given))
            elif slot.kind is Decimal and not _can_be_written(given):
                raise FactError(slot.name, "应为确定的金额")

    def to_json(self) -> dict[str, Any]:
        plan, stored = _plan_of(type(self)), {}
        for slot, given in zip(plan.slots.values(), plan.values(self)[1:], strict=True):
            if given is slot.default or (slot.default is not None and given == slot.default):
                continue
            if given is None:
                stored[slot.name] = None
            elif slot.many:
                stored[slot.name] = [slot.write(entry) for entry in given]
            else:
                stored[slot.name] = slot.write(given)
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], *, inside: str = "") -> Self:
        if not isinstance(stored, Mapping):
            raise FactError(inside.rstrip(".") or cls.__name__, "应为一组事实")
        plan, parsed = _plan_of(cls), {}
        if not stored.keys() >= plan.needed:
            missing = next(name for name in plan.slots if name in plan.needed and name not in stored)
            raise FactError(f"{inside}{missing}", "必须填写")
        for name, given in stored.items():
            slot = plan.slots.get(name)
            if slot is None:
                raise FactError(f"{inside}{name}", "没有这一项事实")
            if given is None or (slot.read is None and not slot.many):
                parsed[name] = given
            else:
                parsed[name] = _parsed(f"{inside}{name}", slot, given)
        try:
            return cls(**parsed)
        except FactError as refused:
            raise FactError(f"{inside}{refused.field}", refused.reason) from None


def _as_it_stands(given: Any) -> Any:
    return given


def _writer_of(kind: type) -> Callable[[Any], Any]:
    if issubclass(kind, Facts):
        return kind.to_json
    if kind is date:
        return date.isoformat
    if kind is Decimal:
        return plain
    return _as_it_stands if kind in (bool, int) else str


def _reader_of(kind: type) -> Callable[[Any], Any] | None:
    if issubclass(kind, Facts):
        return kind.from_json
    if kind is date:
        return _day
    if kind is Decimal:
        return _amount
    if issubclass(kind, StrEnum):
        return {member.value: member for member in kind}.get
    return None


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
    raise FactError(name, f"类型不对，应为{_WANTED.get(kind, '所列取值之一')}")


def _parsed(name: str, slot: _Slot, given: Any) -> Any:
    if slot.many:
        if not isinstance(given, list | tuple):
            raise FactError(name, "应为列表")
        return tuple([_parsed_one(f"{name}[{n}]", slot, entry) for n, entry in enumerate(given)])
    return _parsed_one(name, slot, given)


def _parsed_one(name: str, slot: _Slot, given: Any) -> Any:
    """One value by its kind; what is no text where text is wanted goes on as it stands and is refused by the check."""
    if issubclass(slot.kind, Facts):
        return slot.kind.from_json(given, inside=f"{name}.")
    if slot.read is None:
        return given
    found = slot.read(given) if type(given) is str else None
    if found is not None:
        return found
    if slot.kind not in (date, Decimal):
        return given
    if not isinstance(given, str):
        raise FactError(name, "应以文本填写")
    raise FactError(name, f"“{given}”不是有效的{'金额' if slot.kind is Decimal else '日期'}")


@lru_cache(maxsize=16_384)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


@lru_cache(maxsize=16_384)
def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if not amount.is_finite() or _can_be_written(amount) else None


def _can_be_written(amount: Decimal) -> bool:
    """What is taken can be stored and read again; the same limit holds on both ways in."""
    _, digits, exponent = amount.as_tuple()
    return amount.is_finite() and max(len(digits), abs(exponent)) <= _MOST_DIGITS


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
        if self.findings and len({finding.check for finding in self.findings}) < len(self.findings):
            raise FactError("findings", "同一审核点只能有一个人工认定")

    def digest(self) -> str:
        """sha256 of the stored form: cases with the same facts have the same digest."""
        return digest_of(self.to_json())
