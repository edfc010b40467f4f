"""The cases at the boundaries of every parameter that a release touches; without them nothing is released.

How a case is brought to a boundary is data (`boundaries.yaml`). What must come out follows from the figure in force
on the day and its op, not from what the rules answer today. A parameter that no question looks at must leave every
answer as it was.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..decide import QUESTIONS, decide, facts_from_json
from ..differences import touched
from ..enums import OUTCOME_LABELS, Effect, Outcome
from ..facts import FactError
from ..local_standards import stands
from ..money import plain
from ..outcomes import Decision
from ..releases import DatedValue, Kind, NoValueOnDayError, Parameter, Release
from .placing import formed, placed
from .probes import TABLE, WARNED, Probe, Situation, read_table

DAY = timedelta(days=1)
STEPS = {Kind.MONEY: Decimal("0.01"), Kind.RATIO: Decimal("0.01")}
NO_VALUE, NOT_ASKED, UNCHANGED, CHANGED = "no_value", "not_asked", "unchanged", "changed"
_WORDS = {
    **{outcome.value: label for outcome, label in OUTCOME_LABELS.items()},
    WARNED: "只提示",
    NO_VALUE: "当日没有数值",
    NOT_ASKED: "没有审核这一项",
    UNCHANGED: "结论和金额不变",
    CHANGED: "结论或金额改变",
}


@dataclass(frozen=True, slots=True)
class BoundaryCase:
    """One case that was put to the law: on which day, with what, what had to come out and what did."""

    parameter: str
    label: str
    day: date
    given: str
    expected: str
    found: str  # the same words, or what the facts were refused for

    @property
    def passed(self) -> bool:
        return self.expected == self.found

    @property
    def sentence(self) -> str:
        got = _WORDS.get(self.found, self.found)
        return f"“{self.label}”{self.day}、{self.given}：应为“{_WORDS[self.expected]}”，实为“{got}”"


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


def boundary_report(earlier: Release, later: Release, *, path: Path = TABLE) -> BoundaryReport:
    """Every case at every boundary of every parameter that `later` changes."""
    table = read_table(path)
    cases: list[BoundaryCase] = []
    missing: list[str] = []
    for key in touched(earlier, later):
        if key in table.undecided:
            cases += _untouched(table.situations.values(), earlier, later.parameter(key))
            continue
        probes = [probe for probe in table.probes if probe.parameter == key]
        found = [case for probe in probes for case in _cases(probe, earlier.parameter(key), later)]
        cases += found
        new = _changed(earlier.parameter(key), later.parameter(key))
        # Days without a figure alone exercise nothing.
        if all(case.expected == NO_VALUE for case in found) or not all(_knows(probes, each) for each in new):
            missing.append(later.parameter(key).label)
    return BoundaryReport(tuple(cases), tuple(missing))


def _cases(probe: Probe, before: Parameter, later: Release) -> Iterator[BoundaryCase]:
    parameter = later.parameter(probe.parameter)
    release = later
    for key, choice in probe.readings.items():
        release = release.with_reading(key, choice)
    figures = {dated.value for dated in (*_changed(before, parameter), *_changed(parameter, before))}
    for day in _days(before, parameter, probe.day_of_year):
        held = next((dated.value for dated in parameter.values if dated.holds_on(day)), None)
        for given, expected in _expectations(probe, parameter, held, figures):
            yield BoundaryCase(
                parameter=parameter.key,
                label=parameter.label,
                day=day,
                given=parameter.choices.get(given) or f"{given} {parameter.unit}".strip(),
                expected=expected,
                found=_answer(probe, release, day, given),
            )


def _knows(probes: Iterable[Probe], dated: DatedValue) -> bool:
    """Whether some case says what must come out under this figure."""
    return any(probe.varies or dated.text in probe.expects for probe in probes)


def _untouched(
    situations: Iterable[Situation], earlier: Release, parameter: Parameter
) -> Iterator[BoundaryCase]:
    """Every situation of the table, with this parameter changed and nothing else."""
    before = earlier.parameter(parameter.key)
    alone = earlier.with_parameter(parameter)
    for day in _days(before, parameter):
        for situation in situations:
            same = _whole(situation, earlier, day) == _whole(situation, alone, day)
            yield BoundaryCase(
                parameter=parameter.key,
                label=parameter.label,
                day=day,
                given=QUESTIONS[situation.question].label,
                expected=UNCHANGED,
                found=UNCHANGED if same else CHANGED,
            )


def _whole(situation: Situation, release: Release, day: date) -> Any:
    decision = _decided(situation.question, placed(situation.facts, day), release)
    return (decision.outcome, decision.amount) if isinstance(decision, Decision) else decision


def _changed(before: Parameter, after: Parameter) -> list[DatedValue]:
    """Values that the other doesn't have, days and all."""
    known = {(dated.text, dated.valid_from, dated.valid_to) for dated in before.values}
    return [dated for dated in after.values if (dated.text, dated.valid_from, dated.valid_to) not in known]


