"""The calculator's questions as fields, what comes back, and the case that travels between two pages.

The case is kept by the browser in one hidden field and nowhere else: it stands in no address, no cookie, no table.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ..rules import QUESTIONS, FactError
from ..rules.facts import CaseFacts
from ..rules.interview import DAY, Said, filled_in
from ..rules.situations import situation
from ..rules.vocabulary import UNKNOWN, Asked, Fact, facts_in
from .calculator_local import BLANKS, LOCAL, choices_of, name_of

LONGEST_STATE = 16_384
DONT_KNOW, NONE, SOME = "unknown", "none", "some"
_WHOLE = re.compile(r"-?[0-9]{1,9}", re.ASCII)


class BrokenState(ValueError):
    """The hidden field is not what a page of the calculator wrote."""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One fact as a field. `options` are drawn as a group of buttons, `groups` as a list to choose from, everything
    else as one input of that type."""

    fact: Fact
    name: str
    type: str = ""
    options: Sequence[Option] = ()
    groups: Sequence[tuple[str, Sequence[Option]]] = ()
    value: str = ""
    error: str = ""
    entry: Sequence["Question"] = field(default_factory=tuple)  # shown with the option SOME

    @property
    def may_be_left_out(self) -> bool:
        return self.fact.may_be_unknown and not self.groups

    @property
    def blank(self) -> str:
        return BLANKS.get(self.fact.name, UNKNOWN)


# -- the case between two pages ----------------------------------------------------------------------------------


