"""The door of the calculator: cases in the words of the people they are about, grouped by who one is."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .decide import QUESTIONS
from .documents import NOTICE, documents
from .facts import FactError
from .parameter_files import Block, compose, items_of
from .questions import Question
from .vocabulary import facts_in, guide_of

TABLE = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Situation:
    question: str
    subject: str
    label: str
    help: str

    @property
    def code(self) -> str:
        return f"{self.question}:{self.subject}"


@dataclass(frozen=True, slots=True)
class Group:
    who: str
    icon: str
    situations: tuple[Situation, ...]


@cache
def situations(path: Path = TABLE) -> tuple[Group, ...]:
    """The groups that have a situation. A public question that the table doesn't name comes last, under its label."""
    groups, named = [], set()
    for node in items_of(path, compose(path), "groups"):
        block = Block(path, node, required={"who", "icon", "situations"})
        found = tuple(_known(block))
        named |= {(each.question, each.subject) for each in found}
        if found:
            groups.append(Group(block.text("who", required=True), block.text("icon", required=True), found))
    if rest := tuple(each for each in _public() if (each.question, each.subject) not in named):
        groups.append(Group("其他", "info", rest))
    return tuple(groups)


def situation(code: str) -> Situation | None:
    return next((each for group in situations() for each in group.situations if each.code == code), None)


def _known(group: Block) -> Iterator[Situation]:
    for node in group.items("situations"):
        block = Block(group.path, node, required={"question", "subject", "label", "help"})
        code, subject = block.text("question", required=True), block.text("subject")
        if code not in QUESTIONS:
            continue
        if subject not in subjects_of(QUESTIONS[code]):
            block.refuse(f"{code} has no subject {subject!r}", at="subject")
        yield Situation(code, subject, block.text("label", required=True), block.text("help", required=True))


def _public() -> Iterator[Situation]:
    for question in QUESTIONS.values():
        if guide_of(question).public:
            for subject, label in subjects_of(question).items():
                if _can_be(question, subject):
                    yield Situation(question.code, subject, label, question.label)


def _can_be(question: Question, subject: str) -> bool:
    day = documents()[NOTICE].in_force_from.isoformat()
    try:
        question.facts.from_json({"day": day, **({question.subject: subject} if question.subject else {})})
    except FactError:
        return False
    return True


def subjects_of(question: Question) -> dict[str, str]:
    """What a case of the question can be about, with its name; the empty one where there is only one."""
    if not question.subject:
        return {"": question.label}
    fact = next(fact for fact in facts_in(question.facts) if fact.name == question.subject)
    return {str(value): label for value, label in fact.choices.items()}
