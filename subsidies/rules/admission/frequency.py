"""How often: 一(一) a floor, 一(九) a cap, 一(十一) an aim. Only a cap refuses (`programmes.Nature.effect`).

Every other class of the same programme in the period counts, earlier or later, whatever its result. Classes that
were called off or left are no part of the facts.
"""

from datetime import date

from ..admission_enums import Programme
from ..calendar_days import years_after
from ..facts.admission import AdmissionFacts
from ..outcomes import Check
from ..programmes import PROGRAMMES, Nature, Period
from ..releases import Release
from ..rule import rule
from .answers import Answer, met, refused, unknown

_YEAR = "reading.year"


@rule("day", "other_classes")
def rural_classes_this_year(facts: AdmissionFacts, release: Release) -> Check:
    """一(一) «每年不少于一次技能培训»; register A3: a floor that binds the bureau, so another class is never
    refused and an unknown record is no obstacle. Read as a cap it binds everybody in a class of 一(一).

    Does not decide who still lacks the class of the year: that is a list for the bureau.
    """
    return _counted("rural_classes_this_year", Programme.RURAL, facts, release)


@rule("day", "other_classes")
def wings_classes_this_year(facts: AdmissionFacts, release: Release) -> Check:
    """一(九) «每年可参加一次»; register A13: a cap; read as a wish it warns. A4 says what a year is (T08)."""
    return _counted("wings_classes_this_year", Programme.ZHANCHI, facts, release)


@rule("day", "other_classes")
def overcapacity_classes(facts: AdmissionFacts, release: Release) -> Check:
    """一(十一) «力争…都能接受一次补贴性职业培训»; register A21: an aim, so the second class warns.

    Does not count classes of other programmes, subsidised or not.
    """
    return _counted("overcapacity_classes", Programme.OVERCAP, facts, release)


def _counted(code: str, programme: Programme, facts: AdmissionFacts, release: Release) -> Check:
    frequency = PROGRAMMES[programme].frequency
    figure = release.entry(frequency.parameter, on=facts.day)
    nature = frequency.nature_on(facts.day, release)
    year = release.reading(_YEAR, on=facts.day) if frequency.period is Period.YEAR else None
    others = facts.other_classes
    count = sum(
        each.programme is programme and _same_period(each.day, facts.day, year) for each in others or ()
    )
    outcome, reason, sentence = _answer(
        nature, programme, _PERIODS[year], None if others is None else count, count, figure.value
    )
    inputs = (
        ("other_classes", None if others is None else count),
        (figure.key, figure.text),
        (frequency.reading, release.reading(frequency.reading, on=facts.day)),
        *(((_YEAR, year),) if year else ()),
    )
    return Check(code, outcome, reason, figure.clause, figure.quote, sentence, inputs, nature.effect)


_PERIODS = {None: "累计", "calendar_year": "开班当年", "twelve_months": "前后十二个月内"}


def _same_period(other: date, day: date, year: str | None) -> bool:
    if year is None:
        return True
    if year == "calendar_year":
        return other.year == day.year
    return max(other, day) < years_after(min(other, day), 1)


def _answer(
    nature: Nature, programme: Programme, period: str, known: int | None, count: int, figure: int
) -> Answer:
    label = PROGRAMMES[programme].label
    if nature is Nature.FLOOR:
        so_far = "其他参训记录未查询" if known is None else f"{period}另有{count}次"
        return met(f"{so_far}；“不少于{figure}次”是对人社部门的要求，不限制再次参训。", "floor")
    if count >= figure:
        follows = "不得再次参加" if nature is Nature.CAP else "请核实是否确有需要"
        return refused("reached", f"{period}已参加{label}{count}次，通知为{figure}次，{follows}。")
    if known is None:
        return unknown(f"其他班次的参训记录无法查询，不能判断{period}是否已参加{label}。")
    return met(f"{period}已参加{label}{count}次，未满{figure}次。")
