"""Pages of publicities, for the office."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yunnan_training.core.doors import actor, attempt, submit
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.page_kit import Column, keyset_page
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import available, passages

from ..actions import claims as claim_acts
from ..actions import publicities as acts
from ..enums import ClaimStatus, PublicityStatus
from ..forms.moves import MoveForm, ObjectionForm
from ..forms.publicities import PublicityForm
from ..forms.searches import PublicitySearch
from ..models import Claim, Publicity
from ..rules.releases import NoValueOnDayError
from ..selectors import (
    claims_for_lists,
    claims_to_publicise,
    publicities_with_totals,
    publicity_days,
    publicity_window,
    shown_publicities,
)
from ..workflow import PUBLICITY_WORKFLOW
from .reach import chosen_county, claim_url, counties_of, publicity_within


def publicity_url(row: Publicity) -> str:
    return reverse("subsidies:publicity", args=[row.pk])


COLUMNS = [
    Column("公示编号", "number", link=publicity_url, mono=True, lead=True),
    Column("县（市、区）", "county.name"),
    Column("公示期", lambda row: f"{row.starts_on:%Y-%m-%d} 至 {row.ends_on:%Y-%m-%d}"),
    Column("笔数", "count", align="right"),
    Column("金额合计（元）", "total", money=True),
    Column("异议受理电话", "objection_phone", mono=True),
    Column("状态", "get_status_display", tag=True),
]
CLAIM_COLUMNS = [
    Column("申请编号", "number", link=claim_url, mono=True, lead=True),
    Column("申请人", "trainee.name"),
    Column("补贴项目", "get_item_display"),
    Column("培训班", lambda row: row.enrolment.training_class.name if row.enrolment_id else None),
    Column("金额（元）", "amount", money=True),
    Column("状态", "get_status_display", tag=True),
]
OFFERED_AT_MOST = 300  # rows of check boxes on one page


@page(Verb.VIEW_CLAIM)
@require_safe
def publicity_list(request):
    found = Publicity.objects.within(request.jurisdiction).select_related("county")
    search = PublicitySearch(request.GET or None, found, jurisdiction=request.jurisdiction)
    one_county = "county" not in search.form.fields
    context = {
        "title": "公示",
        "filter": search,
        "columns": [column for column in COLUMNS if not (one_county and column.value == "county.name")],
        "page": keyset_page(publicities_with_totals(search.qs), params=request.GET),
        "empty": "没有符合条件的公示",
        "intro": "批准的补贴在公示期内向社会公布姓名、培训班、补贴项目和金额，期满后从公示页面撤下。",
    }
    if request.jurisdiction.allows(Verb.PUBLISH_CLAIMS):
        context |= {"create_url": reverse("subsidies:publicity_new"), "create_label": "组织公示"}
    return render(request, "components/list_page.html", context)


@page(Verb.PUBLISH_CLAIMS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def publicity_new(request):
    """The end day is worked out from what is typed, and shown before anything is decided."""
    counties = counties_of(request, Verb.PUBLISH_CLAIMS)
    county = chosen_county(request, counties)
    candidates = claims_to_publicise(county)
    shown = list(candidates[:OFFERED_AT_MOST])
    today = timezone.localdate()
    first = {
        "starts_on": today,
        "days": publicity_days(county, on=today).value,
        "objection_phone": county.office_phone,
        "claims": [claim.pk for claim in shown],
    }
    form = PublicityForm(request.POST if request.method == "POST" else None, claims=candidates, initial=first)
    if form.is_bound and "preview" not in request.POST and form.is_valid():
        made = submit(
            form,
            lambda: acts.open(
                county=county, by=actor(request, Verb.PUBLISH_CLAIMS), at=timezone.now(), **form.cleaned_data
            ),
        )
        if made:
            messages.success(request, "已开始公示")
            return redirect("subsidies:publicity", pk=made.pk)
    starts_on, days = form.typed_window if form.is_bound else (today, first["days"])
    context = {
        "title": "组织公示",
        "form": form,
        "preview": "preview" in request.POST,
        "county": county,
        "counties": counties,
        "claims": shown,
        "left_out": max(0, candidates.count() - len(shown)) if len(shown) == OFFERED_AT_MOST else 0,
        "ticked": _ticked(form, shown),
        "window": _window(county, starts_on, days),
        "least": publicity_days(county, on=starts_on or today),
    }
    return render(request, "subsidies/publicity_form.html", context)


def _ticked(form: PublicityForm, shown: list[Claim]) -> set[int]:
    if not form.is_bound:
        return {claim.pk for claim in shown}
    return {int(value) for value in form["claims"].data or [] if value.isdecimal()}


def _window(county, starts_on, days):
    try:
        return publicity_window(starts_on, county=county, working_days=days) if starts_on and days else None
    except (NoValueOnDayError, OverflowError):
        return None


@page(Verb.VIEW_CLAIM)
@require_safe
def publicity_page(request, pk: int):
    publicity = publicity_within(request, pk)
    claims = list(claims_for_lists(Claim.objects.filter(publicity=publicity)).order_by("pk"))
    by, at = actor(request), timezone.now()
    context = {
        "title": publicity.number,
        "publicity": publicity,
        "claims": claims,
        "total": sum(claim.amount or 0 for claim in claims),
        "columns": CLAIM_COLUMNS,
        "least": publicity_days(publicity.county, on=publicity.starts_on),
        "steps": available(PUBLICITY_WORKFLOW, publicity, by=by, at=at),
        "objection": _objection_form(request, publicity, claims),
        "public_url": reverse("subsidies:public_publicity", args=[publicity.number])
        if shown_publicities(on=timezone.localdate(at)).filter(pk=pk).exists()
        else "",
        "passages": passages(publicity).order_by("pk"),
    }
    return render(request, "subsidies/publicity_detail.html", context)


def _objection_form(request: HttpRequest, publicity: Publicity, claims: list[Claim]) -> ObjectionForm | None:
    """For those who may write an objection down, while there is something to object to."""
    open_ones = [claim for claim in claims if claim.status == ClaimStatus.PUBLICISED]
    may = covers(request.jurisdiction, publicity, Verb.PUBLISH_CLAIMS)
    if not (may and open_ones and publicity.status == PublicityStatus.OPEN):
        return None
    return ObjectionForm(request.POST if request.method == "POST" else None, claims=open_ones)


@page(Verb.PUBLISH_CLAIMS)
@require_POST
def publicity_act(request, pk: int):
    """End the publicity, or write an objection to one of its claims down."""
    publicity = publicity_within(request, pk, Verb.PUBLISH_CLAIMS)
    if request.POST.get("transition") == "object":
        return _object(request, publicity)
    form = MoveForm(request.POST)
    if not form.is_valid() or form.cleaned_data["transition"] != "close":
        messages.error(request, "提交的内容不完整，请刷新页面后重试")
        return redirect("subsidies:publicity", pk=pk)
    attempt(
        request,
        lambda: acts.move(
            publicity,
            "close",
            by=actor(request, Verb.PUBLISH_CLAIMS),
            at=timezone.now(),
            version=form.cleaned_data["version"],
            comment=form.cleaned_data["comment"],
        ),
        "公示已结束，无异议的申请转入待拨付",
    )
    return redirect("subsidies:publicity", pk=pk)


def _object(request: HttpRequest, publicity: Publicity):
    claims = claims_for_lists(Claim.objects.filter(publicity=publicity))
    form = ObjectionForm(request.POST, claims=claims)
    if form.is_valid():
        chosen, version = form.chosen
        attempt(
            request,
            lambda: claim_acts.move(
                claims.get(pk=chosen),
                "object",
                by=actor(request, Verb.PUBLISH_CLAIMS),
                at=timezone.now(),
                version=version,
                comment=form.cleaned_data["comment"],
            ),
            "异议已登记，由县级负责人处理",
        )
    else:
        for errors in form.errors.values():
            for sentence in errors:
                messages.error(request, f"登记异议：{sentence}")
    return redirect("subsidies:publicity", pk=publicity.pk)