def _days(before: Parameter, after: Parameter, day_of_year: str = "") -> list[date]:
    """The first and last day of every value that changed, and the days beside them; with `day_of_year` the next
    such day instead of each."""
    ends = [
        day
        for dated in _changed(before, after)
        for day in (dated.valid_from, dated.valid_to)
        if day is not None
    ]
    return sorted({_next(near, day_of_year) for day in ends for near in (day - DAY, day, day + DAY)})


def _next(day: date, day_of_year: str) -> date:
    if not day_of_year:
        return day
    that = date.fromisoformat(f"{day.year}-{day_of_year}")
    return that if that >= day else date.fromisoformat(f"{day.year + 1}-{day_of_year}")


def _expectations(
    probe: Probe, parameter: Parameter, held: Any, figures: Iterable[Any]
) -> Iterator[tuple[str, str]]:
    """(what is given, what must come out) under the figure that holds on the day; None where none does."""
    if probe.expects:
        if held is None or str(held) in probe.expects:
            yield ("", NO_VALUE) if held is None else (str(held), probe.expects[str(held)])
        return
    step = STEPS.get(parameter.kind, 1)
    known = {*figures, held} - {None}
    around = {near for figure in known for near in (figure - step, figure, figure + step)}
    for figure in sorted(around):
        if figure != held and not _can_be(figure, probe):
            continue
        if held is None:
            yield _written(figure), NO_VALUE
        else:
            stays = stands(figure, probe.op or parameter.op, held)
            yield _written(figure), Outcome.MET.value if stays else probe.otherwise


def _can_be(figure: Decimal | int, probe: Probe) -> bool:
    """Whether the fact can have this figure at all."""
    least = 0 if probe.least is None else probe.least
    return figure >= least and (probe.most is None or figure <= probe.most)


def _written(figure: Decimal | int) -> str:
    return plain(figure) if isinstance(figure, Decimal) else str(figure)


def _answer(probe: Probe, release: Release, day: date, given: str) -> str:
    facts = placed(probe.facts, day)
    if probe.varies:
        exact = release.parameter(probe.parameter).kind in STEPS
        plainly = given if exact else int(given)
        facts[probe.varies] = formed(probe.form, given, day, probe.of) if probe.form else plainly
    decision = _decided(probe.question, facts, release)
    return _of_check(decision, probe) if isinstance(decision, Decision) else decision


def _decided(question: str, facts: Any, release: Release) -> Decision | str:
    try:
        return decide(facts_from_json(question, facts), release=release)
    except NoValueOnDayError:
        return NO_VALUE
    except FactError as refused:
        return str(refused)


def _of_check(decision: Decision, probe: Probe) -> str:
    """What the check answers, provided that the whole agrees: a check that blocks decides it."""
    check = next((each for each in decision.checks if each.code == probe.check), None)
    if check is None:
        return NOT_ASKED
    if check.effect is Effect.WARNS:
        return WARNED if check.outcome is Outcome.NOT_MET else check.outcome.value
    if decision.outcome is not check.outcome and not probe.alone:
        return decision.outcome.value
    return check.outcome.value
