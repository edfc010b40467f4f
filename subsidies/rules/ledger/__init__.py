"""政策对照: what the portal does for every single sentence of the notice, and what it leaves to people.

One file per part of the notice; each entry answers for one sentence of `documents` by its id. `labels.yaml` gives every
target its Chinese name, once. Read when asked for the first time; a folder that can't be trusted raises
ParameterError with file, line and reason. Whether a target is really there is asked by the tests: the rules
know no database and no address.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from ..documents import NOTICE, documents
from ..parameter_files import Block, compose, items_of
from ..releases import ParameterError

DATA = Path(__file__).parent
LABELS = "labels.yaml"


class TargetKind(StrEnum):
    """What answers for a sentence."""

    FUNCTION = "function"  # dotted path of a function or class
    PARAMETER = "parameter"  # key in parameters_data
    CHECK = "check"  # dotted path of a guard, or app.Model:constraint_name
    PAGE = "page"  # name of an address
    REPORT = "report"  # name of an address, or of a management command
    HUMAN = "human"  # nothing of the portal: why it is left to people


@dataclass(frozen=True, slots=True)
class Target:
    kind: TargetKind
    name: str  # empty for HUMAN
    label: str  # Chinese; the reason for HUMAN, empty for PARAMETER


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence, what the portal does for it, and by what."""

    sentence: str
    does: str
    targets: tuple[Target, ...]
    source: str  # file:line, for the maintainer

    def of_kind(self, *kinds: TargetKind) -> tuple[Target, ...]:
        return tuple(target for target in self.targets if target.kind in kinds)


@cache
def ledger(folder: Path = DATA) -> Mapping[str, Entry]:
    """Sentence id → entry, in the order of the notice. Complete, or it raises."""
    labels = _Labels(folder / LABELS)
    found: dict[str, Entry] = {}
    wanted = [each.id for each in documents()[NOTICE].sentences.values() if each.counts]
    for path in sorted(folder.glob("*.yaml")):
        if path.name == LABELS:
            continue
        for block, entry in _read_file(path, labels):
            if entry.sentence not in wanted:
                block.refuse(f"{NOTICE} has no sentence {entry.sentence!r} to answer for", at="sentence")
            if entry.sentence in found:
                block.refuse(
                    f"{entry.sentence} is already answered for in {found[entry.sentence].source}",
                    at="sentence",
                )
            found[entry.sentence] = entry
    if missing := [name for name in wanted if name not in found]:
        raise ParameterError(f"{folder.name}:1: nothing answers for {', '.join(missing)}")
    labels.refuse_unused()
    return MappingProxyType({name: found[name] for name in wanted})


class _Labels:
    """Target → Chinese name, and which of them no sentence has used."""

    def __init__(self, path: Path) -> None:
        self._labels: dict[str, str] = {}
        self._unused: dict[str, Block] = {}
        for node in items_of(path, compose(path), "labels"):
            block = Block(path, node, required={"target", "label"})
            target = block.text("target", required=True)
            if target in self._labels:
                block.refuse(f"{target} has a label already", at="target")
            self._labels[target], self._unused[target] = block.text("label", required=True), block

    def of(self, name: str) -> str | None:
        self._unused.pop(name, None)
        return self._labels.get(name)

    def refuse_unused(self) -> None:
        for name, block in self._unused.items():
            block.refuse(f"no sentence has the target {name}", at="target")


def _read_file(path: Path, labels: _Labels) -> Iterator[tuple[Block, Entry]]:
    for node in items_of(path, compose(path), "entries"):
        block = Block(path, node, required={"sentence", "does", "targets"})
        yield (
            block,
            Entry(
                sentence=block.text("sentence"),
                does=block.text("does", required=True),
                targets=tuple(_read_target(path, each, labels) for each in block.items("targets")),
                source=f"{path.name}:{block.line}",
            ),
        )


def _read_target(path: Path, node, labels: _Labels) -> Target:
    block = Block(path, node, required=set(), optional=None)
    if len(block.nodes) != 1:
        block.refuse("a target has one kind and one name")
    (name,) = block.nodes
    if name not in tuple(TargetKind):
        block.refuse(f"unknown kind {name!r}; it is one of {', '.join(TargetKind)}")
    kind, text = TargetKind(name), block.text(name, required=True)
    if kind is TargetKind.HUMAN:
        return Target(kind, "", text)
    if kind is TargetKind.PARAMETER:
        return Target(kind, text, "")  # a parameter has its own label
    label = labels.of(text)
    if label is None:
        block.refuse(f"{text} has no label in {LABELS}", at=name)
    return Target(kind, text, label)
