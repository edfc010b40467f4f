"""The cases at the boundaries of every parameter that a release touches; without them nothing is released.

How a case is brought to a boundary is data (`boundaries.yaml`). What must come out follows from the figure in force
on the day and its op, not from what the rules answer today.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from .blocks import Block, compose
from .calendar_days import years_after
from .decide import QUESTIONS, decide, facts_from_json
from .differences import touched
from .enums import OUTCOME_LABELS, Effect, Outcome
from .facts import FactError
from .local_standards import stands
from .money import plain
from .outcomes import Decision
from .releases import Kind, NoValueOnDayError, Parameter, Release

FILE = Path(__file__).parent / "boundaries.yaml"
DAY = timedelta(days=1)
STEPS = {Kind.MONEY: Decimal("0.01"), Kind.RATIO: Decimal("0.01")}
_PARTS = {"situations", "cases"}
_FIELDS = {"parameter", "situation", "check"}
_OPTIONAL = {"varies", "form", "least", "change", "expects"}
# How a figure becomes the fact that is set to it, where it isn't the figure itself.
_FORMS = ("years_ago", "years_ahead")
_OFFSET = re.compile(r"@day([+-]\d+)y", re.ASCII)
NO_VALUE, NOT_ASKED = "no_value", "not_asked"
_WORDS = {
    **{outcome.value: label for outcome, label in OUTCOME_LABELS.items()},
    NO_VALUE: "当日没有数值",
    NOT_ASKED: "没有审核这一项",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """One way to the boundary of one parameter."""

    parameter: str
    question: str
    facts: Mapping[str, Any]
    check: str
    varies: str  # the fact set to the figure; "" for a reading
    form: str  # "" or one of _FORMS
    least: Decimal | None
    expects: Mapping[str, str]  # choice -> outcome, for a reading


@dataclass(frozen=True, slots=True)
class BoundaryCase:
    """One case that was put to the law: on which day, with what, what had to come out and what did."""

    parameter: str
    label: str
    day: date
    given: str
    expected: str
    found: str

    @property
    def passed(self) -> bool:
        return self.expected == self.found

    @property
    def sentence(self) -> str:
        wanted, got = _WORDS.get(self.expected, self.expected), _WORDS.get(self.found, self.found)
        return f"“{self.label}”{self.day}、{self.given}：应为“{wanted}”，实为“{got}”"


@dataclass(frozen=True, slots=True)
class BoundaryReport:
    cases: tuple[BoundaryCase, ...]
    missing: tuple[str, ...]  # labels of touched parameters that no case exercises

    @property
    def failed(self) -> tuple[BoundaryCase, ...]:
        return tuple(case for case in self.cases if not case.passed)

    @property
    def refusals(self) -> list[str]:
        """Why the release can't be put in force, in Chinese; empty when it can."""
        found = [
            f"参数“{label}”没有边界用例，不能发布；请由技术人员在规则中补上用例后再办理"
            for label in self.missing
        ]
        if self.failed:
            found.append(f"有{len(self.failed)}个边界用例没有通过：{self.failed[0].sentence}")
        return found


def boundary_report(earlier: Release, later: Release, *, path: Path = FILE) -> BoundaryReport:
    """Every case at every boundary of every parameter that `later` changes."""
    cases: list[BoundaryCase] = []
    missing: list[str] = []
    for key in touched(earlier, later):
        found = [
            case
            for probe in probes(path)
            if probe.parameter == key
            for case in _cases(probe, earlier.parameter(key), later)
        ]
        cases += found
        # Days without a figure alone exercise nothing.
        if all(case.expected == NO_VALUE for case in found):
            missing.append(later.parameter(key).label)
    return BoundaryReport(tuple(cases), tuple(missing))


def _cases(probe: Probe, before: Parameter, later: Release) -> Iterator[BoundaryCase]:
    parameter = later.parameter(probe.parameter)
    figures = {dated.value for dated in (*_changed(before, parameter), *_changed(parameter, before))}
    for day in _days(before, parameter):
        held = next((dated for dated in parameter.values if dated.holds_on(day)), None)
        for given, expected in _expectations(probe, parameter, held and held.value, figures):
            label = parameter.choices.get(given, given) if parameter.choices else f"{given} {parameter.unit}"
            yield BoundaryCase(
                parameter=parameter.key,
                label=parameter.label,
                day=day,
                given=label,
                expected=expected,
                found=_answer(probe, later, day, given),
            )


