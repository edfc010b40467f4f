"""Every question that can be put to the law, and what each consists of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from .facts import CaseFacts
from .outcomes import WorksheetRow
from .releases import Release
from .rule import Rule


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """`rules` gives the rules that apply to a case, in the order in which they are asked.

    `amount` is asked only when every blocking check is met; None where the answer carries no money. Where
    `money_looks_at` names every fact that amount and worksheet look at (`day` only if they compare with it), an
    answer is remembered as a rule's is; where it names none, both are worked out each time.
    """

    code: str
    label: str
    clause: str
    facts: type[CaseFacts]
    subject: str  # the fact that says what the case is about; "" where there is only one subject
    rules: Callable[[Any], tuple[Rule, ...]]
    amount: Callable[[Any, Release], Decimal] | None = None
    worksheet: Callable[[Any, Release, Decimal | None], tuple[WorksheetRow, ...]] | None = None
    money_looks_at: tuple[str, ...] = ()

    def subject_of(self, facts: CaseFacts) -> str:
        return str(getattr(facts, self.subject)) if self.subject else ""


def collected(*questions: Question) -> Mapping[str, Question]:
    return MappingProxyType({question.code: question for question in questions})