def write_state(said: Said, asking: Sequence[Fact]) -> str:
    content = {
        "question": said.question,
        "subject": said.subject,
        "day": said.day.isoformat(),
        "answers": dict(said.answers),
        "local": dict(said.local),
        "asking": [fact.name for fact in asking],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def read_state(text: str) -> tuple[Said, tuple[Fact, ...]]:
    """The case and the facts that the page asked for."""
    try:
        if len(text) > LONGEST_STATE:
            raise BrokenState
        content = json.loads(text)
        code, subject, asking = content["question"], content["subject"], content["asking"]
        day, answers, local = content["day"], dict(content["answers"]), dict(content["local"])
        said = Said(code, subject, date.fromisoformat(day), answers, local)
        if situation(f"{code}:{subject}") is None:
            raise BrokenState
        words = words_of(code)
        if not said.answers.keys() <= words.keys() or not local.keys() <= LOCAL.keys():
            raise BrokenState
        if not all(value is None or name_of(LOCAL[name], value) for name, value in local.items()):
            raise BrokenState
        facts_of(said)
        return said, tuple((words | LOCAL)[name] for name in asking)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BrokenState from None


def facts_of(said: Said) -> CaseFacts:
    """The case as far as it has been told. Raises FactError."""
    given = {name: value for name, value in said.answers.items() if value is not None}
    return QUESTIONS[said.question].facts.from_json({**_case(said), **given})


def words_of(code: str) -> dict[str, Fact]:
    """What a citizen is asked for, the day included."""
    facts = facts_in(QUESTIONS[code].facts)
    return {fact.name: fact for fact in facts if fact.asked is Asked.CITIZEN}


# -- fields ------------------------------------------------------------------------------------------------------


def question_of(
    fact: Fact, said: Said, *, posted: Mapping | None = None, error: str = "", inside: str = ""
) -> Question:
    """The field, filled with what was posted, else with the answer already given."""
    name = f"{inside}a-{fact.name}"
    given = said.day.isoformat() if fact.name == DAY else {**said.answers, **said.local}.get(fact.name)
    chosen = posted.get(name, "") if posted is not None else _as_posted(fact, given, said)
    common = {"fact": fact, "name": name, "error": error}
    if fact.many:
        entry = () if fact.answers else tuple(_entry(fact, given, name, posted))
        return Question(**common, options=_options(_ready(fact), chosen), entry=entry)
    if fact.choices:
        choices = [(_text(value), label) for value, label in fact.choices.items()]
        return Question(**common, options=_options([*choices, *_dont_know(fact)], chosen))
    if listed := choices_of(fact):
        groups = [(head, _options(pairs, chosen)) for head, pairs in listed]
        return Question(**common, type="select", groups=groups, value=chosen)
    types = {date: "date", int: "number", Decimal: "text", str: "text"}
    return Question(**common, type=types[fact.kind], value=chosen)


def answers_in(asking: Sequence[Fact], said: Said, posted: Mapping) -> tuple[Said, dict[str, str]]:
    """The case with the answers of this page, and what is wrong with them by fact. None of it is repaired."""
    answers, day, local, errors = dict(said.answers), said.day, dict(said.local), {}
    for fact in asking:
        try:
            value = _answer(fact, posted, f"a-{fact.name}", said)
            if fact.name in LOCAL:
                local[fact.name] = value
                continue
            probe = {**_case(said), **({} if value is None else {fact.name: value})}
            checked = QUESTIONS[said.question].facts.from_json(probe)
        except FactError as refused:
            errors[fact.name] = f"{refused.reason}。"
            continue
        if fact.name == DAY:
            day = checked.day
        else:
            answers[fact.name] = value
    if not errors and (together := _against_each_other(said, answers, day)):
        at = together.field if together.field in answers else asking[0].name
        errors[at] = f"{together.reason}。"
    return replace(said, day=day, answers=answers, local=local), errors


def _against_each_other(said: Said, answers: Mapping[str, Any], day: date) -> FactError | None:
    try:
        facts_of(replace(said, day=day, answers=answers))
    except FactError as refused:
        return refused
    return None


def shown(fact: Fact, value: Any, said: Said) -> str:
    """An answer in words."""
    if value is None:
        return BLANKS.get(fact.name, UNKNOWN)
    if name := name_of(fact, value):
        return name
    if fact.many:
        ready = next((each.label for each in fact.answers if filled_in(each.value, said) == value), "")
        return ready or "；".join(_entry_shown(fact, each) for each in value) or "没有"
    if fact.choices:
        return next(label for choice, label in fact.choices.items() if _text(choice) == _text(value))
    return str(value)


def _answer(fact: Fact, posted: Mapping, name: str, said: Said) -> Any:
    given = posted.get(name, "").strip()
    if fact.many or fact.choices:
        allowed = {option.value for option in question_of(fact, said).options}
        if given not in allowed:
            raise FactError(fact.name, "请选择一项")
    if given == DONT_KNOW or (not given and fact.may_be_unknown):
        return None
    if not given:
        raise FactError(fact.name, "请填写")
    if choices_of(fact) and not name_of(fact, given):
        raise FactError(fact.name, "请选择一项")
    if fact.many:
        return _many(fact, posted, name, given, said)
    if fact.kind is bool:
        return given == "true"
    if fact.kind is int:
        if not _WHOLE.fullmatch(given):
            raise FactError(fact.name, "请填整数")
        return int(given)
    return given


def _many(fact: Fact, posted: Mapping, name: str, given: str, said: Said) -> list:
    if fact.answers:
        return filled_in(fact.answers[int(given)].value, said)
    if given == NONE:
        return []
    parts = {}
    for part in _parts(fact):
        value = (
            _answer(part, posted, f"{name}-a-{part.name}", said)
            if part.required
            else _optional(part, posted, name)
        )
        if value is not None:
            parts[part.name] = value
    return [parts]


def _optional(part: Fact, posted: Mapping, name: str) -> str | None:
    return posted.get(f"{name}-a-{part.name}", "").strip() or None


def _entry(fact: Fact, given: Any, name: str, posted: Mapping | None) -> Iterator[Question]:
    first = given[0] if given else {}
    for part in _parts(fact):
        own = f"{name}-a-{part.name}"
        value = posted.get(own, "") if posted is not None else _text(first.get(part.name, ""))
        options = _options([(_text(choice), label) for choice, label in part.choices.items()], value)
        yield Question(
            part, own, "date" if part.kind is date else "select" if options else "text", options, value
        )


def _entry_shown(fact: Fact, entry: Mapping) -> str:
    words = (shown(part, entry[part.name], None) for part in _parts(fact) if part.name in entry)
    return "，".join(words)


def _parts(fact: Fact) -> tuple[Fact, ...]:
    return tuple(part for part in facts_in(fact.kind) if part.asked is Asked.CITIZEN)


def _ready(fact: Fact) -> list[tuple[str, str]]:
    if fact.answers:
        ready = [(str(number), answer.label) for number, answer in enumerate(fact.answers)]
    else:
        ready = [(SOME, "有"), (NONE, "没有")]
    return [*ready, *_dont_know(fact)]


def _dont_know(fact: Fact) -> list[tuple[str, str]]:
    return [(DONT_KNOW, UNKNOWN)] if fact.may_be_unknown else []


def _options(pairs: Sequence[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, label, value == chosen) for value, label in pairs)


def _as_posted(fact: Fact, given: Any, said: Said) -> str:
    """What the field would send for the answer given; nothing where none was given."""
    if given is None:
        return DONT_KNOW if fact.name in said.answers and (fact.many or fact.choices) else ""
    if not fact.many:
        return _text(given)
    if not fact.answers:
        return SOME if given else NONE
    return next((str(n) for n, each in enumerate(fact.answers) if filled_in(each.value, said) == given), "")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.value if isinstance(value, StrEnum) else str(value)


def _case(said: Said) -> dict[str, str]:
    subject = QUESTIONS[said.question].subject
    return {DAY: said.day.isoformat(), **({subject: said.subject} if subject else {})}
