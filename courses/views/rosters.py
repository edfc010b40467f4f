"""Rosters: upload, what the check found, confirm or discard, the clerk's own file back."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yunnan_training.core.doors import actor, attempt, submit
from yunnan_training.core.enums import JobStatus
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.page_kit import Column, keyset_page
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.tasks import enqueue
from yunnan_training.core.workflow import passages

from .. import selectors
from ..actions import rosters as acts
from ..actions.roster_context import roster_figures
from ..enums import RosterStatus
from ..forms.rosters import RosterSearch, WorkbookForm
from ..models import RosterUpload
from ..rosters.template import column_guide, roster_template
from ..workflow import roster_refusals
from .reach import class_within
from .roster_parts import PREVIEW_COLUMNS, SHOWN_AT_ONCE, findings_of, preview_of


def _counted(row: RosterUpload, count: int) -> int | None:
    return None if row.status == RosterStatus.CHECKING else count


COLUMNS = [
    Column(
        "班次",
        "training_class.name",
        link=lambda row: reverse("courses:roster", args=[row.pk]),
        lead=True,
    ),
    Column("编号", "training_class.number", mono=True),
    Column("承办机构", "training_class.institution.name"),
    Column("上传人", "uploaded_by.full_name"),
    Column("上传时间", "uploaded_at"),
    Column("人数", lambda row: _counted(row, row.row_count), align="right"),
    Column("错误", lambda row: _counted(row, row.error_count), align="right"),
    Column("提醒", lambda row: _counted(row, row.warning_count), align="right"),
    Column("状态", "get_status_display", tag=True),
]
WAITING_SHOWN = 8
XLSX_HEADERS = {"Cache-Control": "private, no-store"}


def _roster(request, pk: int, verb: Verb = Verb.VIEW_ROSTER) -> RosterUpload:
    found = RosterUpload.objects.within(request.jurisdiction, verb=verb).select_related(
        "training_class__county", "training_class__institution", "job", "uploaded_by"
    )
    return get_object_or_404(found, pk=pk)


def _attachment(content: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=acts.XLSX, headers=XLSX_HEADERS)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(Verb.VIEW_ROSTER)
@require_safe
def roster_list(request):
    form = RosterSearch(request.GET or None)
    rosters = (
        RosterUpload.objects.within(request.jurisdiction)
        .select_related("training_class__institution", "uploaded_by")
        .defer("findings")
    )
    if form.is_valid():
        if form.cleaned_data["class_name"]:
            rosters = rosters.filter(training_class__name__icontains=form.cleaned_data["class_name"])
        if form.cleaned_data["status"]:
            rosters = rosters.filter(status=form.cleaned_data["status"])
    waiting = list(selectors.awaiting_roster(request.jurisdiction)[: WAITING_SHOWN + 1])
    context = {
        "title": "学员花名册",
        "form": form,
        "columns": COLUMNS,
        "page": keyset_page(rosters, params=request.GET),
        "waiting": waiting[:WAITING_SHOWN],
        "more_waiting": len(waiting) > WAITING_SHOWN,
    }
    return render(request, "courses/roster_list.html", context)


@page(Verb.LOAD_ROSTER)
@require_http_methods(["GET", "POST"])
def roster_new(request, pk: int):
    training_class = class_within(request, pk, Verb.LOAD_ROSTER)
    sent = request.method == "POST"
    form = WorkbookForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():

        @transaction.atomic
        def act() -> RosterUpload:
            made = acts.upload(
                training_class, form.content, by=actor(request, Verb.LOAD_ROSTER), at=timezone.now()
            )
            enqueue(made.job)
            return made

        made = submit(form, act)
        if made:
            return redirect("courses:roster", pk=made.pk)
    context = {
        "title": "导入花名册",
        "class": training_class,
        "form": form,
        "refusals": roster_refusals(training_class),
        "guide": column_guide(),
        "figures": selectors.class_figures(training_class),
        "limits": roster_figures(training_class).values(),
    }
    return render(request, "courses/roster_new.html", context)


@page(Verb.VIEW_ROSTER)
@require_safe
def roster_template_file(request, pk: int):
    training_class = class_within(request, pk, Verb.VIEW_ROSTER)
    content = roster_template(
        class_title=training_class.name,
        class_number=training_class.number,
        planned_size=training_class.planned_size,
    )
    return _attachment(content, name=f"roster-template-{training_class.number}.xlsx")


@page(Verb.VIEW_ROSTER)
@require_safe
@never_cache
def roster(request, pk: int):
    """The one page of a roster's life: progress, what was found, the people and the question."""
    upload = _roster(request, pk)
    checking = upload.status == RosterStatus.CHECKING
    failed = checking and upload.job is not None and upload.job.status == JobStatus.FAILED
    if request.htmx and (failed or not checking):
        return HttpResponse(headers={"HX-Refresh": "true"})
    may_load = covers(request.jurisdiction, upload, Verb.LOAD_ROSTER)
    ready = upload.status == RosterStatus.READY
    ask = ready and upload.row_count > SHOWN_AT_ONCE and "people" not in request.GET
    context = {
        "title": "花名册校验",
        "roster": upload,
        "class": upload.training_class,
        "checking": checking and not failed,
        "failed": failed,
        "may_load": may_load,
        "findings": findings_of(upload),
        "ask_for_people": ask,
        "preview": preview_of(upload, at=timezone.now()) if ready and not ask else None,
        "columns": PREVIEW_COLUMNS,
        "passages": passages(upload),
    }
    return render(request, "courses/roster_detail.html", context)


@page(Verb.LOAD_ROSTER)
@require_POST
def roster_act(request, pk: int):
    upload = _roster(request, pk, Verb.LOAD_ROSTER)
    by, at = actor(request, Verb.LOAD_ROSTER), timezone.now()
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 10 else 0
    name = request.POST.get("transition", "")
    if name == "confirm":
        done = attempt(request, lambda: acts.confirm(upload, by=by, at=at, version=version))
        if done:
            messages.success(request, f"已导入{done[1]}人")
            return redirect("courses:enrolment_list", pk=upload.training_class_id)
    elif name == "discard":
        done = attempt(request, lambda: acts.discard(upload, by=by, at=at, version=version))
        if done:
            messages.success(request, "已放弃这份花名册，可重新上传")
            return redirect("courses:roster_new", pk=upload.training_class_id)
    elif name == "check_again":
        with transaction.atomic():
            again = attempt(request, lambda: acts.check_again(upload, by=by, at=at), "已重新提交校验")
            enqueue(again.job if again else None)
    else:
        messages.error(request, "提交的内容不完整，请刷新页面后重试")
    return redirect("courses:roster", pk=pk)


def _own_file(request, pk: int, *, marked: bool) -> HttpResponse:
    upload = _roster(request, pk, Verb.LOAD_ROSTER)
    file = acts.take_file(upload, marked=marked, by=actor(request, Verb.LOAD_ROSTER), at=timezone.now())
    if file is None:
        raise Http404
    ending = "checked" if marked else "original"
    return _attachment(file.read(), name=f"roster-{upload.training_class.number}-{upload.pk}-{ending}.xlsx")


@page(Verb.LOAD_ROSTER)
@require_safe
def roster_original(request, pk: int):
    return _own_file(request, pk, marked=False)


@page(Verb.LOAD_ROSTER)
@require_safe
def roster_marked(request, pk: int):
    return _own_file(request, pk, marked=True)
