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
from ..rules import QUESTIONS, Outcome
from ..rules.ambiguities import ambiguities
from ..rules.documents import NOTICE, documents
from ..rules.enums import OUTCOME_LABELS
from ..rules.interview import DAY, Said, Turn, Verdict, turn
from ..rules.outcomes import Check
from ..rules.releases import NoValueOnDayError
from ..rules.situations import situation, situations
from ..rules.vocabulary import guide_of

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
        words = fields.words_of(said.question)
        if changed not in (*said.answers, DAY) or changed not in words:
            return _start(request, fault="页面内容不完整，请重新选择您的情形。", status=400)
        return _ask(request, said, (words[changed],), release)
    said, errors = fields.answers_in(asking, said, request.POST)
    if errors:
        return _ask(request, said, asking, release, errors=errors)
    return _go_on(request, said, release)


def _start(request: HttpRequest, *, fault: str = "", day: str = "", status: int = 200) -> HttpResponse:
    context = {
        "title": "补贴政策计算器",
        "groups": situations(),
        "notice": documents()[NOTICE],
        "day": day or timezone.localdate().isoformat(),
        "fault": fault,
    }
    return render(request, f"subsidies/{START}", context, status=status)


def _begin(request: HttpRequest, code: str, release: law.InForce) -> HttpResponse:
    chosen, day = situation(code), request.POST.get("day", "")
    if chosen is None:
        return _start(request, fault="没有这种情形，请重新选择。", status=400)
    try:
        on = date.fromisoformat(day) if day else timezone.localdate()
    except ValueError:
        return _start(request, fault="测算日期不是有效的日期。", status=400)
    return _go_on(request, Said(chosen.question, chosen.subject, on, {}), release)


def _go_on(request: HttpRequest, said: Said, release: law.InForce) -> HttpResponse:
    try:
        now = turn(said, release=release.release)
    except (NoValueOnDayError, OverflowError):
        since = documents()[NOTICE].in_force_from
        fault = f"{said.day}没有有效的标准，通知自{since}起施行，请换一个日期。"
        return _start(request, fault=fault, day=said.day.isoformat(), status=400)
    if now.ask:
        return _ask(request, now.said, now.ask, release)
    return render(request, f"subsidies/{RESULT}", {**_frame(now.said, ()), **_result(now, release)})


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
    words = fields.words_of(said.question)
    rows = [(words[name], fields.shown(words[name], given, said)) for name, given in said.answers.items()]
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


def _result(now: Turn, release: law.InForce) -> dict[str, Any]:
    decision = now.decision
    tone, icon = TONES[now.verdict]
    guide = guide_of(QUESTIONS[decision.question])
    return {
        "turn": now,
        "decision": decision,
        "verdict": now.verdict.value,
        "tone": tone,
        "icon": icon,
        "with_money": QUESTIONS[decision.question].amount is not None,
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
