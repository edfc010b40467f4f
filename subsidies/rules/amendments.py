"""How a release becomes the next one: another figure or reading from a day on, with its document.

Nothing is edited in place: the value that held is closed on the day before. Whatever comes out is read back as a
whole; what a file would be refused for is refused here too, in words for an office.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .documents import documents
from .parameter_files import read_release_text
from .releases import Basis, ParameterError, Release

# Words stay as they were typed, so that what can't be kept is met.
_text_of = json.JSONEncoder(ensure_ascii=False).encode
FURTHEST_YEARS = 20  # a slip of the finger in the year is refused


class AmendmentError(ValueError):
    """An amendment that can't stand; says in Chinese which parameter and why. `field`: what to correct."""

    def __init__(self, reason: str, field: str):
        super().__init__(reason)
        self.reason, self.field = reason, field


@dataclass(frozen=True, slots=True)
class Source:
    """The document, clause and phrase that an amendment rests on; all empty where no document sets it."""

    document: str = ""
    clause: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class TypedDocument:
    """A document that isn't kept with the software: the clause that is cited, as it was typed in."""

    number: str
    issuer: str
    issued_on: date
    in_force_from: date
    clause: str
    text: str


def amended(
    release: Release,
    key: str,
    text: str,
    *,
    since: date,
    source: Source,
    verified_on: date,
    document: TypedDocument | None = None,
) -> Release:
    """The release with another figure or reading of one parameter from `since` on. Raises AmendmentError."""
    if key not in release.parameters:
        raise AmendmentError(f"没有“{key}”这一参数", "parameter")
    parameter = release.parameters[key]
    held = parameter.values[-1]
    if since.year > verified_on.year + FURTHEST_YEARS:
        raise AmendmentError(f"起始日{since}太远，请核对年份", "valid_from")
    if held.valid_to is not None and since > held.valid_to + timedelta(days=1):
        raise AmendmentError(
            f"“{parameter.label}”的现有数值到{held.valid_to}为止，新数值应从{held.valid_to + timedelta(days=1)}起",
            "valid_from",
        )
    if since <= held.valid_from:
        raise AmendmentError(
            f"“{parameter.label}”的现有数值自{held.valid_from}起执行，新数值的起始日须晚于该日；"
            "如要改正本稿中的修改，请先撤销再重新填写",
            "valid_from",
        )
    if text == held.text and _same(source, held):
        raise AmendmentError(f"“{parameter.label}”的新数值与现有数值相同，没有改动", "value")
    whole = json.loads(release.to_text())
    if document is not None:
        _type_in(whole, document)
    entry = next(each for each in whole["parameters"] if each["key"] == key)
    if parameter.basis is Basis.PROPOSED and source.document:
        entry["basis"] = Basis.NOTICE.value  # a document sets now what the portal had proposed
    if held.valid_to is None or held.valid_to >= since:
        entry["values"][-1]["valid_to"] = (since - timedelta(days=1)).isoformat()
    entry["values"].append(
        {
            "value": text,
            "valid_from": since.isoformat(),
            "valid_to": None,
            "document": source.document or None,
            "clause": source.clause or None,
            "quote": source.quote or None,
            "verified_on": verified_on.isoformat(),
        }
    )
    return _read_back(whole, about=f"“{parameter.label}”")


def restored(release: Release, key: str, *, base: Release) -> Release:
    """The release with one parameter as the base has it, and without documents that nothing cites any more."""
    if key not in base.parameters or key not in release.changed_from(base):
        raise AmendmentError(f"本稿没有修改“{key}”", "parameter")
    whole, before = json.loads(release.to_text()), json.loads(base.to_text())
    original = next(each for each in before["parameters"] if each["key"] == key)
    whole["parameters"] = [original if each["key"] == key else each for each in whole["parameters"]]
    cited = {(value["document"], value["clause"]) for each in whole["parameters"] for value in each["values"]}
    kept = {(each["number"], each["clause"]) for each in before["documents"]}
    whole["documents"] = [
        each for each in whole["documents"] if (each["number"], each["clause"]) in cited | kept
    ]
    return _read_back(whole, about=f"“{base.parameters[key].label}”")


