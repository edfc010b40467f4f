"""Reads a folder of parameter files and refuses what could not be defended before an auditor.

Figures must be quoted text: an unquoted 12.10 would pass through a binary float on its way to the payment.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import yaml

from .blocks import Block, compose, compose_text, items_of
from .documents import Document, documents
from .releases import Basis, DatedValue, Kind, Parameter, ParameterError, Release

_MONEY = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]{1,2})?", re.ASCII)
_WHOLE = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+", re.ASCII)
# «~» is 左右: shown beside what was reached, never compared.
_OPS = ("=", "<=", ">=", "~")
_PARAMETER_FIELDS = {"key", "label", "kind", "unit", "op", "basis", "values"}
_OPTIONAL_FIELDS = {"figure", "reason", "register", "choices"}
_DOCUMENT_FIELDS = {"number", "issuer", "issued_on", "in_force_from", "clause", "text"}
_VALUE_FIELDS = {"value", "valid_from", "valid_to", "document", "clause", "quote", "verified_on"}


def read_release_text(text: str) -> Release:
    """A release as `Release.to_text` wrote it. Raises ParameterError for whatever a file would be refused for."""
    path = Path("release")
    root = Block(path, compose_text(path, text), required={"release", "documents", "parameters"})
    number = root.exact("release")
    if not _WHOLE.fullmatch(number):
        root.refuse("release must be a whole number", at="release")
    typed_in = _read_documents(root)
    known = {**documents(), **_put_together(root, typed_in)}
    parameters: dict[str, Parameter] = {}
    for node in root.items("parameters"):
        block = Block(path, node, required=_PARAMETER_FIELDS, optional=_OPTIONAL_FIELDS)
        parameter = _read_parameter(block, known)
        if parameter.key in parameters:
            block.refuse(f"{parameter.key} is already defined", at="key")
        parameters[parameter.key] = parameter
    return Release(int(number), MappingProxyType(parameters), typed_in)


def _read_documents(root: Block) -> tuple[Mapping[str, str], ...]:
    """Documents that came with the release: clause by clause, as the officer who cites one typed it in."""
    node = root.nodes["documents"]
    if not isinstance(node, yaml.SequenceNode):
        root.refuse("documents must be a list", at=node)
    found = []
    for each in node.value:
        block = Block(root.path, each, required=_DOCUMENT_FIELDS)
        raw = {field: block.text(field, required=True) for field in sorted(_DOCUMENT_FIELDS)}
        block.day("issued_on"), block.day("in_force_from")
        if raw["number"] in documents():
            block.refuse(f"{raw['number']} is kept with the code and can't be typed in anew", at="number")
        found.append(MappingProxyType(raw))
    return tuple(found)


def _put_together(root: Block, typed_in: Iterable[Mapping[str, str]]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for raw in typed_in:
        document = Document(
            number=raw["number"],
            issuer=raw["issuer"],
            issued_on=date.fromisoformat(raw["issued_on"]),
            in_force_from=date.fromisoformat(raw["in_force_from"]),
            clauses=MappingProxyType({raw["clause"]: raw["text"]}),
            sentences=MappingProxyType({}),
        )
        if before := found.get(document.number):
            if raw["clause"] in before.clauses:
                root.refuse("a clause of a document is given twice", at="documents")
            document = replace(document, clauses=MappingProxyType({**before.clauses, **document.clauses}))
            if replace(before, clauses=document.clauses) != document:
                root.refuse(f"{document.number} is given with two issuers or days", at="documents")
        found[document.number] = document
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


def _read_file(path: Path, root: yaml.Node) -> Iterator[tuple[Block, Parameter]]:
    for node in items_of(path, root, "parameters"):
        block = Block(path, node, required=_PARAMETER_FIELDS, optional=_OPTIONAL_FIELDS)
        yield block, _read_parameter(block, documents())


def _read_parameter(block: Block, known: Mapping[str, Document]) -> Parameter:
    key = block.text("key")
    if not _KEY.fullmatch(key):
        block.refuse(f"key {key!r} must read like subject.figure", at="key")
    kind = Kind(block.member("kind", Kind))
    basis = Basis(block.member("basis", Basis))
    choices = block.labels("choices")
    is_choice = kind is Kind.CHOICE
    if is_choice != (basis is Basis.READING) or is_choice != bool(choices) or len(choices) == 1:
        block.refuse("a reading is a choice with at least two choices, and only a reading is one")
    if basis is not Basis.NOTICE:
        block.text("reason", required=True)
    if basis is Basis.READING:
        block.text("register", required=True)
    nodes = block.items("values")
    # A figure that the portal proposed until a document set it: the days before that document have none.
    first = next((at for at, node in enumerate(nodes) if _cites(node)), 0) if block.text("reason") else 0
    values = tuple(
        _read_value(block, node, key, kind, basis, choices, known, uncited=at < first)
        for at, node in enumerate(nodes)
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


def _cites(node: yaml.Node) -> bool:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return any(name.value == "document" and not content.tag.endswith(":null") for name, content in pairs)


def _read_value(
    parent: Block,
    node: yaml.Node,
    key: str,
    kind: Kind,
    basis: Basis,
    choices: Mapping[str, str],
    known: Mapping[str, Document],
    *,
    uncited: bool,
) -> DatedValue:
    block = Block(parent.path, node, required=_VALUE_FIELDS)
    text = block.exact("value")
    figure: Decimal | int | str | None = text
    if kind is Kind.CHOICE:
        if text not in choices:
            block.refuse(f"value {text!r} is not one of the choices", at="value")
    elif (figure := figure_of(kind, text)) is None:
        wanted = (
            "an exact decimal amount such as 12 or 12.30"
            if kind in (Kind.MONEY, Kind.RATIO)
            else "a whole number"
        )
        block.refuse(f"value {text!r} is not {wanted}", at="value")
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
        document=block.text("document", required=basis is Basis.NOTICE and not uncited),
        clause=block.text("clause", required=basis is Basis.NOTICE and not uncited),
        quote=_checked_quote(block, basis, valid_from, known),
        verified_on=verified_on,
        source=f"{block.path.name}:{block.line}",
    )


def figure_of(kind: Kind, text: str) -> Decimal | int | None:
    """The figure that a text stands for, exactly; None for a text that is no figure of this kind."""
    if kind in (Kind.MONEY, Kind.RATIO):
        return Decimal(text) if _MONEY.fullmatch(text) else None
    return int(text) if _WHOLE.fullmatch(text) else None


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
