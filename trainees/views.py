"""Pages about trainees, and the trainee's own way in. Nothing personal ever stands in an address."""

import time

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yunnan_training.core.doors import actor, submit
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.page_kit import Column, keyset_page
from yunnan_training.core.permissions import TRAINEE_SESSION_KEY, page
from yunnan_training.core.roles import Role, Verb
from yunnan_training.core.workflow import passages

from . import privacy, selectors
from .actions import sign_in as way_in
from .actions import trainees as acts
from .forms import CodeForm, CorrectForm, RevealForm, SignInForm, TraineeSearch
from .models import Trainee

COLUMNS = [
    Column("姓名", "name", link="get_absolute_url", lead=True),
    Column("身份证号码", "id_number_masked", mono=True),
    Column("性别", "get_sex_display"),
    Column("出生年份", lambda row: row.birth_date.year),
    Column("联系电话", "phone_masked", mono=True),
    Column("登记县(市、区)", "county.name"),
    Column("登记时间", "created_at"),
]
FOUND_AT_MOST = 50
READ_WRITE = ["GET", "POST"]
# What the session remembers between the two pages of the sign-in.
PENDING, PENDING_SINCE = "sign_in_pending", "sign_in_since"
SENT = "如信息无误，验证码已发送。"
WRONG = "验证码不正确或已失效，请核对；多次不成功的，请重新获取。"
TOO_OFTEN = "操作过于频繁，请稍后再试。"


def _trainee(request: HttpRequest, pk: int, verb: Verb = Verb.VIEW_TRAINEE) -> Trainee:
    found = Trainee.objects.within(request.jurisdiction, verb=verb).select_related("county")
    return get_object_or_404(found, pk=pk)


@page(Verb.VIEW_TRAINEE)
@require_http_methods(READ_WRITE)
@never_cache
def trainees(request):
    form = TraineeSearch(request.POST or None)
    context = {"title": "劳动者", "form": form, "columns": COLUMNS, "found": None, "page": []}
    if form.is_valid():
        found = list(selectors.search(request.jurisdiction, **form.cleaned_data)[: FOUND_AT_MOST + 1])
        if len(found) == 1 and form.cleaned_data["id_number"]:
            return redirect(found[0])
        context |= {"found": found[:FOUND_AT_MOST], "more": len(found) > FOUND_AT_MOST}
    elif not form.is_bound:
        context["page"] = keyset_page(selectors.search(request.jurisdiction), params=request.GET)
    return render(request, "trainees/list.html", context)


@page(Verb.VIEW_TRAINEE)
@require_safe
def detail(request, pk: int):
    trainee = _trainee(request, pk)
    may_reveal = covers(request.jurisdiction, trainee, Verb.REVEAL_PERSONAL)
    may_correct = covers(request.jurisdiction, trainee, Verb.KEEP_TRAINEE)
    personal = [
        {
            "label": label,
            "value": getattr(trainee, f"{field}_masked"),
            "reveal_url": reverse("trainees:reveal", args=[pk, field]) if may_reveal else "",
            "correct_url": reverse("trainees:correct", args=[pk, field])
            if may_correct and field in acts.CORRECTABLE
            else "",
        }
        for field, label in privacy.LABELS.items()
    ]
    context = {
        "title": trainee.name,
        "trainee": trainee,
        "personal": personal,
        "certificates": selectors.certificates_of(trainee, request.jurisdiction),
        "facts": selectors.status_facts_of(trainee, request.jurisdiction),
        "passages": passages(trainee),
    }
    return render(request, "trainees/detail.html", context)


@page(Verb.REVEAL_PERSONAL)
@require_http_methods(READ_WRITE)
@never_cache
def reveal(request, pk: int, field: str):
    """Ask for the reason; the answer to the POST shows the value once."""
    trainee = _trainee(request, pk, Verb.REVEAL_PERSONAL)
    if field not in privacy.LABELS:
        raise Http404
    label = privacy.LABELS[field]
    form = RevealForm(request.POST or None)
    context = {"title": f"查看{label}", "trainee": trainee, "label": label, "form": form}
    if form.is_valid():
        value = submit(
            form,
            lambda: privacy.reveal(
                trainee,
                field,
                by=actor(request, Verb.REVEAL_PERSONAL),
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            ),
        )
        if not form.errors:
            return render(request, "trainees/revealed.html", context | {"value": value})
    return render(request, "trainees/reveal.html", context)


