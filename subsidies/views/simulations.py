"""Pages of simulations: what a draft or another reading would have meant, asked for, under way, found."""

from urllib.parse import quote

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yunnan_training.core import law, regions
from yunnan_training.core.doors import actor, attempt, submit
from yunnan_training.core.enums import JobStatus, RegionLevel, RuleReleaseStatus
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.models import RuleRelease
from yunnan_training.core.page_kit import Column, keyset_page
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.tasks import enqueue

from ..actions import simulations as acts
from ..actions.simulating import past_year
from ..forms.simulations import SimulationForm
from ..models import Simulation, SimulationChange
from ..rules import ITEM_LABELS
from ..rules.check_labels import check_label
from ..rules.enums import OUTCOME_LABELS
from .simulation_figures import Progress, figures, tried


def _url(row: Simulation) -> str:
    return reverse("subsidies:simulation", args=[row.pk])


COLUMNS = [
    Column("名称", "title", link=_url, lead=True),
    Column("范围", "region.name"),
    Column("期间", lambda row: f"{row.period_from} 至 {row.period_to}"),
    Column("发起人", lambda row: row.requested_by.full_name if row.requested_by else "系统"),
    Column("发起时间", "created_at"),
    Column("涉及人数", lambda row: row.summary.get("people") if row.finished_at else None, align="right"),
    Column("预算增减（元）", lambda row: _delta(row), align="right"),
    Column(
        "状态",
        lambda row: "已完成" if row.finished_at else "测算中",
        tag=lambda row: "green" if row.finished_at else "blue",
    ),
]


def _delta(row: Simulation) -> str | None:
    return f"{float(row.summary['delta']):+,.2f}" if row.finished_at else None


CHANGE_COLUMNS = [
    Column("申请或班次编号", lambda row: _number(row), link=lambda row: _case_url(row), mono=True, lead=True),
    Column("县（市、区）", "county.name"),
    Column("补贴项目", lambda row: ITEM_LABELS.get(row.subject, "参训资格")),
    Column("原结论", lambda row: OUTCOME_LABELS.get(row.outcome_before, row.outcome_before)),
    Column("测算结论", lambda row: OUTCOME_LABELS.get(row.outcome_after, row.outcome_after)),
    Column("原金额（元）", "amount_before", money=True),
    Column("测算金额（元）", "amount_after", money=True),
    Column("条款", "clause"),
    Column("原因（审核点）", lambda row: check_label(row.check_code)),
]


def _number(row: SimulationChange) -> str:
    if row.assessment_id:
        return row.assessment.claim.number
    return row.admission.enrolment.training_class.number


def _case_url(row: SimulationChange) -> str:
    return reverse("subsidies:claim", args=[row.assessment.claim_id]) if row.assessment_id else ""


@page(Verb.VIEW_SIMULATION)
@require_safe
def simulation_list(request):
    rows = Simulation.objects.within(request.jurisdiction).select_related("region", "requested_by")
    reached = _reached(request)
    context = {
        "title": "政策测算",
        "columns": COLUMNS,
        "page": keyset_page(rows, params=request.GET),
        "may_simulate": bool(reached[:1]),
        "may_measure": reached.filter(level=RegionLevel.PROVINCE).exists(),
    }
    return render(request, "subsidies/simulation_list.html", context)


def _reached(request: HttpRequest) -> QuerySet:
    return regions.within(request.jurisdiction, verb=Verb.SIMULATE)


@page(Verb.SIMULATE)
@require_http_methods(["GET", "HEAD", "POST"])
def simulation_new(request):
    base = law.in_force()
    form = SimulationForm(
        request.POST if request.method == "POST" else None,
        reached=_reached(request),
        drafts=RuleRelease.objects.within(request.jurisdiction).filter(status=RuleReleaseStatus.DRAFT),
        switches=acts.switches(base.release),
        period=past_year(timezone.localdate()),
    )
    if form.is_bound and form.is_valid():
        made = submit(form, lambda: acts.request(**form.asked, by=actor(request, Verb.SIMULATE)))
        if made:
            enqueue(*(part.job for part in made.parts.select_related("job")))
            return redirect("subsidies:simulation", pk=made.pk)
    return render(request, "subsidies/simulation_new.html", {"title": "新建测算", "form": form})


@page(Verb.VIEW_SIMULATION)
@require_safe
@never_cache
def simulation(request, pk: int):
    """While it runs, how far it is; then what it found. A page that asks by itself is told to come again whole."""
    found = _within(request, pk)
    context = {"title": found.title, "simulation": found, "tried": tried(found)}
    if not found.finished_at:
        context["progress"] = progress = Progress.of(found)
        context["may_repeat"] = progress.status == JobStatus.FAILED and covers(
            request.jurisdiction, found, Verb.SIMULATE
        )
        return render(request, "subsidies/simulation_progress.html", context)
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    changes = SimulationChange.objects.filter(part__simulation=found).select_related(
        "county", "assessment__claim", "admission__enrolment__training_class"
    )
    context |= {
        "figures": figures(found),
        "columns": CHANGE_COLUMNS,
        "page": keyset_page(changes, params=request.GET),
    }
    return render(request, "subsidies/simulation_detail.html", context)


def _within(request: HttpRequest, pk: int, verb: Verb = Verb.VIEW_SIMULATION) -> Simulation:
    rows = Simulation.objects.within(request.jurisdiction, verb=verb)
    return get_object_or_404(rows.select_related("region", "base", "release", "requested_by", "file"), pk=pk)


@page(Verb.VIEW_SIMULATION)
@require_safe
@never_cache
def simulation_file(request, pk: int):
    found = _within(request, pk)
    if found.file is None:
        raise Http404
    answer = HttpResponse(found.file.read(), content_type=found.file.content_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.file.name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@page(Verb.SIMULATE)
@require_POST
def simulation_again(request, pk: int):
    """The parts that failed, once more."""
    found = _within(request, pk, Verb.SIMULATE)
    parts = attempt(request, lambda: acts.again(found, by=actor(request, Verb.SIMULATE)))
    enqueue(*(part.job for part in parts or ()))
    return redirect("subsidies:simulation", pk=pk)


@page(Verb.SIMULATE)
@require_POST
def simulation_measure(request):
    """The other readings of every switch over the past year's decisions: for the public register."""
    job = attempt(request, lambda: acts.request_measure(by=actor(request, Verb.SIMULATE)))
    if job:
        enqueue(job)
        messages.success(request, "已发起各处歧义的测算，完成后歧义登记页显示最新结果")
    return redirect("subsidies:simulation_list")
