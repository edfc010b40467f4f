"""Rule releases: what is in force, what a draft would change, whether its boundary cases hold, and its next step."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yunnan_training.core import law
from yunnan_training.core.doors import actor, attempt, submit
from yunnan_training.core.enums import RuleReleaseStatus
from yunnan_training.core.law_states import RELEASE_STATES
from yunnan_training.core.models import RuleRelease
from yunnan_training.core.page_kit import Column, keyset_page, marks
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import available, passages, waiting_for

from ..actions import releases as acts
from ..forms.moves import MoveForm
from ..forms.releases import AmendForm, ParameterForm, ReleaseForm, first_day
from ..rules.boundaries import boundary_report
from ..rules.differences import BASIS_LABELS, differences, shown
from ..rules.releases import Parameter, Release
from ..workflow import RULES_WORKFLOW

STAGES = (
    (RuleReleaseStatus.DRAFT, "起草"),
    (RuleReleaseStatus.RELEASED, "在用"),
    (RuleReleaseStatus.RETIRED, "停用"),
)
TONES = {"draft": "amber", "released": "green", "retired": "grey"}
RESTING = {
    RuleReleaseStatus.RELEASED: "本版正在使用；发布新的版本时自动停用。",
    RuleReleaseStatus.RETIRED: "本版已停用，按本版作出的核定继续有效，内容永久保存。",
}


def release_url(row: RuleRelease) -> str:
    return reverse("subsidies:release", args=[row.pk])


def _by(row: RuleRelease) -> str:
    return row.drafted_by.full_name if row.drafted_by else "随软件发布"


COLUMNS = [
    Column("版本", str, link=release_url, lead=True),
    Column("名称", "title"),
    Column("起草依据", lambda row: str(row.based_on) if row.based_on else "—"),
    Column("起草人", _by),
    Column("起草时间", "created_at"),
    Column("发布人", lambda row: row.released_by.full_name if row.released_by else None),
    Column("发布时间", "released_at"),
    Column("状态", "get_status_display", tag=lambda row: TONES[row.status]),
]


def _release(request: HttpRequest, pk: int, verb: Verb = Verb.VIEW_RULES) -> RuleRelease:
    found = RuleRelease.objects.within(request.jurisdiction, verb=verb)
    return get_object_or_404(found.select_related("based_on", "drafted_by", "released_by"), pk=pk)


@page(Verb.VIEW_RULES)
@require_safe
def release_list(request):
    rows = RuleRelease.objects.within(request.jurisdiction).defer("content", "based_on__content")
    context = {
        "title": "规则版本",
        "intro": "通知的数值和读法成套发布，同一时间只有一版在用；每笔核定记录所用的版本，旧版永久保存。",
        "columns": COLUMNS,
        "page": keyset_page(rows.select_related("based_on", "drafted_by", "released_by"), params=request.GET),
        "empty": "还没有规则版本",
    }
    if request.jurisdiction.allows(Verb.DRAFT_RULES):
        context |= {"create_url": reverse("subsidies:release_new"), "create_label": "起草新版本"}
    return render(request, "components/list_page.html", context)


@page(Verb.DRAFT_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def release_new(request):
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = submit(
            form,
            lambda: acts.draft(**form.cleaned_data, by=actor(request, Verb.DRAFT_RULES), at=timezone.now()),
        )
        if made:
            messages.success(request, f"已起草{made}，请逐项填写修改")
            return redirect("subsidies:release", pk=made.pk)
    context = {
        "title": "起草新版本",
        "form": form,
        "intro": "新版本从在用版本复制，只填写有变化的参数；由另一人核对并发布。",
        "submit_label": "起草",
        "cancel_url": reverse("subsidies:release_list"),
        "parent_label": "规则版本",
        "parent_url": reverse("subsidies:release_list"),
    }
    return render(request, "components/form_page.html", context)


@page(Verb.VIEW_RULES)
@require_safe
def release(request, pk: int):
    row = _release(request, pk)
    by, at = actor(request), timezone.now()
    whole = law.read(row)
    base = law.read(row.based_on) if row.based_on else None
    editable = row.status == RuleReleaseStatus.DRAFT and request.jurisdiction.allows(Verb.DRAFT_RULES)
    context = {
        "title": f"{row} {row.title}",
        "row": row,
        "drafted_by": _by(row),
        "tone": TONES[row.status],
        "marks": marks(STAGES, current=row.status),
        "differences": differences(base, whole) if base else (),
        "report": boundary_report(base, whole) if base else None,
        "groups": _groups(whole),
        "documents": whole.documents,
        "editable": editable,
        "picker": ParameterForm(release=whole) if editable else None,
        "steps": available(RULES_WORKFLOW, row, by=by, at=at),
        "waiting": RESTING.get(row.status) or waiting_for(RULES_WORKFLOW, row),
        "passages": passages(row).order_by("pk"),
    }
    return render(request, "subsidies/release_detail.html", context)


def _groups(whole: Release) -> list[dict]:
    """Every parameter with its values, by what they rest on."""
    return [
        {
            "label": label,
            "rows": [_row(each) for each in whole.parameters.values() if each.basis is basis],
        }
        for basis, label in BASIS_LABELS.items()
    ]


def _row(parameter: Parameter) -> dict:
    values = [{"text": shown(parameter, dated), "dated": dated} for dated in reversed(parameter.values)]
    return {"label": parameter.label, "key": parameter.key, "values": values}


@page(Verb.DRAFT_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def release_amend(request, pk: int):
    """The parameter stands in the address: `?parameter=…`."""
    row = _release(request, pk, Verb.DRAFT_RULES)
    whole = law.read(row)
    key = request.GET.get("parameter", "")
    if key not in whole.parameters:
        messages.error(request, "请选择要修改的参数")
        return redirect("subsidies:release", pk=pk)
    parameter = whole.parameter(key)
    form = AmendForm(request.POST if request.method == "POST" else None, release=whole, parameter=key)
    form.fields["valid_from"].initial = first_day(timezone.localdate())
    if form.is_bound and form.is_valid():
        changed = submit(
            form,
            lambda: acts.amend(row, form.amendment(), by=actor(request, Verb.DRAFT_RULES), at=timezone.now()),
        )
        if changed:
            messages.success(request, f"已修改“{parameter.label}”")
            return redirect("subsidies:release", pk=pk)
    context = {
        "title": f"修改：{parameter.label}",
        "row": row,
        "form": form,
        "parameter": parameter,
        "basis": BASIS_LABELS[parameter.basis],
        "values": _row(parameter)["values"],
        "heading": f"{row} {row.title}",
    }
    return render(request, "subsidies/release_amend.html", context)


@page(Verb.DRAFT_RULES, Verb.RELEASE_RULES)
@require_POST
def release_act(request, pk: int):
    """release; while it is a draft also undo one amendment."""
    name = request.POST.get("transition", "")
    verb = Verb.DRAFT_RULES if name == "undo" else Verb.RELEASE_RULES
    row = _release(request, pk, verb)
    form = MoveForm(request.POST)
    by, at = actor(request, verb), timezone.now()
    if not form.is_valid():
        messages.error(request, "提交的内容不完整，请刷新页面后重试")
    elif name == "undo":
        parameter, version = request.POST.get("parameter", ""), form.cleaned_data["version"]
        attempt(request, lambda: acts.undo(row, parameter, by=by, at=at, version=version), "已撤销该项修改")
    elif name == RELEASE_STATES.move("release").name:
        given = {"version": form.cleaned_data["version"], "comment": form.cleaned_data["comment"]}
        attempt(request, lambda: acts.move(row, name, by=by, at=at, **given), f"{row}已发布在用")
    else:
        messages.error(request, "提交的内容不完整，请刷新页面后重试")
    return redirect("subsidies:release", pk=pk)
