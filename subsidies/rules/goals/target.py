"""一(一), 一(三), 一(四), 一(九): the yearly targets, counted in person-times and in persons."""

from collections.abc import Hashable, Iterable
from decimal import Decimal
from typing import NamedTuple

from ..answers import CANNOT_TELL, MET, NOT_MET
from ..enums import ANNUAL_TARGET_LABELS
from ..facts import AnnualTargetFacts
from ..outcomes import Check, WorksheetRow
from ..questions import Question
from ..rates import NO_RATE, Rate
from ..releases import Release
from ..rule import Rule, rule
from ..worksheets import rows

PERSON_TIMES = "人次"


class Tally(NamedTuple):
    person_times: int
    persons: int


def tally(people: Iterable[Hashable]) -> Tally:
    """One entry for each training that somebody had; who had two counts two 人次 and one 人."""
    entries = list(people)
    return Tally(len(entries), len(set(entries)))


@rule("target", "person_times", "persons")
def target_is_reached(facts: AnnualTargetFacts, release: Release) -> Check:
    """«每年…万人次», «每年…万人», «不低于…»: in the unit of the target's own clause; register A2.

    A target is the bureau's duty and no limit: nobody's training or money depends on it. The other unit is shown
    beside it and not compared.
    """
    wanted, unit = release.entry(facts.target, on=facts.day), _unit(facts, release)
    reached = _reached(facts, unit)
    both = f"共{_shown(facts.person_times, PERSON_TIMES)}、{_shown(facts.persons, '人')}"
    name = f"{ANNUAL_TARGET_LABELS[facts.target]}年度目标{wanted.text}{unit}"
    if reached is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", f"{name};尚未统计,无法判断。"
    elif reached >= wanted.value:
        outcome, reason, sentence = MET, "met", f"{name},已完成;{both}。"
    else:
        outcome, reason = NOT_MET, "below"
        sentence = f"{name},还差{wanted.value - reached}{unit};{both}。"
    inputs = (
        ("target", facts.target.value),
        ("person_times", facts.person_times),
        ("persons", facts.persons),
        (wanted.key, wanted.text),
    )
    return Check("target_is_reached", outcome, reason, wanted.clause, wanted.quote, sentence, inputs)


def _unit(facts: AnnualTargetFacts, release: Release) -> str:
    """人次 or 人, the first word of the parameter's unit (人次/年)."""
    return release.parameter(facts.target).unit.partition("/")[0]


def _reached(facts: AnnualTargetFacts, unit: str) -> int | None:
    return facts.person_times if unit == PERSON_TIMES else facts.persons


def _shown(count: int | None, unit: str) -> str:
    return f"{unit}未统计" if count is None else f"{count}{unit}"


def _worksheet(
    facts: AnnualTargetFacts, release: Release, amount: Decimal | None
) -> tuple[WorksheetRow, ...]:
    wanted, unit = release.entry(facts.target, on=facts.day), _unit(facts, release)
    reached = _reached(facts, unit)
    rate = None if reached is None else Rate(reached, wanted.value)
    return rows(
        ("年度目标", f"{wanted.text}{unit}", wanted.clause, "通知规定"),
        ("培训人次", _shown(facts.person_times, PERSON_TIMES), wanted.clause, "同一人多次参训逐次计算"),
        ("培训人数", _shown(facts.persons, "人"), wanted.clause, "同一人多次参训只计一人"),
        ("完成比例", rate.shown if rate else NO_RATE, wanted.clause, f"按{unit}÷年度目标,四舍五入到一位小数"),
    )


RULES: tuple[Rule, ...] = (target_is_reached,)

QUESTION = Question(
    code=AnnualTargetFacts.QUESTION,
    label="年度培训目标",
    clause="一(一)",
    facts=AnnualTargetFacts,
    subject="target",
    rules=lambda facts: RULES,
    worksheet=_worksheet,
)
