"""Entering a class, correcting it, its timetable."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from institutions.models import Institution
from yunnan_training.core import regions
from yunnan_training.core.doors import actor, attempt, submit
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.models import Region
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb

from .. import selectors
from ..actions import classes as acts
from ..forms.classes import ApplicationForm
from ..forms.timetable import PatternForm, lesson_rows, merged, rows_as_typed, rows_of
from .reach import class_within, told_closed

READ_WRITE = ["GET", "POST"]


def _offers(request) -> dict:
    """Which hosts and counties the person may enter: an institution itself, in the county where it will teach;
    county staff any host, in their own county."""
    grants = request.jurisdiction.grants_for(Verb.ENTER_CLASS)
    own_hosts = [grant.institution_id for grant in grants if grant.institution_id]
    counties = regions.within(request.jurisdiction, verb=Verb.ENTER_CLASS).filter(level=RegionLevel.COUNTY)
    own_counties = tuple(counties.values_list("pk", flat=True))
    if own_counties:
        return {"institutions": selectors.hosts(), "counties": counties, "own_counties": own_counties}
    hosts = Institution.objects.filter(pk__in=own_hosts)
    return {
        "institutions": hosts,
        "counties": Region.objects.filter(level=RegionLevel.COUNTY),
        "own_counties": tuple(hosts.values_list("county_id", flat=True)),
    }


@page(Verb.ENTER_CLASS)
@require_http_methods(READ_WRITE)
def class_new(request):
    form = ApplicationForm(request.POST or None, on=timezone.localdate(), **_offers(request))
    if form.is_bound and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        made = submit(
            form, lambda: acts.enter(**fields, by=actor(request, Verb.ENTER_CLASS), at=timezone.now())
        )
        if made:
            messages.success(request, f"已录入，班次编号{made.number}。请接着填写课程表")
            return redirect("courses:class_sessions", pk=made.pk)
    context = {
        "title": "新建培训班",
        "form": form,
        "submit_label": "保存并填写课程表",
        "cancel_url": reverse("courses:class_list"),
    }
    return render(request, "courses/class_form.html", context)


@page(Verb.ENTER_CLASS)
@require_http_methods(READ_WRITE)
def class_edit(request, pk: int):
    training_class = class_within(request, pk, Verb.ENTER_CLASS)
    if told_closed(request, training_class, "edit"):
        return redirect("courses:class", pk=pk)
    form = ApplicationForm(
        request.POST or None,
        on=timezone.localdate(),
        instance=class_within(request, pk, Verb.ENTER_CLASS),
    )
    if form.is_bound and form.is_valid():
        fields = dict(form.cleaned_data)
        if submit(
            form,
            lambda: acts.correct(
                training_class, **fields, by=actor(request, Verb.ENTER_CLASS), at=timezone.now()
            ),
        ):
            messages.success(request, "已保存修改")
            return redirect("courses:class", pk=pk)
    context = {
        "title": "修改开班申请",
        "class": training_class,
        "form": form,
        "submit_label": "保存",
        "cancel_url": reverse("courses:class", args=[pk]),
    }
    return render(request, "courses/class_form.html", context)


@page(Verb.ENTER_CLASS)
@require_http_methods(READ_WRITE)
def class_sessions(request, pk: int):
    """Rows typed by hand or made by the pattern; three buttons, none of which needs a script."""
    training_class = class_within(request, pk, Verb.ENTER_CLASS)
    if told_closed(request, training_class, "sessions"):
        return redirect("courses:class", pk=pk)
    teachers = selectors.teachers_for(training_class)
    button = request.POST.get("do", "")
    version = training_class.version
    pattern = PatternForm(training_class=training_class, teachers=teachers)
    if request.method == "GET":
        rows = lesson_rows(None, teachers=teachers, rows=rows_of(training_class))
    else:
        version = request.POST.get("version", "")
        typed = rows_as_typed(request.POST)
        if button == "pattern":
            pattern = PatternForm(request.POST, training_class=training_class, teachers=teachers)
            generated = pattern.rows() if pattern.is_valid() else []
            rows = lesson_rows(None, teachers=teachers, rows=merged(typed, generated))
        elif button == "more":
            rows = lesson_rows(None, teachers=teachers, rows=typed)
        else:
            rows = lesson_rows(request.POST, teachers=teachers)
            if rows.is_valid() and attempt(
                request,
                lambda: acts.set_sessions(
                    training_class,
                    rows.lessons(),
                    by=actor(request, Verb.ENTER_CLASS),
                    at=timezone.now(),
                    version=int(version) if version.isdigit() else 0,
                ),
                "已保存课程表",
            ):
                return redirect("courses:class", pk=pk)
    context = {
        "title": "课程表",
        "class": training_class,
        "version": version,
        "pattern": pattern,
        "rows": rows,
        "teachers": teachers,
    }
    return render(request, "courses/sessions_form.html", context)
