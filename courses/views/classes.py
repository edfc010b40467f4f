"""Pages of training classes: the list, one class, the button of its next step."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yunnan_training.core.doors import actor, attempt
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.page_kit import Column, keyset_page
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.tasks import enqueue
from yunnan_training.core.workflow import available, passages, waiting_for

from .. import selectors
from ..actions import classes as acts
from ..forms.classes import ClassSearch, MoveForm
from ..models import TrainingClass
from ..states import CLASS_STATES
from ..workflow import CLASS_WORKFLOW, open_work
from .class_parts import board_card, filing_of, marks, next_work, rest_sentence, returned_with, still_lacking
from .reach import class_within


def class_url(row: TrainingClass) -> str:
    return reverse("courses:class", args=[row.pk])


COLUMNS = [
    Column("班次名称", "name", link=class_url, lead=True),
    Column("编号", "number", mono=True, align="nowrap"),
    Column("培训项目", "get_programme_display"),
    Column("承办机构", "institution.name"),
    Column("县(市、区)", "county.name"),
    Column("起止日期", lambda row: f"{row.start_on:%Y-%m-%d} 至 {row.end_on:%m-%d}", align="nowrap"),
    Column("在册/计划", lambda row: f"{row.headcount}/{row.planned_size}", align="right"),
    Column("状态", "get_status_display", tag=True),
]


@page(Verb.VIEW_CLASS)
@require_safe
def class_list(request):
    classes = TrainingClass.objects.within(request.jurisdiction).select_related("institution", "county")
    search = ClassSearch(request.GET or None, classes, jurisdiction=request.jurisdiction)
    one_county = "county" not in search.form.fields
    context = {
        "title": "培训班",
        "filter": search,
        "columns": [column for column in COLUMNS if not (one_county and column.value == "county.name")],
        "page": keyset_page(selectors.with_headcount(search.qs), params=request.GET),
        "may_enter": request.jurisdiction.allows(Verb.ENTER_CLASS),
    }
    return render(request, "courses/class_list.html", context)


@page(Verb.VIEW_CLASS)
@require_safe
def class_page(request, pk: int):
    training_class = class_within(request, pk)
    board = board_card(training_class, jurisdiction=request.jurisdiction)
    if request.htmx:
        # The board card asks for itself while the board is being made; then the whole page is out of date.
        if not board["working"]:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "courses/board_card.html", {"board": board, "class": training_class})
    by, at = actor(request), timezone.now()
    trail = list(passages(training_class).order_by("pk"))
    steps = available(CLASS_WORKFLOW, training_class, by=by, at=at)
    work = next_work(open_work(training_class, by=by, at=at), steps, training_class)
    context = {
        "title": training_class.name,
        "class": training_class,
        "marks": marks(training_class, trail),
        "returned": returned_with(training_class, trail),
        "sessions": training_class.sessions.select_related("teacher"),
        "officers": training_class.stage_officers.select_related("officer"),
        "checks": training_class.qualification_checks.select_related("licence", "checked_by"),
        "head": acts.head_of(training_class.county, on=timezone.localdate(training_class.approved_at or at)),
        "late": training_class.is_public and selectors.is_late_published(training_class),
        "board": board,
        "figures": selectors.class_figures(training_class),
        "filing": filing_of(training_class, jurisdiction=request.jurisdiction),
        "may_see_roster": covers(request.jurisdiction, training_class, Verb.VIEW_ROSTER),
        "steps": steps,
        "work": work,
        "waiting": waiting_for(CLASS_WORKFLOW, training_class) or rest_sentence(training_class),
        "lacking": still_lacking(training_class, at=at),
        "passages": trail,
    }
    return render(request, "courses/class_detail.html", context)


@page(Verb.VIEW_CLASS)
@require_POST
def class_act(request, pk: int):
    """Any button of the class's life. Approval also sends the board to the worker."""
    training_class = class_within(request, pk)
    form = MoveForm(request.POST)
    labels = {move.name: move.label for move in CLASS_STATES.moves}
    name = request.POST.get("transition", "")
    if not form.is_valid() or name not in labels:
        messages.error(request, "提交的内容不完整，请刷新页面后重试")
        return redirect("courses:class", pk=pk)
    verb = CLASS_STATES.move(name).verb

    @transaction.atomic
    def act() -> TrainingClass:
        moved = acts.move(
            training_class,
            name,
            by=actor(request, verb),
            at=timezone.now(),
            version=form.cleaned_data["version"],
            comment=form.cleaned_data["comment"],
        )
        enqueue(*selectors.board_jobs(moved))
        return moved

    attempt(request, act, f"已办理“{labels[name]}”")
    return redirect("courses:class", pk=pk)