def _same(source: Source, held) -> bool:
    return (source.document, source.clause, source.quote) == (held.document, held.clause, held.quote)


def _type_in(whole: dict[str, Any], document: TypedDocument) -> None:
    if document.number in documents():
        raise AmendmentError(
            f"《{document.number}》已随软件收录，请从“依据文件”中选择，不必另行录入", "number"
        )
    for each in whole["documents"]:
        if each["number"] != document.number:
            continue
        agreed = (each["issuer"], each["issued_on"], each["in_force_from"])
        if agreed != (
            document.issuer,
            document.issued_on.isoformat(),
            document.in_force_from.isoformat(),
        ):
            raise AmendmentError(
                f"《{document.number}》已经录入过，发文机关或日期与上次不同，请核对", "issuer"
            )
        if each["clause"] == document.clause:
            if each["text"] != document.text:
                raise AmendmentError(
                    f"《{document.number}》{document.clause}已经录入过，原文与上次不同，请核对", "text"
                )
            return
    whole["documents"].append(
        {
            "number": document.number,
            "issuer": document.issuer,
            "issued_on": document.issued_on.isoformat(),
            "in_force_from": document.in_force_from.isoformat(),
            "clause": document.clause,
            "text": document.text,
        }
    )


def _read_back(whole: Mapping[str, Any], *, about: str) -> Release:
    try:
        return read_release_text(_text_of(whole))
    except ParameterError as refused:
        raise AmendmentError(*in_words(refused, about=about)) from refused


_Say = Callable[[re.Match], str]
# What the reader of the files says → (field of the form, what an office is told).
_WORDS: tuple[tuple[re.Pattern, str, _Say], ...] = tuple(
    (re.compile(pattern), field, say)
    for pattern, field, say in (
        (
            r"value '(.*)' is not an exact decimal",
            "value",
            lambda m: f"数值“{m[1]}”应为准确的数，如 1500 或 1500.50",
        ),
        (r"value '(.*)' is not a whole number", "value", lambda m: f"数值“{m[1]}”应为整数"),
        (
            r"value '(.*)' is not one of the choices",
            "value",
            lambda m: f"没有“{m[1]}”这一读法，请从列出的读法中选择",
        ),
        (
            r"unknown document '(.*)'",
            "document",
            lambda m: f"没有收录《{m[1]}》，请录入该文件的文号、条款和原文",
        ),
        (r"has no clause '(.*)'", "clause", lambda m: f"依据文件中没有“{m[1]}”这一条款"),
        (
            r"the quoted phrase does not stand in (.*)",
            "quote",
            lambda m: f"引文不在{m[1]}的原文中，请逐字照录",
        ),
        (
            r"was not in force before (.*)",
            "valid_from",
            lambda m: f"依据文件自{m[1]}起施行，起始日不能早于该日",
        ),
        (r"document must not be empty", "document", lambda m: "数值由文件规定，须写明依据文件、条款和引文"),
        (r"clause must not be empty", "clause", lambda m: "须写明依据文件的条款"),
        (r"a proposed figure has no document", "document", lambda m: "门户默认值没有依据文件"),
        (r"valid_to lies before", "valid_from", lambda m: "截止日早于起始日"),
        (r"not readable as YAML", "text", lambda m: "文字中有不能保存的特殊字符，请重新录入"),
        (r"overlap", "valid_from", lambda m: "与已有数值的日期重叠"),
        (r"gap", "valid_from", lambda m: "与前一数值之间有日期没有数值"),
        (
            r"(text|issuer|number) must not be empty",
            "text",
            lambda m: "录入的文件须写明文号、发文机关、条款和原文",
        ),
    )
)


def in_words(refused: ParameterError, *, about: str) -> tuple[str, str]:
    """(sentence, field) for a refusal of the reader, naming the parameter."""
    for pattern, field, say in _WORDS:
        if found := pattern.search(str(refused)):
            return f"{about}：{say(found)}", field
    return f"{about}：修改后的规则不能通过检查（{refused}）", ""


def choices_of(release: Release, key: str) -> Mapping[str, str]:
    """The readings that may be chosen; empty for a figure."""
    return release.parameter(key).choices
