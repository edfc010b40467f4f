"""Local standards: what each region has set, by which document; drafted by one officer, released by another."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yunnan_training.core import regions
from yunnan_training.core.doors import actor, attempt, submit
from yunnan_training.core.enums import LocalStandardStatus
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.law_states import STANDARD_STATES
from yunnan_training.core.models import LocalStandard, Region
from yunnan_training.core.page_kit import Column, keyset_page, marks
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import available, passages, waiting_for

from ..actions import standards as acts
from ..forms.standards import StandardChangeForm, StandardForm, StandardMoveForm, StandardSearch, StopForm
from ..rules.local_standards import DIMENSIONS, local_standards
from ..selectors import standard_terms
from ..workflow import STANDARD_WORKFLOW
from .releases import TONES

STAGES = (
    (LocalStandardStatus.DRAFT, "起草"),
    (LocalStandardStatus.RELEASED, "执行"),
    (LocalStandardStatus.RETIRED, "停止执行"),
)
RESTING = {LocalStandardStatus.RETIRED: "本标准已停止执行；执行期内的日期仍按本标准。"}
FIELDS = ("key", "value", "valid_from", "valid_to", *DIMENSIONS, "document", "quote")


def standard_url(row: LocalStandard) -> str:
    return reverse("subsidies:standard", args=[row.pk])


def shown_value(row: LocalStandard) -> str:
    kind = local_standards().get(row.key)
    return kind.shown(row.value) if kind else row.value


def effect_of(row: LocalStandard) -> str:
    kind = local_standards().get(row.key)
    return kind.effect.label if kind else ""


def span_of(row: LocalStandard) -> str:
    return (
        f"{row.valid_from:%Y-%m-%d} 至 {row.valid_to:%Y-%m-%d}"
        if row.valid_to
        else f"{row.valid_from:%Y-%m-%d} 起"
    )


COLUMNS = [
    Column("标准项目", "__str__", link=standard_url, lead=True),
    Column("地区", "region.name"),
    Column("适用范围", standard_terms),
    Column("数值", shown_value, align="right"),
    Column("执行日期", span_of),
    Column("平台办理", effect_of),
    Column("依据文件", "document"),
    Column("状态", "get_status_display", tag=lambda row: TONES[row.status]),
]
PUBLIC_COLUMNS = [Column("标准项目", "__str__", lead=True), *COLUMNS[1:7]]


def _standard(request: HttpRequest, pk: int, verb: Verb = Verb.VIEW_RULES) -> LocalStandard:
    found = LocalStandard.objects.within(request.jurisdiction, verb=verb)
    return get_object_or_404(found.select_related("region", "drafted_by", "released_by"), pk=pk)


def _regions(request: HttpRequest) -> QuerySet[Region]:
    """Where this person may set a standard, the widest first."""
    return regions.within(request.jurisdiction, verb=Verb.DRAFT_STANDARD).order_by("code")


def _typed(request: HttpRequest):
    """What was posted; a region out of reach isn't there."""
    if request.method != "POST":
        return None
    if code := request.POST.get("region", ""):
        get_object_or_404(_regions(request), code=code)
    return request.POST


@page(Verb.VIEW_RULES)
@require_safe
def standard_list(request):
    search = StandardSearch(request.GET or None)
    rows = search.narrow(LocalStandard.objects.within(request.jurisdiction)).select_related("region")
    context = {
        "title": "地方标准",
        "intro": "通知留给各地确定的数值。县没有自己的标准时依次按州市、省的标准，都没有的按门户默认值。",
        "filter": search,
        "columns": COLUMNS,
        "page": keyset_page(rows, params=request.GET),
        "empty": "没有符合条件的地方标准",
    }
    if request.jurisdiction.allows(Verb.DRAFT_STANDARD):
        context |= {"create_url": reverse("subsidies:standard_new"), "create_label": "起草标准"}
    return render(request, "components/list_page.html", context)


