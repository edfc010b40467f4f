"""历史核定复核: the runs, what each found, the button for another one."""

from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from yunnan_training.core.doors import actor, submit
from yunnan_training.core.page_kit import Column, keyset_page
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.tasks import enqueue

from ..actions import replays as acts
from ..forms.replays import ReplayForm
from ..models import ReplayMismatch, ReplayRun

STATES = {"running": ("正在复核", "blue"), "same": ("全部一致", "green"), "differs": ("有不一致", "red")}


def _state(run: ReplayRun) -> str:
    if run.mismatched:
        return "differs"
    return "same" if run.finished_at else "running"


def _scope(run: ReplayRun) -> str:
    since = f"{run.since:%Y-%m-%d} 起" if run.since else "全部"
    return f"{since}，抽样 {run.sample} 笔" if run.sample else since


def _url(run: ReplayRun) -> str:
    return reverse("subsidies:replay", args=[run.pk])


COLUMNS = [
    Column("开始时间", "started_at", link=_url, lead=True),
    Column("范围", _scope),
    Column("已复核", "checked", align="right"),
    Column("不一致", "mismatched", align="right"),
    Column("结束时间", "finished_at"),
    Column("发起人", lambda run: run.requested_by.full_name if run.requested_by_id else "系统"),
    Column("结果", lambda run: STATES[_state(run)][0], tag=True),
]
MISMATCHES = [
    Column("存档", lambda each: _about(each)[0], link=lambda each: _about(each)[1], lead=True),
    Column("不一致之处", "what"),
    Column("存档内容", "stored"),
    Column("复算内容", "recomputed"),
]


def _about(each: ReplayMismatch) -> tuple[str, str]:
    """Where the decision is found, in words and as an address."""
    if each.assessment_id:
        claim = each.assessment.claim
        return f"补贴申请 {claim.number}（核定 {each.assessment_id}）", reverse(
            "subsidies:claim", args=[claim.pk]
        )
    return f"参训资格核验 {each.admission_id}", ""


@page(Verb.VIEW_REPLAY)
@require_safe
@never_cache
def replay_list(request):
    return _list(request, ReplayForm())


def _list(request, form: ReplayForm):
    runs = ReplayRun.objects.within(request.jurisdiction).select_related("requested_by")
    context = {
        "title": "历史核定复核",
        "columns": COLUMNS,
        "page": keyset_page(runs, params=request.GET),
        "form": form if request.jurisdiction.allows(Verb.REPLAY) else None,
    }
    return render(request, "subsidies/replay_list.html", context)


@page(Verb.REPLAY)
@require_POST
def replay_new(request):
    form = ReplayForm(request.POST)

    @transaction.atomic
    def act() -> ReplayRun:
        run, job = acts.request(**form.cleaned_data, by=actor(request, Verb.REPLAY), at=timezone.now())
        enqueue(job)
        return run

    run = submit(form, act) if form.is_valid() else None
    return redirect("subsidies:replay", pk=run.pk) if run else _list(request, form)


@page(Verb.VIEW_REPLAY)
@require_safe
@never_cache
def replay_page(request, pk: int):
    runs = ReplayRun.objects.within(request.jurisdiction).select_related("requested_by")
    run = get_object_or_404(runs, pk=pk)
    word, tone = STATES[_state(run)]
    context = {
        "title": f"复核 {timezone.localtime(run.started_at):%Y-%m-%d %H:%M}",
        "run": run,
        "word": word,
        "tone": tone,
        "scope": _scope(run),
        "columns": MISMATCHES,
        "page": keyset_page(run.mismatches.select_related("assessment__claim"), params=request.GET),
    }
    return render(request, "subsidies/replay_detail.html", context)
