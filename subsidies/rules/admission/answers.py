"""The forms an answer on admission takes; every rule of the clauses is written with these."""

from datetime import date

from ..admission_enums import Programme
from ..enums import Effect, Outcome
from ..outcomes import Check, Inputs
from ..programmes import PROGRAMMES

MET, NOT_MET, CANNOT_TELL, NEEDS_PERSON = (
    Outcome.MET,
    Outcome.NOT_MET,
    Outcome.CANNOT_TELL,
    Outcome.NEEDS_PERSON,
)
Answer = tuple[Outcome, str, str]  # outcome, reason, sentence


def met(sentence: str, reason: str = "met") -> Answer:
    return MET, reason, sentence


def refused(reason: str, sentence: str) -> Answer:
    return NOT_MET, reason, sentence


def unknown(sentence: str, reason: str = "unknown") -> Answer:
    return CANNOT_TELL, reason, sentence


def yes_no(fact: bool | None, *, yes: str, no: str, what: str) -> Answer:
    """`what` is what an unknown fact leaves open."""
    if fact is None:
        return unknown(f"{what}尚未核实，无法判断。")
    return met(yes) if fact else refused("not_so", no)


def under_clause(
    code: str,
    programme: Programme,
    phrase: str,
    answer: Answer,
    inputs: Inputs,
    effect: Effect = Effect.BLOCKS,
) -> Check:
    outcome, reason, sentence = answer
    return Check(code, outcome, reason, PROGRAMMES[programme].clause, phrase, sentence, inputs, effect)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
