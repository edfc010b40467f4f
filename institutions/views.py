"""Pages of the institutions."""

from collections.abc import Callable

from django.forms import BaseForm, HiddenInput, IntegerField
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from yunnan_training.core import regions
from yunnan_training.core.doors import actor, submit
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.forms import EndForm
from yunnan_training.core.identity import shown_phone
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.page_kit import Column, keyset_page
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import passages

from . import selectors
from .actions import institutions as acts
from .actions import licences, members, teachers
from .forms import InstitutionForm, InstitutionSearch, LicenceForm, MemberForm, TeacherForm
from .models import Institution

COLUMNS = [
    Column("机构名称", "name", link="get_absolute_url", lead=True),
    Column("统一社会信用代码", "credit_code", mono=True),
    Column("机构类别", "get_kind_display"),
    Column("办学性质", "get_ownership_display"),
    Column("所在县(市、区)", "county.name"),
    Column(
        "状态",
        lambda row: "正常办学" if row.active else "已停办",
        tag=lambda row: "green" if row.active else "grey",
    ),
]
READ_WRITE = ["GET", "POST"]


def _counties(request, verb: Verb):
    return regions.within(request.jurisdiction, verb=verb).filter(level=RegionLevel.COUNTY)


def _institution(request, pk: int, verb: Verb = Verb.VIEW_INSTITUTION) -> Institution:
    found = Institution.objects.within(request.jurisdiction, verb=verb).select_related("county")
    return get_object_or_404(found, pk=pk)


@page(Verb.VIEW_INSTITUTION)
@require_safe
def institutions(request):
    form = InstitutionSearch(request.GET or None, counties=_counties(request, Verb.VIEW_INSTITUTION))
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    context = {
        "title": "培训机构",
        "filter": form,
        "columns": COLUMNS,
        "page": keyset_page(selectors.search(request.jurisdiction, **wanted), params=request.GET),
        "empty": "没有符合条件的培训机构",
    }
    if request.jurisdiction.allows(Verb.ENTER_INSTITUTION):
        context |= {"create_url": reverse("institutions:create"), "create_label": "登记机构"}
    return render(request, "components/list_page.html", context)


@page(Verb.VIEW_INSTITUTION)
@require_safe
def detail(request, pk: int):
    institution = _institution(request, pk)
    today = timezone.localdate()
    context = {
        "title": institution.name,
        "institution": institution,
        "phone": shown_phone(institution.contact_phone),
        "licences": selectors.licence_lines(institution, on=today),
        "teachers": institution.teachers.all(),
        "members": institution.members.select_related("user"),
        "today": today,
        "passages": passages(institution),
        "may_enter": covers(request.jurisdiction, institution, Verb.ENTER_INSTITUTION),
        "may_keep": covers(request.jurisdiction, institution, Verb.KEEP_INSTITUTION),
    }
    return render(request, "institutions/detail.html", context)


@page(Verb.ENTER_INSTITUTION)
@require_http_methods(READ_WRITE)
def register(request):
    form = InstitutionForm(request.POST or None, counties=_counties(request, Verb.ENTER_INSTITUTION))
    if form.is_valid():
        made = submit(
            form,
            lambda: acts.register(
                **form.cleaned_data, by=actor(request, Verb.ENTER_INSTITUTION), at=timezone.now()
            ),
        )
        if made:
            return redirect(made)
    context = {
        "title": "登记培训机构",
        "form": form,
        "columns": "two",
        "submit_label": "登记",
        "cancel_url": reverse("institutions:list"),
        "parent_label": "培训机构",
        "parent_url": reverse("institutions:list"),
    }
    return render(request, "components/form_page.html", context)


def _answer(
    request,
    institution: Institution,
    form: BaseForm,
    act: Callable,
    *,
    title: str,
    verb: Verb,
    submit_label: str = "保存",
    intro: str = "",
):
    """The form of one act on an institution: it carries the version that the person saw."""
    form.fields["version"] = IntegerField(initial=institution.version, widget=HiddenInput, min_value=1)
    if form.is_bound and form.is_valid():
        fields = dict(form.cleaned_data)
        if submit(form, lambda: act(**fields, by=actor(request, verb), at=timezone.now())):
            return redirect(institution)
    context = {
        "title": title,
        "form": form,
        "columns": "two",
        "submit_label": submit_label,
        "cancel_url": institution.get_absolute_url(),
        "parent_label": institution.name,
        "parent_url": institution.get_absolute_url(),
        "intro": intro,
    }
    return render(request, "components/form_page.html", context)


