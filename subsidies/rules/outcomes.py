"""What a rule answers. Everything is frozen; `to_json` gives the form that is stored and replayed.

Check and WorksheetRow are tuples: a dozen are made for every decision, at half the cost of a dataclass. Each writes
its canonical text once; an answer that is given again from memory brings it along.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from .canonical import canonical_text, digest_of, digest_of_text
from .enums import Effect, Outcome
from .facts import CaseFacts
from .money import plain

Inputs = tuple[tuple[str, str | bool | int | None], ...]

# The whole when its parts differ: one refusal refuses, then the unknown, then what a person must decide.
_GRAVEST_FIRST = (Outcome.NOT_MET, Outcome.CANNOT_TELL, Outcome.NEEDS_PERSON)


class _CheckFields(NamedTuple):
    code: str
    outcome: Outcome
    reason: str
    clause: str
    quote: str
    sentence: str
    inputs: Inputs = ()
    effect: Effect = Effect.BLOCKS


class Check(_CheckFields):
    """One question that was asked, the clause it comes from, the answer and what was looked at.

    `reason` tells the answers of one rule apart («wrong_level»); it is stable where the sentence may be reworded.
    """

    @cached_property
    def text(self) -> str:
        return canonical_text(self.to_json())

    @cached_property
    def as_kept(self) -> tuple[str, ...]:
        """The columns of its row in the order of the table, the inputs as canonical text."""
        inputs = canonical_text(dict(self.inputs))
        outcome, effect = self.outcome.value, self.effect.value
        return (
            self.code,
            outcome,
            self.reason,
            effect,
            self.clause,
            self.quote,
            self.sentence,
            inputs,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "outcome": self.outcome.value,
            "reason": self.reason,
            "effect": self.effect.value,
            "clause": self.clause,
            "quote": self.quote,
            "sentence": self.sentence,
            "inputs": dict(self.inputs),
        }


class _RowFields(NamedTuple):
    order: int
    label: str
    value: str
    clause: str
    operation: str


class WorksheetRow(_RowFields):
    """One step to the amount."""

    @property
    def as_kept(self) -> tuple[str, ...]:
        """The columns of its row in the order of the table."""
        return self.label, self.value, self.operation, self.clause

    @cached_property
    def text(self) -> str:
        return canonical_text(self.to_json())

    def to_json(self) -> dict[str, Any]:
        return {
            "order": self.order,
            "label": self.label,
            "value": self.value,
            "clause": self.clause,
            "operation": self.operation,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one case. `amount` is set only when every blocking check is met and money is the question.

    `subject` is what the case is about within its question: the item of a claim, the programme of an admission.
    """

    question: str
    subject: str
    outcome: Outcome
    amount: Decimal | None
    checks: tuple[Check, ...]
    worksheet: tuple[WorksheetRow, ...]
    rules_version: str
    facts: CaseFacts = field(repr=False)
    _facts_form: dict[str, Any] | None = field(default=None, init=False, repr=False, compare=False)
    _facts_digest: str = field(default="", init=False, repr=False, compare=False)

    @property
    def facts_form(self) -> dict[str, Any]:
        """The facts as they are stored. Form and digest are worked out when they are first asked for: a simulation
        asks for the outcome alone."""
        if self._facts_form is None:
            object.__setattr__(self, "_facts_form", self.facts.to_json())
        return self._facts_form

    @property
    def facts_digest(self) -> str:
        if not self._facts_digest:
            object.__setattr__(self, "_facts_digest", digest_of(self.facts_form))
        return self._facts_digest

    @property
    def obstacles(self) -> tuple[Check, ...]:
        """The checks that keep it from being met, in the order in which they were asked."""
        return tuple(
            check
            for check in self.checks
            if check.outcome is not Outcome.MET and check.effect is Effect.BLOCKS
        )

    @property
    def warnings(self) -> tuple[Check, ...]:
        """Checks that are not met and hold nothing up: somebody should look."""
        return tuple(
            check
            for check in self.checks
            if check.outcome is not Outcome.MET and check.effect is Effect.WARNS
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "subject": self.subject,
            "outcome": self.outcome.value,
            "amount": None if self.amount is None else plain(self.amount),
            "checks": [check.to_json() for check in self.checks],
            "worksheet": [row.to_json() for row in self.worksheet],
            "rules_version": self.rules_version,
            "facts_digest": self.facts_digest,
        }

    def digest(self) -> str:
        """sha256 of the whole answer: two decisions with the same digest are the same, bit for bit."""
        return digest_of_text(self.text())

    def text(self) -> str:
        """The canonical text of `to_json`, put together from the texts of its parts, names in their order."""
        amount = "null" if self.amount is None else f'"{plain(self.amount)}"'
        return (
            f'{{"amount":{amount},"checks":[{",".join([check.text for check in self.checks])}]'
            f',"facts_digest":"{self.facts_digest}","outcome":"{self.outcome.value}"'
            f',"question":{canonical_text(self.question)},"rules_version":"{self.rules_version}"'
            f',"subject":{canonical_text(self.subject)}'
            f',"worksheet":[{",".join([row.text for row in self.worksheet])}]}}'
        )


def overall(checks: Iterable[Check]) -> Outcome:
    """The outcome of the whole; checks that only warn have no part in it."""
    found = [check.outcome for check in checks if check.effect is Effect.BLOCKS]
    return next((outcome for outcome in _GRAVEST_FIRST if outcome in found), Outcome.MET)
