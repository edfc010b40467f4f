"""Filings: the prefecture consolidates, the province registers. Registration, not approval (A35)."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yunnan_training.core import regions
from yunnan_training.core.doors import actor, attempt, submit
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.page_kit import Column, keyset_page, marks
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import available, passages, waiting_for

from .. import selectors
from ..actions import filings as acts
from ..enums import OPEN_FILING, FilingStatus
from ..forms.filings import ConsolidateForm, FilingMoveForm, FilingSearch
from ..models import Filing, FilingItem, TrainingClass
from ..states import FILING_STATES
from ..workflow import FILING_WORKFLOW, filed_late, mark_late, report_of

TABS = {"filings": "备案", "unregistered": "未登记在训班次", "unfiled": "未列入备案的已公开班次"}
NOTES = {
    "unregistered": "已开班或已结业，而备案尚未经省厅登记的班次。备案是登记，不是审批，班次照常进行。",
    "unfiled": "已批准公开，但没有列入任何一次备案的班次。由州市在下一次汇总时收入。",
}
STAGES = (
    (FilingStatus.DRAFT, "州市汇总"),
    (FilingStatus.SUBMITTED, "已报省厅"),
    (FilingStatus.REGISTERED, "备案登记"),
)


def _class_url(row: TrainingClass) -> str:
    return reverse("courses:class", args=[row.pk])


def _standing(row: TrainingClass) -> str:
    return row.filing_item.filing.get_status_display() if hasattr(row, "filing_item") else "未列入备案"


FILING_COLUMNS = [
    Column("名称", "title", link=lambda row: reverse("courses:filing", args=[row.pk]), lead=True),
    Column("州市", "prefecture.name"),
    Column("所属月份", lambda row: f"{row.period:%Y-%m}"),
    Column("班次数", "classes", align="right"),
    Column("汇总人", "entered_by.full_name"),
    Column("汇总时间", "created_at"),
    Column("备案登记号", "registration_number", mono=True),
    Column("状态", "get_status_display", tag=True),
]
CLASS_COLUMNS = [
    Column("班次名称", "name", link=_class_url, lead=True),
    Column("编号", "number", mono=True),
    Column("县(市、区)", "county.name"),
    Column("承办机构", "institution.name"),
    Column("起止日期", lambda row: f"{row.start_on:%Y-%m-%d} 至 {row.end_on:%m-%d}"),
    Column("公开日期", lambda row: timezone.localdate(row.published_at)),
    Column("班次状态", "get_status_display", tag=True),
]
STANDING = Column("备案", _standing, tag=lambda row: "red" if _standing(row) == "未列入备案" else "amber")


def _filing(request: HttpRequest, pk: int) -> Filing:
    found = Filing.objects.within(request.jurisdiction).select_related("prefecture", "entered_by")
    return get_object_or_404(found, pk=pk)


def _items(filing: Filing) -> list[FilingItem]:
    """Its classes, each with `late`: counted to the day it was reported, and to today until then."""
    found = list(
        filing.items.select_related(
            "training_class__county", "training_class__institution", "training_class__catalogue_item"
        ).order_by("training_class__county_id", "training_class__start_on", "pk")
    )
    mark_late(filing, found)
    return found


@page(Verb.VIEW_FILING)
@require_safe
def filing_list(request):
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        # A county has no filing of its own: it sees how its classes stand.
        tab = "filings" if _sees_filings(request) else "unregistered"
    context = {"title": "备案", "tabs": TABS, "tab": tab, "note": NOTES.get(tab, "")}
    context["may_file"] = request.jurisdiction.allows(Verb.FILE_CLASSES)
    if tab == "filings":
        form = FilingSearch(request.GET or None)
        rows = Filing.objects.within(request.jurisdiction).select_related("prefecture", "entered_by")
        if form.is_valid():
            given = form.cleaned_data
            if given["status"]:
                rows = rows.filter(status=given["status"])
            if given["registration_number"]:
                rows = rows.filter(registration_number__icontains=given["registration_number"])
        rows = rows.annotate(classes=Count("items"))
        context |= {"form": form, "columns": FILING_COLUMNS}
    elif tab == "unregistered":
        rows = selectors.unregistered_running(request.jurisdiction)
        context |= {"columns": [*CLASS_COLUMNS, STANDING]}
    else:
        rows = selectors.public_unfiled(request.jurisdiction)
        context |= {"columns": CLASS_COLUMNS}
    context["page"] = keyset_page(rows, params=request.GET)
    return render(request, "courses/filing_list.html", context)


def _sees_filings(request: HttpRequest) -> bool:
    grants = request.jurisdiction.grants_for(Verb.VIEW_FILING)
    return any(len(grant.prefix) < 6 for grant in grants if grant.region_code)


@page(Verb.FILE_CLASSES)
@require_http_methods(["GET", "POST"])
def filing_new(request):
    prefectures = regions.within(request.jurisdiction, verb=Verb.FILE_CLASSES).filter(
        level=RegionLevel.PREFECTURE
    )
    typed = request.POST if request.method == "POST" else None
    form = ConsolidateForm(typed, prefectures=prefectures, on=timezone.localdate())
    if form.is_bound and form.is_valid():
        made = submit(
            form,
            lambda: acts.consolidate(
                **form.cleaned_data, by=actor(request, Verb.FILE_CLASSES), at=timezone.now()
            ),
        )
        if made:
            items = _items(made)
            late = sum(bool(item.late) for item in items)
            told = f"，其中{late}个逾期备案" if late else ""
            messages.success(request, f"已汇总{len(items)}个班次{told}，请核对后报省厅")
            return redirect("courses:filing", pk=made.pk)
    unfiled = selectors.public_unfiled(request.jurisdiction).select_related("catalogue_item")
    classes = list(unfiled.order_by("county_id", "start_on")[:100])
    late = filed_late(classes, on=timezone.localdate())
    notices = [Column("备案期限", lambda row: late.get(row.pk))] if late else []
    context = {
        "title": "汇总备案",
        "form": form,
        "columns": [*CLASS_COLUMNS, *notices],
        "classes": classes,
    }
    return render(request, "courses/filing_new.html", context)


@page(Verb.VIEW_FILING)
@require_safe
def filing(request, pk: int):
    found = _filing(request, pk)
    by, at = actor(request), timezone.now()
    editable = found.status in OPEN_FILING and covers(request.jurisdiction, found, Verb.FILE_CLASSES)
    returned = found.status == FilingStatus.RETURNED
    # A registered filing has every step behind it.
    here = {FilingStatus.RETURNED: FilingStatus.DRAFT, FilingStatus.REGISTERED: ""}
    trail = list(passages(found).order_by("pk"))
    context = {
        "title": found.title,
        "filing": found,
        "items": _items(found),
        "marks": marks(STAGES, current=here.get(found.status, found.status), blocked=returned),
        "returned": next((row for row in reversed(trail) if row.target == FilingStatus.RETURNED), None)
        if returned
        else None,
        "editable": editable,
        "left_out": selectors.unfiled_classes(found.prefecture, period=found.period).count()
        if editable
        else 0,
        "steps": available(FILING_WORKFLOW, found, by=by, at=at),
        "waiting": waiting_for(FILING_WORKFLOW, found),
        "passages": trail,
    }
    return render(request, "courses/filing_detail.html", context)


@page(Verb.VIEW_FILING)
@require_POST
def filing_act(request, pk: int):
    """submit, register, return_for_correction; while it is with the prefecture also gather and drop_class."""
    found = _filing(request, pk)
    form = FilingMoveForm(request.POST)
    labels = {move.name: move.label for move in FILING_STATES.moves}
    name = request.POST.get("transition", "")
    at = timezone.now()
    if not form.is_valid():
        messages.error(request, "提交的内容不完整，请刷新页面后重试")
    elif name == "gather":
        by = actor(request, Verb.FILE_CLASSES)
        count = attempt(request, lambda: acts.gather(found, by=by, at=at))
        if count:
            messages.success(request, f"已补充{count}个班次")
    elif name == "drop_class":
        by = actor(request, Verb.FILE_CLASSES)
        item = FilingItem(pk=form.cleaned_data["item"])
        attempt(request, lambda: acts.drop_class(found, item, by=by, at=at) or True, "已移出该班次")
    elif name in labels:
        by = actor(request, FILING_STATES.move(name).verb)
        attempt(
            request,
            lambda: acts.move(
                found,
                name,
                by=by,
                at=at,
                version=form.cleaned_data["version"] or 0,
                comment=form.cleaned_data["comment"],
            ),
            f"已办理“{labels[name]}”",
        )
    else:
        messages.error(request, "提交的内容不完整，请刷新页面后重试")
    return redirect("courses:filing", pk=pk)


@page(Verb.VIEW_FILING)
@require_safe
def filing_print(request, pk: int):
    """州市备案汇总表, on A4 across."""
    found = _filing(request, pk)
    rows = _items(found)
    with_people = selectors.with_headcount(TrainingClass.objects.filter(filing_item__filing=found))
    people = dict(with_people.order_by().values_list("pk", "headcount"))
    for row in rows:
        row.headcount = people[row.training_class_id]
    context = {
        "title": "补贴性职业技能培训班备案汇总表",
        "filing": found,
        "rows": rows,
        "planned": sum(row.training_class.planned_size for row in rows),
        "enrolled": sum(people.values()),
        "counties": len({row.training_class.county_id for row in rows}),
        "reported": report_of(found),
    }
    return render(request, "courses/filing_print.html", context)
