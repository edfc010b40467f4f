"""A case put together by asking: a few facts at a time, only those that a rule still needs, until the answer stands.

A fact that nobody was asked about is unknown, and no rule reads unknown as yes. So a rule that is met needs no more
facts, and a blocking rule that says no after the person has answered it ends the asking.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from .decide import QUESTIONS, decide
from .enums import Effect, Outcome
from .facts import CaseFacts, FactError
from .outcomes import Check, Decision
from .releases import Release
from .rule import Rule
from .vocabulary import Asked, Fact, facts_in

DAY = "day"
STANDARD = "local_standard"  # the fact that a region's released standard is
AT_LEAST, AT_MOST = 2, 4  # questions on one page, where as many are left


class Verdict(StrEnum):
    """What the person is told. OPEN: nothing speaks against it, but a fact or the office's part is missing."""

    MET = "met"
    REFUSED = "refused"
    PERSON = "person"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Said:
    """What the person has said so far. An answer of None: asked, and not known. The rest is JSON.

    `local` holds no facts: it is carried for the office, which looks its own figures up by it.
    """

    question: str
    subject: str
    day: date
    answers: Mapping[str, Any]
    local: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """How the case stands. `ask` is empty when the answer stands; `spared` counts what need not be asked any more."""

    said: Said  # without answers that no rule looks at
    facts: CaseFacts
    decision: Decision
    verdict: Verdict
    ask: tuple[Fact, ...]
    assumed: tuple[Fact, ...]
    on_trust: tuple[Check, ...]  # answers that rest on what was assumed
    refusals: tuple[Check, ...]
    left_open: tuple[Check, ...]
    by_office: tuple[Check, ...]  # of these, the ones that wait for what only the office can fix
    by_standard: tuple[Check, ...]  # answers that rest on the region's standard, released or not
    spared: int


def turn(said: Said, *, release: Release, known: Mapping[str, Any] = MappingProxyType({})) -> Turn:
    """`known`: the facts that the office has looked up, as JSON; of these, too, only what a rule looks at counts.

    Raises FactError for an answer that cannot be taken, NoValueOnDayError for a day before the law.
    """
    question = QUESTIONS[said.question]
    words = {fact.name: fact for fact in facts_in(question.facts)}
    base = {DAY: said.day.isoformat(), **({question.subject: said.subject} if question.subject else {})}
    told = {name: given for name, given in said.answers.items() if given is not None}
    rules = question.rules(question.facts.from_json({**told, **base}))
    looked_at = dict.fromkeys(name for rule in rules for name in rule.looks_at)
    answers = {name: given for name, given in said.answers.items() if name in looked_at}
    assumed = tuple(
        words[name]
        for name in looked_at
        if words[name].asked is Asked.OFFICE
        and words[name].assumed is not None
        and name not in {*answers, *known}
    )
    told = {name: given for name, given in answers.items() if given is not None}
    recorded = {name: given for name, given in known.items() if name in looked_at}
    facts = question.facts.from_json(
        {**{fact.name: fact.assumed for fact in assumed}, **recorded, **told, **base}
    )
    decision = decide(facts, release=release)
    answered = list(zip(rules, decision.checks, strict=True))
    case = _Case(said, release, facts, words, answers, {*base})
    refusals = tuple(check for rule, check in answered if case.is_refused(rule, check))
    missing = [
        case.worth_asking(rule) for rule, check in _in_order(answered) if check.outcome is not Outcome.MET
    ]
    ask = () if refusals else _next(missing)
    left_open = tuple(check for check in decision.obstacles if check not in refusals)
    by_office = tuple(check for rule, check in answered if check in left_open and case.waits_for_office(rule))
    return Turn(
        said=replace(said, answers=answers),
        facts=facts,
        decision=decision,
        verdict=_verdict(decision, refusals, left_open),
        ask=ask,
        assumed=assumed,
        on_trust=tuple(check for rule, check in answered if case.is_on_trust(rule, assumed)),
        refusals=refusals,
        left_open=left_open,
        by_office=by_office,
        by_standard=tuple(check for rule, check in answered if STANDARD in rule.looks_at),
        spared=len({fact.name for group in missing for fact in group}) if not ask else 0,
    )


def filled_in(value: Any, said: Said) -> Any:
    """A ready answer with the case's own subject and day in it."""
    if isinstance(value, list):
        return [filled_in(each, said) for each in value]
    if isinstance(value, dict):
        return {name: filled_in(each, said) for name, each in value.items()}
    return {"$subject": said.subject, "$day": said.day.isoformat()}.get(value, value)


@dataclass(frozen=True, slots=True)
class _Case:
    said: Said
    release: Release
    facts: CaseFacts
    words: Mapping[str, Fact]
    answers: Mapping[str, Any]
    given: set[str]  # with the case itself: its day, its subject

    def missing(self, rule: Rule) -> tuple[Fact, ...]:
        """What the rule looks at, a citizen can tell, and nobody has asked yet."""
        return tuple(
            self.words[name]
            for name in rule.looks_at
            if self.words[name].asked is Asked.CITIZEN and name not in self.answers and name not in self.given
        )

    def worth_asking(self, rule: Rule) -> tuple[Fact, ...]:
        """Of what is missing, those facts that alone could meet the rule; where there is none, all of them."""
        missing = self.missing(rule)
        return tuple(fact for fact in missing if self._could_meet(rule, fact)) or missing

    def _could_meet(self, rule: Rule, fact: Fact) -> bool:
        stored = self.facts.to_json()
        for value in _some_answers(fact, self.said):
            try:
                facts = type(self.facts).from_json({**stored, fact.name: value})
                if rule(facts, self.release).outcome is Outcome.MET:
                    return True
            except FactError:
                pass  # it doesn't go with what was answered
        return False

    def is_refused(self, rule: Rule, check: Check) -> bool:
        """Refused for what is known. A rule that waits for the office's own part hasn't refused the person yet."""
        blocks = check.outcome is Outcome.NOT_MET and check.effect is Effect.BLOCKS
        return blocks and not self.waits_for_office(rule)

    def is_on_trust(self, rule: Rule, assumed: tuple[Fact, ...]) -> bool:
        return any(fact.name in rule.looks_at for fact in assumed)

    def waits_for_office(self, rule: Rule) -> bool:
        return any(
            self.words[name].asked is Asked.OFFICE and getattr(self.facts, name) is None
            for name in rule.looks_at
        )


def _in_order(answered: list[tuple[Rule, Check]]) -> list[tuple[Rule, Check]]:
    """Blocking rules first: a warning is asked about only where nothing refuses."""
    return sorted(answered, key=lambda pair: pair[1].effect is Effect.WARNS)


def _some_answers(fact: Fact, said: Said) -> list[Any]:
    if fact.answers:
        return [filled_in(answer.value, said) for answer in fact.answers]
    return list(fact.choices) or [fact.example]


def _next(missing: list[tuple[Fact, ...]]) -> tuple[Fact, ...]:
    """The first rules' facts, a rule's own together, until there is enough for a page."""
    found: dict[str, Fact] = {}
    for group in missing:
        if len(found) < AT_LEAST:
            found |= {fact.name: fact for fact in group}
    return tuple(found.values())[:AT_MOST]


def _verdict(decision: Decision, refusals: tuple[Check, ...], left_open: tuple[Check, ...]) -> Verdict:
    if decision.outcome is Outcome.MET:
        return Verdict.MET
    if refusals:
        return Verdict.REFUSED
    if {check.outcome for check in left_open} == {Outcome.NEEDS_PERSON}:
        return Verdict.PERSON
    return Verdict.OPEN
