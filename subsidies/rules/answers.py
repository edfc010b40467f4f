"""The sentences that rules of several questions share: yes or no, and what an officer has found."""

from datetime import date

from .enums import Effect, Outcome
from .facts import CaseFacts
from .outcomes import Check

MET, NOT_MET, CANNOT_TELL, NEEDS_PERSON = (
    Outcome.MET,
    Outcome.NOT_MET,
    Outcome.CANNOT_TELL,
    Outcome.NEEDS_PERSON,
)
Answer = tuple[Outcome, str, str]  # outcome, reason, sentence


def yes_no(
    code: str,
    clause: str,
    quote: str,
    name: str,
    fact: bool | None,
    *,
    yes: str,
    no: str,
    unknown: str,
    effect: Effect = Effect.BLOCKS,
) -> Check:
    """A condition that one fact answers. None is «cannot tell»."""
    if fact is None:
        outcome, reason, sentence = CANNOT_TELL, "unknown", unknown
    elif fact:
        outcome, reason, sentence = MET, "met", yes
    else:
        outcome, reason, sentence = NOT_MET, "not_so", no
    return Check(code, outcome, reason, clause, quote, sentence, ((name, fact),), effect)


def settle(facts: CaseFacts, code: str, reason: str, question: str) -> Answer:
    """The officer's finding on a question left to a person, or the question."""
    finding = next((each for each in facts.findings if each.check == code), None)
    if finding is None:
        return NEEDS_PERSON, reason, question
    verdict = "予以认可" if finding.accepted else "不予认可"
    settled = MET if finding.accepted else NOT_MET
    return settled, f"{reason}_settled", f"{question}经办人认定{verdict}:{finding.reason.strip()}"


def given(text: str | None) -> bool:
    return bool(text and text.strip())


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
