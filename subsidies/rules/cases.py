"""A case as a program or a file gives it: assessed like any other, refused with the fact named in Chinese."""

from collections.abc import Mapping
from typing import Any

from .decide import QUESTIONS, decide, facts_from_json
from .documents import NOTICE, documents
from .enums import OUTCOME_LABELS
from .facts import FactError
from .outcomes import Decision
from .releases import NoValueOnDayError, Release
from .vocabulary import fact_at


class CaseError(ValueError):
    """What is wrong with the case: the fact it is about, and a sentence that names it."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field, self.message = field, message


def assess(question: str, facts: Mapping[str, Any], *, release: Release) -> Decision:
    try:
        return decide(facts_from_json(question, facts), release=release)
    except FactError as refused:
        raise CaseError(refused.field, _sentence(question, refused)) from None
    except NoValueOnDayError:
        since = documents()[NOTICE].in_force_from
        raise CaseError("day", f"{facts['day']}没有有效的标准或读法,{NOTICE}自{since}起施行") from None
    except (OverflowError, ValueError):
        raise CaseError("day", "日期超出可以计算的范围") from None


def answer_of(decision: Decision, *, release_number: int) -> dict[str, Any]:
    """The whole decision with its names, and the number of the release beside its hash."""
    return {
        "question": decision.question,
        "question_label": QUESTIONS[decision.question].label,
        **decision.to_json(),
        "outcome_label": OUTCOME_LABELS[decision.outcome],
        "release": release_number,
    }


def _sentence(question: str, refused: FactError) -> str:
    fact = fact_at(QUESTIONS[question], refused.field) if question in QUESTIONS else None
    return f"{fact.label}({refused.field}):{refused.reason}" if fact else str(refused)
