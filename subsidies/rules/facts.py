"""What a decision may look at. None is «unknown» and is never read as «yes».

Facts carry no name, ID number, phone or account. They are stored with the decision, and
`ClaimFacts.from_json` of the stored form decides the same again. A fact left at its default is left out of
the stored form, so a fact that a later release adds does not change the digest of older ones.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, NamedTuple, Self, get_args, get_origin

from .enums import CertificateKind, Fund, Item, SkillLevel, Standing
from .money import plain

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# The encoder is built once; sorted keys and no spaces make one text of one set of facts.
_ENCODE = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False
).encode


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


class _Facts:
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
            if many:
                stored[name] = [entry.to_json() for entry in given]
            elif kind is date:
                stored[name] = given.isoformat()
            elif kind is Decimal:
                stored[name] = plain(given)
            else:
                stored[name] = given if kind is bool else str(given)
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
    raise FactError(name, f"类型不对({type(given).__name__})")


def _parsed(name: str, slot: _Slot, given: Any) -> Any:
    if given is None:
        return None
    if slot.many:
        if not isinstance(given, list | tuple):
            raise FactError(name, "应为列表")
        return tuple(slot.kind.from_json(entry, inside=f"{name}[{n}].") for n, entry in enumerate(given))
    if slot.kind not in (date, Decimal):
        return given
    if not isinstance(given, str):
        raise FactError(name, "应以文本填写")
    try:
        if slot.kind is Decimal:
            return Decimal(given)
        if _DAY.fullmatch(given):
            return date.fromisoformat(given)
    except (InvalidOperation, ValueError):
        pass
    raise FactError(name, f"“{given}”不是有效的{'金额' if slot.kind is Decimal else '日期'}")


@dataclass(frozen=True, slots=True)
class HeldCertificate(_Facts):
    """A certificate that the person already holds besides the one claimed for."""

    kind: CertificateKind
    level: SkillLevel | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class EarlierClaim(_Facts):
    """Another claim of the same person, whatever became of it; never the claim under decision."""

    item: Item
    standing: Standing
    occupation: str | None = None
    level: SkillLevel | None = None


@dataclass(frozen=True, slots=True)
class CertificateUse(_Facts):
    """The same certificate (issuer and number) met in another claim, here or with another fund."""

    fund: Fund
    standing: Standing
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Finding(_Facts):
    """An officer's answer to a check that the rules hand to a person. It never overrules a «not met»."""

    check: str
    accepted: bool
    reason: str

    def __post_init__(self):
        _Facts.__post_init__(self)
        if not self.reason.strip():
            raise FactError("reason", "人工认定必须写明理由")


@dataclass(frozen=True, slots=True)
class ClaimFacts(_Facts):
    """One claim under 一(十). `day` is the day of the claim: it picks the figures and readings in force."""

    item: Item
    day: date
    occupation: str | None = None  # code of the occupation
    certificate_kind: CertificateKind | None = None
    certificate_level: SkillLevel | None = None
    certificate_number: str | None = None
    certificate_issuer: str | None = None
    certificate_issued_on: date | None = None
    enterprise_employee: bool | None = None
    front_line_post: bool | None = None  # in an enterprise, 企业生产一线岗位
    took_part_in_training: bool | None = None
    new_technology_training: bool | None = None  # 新技术、新工艺、新知识等岗位技能提升培训或创新能力培养
    training_passed: bool | None = None
    held_certificates: tuple[HeldCertificate, ...] | None = None
    earlier_claims: tuple[EarlierClaim, ...] | None = None  # None: could not be looked up; (): none found
    certificate_uses: tuple[CertificateUse, ...] | None = None  # likewise
    entered_amount: Decimal | None = None  # what the officer typed; None: nothing
    amount_basis: str | None = None  # the local provision that the officer names for it
    findings: tuple[Finding, ...] = ()

    def __post_init__(self):
        _Facts.__post_init__(self)
        if len({finding.check for finding in self.findings}) < len(self.findings):
            raise FactError("findings", "同一审核点只能有一个人工认定")

    def digest(self) -> str:
        """sha256 of the stored form: claims with the same facts have the same digest."""
        return hashlib.sha256(_ENCODE(self.to_json()).encode()).hexdigest()
