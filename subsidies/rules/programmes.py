"""The programmes of part one as a table, read once from programmes.yaml; a malformed file stops the start.

How often a person is trained is a floor, a cap, an aim or nothing, and these are never the same thing: a
`Frequency` carries its nature, and only a cap has an effect that refuses.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from .admission_enums import Programme
from .documents import NOTICE, documents
from .enums import Effect
from .parameter_files import Block, compose, items_of
from .parameters import current
from .releases import Basis, Kind, Parameter, ParameterError, Release, UnknownParameterError

TABLE = Path(__file__).parent / "programmes.yaml"
_FIELDS = {
    "code", "label", "clause", "class", "for_whom", "content", "departments", "targets", "frequency",
    "place_modes", "delivery_modes",
}  # fmt: skip
_PART = "一("


class Nature(StrEnum):
    """What a number of times means. FLOOR 不少于 binds the bureau; CAP 可参加一次 binds the person;
    AIM 力争 binds nobody; NONE: the clause names no number."""

    FLOOR = "floor"
    CAP = "cap"
    AIM = "aim"
    NONE = "none"

    @property
    def effect(self) -> Effect:
        """What may follow when the number is reached: a cap alone refuses."""
        return Effect.BLOCKS if self is Nature.CAP else Effect.WARNS


class Period(StrEnum):
    YEAR = "year"
    LIFE = "life"


# A floor and an aim are reached (>=), a cap is not passed (<=): the parameter must read the same way.
_OP_OF = {Nature.FLOOR: ">=", Nature.AIM: ">=", Nature.CAP: "<="}


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often one person is trained, as the clause puts it. `natures`: what each choice of the reading makes
    of the same words; the adopted choice makes `nature` of them."""

    nature: Nature
    period: Period | None = None
    parameter: str = ""
    reading: str = ""
    natures: Mapping[str, Nature] = field(default_factory=dict)

    def nature_on(self, day: date, release: Release) -> Nature:
        return self.natures[release.reading(self.reading, on=day)] if self.reading else self.nature


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something the clause asks for under a short name, with the words it is asked for in."""

    name: str
    quote: str


@dataclass(frozen=True, slots=True)
class ProgrammeSpec:
    code: Programme
    label: str
    clause: str
    is_class: bool  # False: 一(十五), support for persons, no training class
    for_whom: Phrase
    content: tuple[Phrase, ...]
    departments: tuple[Phrase, ...]
    targets: tuple[str, ...]  # parameter keys of the yearly targets
    frequency: Frequency
    place_modes: tuple[Phrase, ...]
    delivery_modes: tuple[Phrase, ...]

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        return (self.for_whom, *self.content, *self.departments, *self.place_modes, *self.delivery_modes)


@cache
def read_programmes(path: Path = TABLE) -> Mapping[Programme, ProgrammeSpec]:
    """The table. Raises ParameterError («file:line: reason») for what could not be defended."""
    found: dict[Programme, ProgrammeSpec] = {}
    for node in items_of(path, compose(path), "programmes"):
        block = Block(path, node, required=_FIELDS)
        spec = _read_programme(block)
        if spec.code in found:
            block.refuse(f"{spec.code} is already defined", at="code")
        found[spec.code] = spec
    clauses = {number for number in documents()[NOTICE].clauses if number.startswith(_PART)}
    missing = [*(set(Programme) - found.keys()), *(clauses - {spec.clause for spec in found.values()})]
    if missing:
        raise ParameterError(f"{path.name}:1: missing: {', '.join(sorted(missing))}")
    return MappingProxyType(found)


def _read_programme(block: Block) -> ProgrammeSpec:
    code = Programme(block.member("code", Programme))
    clause = block.text("clause")
    if not clause.startswith(_PART) or clause not in documents()[NOTICE].clauses:
        block.refuse(f"{NOTICE} has no programme in clause {clause!r}", at="clause")
    return ProgrammeSpec(
        code=code,
        label=block.text("label", required=True),
        clause=clause,
        is_class=block.member("class", ("yes", "no")) == "yes",
        for_whom=_read_phrase(block, block.nodes["for_whom"], clause),
        content=_phrases(block, "content", clause),
        departments=_phrases(block, "departments", clause),
        targets=_targets(block, clause),
        frequency=_read_frequency(block, clause),
        place_modes=_phrases(block, "place_modes", clause),
        delivery_modes=_phrases(block, "delivery_modes", clause),
    )


def _list(block: Block, name: str) -> list[yaml.Node]:
    node = block.nodes[name]
    if not isinstance(node, yaml.SequenceNode):
        block.refuse(f"{name} must be a list", at=name)
    return node.value


def _phrases(block: Block, name: str, clause: str) -> tuple[Phrase, ...]:
    read = tuple(_read_phrase(block, node, clause) for node in _list(block, name))
    if len({phrase.name for phrase in read}) < len(read):
        block.refuse(f"{name}: a name is given twice", at=name)
    return read


def _read_phrase(parent: Block, node: yaml.Node, clause: str) -> Phrase:
    block = Block(parent.path, node, required={"name", "quote"})
    phrase = Phrase(block.text("name", required=True), block.exact("quote"))
    if not phrase.quote or not documents()[NOTICE].has(clause=clause, quote=phrase.quote):
        block.refuse(f"the quoted phrase does not stand in {NOTICE} {clause}", at="quote")
    return phrase


def _targets(block: Block, clause: str) -> tuple[str, ...]:
    return tuple(_parameter_of(block, node, clause).key for node in _list(block, "targets"))


def _parameter_of(block: Block, node: yaml.Node, clause: str) -> Parameter:
    """A figure that this very clause sets."""
    if not isinstance(node, yaml.ScalarNode):
        block.refuse("the key of a parameter is expected here", at=node)
    try:
        parameter = current().parameter(node.value)
    except UnknownParameterError:
        block.refuse(f"unknown parameter {node.value!r}", at=node)
    if parameter.basis is not Basis.NOTICE or any(dated.clause != clause for dated in parameter.values):
        block.refuse(f"{node.value} is no figure of {clause}", at=node)
    return parameter


def _read_frequency(parent: Block, clause: str) -> Frequency:
    block = Block(
        parent.path,
        parent.nodes["frequency"],
        required={"nature"},
        optional={"period", "parameter", "reading", "natures"},
    )
    nature = Nature(block.member("nature", Nature))
    if nature is Nature.NONE:
        if len(block.nodes) > 1:
            block.refuse("where the clause names no number there is nothing else to say")
        return Frequency(nature)
    if missing := {"period", "parameter", "reading", "natures"} - block.nodes.keys():
        block.refuse(f"missing: {', '.join(sorted(missing))}")
    period = Period(block.member("period", Period))
    parameter = _parameter_of(block, block.nodes["parameter"], clause)
    if parameter.op != _OP_OF[nature]:
        block.refuse(
            f"a {nature} is written {_OP_OF[nature]}, {parameter.key} has {parameter.op}", at="nature"
        )
    return Frequency(nature, period, parameter.key, block.text("reading"), _natures(block, nature))


def _natures(block: Block, nature: Nature) -> Mapping[str, Nature]:
    key = block.text("reading")
    try:
        reading = current().parameter(key)
    except UnknownParameterError:
        block.refuse(f"unknown parameter {key!r}", at="reading")
    if reading.kind is not Kind.CHOICE:
        block.refuse(f"{key} is no reading", at="reading")
    words = block.labels("natures")
    if words.keys() != reading.choices.keys() or any(word not in _OP_OF for word in words.values()):
        block.refuse(f"every choice of {key} has one nature: {', '.join(reading.choices)}", at="natures")
    if words[reading.values[0].text] != nature:
        block.refuse(f"the adopted choice of {key} makes no {nature} of it", at="nature")
    return MappingProxyType({choice: Nature(word) for choice, word in words.items()})


PROGRAMMES = read_programmes()
