"""政策对照 and 歧义登记: the notice beside what the portal does, for anybody. Shows what stands in the rules; decides nothing."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.shortcuts import render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yunnan_training.core import law
from yunnan_training.core.permissions import page

from ..rules.ambiguities import Ambiguity, ambiguities
from ..rules.documents import NOTICE, PREFACE, Sentence, documents
from ..rules.ledger import Entry, Target, TargetKind, ledger
from ..rules.releases import Basis, Kind, NoValueOnDayError, Parameter, Release
from .policy_impacts import impacts

RULES = (TargetKind.FUNCTION, TargetKind.CHECK)
PAGES = (TargetKind.PAGE, TargetKind.REPORT)
OPS = {"=": "", "<=": "不超过 ", ">=": "不低于 ", "~": "约 "}
_NUMERAL = re.compile(r"^(?:\([^)]+\)|[^、]{1,3}、)")


def _by_people_alone(entry: Entry) -> bool:
    return entry.of_kind(TargetKind.HUMAN) == entry.targets


# ?kind= → its name, and which entries it shows.
FILTERS = {
    "": ("全部句子", lambda entry: True),
    "rule": ("有规则", lambda entry: bool(entry.of_kind(*RULES))),
    "figure": ("有参数", lambda entry: bool(entry.of_kind(TargetKind.PARAMETER))),
    "page": ("有页面", lambda entry: bool(entry.of_kind(*PAGES))),
    "partly": (
        "部分由人办理",
        lambda entry: bool(entry.of_kind(TargetKind.HUMAN)) and not _by_people_alone(entry),
    ),
    "human": ("全由人办理", _by_people_alone),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One parameter as it stands on a day, in words."""

    key: str
    label: str
    value: str
    valid_from: date | None
    valid_to: date | None
    basis: str
    register: str  # number in the ambiguity register, for a reading


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    name: str
    url: str  # empty where an address needs an object, or a sign-in
    signed_in: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence of the notice and what answers for it."""

    sentence: Sentence
    entry: Entry
    rules: Sequence[Target]
    figures: Sequence[Figure]
    links: Sequence[Link]
    human: Sequence[Target]


@dataclass(frozen=True, slots=True)
class Clause:
    number: str
    title: str
    part: str
    rows: Sequence[Row]
    ambiguities: Sequence[Ambiguity]


@page(public=True)
@require_safe
def policy(request):
    chosen = request.GET.get("kind", "")
    chosen = chosen if chosen in FILTERS else ""
    entries = ledger()
    shown = [entry for entry in entries.values() if FILTERS[chosen][1](entry)]
    clauses = _clauses(shown, law.to_show(), on=timezone.localdate())
    context = {
        "title": "政策对照",
        "notice": documents()[NOTICE],
        "today": timezone.localdate(),
        "kinds": [
            {
                "name": name,
                "label": label,
                "count": sum(map(fits, entries.values())),
                "current": name == chosen,
            }
            for name, (label, fits) in FILTERS.items()
        ],
        "parts": [
            {"title": title, "clauses": list(group)}
            for title, group in groupby(clauses, key=lambda each: each.part)
        ],
    }
    return render(request, "subsidies/policy.html", context)


@page(public=True)
@require_safe
def ambiguity_register(request):
    today = timezone.localdate()
    points, release = ambiguities().values(), law.to_show()
    measured = impacts(release)
    context = {
        "title": "歧义登记",
        "notice": documents()[NOTICE],
        "today": today,
        "impacts": measured,
        "rows": [
            {
                "point": point,
                "choices": _choices(point.switch, release, on=today),
                "impact": measured.get(point.switch),
            }
            for point in points
        ],
        "switched": sum(bool(point.switch) for point in points),
        "unmoved": sum(not point.switch for point in points),
    }
    return render(request, "subsidies/policy_ambiguities.html", context)


def _clauses(entries: Iterable[Entry], release: Release, *, on: date) -> list[Clause]:
    sentences = documents()[NOTICE].sentences
    rows = (_row(sentences[entry.sentence], entry, release, on=on) for entry in entries)
    return [
        Clause(
            number=number,
            title=_title(number),
            part=_part(number),
            rows=list(group),
            ambiguities=[point for point in ambiguities().values() if point.clause == number],
        )
        for number, group in groupby(rows, key=lambda row: row.sentence.clause)
    ]


def _title(clause: str) -> str:
    """The heading of the clause, or of the one around it, without its numeral."""
    sentences = documents()[NOTICE].sentences
    heading = sentences.get(f"{clause}#0") or sentences.get(f"{clause.rstrip('0123456789')}#0")
    return _NUMERAL.sub("", heading.text) if heading else ""


def _part(clause: str) -> str:
    heading = documents()[NOTICE].sentences.get(f"{clause[0]}#0")
    if heading:
        return heading.text
    return clause if clause == PREFACE else "附件、落款"


def _row(sentence: Sentence, entry: Entry, release: Release, *, on: date) -> Row:
    parameters = [release.parameter(target.name) for target in entry.of_kind(TargetKind.PARAMETER)]
    return Row(
        sentence=sentence,
        entry=entry,
        rules=entry.of_kind(*RULES),
        figures=[_figure(parameter, release, on=on) for parameter in parameters],
        links=[_link(target) for target in entry.of_kind(*PAGES)],
        human=entry.of_kind(TargetKind.HUMAN),
    )


def _figure(parameter: Parameter, release: Release, *, on: date) -> Figure:
    try:
        dated = release.entry(parameter.key, on=on)
    except NoValueOnDayError:
        return Figure(parameter.key, parameter.label, "当日无有效数值", None, None, "", parameter.register)
    if parameter.kind is Kind.CHOICE:
        value = parameter.choices[dated.text]
    elif parameter.kind is Kind.RATIO:
        value = f"{OPS[parameter.op]}{dated.value:.0%}"
    else:
        value = f"{OPS[parameter.op]}{dated.value:,} {parameter.unit}"
    cited = parameter.basis is Basis.NOTICE and dated.document
    basis = f"{dated.document} {dated.clause}" if cited else parameter.citation
    return Figure(
        parameter.key, parameter.label, value, dated.valid_from, dated.valid_to, basis, parameter.register
    )


def _link(target: Target) -> Link:
    """An address that anybody may open becomes a link; a page of the offices is only named."""
    try:
        url = reverse(target.name)
    except NoReverseMatch:
        return Link(target.label, target.name, "", signed_in=False)
    access = getattr(resolve(url).func, "access", None)
    public = access is not None and access.public
    return Link(target.label, target.name, url if public else "", signed_in=not public)


def _choices(switch: str, release: Release, *, on: date) -> list[dict[str, Any]]:
    """The readings that the switch offers, the adopted one marked; empty while there is no such switch."""
    parameter = release.parameters.get(switch)
    if parameter is None:
        return []
    try:
        adopted = release.reading(switch, on=on)
    except NoValueOnDayError:
        adopted = ""
    return [
        {"name": name, "label": label, "adopted": name == adopted}
        for name, label in parameter.choices.items()
    ]
