"""The closed list of what a region may set for itself, and whether a figure may be set so.

Read once; a malformed entry stops the start with file, line and reason, like a parameter's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from .documents import NOTICE, documents
from .parameter_files import Block, compose, figure_of, items_of
from .parameters import current
from .releases import Kind, Release

FILE = Path(__file__).parent / "local_standards.yaml"
DIMENSIONS = ("occupation", "level", "programme")
DIMENSION_LABELS = {"occupation": "职业（工种）", "level": "技能等级", "programme": "培训项目"}
KIND_LABELS = {Kind.MONEY: "金额", Kind.COUNT: "个数", Kind.DAYS: "天数", Kind.RATIO: "比例"}
_KIND_WORDS = {
    Kind.MONEY: "大于零的金额，最多两位小数，例如 1500 或 1500.50",
    Kind.COUNT: "大于零的整数",
    Kind.DAYS: "大于零的整天数",
    Kind.RATIO: "0 到 1 之间的小数，最多两位，例如 0.80 表示 80%",
}
_OPS = ("=", "<=", ">=")
# How a cap binds, and what to do about a figure that it doesn't let stand.
_CAP_WORDS = {"<=": ("不得超过", "改小"), ">=": ("不得低于", "改大"), "=": ("只能等于", "改正")}
_FIELDS = {"key", "label", "kind", "unit", "op", "clause", "reason", "dimensions", "default", "cap", "effect"}


class StandardEffect(StrEnum):
    """What the portal does by a released standard. `shown`: it has nothing to hold the figure against yet."""

    REFUSES = "refuses"
    WARNS = "warns"
    AMOUNT = "amount"
    SHOWN = "shown"

    @property
    def label(self) -> str:
        return _EFFECT_LABELS[self]


_EFFECT_LABELS = {
    StandardEffect.REFUSES: "平台据此拦截",
    StandardEffect.WARNS: "平台据此提示",
    StandardEffect.AMOUNT: "据此计算金额",
    StandardEffect.SHOWN: "仅公布，平台不据此办理",
}


class StandardError(ValueError):
    """A figure that can't be a local standard. `field` names what is wrong, `reason` says it in Chinese."""

    def __init__(self, field: str, reason: str):
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True, slots=True)
class StandardKind:
    """One thing that a region may set. `default`, `cap`: keys of parameters, "" for none."""

    key: str
    label: str
    kind: Kind
    unit: str
    op: str
    clause: str
    reason: str
    dimensions: tuple[str, ...]
    default: str
    cap: str
    effect: StandardEffect

    def value_of(self, text: str) -> Decimal | int:
        """The figure that the text stands for, typed by kind. Raises StandardError."""
        figure = figure_of(self.kind, text)
        if figure is None or figure <= 0 or (self.kind is Kind.RATIO and figure > 1):
            raise StandardError("value", f"“{self.label}”应填写{_KIND_WORDS[self.kind]}")
        return figure

    def shown(self, text: str) -> str:
        """The figure as it is read aloud, with its unit."""
        figure = self.value_of(text)
        return f"{figure:.0%}" if self.kind is Kind.RATIO else f"{figure:,} {self.unit}"

    def check_dimensions(self, given: Mapping[str, str]) -> None:
        """Raises StandardError for a dimension that this standard isn't set by."""
        for name, value in given.items():
            if value and name not in self.dimensions:
                allowed = "、".join(DIMENSION_LABELS[each] for each in self.dimensions)
                hint = f"只能按{allowed}区分" if allowed else "不分项，全地区一个标准"
                reason = f"“{self.label}”不能按{DIMENSION_LABELS[name]}区分，{hint}，请清空此项"
                raise StandardError(name, reason)

    def check_cap(self, text: str, *, first: date, last: date | None, release: Release) -> None:
        """A standard may be stricter than what a document sets, never looser, on any of its days."""
        if not self.cap:
            return
        figure, parameter = self.value_of(text), release.parameter(self.cap)
        for dated in parameter.values:
            if (last is not None and dated.valid_from > last) or (dated.valid_to and dated.valid_to < first):
                continue
            if not stands(figure, parameter.op, dated.value):
                since = max(first, dated.valid_from)
                bound, remedy = _CAP_WORDS[parameter.op]
                where = f"（{dated.document}{dated.clause}）" if dated.document else "（门户默认值）"
                raise StandardError(
                    "value",
                    f"{since}起，“{self.label}”{bound}{parameter.label}"
                    f"{dated.value:,}{parameter.unit}{where}，请{remedy}或缩短执行日期",
                )


def stands(figure: Decimal | int, op: str, bound: Decimal | int) -> bool:
    """Whether the figure keeps to the bound. «~» (左右) binds nobody."""
    return {"<=": figure <= bound, ">=": figure >= bound, "=": figure == bound}.get(op, True)


@cache
def local_standards(path: Path = FILE) -> Mapping[str, StandardKind]:
    found: dict[str, StandardKind] = {}
    for block, kind in _read(path):
        if kind.key in found:
            block.refuse(f"{kind.key} is already defined", at="key")
        found[kind.key] = kind
    return MappingProxyType(found)


def standard_kind(key: str) -> StandardKind:
    """Raises StandardError for a key that isn't on the list."""
    found = local_standards().get(key)
    if found is None:
        raise StandardError("key", f"没有“{key}”这一标准项目，请从清单中选择")
    return found


def _read(path: Path) -> Iterator[tuple[Block, StandardKind]]:
    for node in items_of(path, compose(path), "local standards"):
        block = Block(path, node, required=_FIELDS)
        kind = StandardKind(
            key=block.text("key"),
            label=block.text("label", required=True),
            kind=Kind(block.member("kind", [each.value for each in KIND_LABELS])),
            unit=block.text("unit", required=True),
            op=block.member("op", _OPS),
            clause=block.text("clause"),
            reason=block.text("reason", required=True),
            dimensions=_dimensions(block),
            default=block.text("default"),
            cap=block.text("cap"),
            effect=StandardEffect(block.member("effect", StandardEffect)),
        )
        if not kind.key.startswith("local."):
            block.refuse(f"key {kind.key!r} must begin with local.", at="key")
        if kind.clause not in documents()[NOTICE].clauses:
            block.refuse(f"{NOTICE} has no clause {kind.clause!r}", at="clause")
        for name in ("default", "cap"):
            _check_parameter(block, kind, name)
        yield block, kind


def _dimensions(block: Block) -> tuple[str, ...]:
    node = block.nodes["dimensions"]
    if not isinstance(node, yaml.SequenceNode):
        block.refuse("dimensions must be a list", at=node)
    for each in node.value:
        if each.value not in DIMENSIONS:
            block.refuse(f"dimensions: {each.value!r} is not one of {', '.join(DIMENSIONS)}", at=each)
    return tuple(each.value for each in node.value)


def _check_parameter(block: Block, kind: StandardKind, name: str) -> None:
    key = getattr(kind, name)
    if not key:
        return
    parameter = current().parameters.get(key)
    if parameter is None:
        block.refuse(f"{name}: no parameter {key!r}", at=name)
    if parameter.kind is not kind.kind:
        block.refuse(f"{name}: {key} is {parameter.kind}, not {kind.kind}", at=name)
    if name == "default" and parameter.op != kind.op:
        block.refuse(f"{name}: {key} binds by {parameter.op}, not by {kind.op}", at=name)