@page(Verb.KEEP_TRAINEE)
@require_http_methods(READ_WRITE)
@never_cache
def correct(request, pk: int, field: str):
    trainee = _trainee(request, pk, Verb.KEEP_TRAINEE)
    if field not in acts.CORRECTABLE:
        raise Http404
    label = privacy.LABELS[field]
    form = CorrectForm(request.POST or None, field=field, label=label)
    if form.is_valid():
        done = submit(
            form,
            lambda: acts.correct(
                trainee,
                field=field,
                **form.cleaned_data,
                by=actor(request, Verb.KEEP_TRAINEE),
                at=timezone.now(),
            ),
        )
        if done:
            messages.success(request, f"{label}已更正")
            return redirect(trainee)
    context = {
        "title": f"更正{label}",
        "form": form,
        "submit_label": "更正",
        "cancel_url": trainee.get_absolute_url(),
        "parent_label": trainee.name,
        "parent_url": trainee.get_absolute_url(),
        "intro": f"现登记的{label}:{getattr(trainee, f'{field}_masked') or '未登记'}",
    }
    return render(request, "components/form_page.html", context)


# --- the trainee's own pages -------------------------------------------------------------------------------------


def _home() -> str:
    try:
        return reverse("subsidies:my_subsidy")
    except NoReverseMatch:
        return resolve_url(settings.LOGIN_REDIRECT_URL)


@page(public=True)
@require_http_methods(READ_WRITE)
@never_cache
def sign_in(request):
    """Name and ID number. Every well-formed answer leads to the page for the code."""
    if request.jurisdiction.holds(Role.TRAINEE):
        return redirect(_home())
    form = SignInForm(request.POST or None)
    status = 200
    if form.is_valid():
        typed = form.cleaned_data
        address = get_client_ip_address(request) or ""
        if way_in.may_request(address=address, id_number=typed["id_number"]):
            found = way_in.request_code(**typed, at=timezone.now())
            request.session[PENDING] = found or 0
            request.session[PENDING_SINCE] = int(time.time())
            messages.success(request, SENT)
            return redirect("trainees:enter_code")
        form.add_error(None, TOO_OFTEN)
        status = 429
    return render(request, "trainees/sign_in.html", {"title": "查询本人补贴", "form": form}, status=status)


@page(public=True)
@require_http_methods(READ_WRITE)
@never_cache
def enter_code(request):
    since = request.session.get(PENDING_SINCE, 0)
    if PENDING not in request.session or time.time() - since > way_in.CODE_LIFE.total_seconds():
        return redirect("trainees:sign_in")
    form = CodeForm(request.POST or None)
    status = 200
    if form.is_valid():
        pending = request.session[PENDING]
        if not way_in.may_enter(address=get_client_ip_address(request) or ""):
            form.add_error(None, TOO_OFTEN)
            status = 429
        elif way_in.redeem(pending or None, form.cleaned_data["code"], at=timezone.now()):
            # A new session under a new key: nothing of the one before is carried over, nor a clerk's sign-in.
            request.session.flush()
            request.session[TRAINEE_SESSION_KEY] = pending
            return redirect(_home())
        else:
            form.add_error("code", WRONG)
    context = {"title": "输入验证码", "form": form, "minutes": int(way_in.CODE_LIFE.total_seconds() // 60)}
    return render(request, "trainees/enter_code.html", context, status=status)


@page(public=True)
@require_POST
def sign_out(request):
    """Only for a trainee's session; a clerk signs out at the clerk's own door."""
    if request.jurisdiction.holds(Role.TRAINEE):
        request.session.flush()
        messages.success(request, "您已退出。")
    return redirect("trainees:sign_in")


@page(public=True)
@require_safe
def privacy_notice(request):
    context = {"title": "个人信息处理告知书", "version": privacy.NOTICE_VERSION}
    return render(request, "trainees/privacy.html", context)