@page(Verb.ENTER_INSTITUTION)
@require_http_methods(READ_WRITE)
def correct(request, pk: int):
    verb = Verb.ENTER_INSTITUTION
    institution = _institution(request, pk, verb)
    form = InstitutionForm(
        request.POST or None, instance=_institution(request, pk, verb), counties=_counties(request, verb)
    )
    return _answer(
        request,
        institution,
        form,
        lambda **fields: acts.correct(institution, **fields),
        title="修改机构信息",
        verb=verb,
    )


@page(Verb.KEEP_INSTITUTION)
@require_http_methods(READ_WRITE)
def add_licence(request, pk: int):
    institution = _institution(request, pk, Verb.KEEP_INSTITUTION)
    return _answer(
        request,
        institution,
        LicenceForm(request.POST or None),
        lambda **fields: licences.add(institution, **fields),
        title="登记证照",
        verb=Verb.KEEP_INSTITUTION,
        intro="民办职业培训机构填办学许可证副本；公办院校没有办学许可证的，填事业单位法人证书或设立批文。",
    )


@page(Verb.KEEP_INSTITUTION)
@require_http_methods(READ_WRITE)
def correct_licence(request, pk: int, licence_pk: int):
    institution = _institution(request, pk, Verb.KEEP_INSTITUTION)
    licence = get_object_or_404(institution.licences, pk=licence_pk)
    return _answer(
        request,
        institution,
        LicenceForm(request.POST or None, instance=licence),
        lambda **fields: licences.correct(licence, **fields),
        title="修改证照",
        verb=Verb.KEEP_INSTITUTION,
    )


@page(Verb.KEEP_INSTITUTION)
@require_http_methods(READ_WRITE)
def add_teacher(request, pk: int):
    institution = _institution(request, pk, Verb.KEEP_INSTITUTION)
    return _answer(
        request,
        institution,
        TeacherForm(request.POST or None),
        lambda **fields: teachers.add(institution, **fields),
        title="登记教师",
        verb=Verb.KEEP_INSTITUTION,
    )


@page(Verb.KEEP_INSTITUTION)
@require_http_methods(READ_WRITE)
def correct_teacher(request, pk: int, teacher_pk: int):
    institution = _institution(request, pk, Verb.KEEP_INSTITUTION)
    teacher = get_object_or_404(institution.teachers, pk=teacher_pk)
    return _answer(
        request,
        institution,
        TeacherForm(request.POST or None, instance=teacher),
        lambda **fields: teachers.correct(teacher, **fields),
        title="修改教师信息",
        verb=Verb.KEEP_INSTITUTION,
    )


@page(Verb.ENTER_INSTITUTION)
@require_http_methods(READ_WRITE)
def add_member(request, pk: int):
    institution = _institution(request, pk, Verb.ENTER_INSTITUTION)
    return _answer(
        request,
        institution,
        MemberForm(request.POST or None, initial={"valid_from": timezone.localdate()}),
        lambda **fields: members.add(institution, **fields),
        title="登记经办人",
        verb=Verb.ENTER_INSTITUTION,
        intro="经办人代表机构在本平台申请开班、报送名册。人社部门工作人员不能兼任。",
    )


@page(Verb.ENTER_INSTITUTION)
@require_http_methods(READ_WRITE)
def end_member(request, pk: int, member_pk: int):
    institution = _institution(request, pk, Verb.ENTER_INSTITUTION)
    member = get_object_or_404(institution.members.select_related("institution", "user"), pk=member_pk)
    return _answer(
        request,
        institution,
        EndForm(request.POST or None, initial={"on": timezone.localdate()}),
        lambda **fields: members.end(member, **fields),
        title="结束经办人任职",
        verb=Verb.ENTER_INSTITUTION,
        submit_label="结束任职",
        intro=f"{member.user.full_name}到期后不能再代表本机构办理业务，已办理的记录保留。",
    )