@page(Verb.DRAFT_STANDARD)
@require_http_methods(["GET", "HEAD", "POST"])
def standard_new(request):
    form = StandardForm(_typed(request), regions=_regions(request))
    if form.is_bound and form.is_valid():
        made = submit(
            form,
            lambda: acts.draft(
                **form.cleaned_data, by=actor(request, Verb.DRAFT_STANDARD), at=timezone.now()
            ),
        )
        if made:
            messages.success(request, "已起草，由另一人核对后发布")
            return redirect("subsidies:standard", pk=made.pk)
    return _form_page(request, form, title="起草地方标准")


@page(Verb.DRAFT_STANDARD)
@require_http_methods(["GET", "HEAD", "POST"])
def standard_edit(request, pk: int):
    row = _standard(request, pk, Verb.DRAFT_STANDARD)
    first = {name: getattr(row, name) for name in FIELDS} | {"region": row.region, "version": row.version}
    form = StandardChangeForm(_typed(request), regions=_regions(request), initial=first)
    if form.is_bound and form.is_valid():
        changed = submit(
            form,
            lambda: acts.change(
                row, **form.cleaned_data, by=actor(request, Verb.DRAFT_STANDARD), at=timezone.now()
            ),
        )
        if changed:
            messages.success(request, "已修改")
            return redirect("subsidies:standard", pk=pk)
    return _form_page(request, form, title=f"修改：{row}", row=row)


def _form_page(request: HttpRequest, form, *, title: str, row: LocalStandard | None = None):
    context = {
        "title": title,
        "form": form,
        "row": row,
        "kinds": local_standards().values(),
        "cancel_url": standard_url(row) if row else reverse("subsidies:standard_list"),
    }
    return render(request, "subsidies/standard_form.html", context)


@page(Verb.VIEW_RULES)
@require_safe
def standard(request, pk: int):
    row = _standard(request, pk)
    by, at = actor(request), timezone.now()
    steps = available(STANDARD_WORKFLOW, row, by=by, at=at)
    draft = row.status == LocalStandardStatus.DRAFT
    context = {
        "title": str(row),
        "row": row,
        "kind": local_standards().get(row.key),
        "value": shown_value(row),
        "span": span_of(row),
        "terms": standard_terms(row),
        "tone": TONES[row.status],
        "marks": marks(STAGES, current=row.status),
        "editable": draft and covers(request.jurisdiction, row, Verb.DRAFT_STANDARD),
        "steps": [step for step in steps if step.name != "retire"],
        "stop": StopForm() if any(step.name == "retire" for step in steps) else None,
        "waiting": RESTING.get(row.status) or waiting_for(STANDARD_WORKFLOW, row) or "本标准正在执行。",
        "passages": passages(row).order_by("pk"),
    }
    return render(request, "subsidies/standard_detail.html", context)


@page(Verb.RELEASE_STANDARD)
@require_POST
def standard_act(request, pk: int):
    """release, or stop after a day."""
    row = _standard(request, pk, Verb.RELEASE_STANDARD)
    labels = {move.name: move.label for move in STANDARD_STATES.moves}
    form = StandardMoveForm(request.POST)
    if not form.is_valid() or form.cleaned_data["transition"] not in labels:
        messages.error(request, "提交的内容不完整，请刷新页面后重试")
        return redirect("subsidies:standard", pk=pk)
    given = form.cleaned_data
    name = given.pop("transition")
    by, at = actor(request, Verb.RELEASE_STANDARD), timezone.now()
    attempt(request, lambda: acts.move(row, name, by=by, at=at, **given), f"已办理“{labels[name]}”")
    return redirect("subsidies:standard", pk=pk)


@page(public=True)
@require_safe
def public_standards(request):
    """What is published, for anybody: norms, no people."""
    search = StandardSearch(request.GET or None, with_status=False)
    rows = LocalStandard.objects.exclude(status=LocalStandardStatus.DRAFT)
    context = {
        "title": "地方标准",
        "filter": search,
        "columns": PUBLIC_COLUMNS,
        "page": keyset_page(search.narrow(rows).select_related("region"), params=request.GET),
    }
    return render(request, "subsidies/policy_standards.html", context)
