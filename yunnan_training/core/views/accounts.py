"""Accounts and appointments. A new password is shown on the answer to the POST that made it, and nowhere else."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import accounts, regions
from ..doors import actor, attempt, submit
from ..forms import AppointmentForm, EndForm, ReasonForm, UserForm, UserSearch
from ..identity import shown_phone
from ..models import Appointment, User
from ..page_kit import Column, keyset_page
from ..permissions import page
from ..roles import Verb
from ..workflow import passages
from .tokens import lines_of

COLUMNS = [
    Column("登录名", "username", link="get_absolute_url", lead=True),
    Column("姓名", "full_name"),
    Column("账号管理地区", "region.name", default="云南省"),
    Column("现任职务", accounts.offices_of, default="无"),
    Column("最近登录", "last_login", default="未登录过"),
    Column(
        "状态",
        lambda user: "启用" if user.is_active else "停用",
        tag=lambda user: "green" if user.is_active else "red",
    ),
]


def _today():
    return timezone.localdate()


def _user(request, pk: int) -> User:
    return get_object_or_404(accounts.users_within(request.jurisdiction), pk=pk)


def _by(request):
    return actor(request, Verb.MANAGE_USERS)


@page(Verb.MANAGE_USERS)
@require_safe
def users(request):
    in_force = Appointment.objects.in_force(_today())
    rows = accounts.users_within(request.jurisdiction).select_related("region")
    form = UserSearch(request.GET or None)
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        rows = rows.filter(
            username__istartswith=wanted["username"].strip(),
            full_name__startswith=wanted["full_name"].strip(),
        )
        if wanted["role"]:
            rows = rows.filter(Exists(in_force.filter(user=OuterRef("pk"), role=wanted["role"])))
    rows = accounts.with_offices(rows, on=_today())
    context = {
        "title": "用户和任职",
        "filter": form,
        "columns": COLUMNS,
        "page": keyset_page(rows, params=request.GET),
        "empty": "没有符合条件的用户",
        "create_url": reverse("core:user_create"),
        "create_label": "新建用户",
    }
    return render(request, "components/list_page.html", context)


@page(Verb.MANAGE_USERS)
@require_http_methods(["GET", "POST"])
@never_cache
def create(request):
    reached = regions.within(request.jurisdiction, verb=Verb.MANAGE_USERS)
    form = UserForm(request.POST or None, regions=reached)
    if form.is_valid():
        made = submit(form, lambda: accounts.create(**form.cleaned_data, by=_by(request), at=timezone.now()))
        if made:
            return _password_page(request, *made, title="账号已建立")
    context = {
        "title": "新建用户",
        "form": form,
        "columns": "two",
        "submit_label": "建立账号",
        "cancel_url": reverse("core:users"),
        "parent_label": "用户和任职",
        "parent_url": reverse("core:users"),
        "intro": "建立后显示一次临时密码，请当面交给本人；首次登录须修改密码。角色在建立后办理任职。",
    }
    return render(request, "components/form_page.html", context)


def _password_page(request, user: User, password: str, *, title: str):
    context = {"title": title, "person": user, "password": password}
    return render(request, "core/temporary_password.html", context)


def _line(held) -> dict:
    """One appointment as the page shows it; only those to a division are ended here."""
    grant, today = held.grant(), _today()
    over = held.valid_to is not None and held.valid_to < today
    return {
        "pk": held.pk if isinstance(held, Appointment) else None,
        "office": grant.office,
        "role": grant.role.label,
        "delegation": getattr(held, "delegation", ""),
        "valid_from": held.valid_from,
        "valid_to": held.valid_to,
        "over": over,
        "state": "已结束" if over else "未开始" if held.valid_from > today else "在任",
        "tone": "grey" if over else "amber" if held.valid_from > today else "green",
    }


@page(Verb.MANAGE_USERS)
@require_safe
def detail(request, pk: int):
    person = _user(request, pk)
    context = {
        "title": person.full_name,
        "person": person,
        "phone": shown_phone(person.work_phone),
        "own": person.pk == request.user.pk,
        "held": [_line(held) for held in accounts.held_by(person)],
        "lines": lines_of(person, revoke="core:user_token_revoke"),
        "passages": passages(person),
    }
    return render(request, "core/user.html", context)


@page(Verb.MANAGE_USERS)
@require_http_methods(["GET", "POST"])
@never_cache
def reset_password(request, pk: int):
    person = _user(request, pk)
    if request.method == "POST":
        password = attempt(
            request, lambda: accounts.reset_password(person, by=_by(request), at=timezone.now())
        )
        if password:
            return _password_page(request, person, password, title="密码已重置")
        return redirect(person)
    return _confirm(
        request,
        person,
        title="重置密码",
        question=f"为{person.full_name}({person.username})重置密码?",
        consequences=[
            "原密码立即失效，已登录的会话退出",
            "显示一次临时密码，本人登录后须修改",
            "登录失败的锁定同时解除",
        ],
        submit_label="重置密码",
    )


@page(Verb.MANAGE_USERS)
@require_http_methods(["GET", "POST"])
def clear_second_factor(request, pk: int):
    person = _user(request, pk)
    if request.method == "POST":
        attempt(
            request,
            lambda: accounts.clear_second_factor(person, by=_by(request), at=timezone.now()),
            success="已解除两步验证，本人登录后可重新开启",
        )
        return redirect(person)
    return _confirm(
        request,
        person,
        title="解除两步验证",
        question=f"解除{person.full_name}({person.username})的两步验证?",
        consequences=["只在本人的验证设备遗失或损坏时办理，办理前请核实本人身份", "解除后凭密码即可登录"],
        submit_label="解除两步验证",
    )


@page(Verb.MANAGE_USERS)
@require_http_methods(["GET", "POST"])
def set_active(request, pk: int):
    """One page for both: it disables an account in use, and enables a disabled one."""
    person = _user(request, pk)
    word = "停用" if person.is_active else "启用"
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        wanted = request.POST.get("active") == "1"
        done = submit(
            form,
            lambda: accounts.set_active(
                person, wanted, reason=form.cleaned_data["reason"], by=_by(request), at=timezone.now()
            ),
        )
        if done:
            return redirect(person)
    return _confirm(
        request,
        person,
        title=f"{word}账号",
        question=f"{word}{person.full_name}({person.username})的账号?",
        consequences=["停用后立即不能登录，任职记录和办理记录保留"]
        if person.is_active
        else ["启用后可凭原密码登录"],
        submit_label=word,
        form=form,
        hidden={"active": "0" if person.is_active else "1"},
    )


def _confirm(request, person: User, **context):
    context |= {
        "danger": True,
        "cancel_url": reverse("core:user", args=[person.pk]),
        "parent_label": person.full_name,
        "parent_url": reverse("core:user", args=[person.pk]),
    }
    return render(request, "components/confirm_page.html", context)


@page(Verb.MANAGE_USERS)
@require_http_methods(["GET", "POST"])
def appoint(request, pk: int):
    person = _user(request, pk)
    reached = regions.within(request.jurisdiction, verb=Verb.MANAGE_USERS)
    form = AppointmentForm(request.POST or None, regions=reached, initial={"valid_from": _today()})
    if form.is_valid():
        done = submit(
            form,
            lambda: accounts.appoint(person, **form.cleaned_data, by=_by(request), at=timezone.now()),
        )
        if done:
            return redirect(person)
    context = {
        "title": "办理任职",
        "form": form,
        "columns": "two",
        "submit_label": "办理任职",
        "cancel_url": reverse("core:user", args=[person.pk]),
        "parent_label": person.full_name,
        "parent_url": reverse("core:user", args=[person.pk]),
        "intro": "系统管理员、审计人员和业务人员须分别由不同的人担任；同一人不能兼任。",
    }
    return render(request, "components/form_page.html", context)


@page(Verb.MANAGE_USERS)
@require_http_methods(["GET", "POST"])
def end(request, pk: int, appointment_pk: int):
    person = _user(request, pk)
    held = get_object_or_404(person.appointments.select_related("region", "user"), pk=appointment_pk)
    form = EndForm(request.POST or None, initial={"on": _today()})
    if form.is_valid():
        done = submit(
            form,
            lambda: accounts.end(held, on=form.cleaned_data["on"], by=_by(request), at=timezone.now()),
        )
        if done:
            return redirect(person)
    return _confirm(
        request,
        person,
        title="结束任职",
        question=f"结束{person.full_name}的任职“{held}”?",
        consequences=["到期后不能再办理该岗位的业务，已办理的记录保留"],
        submit_label="结束任职",
        form=form,
    )
