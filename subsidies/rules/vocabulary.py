"""What each fact is called, how one asks for it, and who can answer: the one place for the words of the facts.

`vocabulary/*.yaml`, one file for each question; a file whose question isn't asked yet lies there unread. The form of
a fact (type, list, may be unknown) comes from the annotations in `facts/`, never from here. Read when asked for the
first time; a fact without an entry, and an entry without a fact, stop the reading with file, line and reason.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml
from yaml.constructor import SafeConstructor

from .claims.items import ITEM_LABELS
from .decide import QUESTIONS
from .facts import Facts
from .facts.base import slots_of
from .parameter_files import Block, compose
from .questions import Question

FOLDER = Path(__file__).with_suffix("")
UNKNOWN = "不清楚"
YES_NO: Mapping[bool, str] = MappingProxyType({True: "是", False: "否"})
_FIELDS = {"label", "ask", "asked", "example"}
_OPTIONAL = {"help", "assumed", "answers"}


class Asked(StrEnum):
    """Who can answer. OFFICE: a register or an officer; the calculator takes what `assumed` says until it is verified,
    and leaves the rest open. NO: nobody is asked, because it belongs to the handling and not to the case."""

    CITIZEN = "citizen"
    OFFICE = "office"
    NO = "no"


class Answer(NamedTuple):
    """A ready answer to a question that one wouldn't answer field by field. `$subject` and `$day` stand for the case's."""

    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a kind of case, or of a part of one."""

    name: str
    kind: type
    many: bool  # a tuple of `kind`
    may_be_unknown: bool
    required: bool
    label: str
    ask: str
    help: str
    asked: Asked
    example: Any  # as JSON, like `assumed` and the answers
    assumed: Any = None
    answers: tuple[Answer, ...] = ()

    @property
    def choices(self) -> Mapping[object, str]:
        return values_of(self.kind)


@dataclass(frozen=True, slots=True)
class Guide:
    """What a question needs besides its facts, when a citizen asks it."""

    public: bool
    papers: tuple[str, ...]
    steps: tuple[str, ...]


def facts_in(cls: type[Facts]) -> tuple[Fact, ...]:
    """The facts of a kind of case, or of a part of one, in their order."""
    return _read().facts[cls]


def fact_at(question: Question, path: str) -> Fact | None:
    """The fact that `held_certificates[0].kind` names; None where there is none."""
    cls, found = question.facts, None
    for name in path.split("."):
        found = next((fact for fact in facts_in(cls) if fact.name == name.partition("[")[0]), None)
        if found is None or not issubclass(found.kind, Facts):
            return found
        cls = found.kind
    return found


def guide_of(question: Question) -> Guide:
    return _read().guides[question.code]


def classes_of(question: Question) -> tuple[type[Facts], ...]:
    """The kind of case and, once each, the parts that its facts are made of."""
    return tuple(dict.fromkeys(_classes(question.facts)))


def values_of(kind: type) -> Mapping[Any, str]:
    """The closed list of values of a fact with their Chinese names; empty where there is none."""
    if kind is bool:
        return YES_NO
    return _labels_of(kind) if issubclass(kind, StrEnum) else {}


class _Vocabulary(NamedTuple):
    facts: Mapping[type[Facts], tuple[Fact, ...]]
    guides: Mapping[str, Guide]


@cache
def _read(folder: Path = FOLDER) -> _Vocabulary:
    classes = {cls.__name__: cls for question in QUESTIONS.values() for cls in classes_of(question)}
    entries: dict[type[Facts], dict[str, Block]] = {cls: {} for cls in classes.values()}
    guides: dict[str, Guide] = {}
    for path in sorted(folder.glob("*.yaml")):
        root = Block(
            path, compose(path), required={"question", "facts"}, optional={"public", "papers", "steps"}
        )
        code = root.text("question", required=True)
        if code not in QUESTIONS:
            continue
        if "public" in root.nodes:
            guides[code] = _guide(root)
        for name, part in Block(path, root.nodes["facts"], required=set(), optional=None).nodes.items():
            if name not in classes:
                root.refuse(f"no question has facts called {name}", at=part)
            for fact, block in _blocks(path, part, classes[name]):
                if fact in entries[classes[name]]:
                    block.refuse(f"{name}.{fact} has its words elsewhere already")
                entries[classes[name]][fact] = block
    if missing := QUESTIONS.keys() - guides.keys():
        raise LookupError(
            f"{folder.name}: nothing says whether {', '.join(sorted(missing))} is for the public"
        )
    return _Vocabulary(
        MappingProxyType({cls: tuple(_facts(cls, found)) for cls, found in entries.items()}),
        MappingProxyType(guides),
    )


def _blocks(path: Path, node: yaml.Node, cls: type[Facts]) -> Iterator[tuple[str, Block]]:
    known = {slot.name for slot in slots_of(cls)}
    whole = Block(path, node, required=set(), optional=None)
    for name, entry in whole.nodes.items():
        if name not in known:
            whole.refuse(f"{cls.__name__} has no fact {name}", at=entry)
        yield name, Block(path, entry, required=_FIELDS, optional=_OPTIONAL)


def _facts(cls: type[Facts], found: Mapping[str, Block]) -> Iterator[Fact]:
    for slot in slots_of(cls):
        if slot.name not in found:
            raise LookupError(f"{cls.__name__}.{slot.name} has no words in {FOLDER.name}/")
        block = found[slot.name]
        yield Fact(
            name=slot.name,
            kind=slot.kind,
            many=slot.many,
            may_be_unknown=slot.may_be_unknown,
            required=slot.default is MISSING,
            label=block.text("label", required=True),
            ask=block.text("ask", required=True),
            help=block.text("help"),
            asked=Asked(block.member("asked", Asked)),
            example=_value(block, "example"),
            assumed=_value(block, "assumed"),
            answers=tuple(_answers(block)),
        )


def _answers(block: Block) -> Iterator[Answer]:
    for node in block.items("answers") if "answers" in block.nodes else ():
        each = Block(block.path, node, required={"label", "value"})
        yield Answer(each.text("label", required=True), _value(each, "value"))


def _value(block: Block, name: str) -> Any:
    """A value as JSON has it. A day and an amount are quoted texts."""
    node = block.nodes.get(name)
    return None if node is None else SafeConstructor().construct_document(node)


def _guide(root: Block) -> Guide:
    return Guide(
        public=root.member("public", ("yes", "no")) == "yes",
        papers=root.texts("papers") if "papers" in root.nodes else (),
        steps=root.texts("steps") if "steps" in root.nodes else (),
    )


def _classes(cls: type[Facts]) -> Iterator[type[Facts]]:
    yield cls
    for slot in slots_of(cls):
        if issubclass(slot.kind, Facts):
            yield from _classes(slot.kind)


@cache
def _labels_of(kind: type[StrEnum]) -> Mapping[StrEnum, str]:
    """The table of names that stands beside the enumeration, or beside the facts that use it."""
    for table in _tables(kind):
        if set(table) == set(kind) and all(isinstance(key, kind) for key in table):
            return MappingProxyType({member: _name(table[member]) for member in kind})
    raise LookupError(f"{kind.__name__} has no table of Chinese names")


def _tables(kind: type[StrEnum]) -> Iterator[Mapping]:
    yield ITEM_LABELS
    users = (cls for question in QUESTIONS.values() for cls in classes_of(question))
    for module in dict.fromkeys((kind.__module__, *(cls.__module__ for cls in users))):
        for table in vars(sys.modules[module]).values():
            if isinstance(table, Mapping):
                yield table


def _name(entry: Any) -> str:
    return entry if isinstance(entry, str) else entry.label
