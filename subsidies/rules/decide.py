"""One case, every question asked, every reason kept."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from . import admission, bases, chiefs, claims, goals, schools, standards
from .enums import Outcome
from .facts import CaseFacts, FactError
from .outcomes import Decision, WorksheetRow, overall
from .parameters import current
from .questions import Question, collected
from .releases import Release
from .rule import MOST_REMEMBERED

QUESTIONS: Mapping[str, Question] = collected(
    claims.QUESTION,
    admission.QUESTION,
    *standards.QUESTIONS,
    *schools.QUESTIONS,
    *chiefs.QUESTIONS,
    *bases.QUESTIONS,
    *goals.QUESTIONS,
)
Money = tuple[Decimal | None, tuple[WorksheetRow, ...]]


def decide(facts: CaseFacts, *, release: Release | None = None) -> Decision:
    """The same facts under the same release give the same decision, whatever the day it is asked.

    Raises NoValueOnDayError for a case of a day on which no document gives a figure that it needs.
    """
    release = release or current()
    question = QUESTIONS[facts.QUESTION]
    memory = release.memory_of(facts.day)
    checks = tuple([rule.recall(facts, release, memory) for rule in question.rules(facts)])
    outcome = overall(checks)
    amount, worksheet = _money(question, facts, release, memory, met=outcome is Outcome.MET)
    return Decision(
        question=question.code,
        subject=question.subject_of(facts),
        outcome=outcome,
        amount=amount,
        checks=checks,
        worksheet=worksheet,
        rules_version=release.version,
        facts=facts,
    )


def _money(question: Question, facts: CaseFacts, release: Release, memory: dict, *, met: bool) -> Money:
    """Amount and worksheet, from memory where the same facts were asked about in the same period."""
    values = (met, *[getattr(facts, name) for name in question.money_looks_at])
    remembered = memory.setdefault(question, {}) if question.money_looks_at else {}
    money = remembered.get(values)
    if money is None:
        amount = question.amount(facts, release) if question.amount and met else None
        money = amount, question.worksheet(facts, release, amount) if question.worksheet else ()
        if len(remembered) > MOST_REMEMBERED:
            remembered.clear()
        remembered[values] = money
    return money


def facts_from_json(question: str, stored: Mapping[str, Any]) -> CaseFacts:
    """The facts of a stored or submitted case. Raises FactError naming what cannot be taken."""
    if question not in QUESTIONS:
        raise FactError("question", f"没有“{question}”这一类问题")
    return QUESTIONS[question].facts.from_json(stored)