def _changed(before: Parameter, after: Parameter) -> list:
    """Values that the other doesn't have, days and all."""
    known = {(dated.text, dated.valid_from, dated.valid_to) for dated in before.values}
    return [dated for dated in after.values if (dated.text, dated.valid_from, dated.valid_to) not in known]


def _days(before: Parameter, after: Parameter) -> list[date]:
    """The first and last day of every value that changed, and the days beside them."""
    ends = [
        day
        for dated in _changed(before, after)
        for day in (dated.valid_from, dated.valid_to)
        if day is not None
    ]
    return sorted({near for day in ends for near in (day - DAY, day, day + DAY)})


def _expectations(
    probe: Probe, parameter: Parameter, held: Any, figures: Iterable[Any]
) -> Iterator[tuple[str, str]]:
    """(what is given, what must come out) under the figure that holds on the day; None where none does."""
    if parameter.kind is Kind.CHOICE:
        if held in probe.expects or held is None:
            yield (held or "", NO_VALUE if held is None else probe.expects[held])
        return
    step = STEPS.get(parameter.kind, 1)
    around = {figure + turn for figure in {*figures, held} - {None} for turn in (-step, 0, step)}
    for figure in sorted(around):
        if figure != held and (figure < 0 or (probe.least is not None and figure < probe.least)):
            continue
        if held is None:
            yield _written(figure), NO_VALUE
        else:
            outcome = Outcome.MET if stands(figure, parameter.op, held) else Outcome.NOT_MET
            yield _written(figure), outcome.value


def _written(figure: Decimal | int) -> str:
    return plain(figure) if isinstance(figure, Decimal) else str(figure)


def _answer(probe: Probe, release: Release, day: date, given: str) -> str:
    facts = _on(probe.facts, day)
    if probe.varies:
        kind = release.parameter(probe.parameter).kind
        facts[probe.varies] = (
            _formed(probe, day, given) if probe.form else given if kind in STEPS else int(given)
        )
    try:
        decision = decide(facts_from_json(probe.question, facts), release=release)
    except NoValueOnDayError:
        return NO_VALUE
    except FactError as refused:
        return str(refused)
    return _of_check(decision, probe.check)


def _formed(probe: Probe, day: date, given: str) -> str:
    """The day so many years before or after the one that is tried."""
    return years_after(day, int(given) * (1 if probe.form == "years_ahead" else -1)).isoformat()


def _of_check(decision: Decision, code: str) -> str:
    """What the check answers, provided that the whole agrees: a check that blocks decides it."""
    check = next((each for each in decision.checks if each.code == code), None)
    if check is None:
        return NOT_ASKED
    if check.effect is Effect.BLOCKS and decision.outcome is not check.outcome:
        return decision.outcome.value
    return check.outcome.value


def _on(given: Any, day: date) -> Any:
    """The facts of a situation on that day."""
    if isinstance(given, Mapping):
        return {name: _on(value, day) for name, value in given.items()}
    if isinstance(given, list):
        return [_on(value, day) for value in given]
    if given == "@day":
        return day.isoformat()
    if isinstance(given, str) and (offset := _OFFSET.fullmatch(given)):
        return years_after(day, int(offset[1])).isoformat()
    return given


@cache
def probes(path: Path = FILE) -> tuple[Probe, ...]:
    root = compose(path)
    block = Block(path, root, required=_PARTS)
    plainly = yaml.safe_load(path.read_text(encoding="utf-8"))
    situations = plainly["situations"]
    found = []
    for node, row in zip(block.items("cases"), plainly["cases"], strict=True):
        each = Block(path, node, required=_FIELDS, optional=_OPTIONAL)
        situation = situations.get(each.text("situation", required=True))
        if situation is None or situation.get("question") not in QUESTIONS:
            each.refuse(f"no situation {row['situation']!r} with a question", at="situation")
        if bool(row.get("varies")) == bool(row.get("expects")):
            each.refuse("a case either varies a fact or says what it expects")
        if unknown := set(row.get("expects", {}).values()) - set(Outcome):
            each.refuse(f"expects: unknown outcome {', '.join(map(str, unknown))}", at="expects")
        found.append(
            Probe(
                parameter=each.text("parameter", required=True),
                question=situation["question"],
                facts=MappingProxyType({**situation["facts"], **row.get("change", {})}),
                check=each.text("check", required=True),
                varies=each.text("varies"),
                form=each.member("form", _FORMS) if "form" in row else "",
                least=Decimal(each.exact("least")) if "least" in row else None,
                expects=MappingProxyType(row.get("expects", {})),
            )
        )
    return tuple(found)
