"""补贴政策计算器: anybody asks the law about a case of their own. Nothing is stored and nothing personal is asked."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yunnan_training.core import law
from yunnan_training.core.permissions import page
from yunnan_training.core.workflow import Refused

from ..forms import calculator as fields
from ..forms.calculator_local import COUNTY, LOCAL, counties, name_of
from ..rules import QUESTIONS, Outcome
from ..rules.ambiguities import ambiguities
from ..rules.documents import NOTICE, documents
from ..rules.enums import OUTCOME_LABELS
from ..rules.interview import DAY, Said, Turn, Verdict, turn
from ..rules.outcomes import Check
from ..rules.releases import NoValueOnDayError
from ..rules.situations import situation, situations
from ..rules.vocabulary import guide_of
from .calculator_standard import Lookup, look_up, sentence_of

START, ASK, RESULT = "calculator.html", "calculator_ask.html", "calculator_result.html"
# Verdict → (tone of the note, icon)
TONES = {
    Verdict.MET: ("success", "check-circle"),
    Verdict.REFUSED: ("error", "error"),
    Verdict.PERSON: ("warning", "person"),
    Verdict.OPEN: ("warning", "info"),
}
TAGS = {
    Outcome.MET: "green",
    Outcome.NOT_MET: "red",
    Outcome.CANNOT_TELL: "amber",
    Outcome.NEEDS_PERSON: "violet",
}


@page(public=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calculator(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _start(request)
    try:
        release = law.in_force()
    except Refused as refused:
        return _start(request, fault="；".join(refused.messages), status=503)
    chosen = request.POST.get("situation", "")
    if chosen:
        return _begin(request, chosen, release)
    try:
        said, asking = fields.read_state(request.POST.get("state", ""))
    except fields.BrokenState:
        return _start(request, fault="页面内容不完整，请重新选择您的情形。", status=400)
    if changed := request.POST.get("change", ""):
        words = fields.words_of(said.question) | LOCAL
        if changed not in (*said.answers, *said.local, DAY, COUNTY) or changed not in words:
            return _start(request, fault="页面内容不完整，请重新选择您的情形。", status=400)
        return _ask(request, said, (words[changed],), release)
    said, errors = fields.answers_in(asking, said, request.POST)
    if errors:
        return _ask(request, said, asking, release, errors=errors)
    return _go_on(request, said, release)


def _start(
    request: HttpRequest, *, fault: str = "", day: str = "", county: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "title": "补贴政策计算器",
        "groups": situations(),
        "notice": documents()[NOTICE],
        "day": day or timezone.localdate().isoformat(),
        "place": LOCAL[COUNTY],
        "counties": counties(),
        "county": county,
        "fault": fault,
    }
    return render(request, f"subsidies/{START}", context, status=status)


def _begin(request: HttpRequest, code: str, release: law.InForce) -> HttpResponse:
    chosen, day, county = situation(code), request.POST.get("day", ""), request.POST.get("county", "")
    if chosen is None:
        return _start(request, fault="没有这种情形，请重新选择。", status=400)
    if county and not name_of(LOCAL[COUNTY], county):
        return _start(request, fault="没有这个县（市、区），请重新选择。", status=400)
    try:
        on = date.fromisoformat(day) if day else timezone.localdate()
    except ValueError:
        return _start(request, fault="测算日期不是有效的日期。", county=county, status=400)
    local = {COUNTY: county} if county else {}
    return _go_on(request, Said(chosen.question, chosen.subject, on, {}, local), release)


def _go_on(request: HttpRequest, said: Said, release: law.InForce) -> HttpResponse:
    lookup = look_up(said)
    try:
        now = turn(said, release=release.release, known=lookup.known)
    except (NoValueOnDayError, OverflowError):
        since = documents()[NOTICE].in_force_from
        fault = f"{said.day}没有有效的标准，通知自{since}起施行，请换一个日期。"
        county = said.local.get(COUNTY) or ""
        return _start(request, fault=fault, day=said.day.isoformat(), county=county, status=400)
    asking = now.ask or (() if now.refusals else lookup.to_ask)
    if asking:
        return _ask(request, now.said, asking, release)
    return render(request, f"subsidies/{RESULT}", {**_frame(now.said, ()), **_result(now, lookup, release)})


def _ask(request: HttpRequest, said: Said, asking, release: law.InForce, *, errors=None) -> HttpResponse:
    posted = request.POST if errors else None
    context = {
        **_frame(said, asking),
        "questions": [
            fields.question_of(fact, said, posted=posted, error=(errors or {}).get(fact.name, ""))
            for fact in asking
        ],
        "errors": errors,
    }
    return render(request, f"subsidies/{ASK}", context)


def _frame(said: Said, asking) -> dict[str, Any]:
    """What stands on every page after the first: the situation, the answers so far, the case in its hidden field."""
    words = fields.words_of(said.question) | LOCAL
    answers = {COUNTY: None, **said.local, **said.answers}
    rows = [(words[name], fields.shown(words[name], given, said)) for name, given in answers.items()]
    if DAY in words:
        rows.insert(0, (words[DAY], said.day.isoformat()))
    names = {fact.name for fact in asking}
    return {
        "title": "补贴政策计算器",
        "situation": situation(f"{said.question}:{said.subject}"),
        "question": QUESTIONS[said.question],
        "rows": [{"fact": fact, "shown": words} for fact, words in rows if fact.name not in names],
        "state": fields.write_state(said, asking),
        "notice": documents()[NOTICE],
    }


def _result(now: Turn, lookup: Lookup, release: law.InForce) -> dict[str, Any]:
    decision, standard = now.decision, sentence_of(lookup, now)
    # One sentence instead of the ones of the rules that wait for the standard.
    told = now.by_standard if standard else ()
    tone, icon = TONES[now.verdict]
    guide = guide_of(QUESTIONS[decision.question])
    return {
        "turn": now,
        "decision": decision,
        "verdict": now.verdict.value,
        "tone": tone,
        "icon": icon,
        "with_money": QUESTIONS[decision.question].amount is not None,
        "standard": standard,
        "standard_url": lookup.url,
        "left_open": [check for check in now.left_open if check not in told],
        "by_office": [check for check in now.by_office if check not in told],
        "checks": [_check(check, now) for check in _worth_telling(now)],
        "worksheet": decision.worksheet if now.verdict is not Verdict.REFUSED else (),
        "papers": guide.papers,
        "steps": guide.steps,
        "release": release,
    }


def _worth_telling(now: Turn) -> list[Check]:
    """All of them; of a case that was refused early, the refusals first and none that nobody asked about."""
    if not now.refusals:
        return list(now.decision.checks)
    known = [
        check for check in now.decision.checks if check.outcome is Outcome.MET and check not in now.on_trust
    ]
    return [*now.refusals, *known]


def _check(check: Check, now: Turn) -> dict[str, Any]:
    tone, label = TAGS[check.outcome], OUTCOME_LABELS[check.outcome]
    if check in now.by_office:
        tone, label = "amber", "由经办核定"
    elif check in now.left_open and check.outcome is not Outcome.NEEDS_PERSON:
        tone, label = "amber", "待核实"
    elif check in now.decision.warnings:
        tone, label = "amber", "提示"
    elif check in now.on_trust and check.outcome is Outcome.MET:
        tone, label = "grey", "以核验为准"
    return {
        "said": check,
        "tone": tone,
        "label": label,
        "in_notice": check.clause in documents()[NOTICE].clauses,
        "register": number if (number := check.clause.removeprefix("读法")) in ambiguities() else "",
    }
