"""What the county does before a class can be approved: the qualification check, the fixed facts, the officers."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from yunnan_training.core.doors import actor, submit
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb

from .. import selectors
from ..actions import checks
from ..actions import classes as acts
from ..forms.preparation import CheckForm, FixForm
from ..workflow import licence_covers
from .reach import class_within, told_closed

READ_WRITE = ["GET", "POST"]


@page(Verb.FIX_CLASS)
@require_http_methods(READ_WRITE)
def class_fix(request, pk: int):
    training_class = class_within(request, pk, Verb.FIX_CLASS)
    if told_closed(request, training_class, "fix"):
        return redirect("courses:class", pk=pk)
    officers = list(selectors.officers_of(training_class.county, on=timezone.localdate()))
    form = FixForm(request.POST or None, training_class=training_class, officers=officers)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if submit(
            form,
            lambda: acts.fix(
                training_class,
                target_group=given["target_group"],
                job_direction=given["job_direction"],
                support_measures=given["support_measures"],
                **form.supervisor_facts,
                officers=form.stage_officers,
                version=given["version"],
                by=actor(request, Verb.FIX_CLASS),
                at=timezone.now(),
            ),
        ):
            messages.success(request, "已确定培训事项和各环节责任人")
            return redirect("courses:class", pk=pk)
    context = {"title": "确定培训事项和责任人", "class": training_class, "form": form}
    return render(request, "courses/fix_form.html", context)


@page(Verb.CHECK_QUALIFICATION)
@require_http_methods(READ_WRITE)
def class_check(request, pk: int):
    training_class = class_within(request, pk, Verb.CHECK_QUALIFICATION)
    if told_closed(request, training_class, "check"):
        return redirect("courses:class", pk=pk)
    licences = training_class.institution.licences.all()
    form = CheckForm(request.POST or None, training_class=training_class, licences=licences)
    if form.is_bound and form.is_valid():
        check = submit(
            form,
            lambda: checks.check_qualification(
                training_class,
                licence=form.cleaned_data["licence"],
                passed=form.passed,
                note=form.cleaned_data["note"],
                version=form.cleaned_data["version"],
                by=actor(request, Verb.CHECK_QUALIFICATION),
                at=timezone.now(),
            ),
        )
        if check:
            mark = f",核验标识编号{check.mark_number}" if check.mark_number else ""
            messages.success(request, f"已登记：{check.get_result_display()}{mark}")
            return redirect("courses:class", pk=pk)
    chosen = str(form["licence"].value() or "")
    context = {
        "title": "核验培训资质",
        "class": training_class,
        "form": form,
        "licences": [
            {
                "licence": licence,
                "refusals": licence_covers(licence, training_class),
                "chosen": str(licence.pk) == chosen,
            }
            for licence in licences
        ],
    }
    return render(request, "courses/check_form.html", context)
