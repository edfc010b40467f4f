"""What stands where in the officials' workbook: one sheet for each question, one row for each case, every word in
Chinese, taken from the vocabulary of the facts."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from subsidies.rules import QUESTIONS
from subsidies.rules.facts import Facts
from subsidies.rules.vocabulary import Fact, facts_in

EXPLANATION, VALUES = "说明", "取值"
CASE, READINGS = "案例", "读法"
OUTCOME, AMOUNT, OBSTACLES, WARNINGS, SAYS = (
    "预期结论",
    "预期金额",
    "未符合的审核点",
    "提示的审核点",
    "理由应包含",
)
EXPECTED = (OUTCOME, AMOUNT, OBSTACLES, WARNINGS, SAYS)
NONE_FOUND = "无"  # an empty list; an empty cell is «unknown»
BETWEEN, PAIR, EQUALS = "；", "：", "="
KIND_NAMES = {bool: "是或否", int: "整数", Decimal: "金额(元)", date: "日期(年-月-日)", str: "文字"}
MOST_ROWS = 500


@dataclass
class Case:
    question: str
    name: str
    facts: dict[str, Any]
    readings: dict[str, str] = field(default_factory=dict)
    outcome: str = ""
    amount: str | None = None
    obstacles: list[str] | None = None  # None: not compared
    warnings: list[str] | None = None
    says: str = ""


class Column(NamedTuple):
    header: str
    path: tuple[str, ...]  # the fact, and the fact inside it
    fact: Fact


@cache
def layout(question: str) -> tuple[Column, ...]:
    """The columns of the facts. A fact that has facts of its own becomes a column for each of them."""
    columns = []
    for fact in facts_in(QUESTIONS[question].facts):
        if issubclass(fact.kind, Facts) and not fact.many:
            columns += [
                Column(f"{fact.label}·{part.label}", (fact.name, part.name), part)
                for part in facts_in(fact.kind)
            ]
        else:
            columns.append(Column(fact.label, (fact.name,), fact))
    return tuple(columns)


@cache
def sheets() -> dict[str, str]:
    return {question.label: code for code, question in QUESTIONS.items() if _is_named(code)}


def _is_named(code: str) -> bool:
    try:
        return bool(layout(code))
    except KeyError:  # its facts have no Chinese names yet; test_vocabulary says which may do without
        return False
