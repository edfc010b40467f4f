"""Reads a folder of parameter files and refuses what could not be defended before an auditor.

Figures must be quoted text: an unquoted 12.10 would pass through a binary float on its way to the payment.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

import yaml

from .documents import Document, documents
from .releases import Basis, DatedValue, Kind, Parameter, ParameterError, Release

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MONEY = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]{1,2})?", re.ASCII)
_WHOLE = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+", re.ASCII)
# «~» is 左右: shown beside what was reached, never compared.
_OPS = ("=", "<=", ">=", "~")
_PARAMETER_FIELDS = {"key", "label", "kind", "unit", "op", "basis", "values"}
_OPTIONAL_FIELDS = {"figure", "reason", "register", "choices"}
_DOCUMENT_FIELDS = {"number", "issuer", "issued_on", "in_force_from", "clause", "text"}
_VALUE_FIELDS = {"value", "valid_from", "valid_to", "document", "clause", "quote", "verified_on"}


class Block:
    """A mapping of the file together with the lines it stands on."""

    def __init__(self, path: Path, node: yaml.Node, *, required: set[str], optional: set[str] = frozenset()):
        self.path, self.line = path, node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            self.refuse("a mapping is expected here")
        self.nodes: dict[str, yaml.Node] = {}
        for name, content in node.value:
            if name.value in self.nodes:
                self.refuse(f"{name.value} is given twice", at=name)
            if name.value not in required | optional:
                self.refuse(f"unknown field {name.value}", at=name)
            self.nodes[name.value] = content
        if missing := required - self.nodes.keys():
            self.refuse(f"missing: {', '.join(sorted(missing))}")

    def refuse(self, reason: str, *, at: yaml.Node | str | None = None) -> NoReturn:
        node = self.nodes.get(at) if isinstance(at, str) else at
        line = node.start_mark.line + 1 if node is not None else self.line
        raise ParameterError(f"{self.path.name}:{line}: {reason}")

    def scalar(self, name: str) -> yaml.ScalarNode | None:
        node = self.nodes.get(name)
        if node is None or node.tag == "tag:yaml.org,2002:null":
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.refuse(f"{name} must be a single value", at=node)
        return node

    def text(self, name: str, *, required: bool = False) -> str:
        node = self.scalar(name)
        if node is None or not node.value.strip():
            if required:
                self.refuse(f"{name} must not be empty", at=name)
            return ""
        return node.value

    def exact(self, name: str) -> str:
        node = self.scalar(name)
        if node is None or node.style not in ("'", '"'):
            self.refuse(f"{name} must be quoted text", at=name)
        return node.value

    def day(self, name: str) -> date | None:
        node = self.scalar(name)
        if node is None:
            return None
        try:
            if _DAY.fullmatch(node.value):
                return date.fromisoformat(node.value)
        except ValueError:
            pass
        self.refuse(f"{name} must be a day written YYYY-MM-DD", at=name)

    def member(self, name: str, allowed):
        text = self.text(name, required=True)
        if text not in tuple(allowed):
            self.refuse(f"{name}: {text!r} is not one of {', '.join(allowed)}", at=name)
        return text

    def items(self, name: str) -> list[yaml.Node]:
        node = self.nodes[name]
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.refuse(f"{name} must be a list with at least one entry", at=node)
        return node.value

    def labels(self, name: str) -> dict[str, str]:
        node = self.nodes.get(name)
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.refuse(f"{name} must be a mapping", at=node)
        return {key.value: label.value for key, label in node.value}


def read_release_text(text: str, *, name: str = "release") -> Release:
    """A release as `Release.to_text` wrote it. Raises ParameterError for whatever a file would be refused for."""
    path = Path(name)
    root = Block(path, _compose_text(path, text), required={"release", "documents", "parameters"})
    number = root.exact("release")
    if not _WHOLE.fullmatch(number):
        root.refuse("release must be a whole number", at="release")
    extra = _read_documents(root)
    parameters: dict[str, Parameter] = {}
    for node in root.items("parameters"):
        block = Block(path, node, required=_PARAMETER_FIELDS, optional=_OPTIONAL_FIELDS)
        parameter = _read_parameter(block, {**documents(), **{each.number: each for each, _ in extra}})
        if parameter.key in parameters:
            block.refuse(f"{parameter.key} is already defined", at="key")
        parameters[parameter.key] = parameter
    return Release(int(number), MappingProxyType(parameters), tuple(raw for _, raw in extra))


def _read_documents(root: Block) -> list[tuple[Document, Mapping[str, str]]]:
    """Documents that came with the release: one clause of each, as the officer who cites it typed it in."""
    node = root.nodes["documents"]
    if not isinstance(node, yaml.SequenceNode):
        root.refuse("documents must be a list", at=node)
    found = []
    for each in node.value:
        block = Block(root.path, each, required=_DOCUMENT_FIELDS)
        raw = {field: block.text(field, required=True) for field in sorted(_DOCUMENT_FIELDS)}
        if raw["number"] in documents():
            block.refuse(f"{raw['number']} is kept with the code and can't be typed in anew", at="number")
        found.append(
            (
                Document(
                    number=raw["number"],
                    issuer=raw["issuer"],
                    issued_on=block.day("issued_on"),
                    in_force_from=block.day("in_force_from"),
                    clauses=MappingProxyType({raw["clause"]: raw["text"]}),
                ),
                MappingProxyType(raw),
            )
        )
    if len({document.number for document, _ in found}) < len(found):
        root.refuse("a document is given twice", at="documents")
    return found


def read_release(folder: Path) -> Release:
    number = 0
    parameters: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yaml")):
        root = compose(path)
        if path.name == "release.yaml":
            block = Block(path, root, required={"release"})
            if not _WHOLE.fullmatch(block.text("release")):
                block.refuse("release must be a whole number", at="release")
            number = int(block.text("release"))
            continue
        for block, parameter in _read_file(path, root):
            if parameter.key in parameters:
                block.refuse(f"{parameter.key} is already defined", at="key")
            parameters[parameter.key] = parameter
    if not number or not parameters:
        raise ParameterError(f"{folder.name}: release.yaml and at least one parameter are needed")
    return Release(number, MappingProxyType(parameters))


def compose(path: Path) -> yaml.Node:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as broken:
        raise ParameterError(f"{path.name}:1: not readable as YAML ({broken})") from broken
    return _compose_text(path, text)


def _compose_text(path: Path, text: str) -> yaml.Node:
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark else 1
        raise ParameterError(f"{path.name}:{line}: not readable as YAML ({broken.problem})") from broken
    except yaml.YAMLError as broken:
        raise ParameterError(f"{path.name}:1: not readable as YAML ({broken})") from broken
    if root is None:
        raise ParameterError(f"{path.name}:1: the file is empty")
    return root


def _read_file(path: Path, root: yaml.Node) -> Iterator[tuple[Block, Parameter]]:
    if not isinstance(root, yaml.SequenceNode):
        raise ParameterError(f"{path.name}:1: a list of parameters is expected")
    for node in root.value:
        block = Block(path, node, required=_PARAMETER_FIELDS, optional=_OPTIONAL_FIELDS)
        yield block, _read_parameter(block, documents())


def _read_parameter(block: Block, known: Mapping[str, Document]) -> Parameter:
    key = block.text("key", required=True)
    if not _KEY.fullmatch(key):
        block.refuse(f"key {key!r} must read like subject.figure", at="key")
    kind = Kind(block.member("kind", Kind))
    basis = Basis(block.member("basis", Basis))
    choices = block.labels("choices")
    if (kind is Kind.CHOICE) != (basis is Basis.READING) or (kind is Kind.CHOICE) != (len(choices) >= 2):
        block.refuse("a reading is a choice with at least two choices, and only a reading is one")
    if basis is not Basis.NOTICE:
        block.text("reason", required=True)
    if basis is Basis.READING:
        block.text("register", required=True)
    values = tuple(
        _read_value(block, node, key, kind, basis, choices, known) for node in block.items("values")
    )
    return Parameter(
        key=key,
        label=block.text("label", required=True),
        kind=kind,
        unit=block.text("unit", required=kind is not Kind.CHOICE),
        op=block.member("op", _OPS),
        basis=basis,
        reason=block.text("reason"),
        figure=block.text("figure"),
        register=block.text("register"),
        choices=MappingProxyType(choices),
        values=_without_gap_or_overlap(values),
    )


def _read_value(
    parent: Block,
    node: yaml.Node,
    key: str,
    kind: Kind,
    basis: Basis,
    choices: Mapping[str, str],
    known: Mapping[str, Document],
) -> DatedValue:
    block = Block(parent.path, node, required=_VALUE_FIELDS)
    text = block.exact("value")
    if kind is Kind.CHOICE:
        if text not in choices:
            block.refuse(f"value {text!r} is not one of the choices", at="value")
        figure: Decimal | int | str = text
    elif kind in (Kind.MONEY, Kind.RATIO):
        if not _MONEY.fullmatch(text):
            block.refuse(f"value {text!r} is not an exact decimal amount such as 12 or 12.30", at="value")
        figure = Decimal(text)
    else:
        if not _WHOLE.fullmatch(text):
            block.refuse(f"value {text!r} is not a whole number", at="value")
        figure = int(text)
    valid_from, valid_to = block.day("valid_from"), block.day("valid_to")
    verified_on = block.day("verified_on")
    if valid_from is None or verified_on is None:
        block.refuse("valid_from and verified_on must be given")
    if valid_to is not None and valid_to < valid_from:
        block.refuse("valid_to lies before valid_from", at="valid_to")
    return DatedValue(
        key=key,
        text=text,
        value=figure,
        valid_from=valid_from,
        valid_to=valid_to,
        document=block.text("document", required=basis is Basis.NOTICE),
        clause=block.text("clause", required=basis is Basis.NOTICE),
        quote=_checked_quote(block, basis, valid_from, known),
        verified_on=verified_on,
        source=f"{block.path.name}:{block.line}",
    )


def _checked_quote(block: Block, basis: Basis, valid_from: date, known: Mapping[str, Document]) -> str:
    number, clause, quote = (block.text(name) for name in ("document", "clause", "quote"))
    if basis is Basis.PROPOSED and (number or clause or quote):
        block.refuse("a proposed figure has no document; with one its basis is notice", at="document")
    if not number and not clause and not quote:
        return ""
    document = known.get(number)
    if document is None:
        block.refuse(f"unknown document {number!r}", at="document")
    if clause not in document.clauses:
        block.refuse(f"{number} has no clause {clause!r}", at="clause")
    if not quote or not document.has(clause=clause, quote=quote):
        block.refuse(f"the quoted phrase does not stand in {number} {clause}", at="quote")
    if valid_from < document.in_force_from:
        block.refuse(f"{number} was not in force before {document.in_force_from}", at="valid_from")
    return quote


def _without_gap_or_overlap(values: tuple[DatedValue, ...]) -> tuple[DatedValue, ...]:
    for earlier, later in pairwise(values):
        if earlier.valid_to is None or later.valid_from <= earlier.valid_to:
            raise ParameterError(f"{later.source}: overlap: begins before the value above it ends")
        if (later.valid_from - earlier.valid_to).days > 1:
            raise ParameterError(
                f"{later.source}: gap: no value between {earlier.valid_to} and {later.valid_from}"
            )
    return values
