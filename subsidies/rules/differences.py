"""What one release says otherwise than another, parameter by parameter, as one reads it beside the documents."""

from dataclasses import dataclass
from datetime import date

from .releases import Basis, DatedValue, Kind, Parameter, Release

BASIS_LABELS = {Basis.NOTICE: "文件规定", Basis.READING: "读法", Basis.PROPOSED: "门户默认值"}
OP_WORDS = {"=": "", "<=": "不超过 ", ">=": "不低于 ", "~": "约 "}


@dataclass(frozen=True, slots=True)
class Line:
    """One span of days: what held on its first day before, and what holds now."""

    old: str
    new: str
    valid_from: date
    valid_to: date | None
    document: str
    clause: str
    quote: str


@dataclass(frozen=True, slots=True)
class Difference:
    key: str
    label: str
    basis: str
    change: str  # changed, added, removed
    lines: tuple[Line, ...]


def differences(earlier: Release, later: Release) -> tuple[Difference, ...]:
    """Nothing for a parameter that says the same on every day, in the order of their names."""
    return tuple(_difference(earlier, later, key) for key in later.changed_from(earlier))


def touched(earlier: Release, later: Release) -> tuple[str, ...]:
    """Parameters of both whose figures or days differ. One that only the software's release has came with the
    software, whose own tests answer for it."""
    return tuple(
        key for key in later.changed_from(earlier) if key in earlier.parameters and key in later.parameters
    )


def shown(parameter: Parameter, dated: DatedValue) -> str:
    """A value in words: the reading's label, or the figure with its unit."""
    if parameter.kind is Kind.CHOICE:
        return parameter.choices[dated.text]
    if parameter.kind is Kind.RATIO:
        return f"{OP_WORDS[parameter.op]}{dated.value:.0%}"
    if parameter.kind in (Kind.MONEY, Kind.COUNT, Kind.DAYS):
        return f"{OP_WORDS[parameter.op]}{dated.value:,} {parameter.unit}"
    return f"{OP_WORDS[parameter.op]}{dated.text} {parameter.unit}"


def _difference(earlier: Release, later: Release, key: str) -> Difference:
    old, new = earlier.parameters.get(key), later.parameters.get(key)
    if new is None:
        gone = tuple(_line(dated, old=shown(old, dated), new="不再有此参数") for dated in old.values)
        return Difference(key, old.label, BASIS_LABELS[old.basis], "removed", gone)
    if old is None:
        lines = tuple(_line(dated, old="", new=shown(new, dated)) for dated in new.values)
        return Difference(key, new.label, BASIS_LABELS[new.basis], "added", lines)
    before = {(dated.valid_from, dated.text): dated for dated in old.values}
    lines = []
    for dated in new.values:
        same = before.get((dated.valid_from, dated.text))
        if same is None or _source(same) != _source(dated):
            lines.append(_line(dated, old=_on(old, dated.valid_from), new=shown(new, dated)))
    # A value that only ends earlier, with nothing after it, or later than it did.
    if not lines:
        for dated in new.values:
            same = before[dated.valid_from, dated.text]
            if same.valid_to != dated.valid_to:
                lines.append(_line(dated, old=shown(old, same), new=shown(new, dated)))
    return Difference(key, new.label, BASIS_LABELS[new.basis], "changed", tuple(lines))


def _line(dated: DatedValue, *, old: str, new: str) -> Line:
    return Line(old, new, dated.valid_from, dated.valid_to, dated.document, dated.clause, dated.quote)


def _source(dated: DatedValue) -> tuple[str, str, str]:
    return dated.document, dated.clause, dated.quote


def _on(parameter: Parameter, day: date) -> str:
    held = next((dated for dated in parameter.values if dated.holds_on(day)), None)
    return shown(parameter, held) if held else "无数值"
