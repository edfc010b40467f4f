"""The people of one class, masked; one of them in full for a reason; and who leaves."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trainees import privacy
from yunnan_training.core.doors import actor, submit
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.page_kit import Column
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb

from .. import selectors
from ..actions import leaving
from ..enums import EnrolmentStatus
from ..forms.rosters import EnrolmentSearch, LeavingForm, RevealForm
from ..models import Enrolment
from ..states import WITH_BOARD
from ..workflow import roster_refusals
from .paging import roster_page
from .reach import class_within

PAGE_SIZE = 50
COLUMNS = [
    Column("姓名", "trainee.name", lead=True),
    Column("身份证号码", "trainee.id_number_masked", mono=True),
    Column("联系电话", "trainee.phone_masked", mono=True),
    Column("人员类别", "get_category_display"),
    Column("出勤率", lambda row: str(row.rate), align="right"),
    Column("考核结果", "get_result_display", tag=True, status="result"),
    Column("证书编号", "certificate.number", mono=True),
    Column("在册", "get_status_display", tag=True),
]
REVEAL = Column(
    "完整信息", lambda row: "查看", link=lambda row: reverse("courses:enrolment_reveal", args=[row.pk])
)


HINTS = {
    "退出本班": "退出后不再登记考勤和考核结果，名册上仍列出此人和原因，合格率仍按开班时的名册计算。",
    "恢复在册": "恢复后继续登记考勤和考核结果；退出期间的课次须补登。",
}
WHY_LEFT = Column("退出原因", lambda row: row.why_left)
LEAVING = Column(
    "办理",
    lambda row: "恢复" if row.status == EnrolmentStatus.WITHDRAWN else "退出",
    link=lambda row: reverse(
        f"courses:enrolment_{'readmit' if row.status == EnrolmentStatus.WITHDRAWN else 'withdraw'}",
        args=[row.pk],
    ),
)


@page(Verb.VIEW_ROSTER)
@require_safe
@never_cache
def enrolment_list(request, pk: int):
    training_class = class_within(request, pk, Verb.VIEW_ROSTER)
    people = Enrolment.objects.within(request.jurisdiction).filter(training_class=training_class)
    form = EnrolmentSearch(request.GET or None)
    if form.is_valid():
        people = people.filter(**{name: value for name, value in form.cleaned_data.items() if value})
    shown = roster_page(people.select_related("trainee", "certificate"), params=request.GET, size=PAGE_SIZE)
    rates = selectors.attendance_of(training_class, [row.pk for row in shown])
    for row in shown:
        row.rate = rates[row.pk]
    why_left = selectors.why_left([row.pk for row in shown if row.status == EnrolmentStatus.WITHDRAWN])
    for row in shown:
        row.why_left = why_left.get(row.pk, "")
    may_load = covers(request.jurisdiction, training_class, Verb.LOAD_ROSTER)
    may_reveal = covers(request.jurisdiction, training_class, Verb.REVEAL_PERSONAL)
    context = {
        "title": "学员名册",
        "class": training_class,
        "tab": "enrolments",
        "form": form,
        "columns": [
            *COLUMNS,
            *([WHY_LEFT] if why_left else []),
            *([REVEAL] if may_reveal else []),
            *([LEAVING] if may_load and training_class.status in WITH_BOARD else []),
        ],
        "page": shown,
        "figures": selectors.class_figures(training_class),
        "rosters": training_class.roster_uploads.defer("findings").select_related("uploaded_by")[:5],
        "may_load": may_load,
        "refusals": roster_refusals(training_class) if may_load else [],
    }
    return render(request, "courses/enrolment_list.html", context)


@page(Verb.REVEAL_PERSONAL)
@require_http_methods(["GET", "POST"])
@never_cache
def enrolment_reveal(request, pk: int):
    """Ask what is wanted and why; the answer to the POST shows it once, and the log keeps who asked."""
    found = Enrolment.objects.within(request.jurisdiction, verb=Verb.REVEAL_PERSONAL)
    enrolment = get_object_or_404(found.select_related("trainee", "training_class"), pk=pk)
    trainee = enrolment.trainee
    offered = {field: label for field, label in privacy.LABELS.items() if getattr(trainee, f"{field}_masked")}
    form = RevealForm(request.POST if request.method == "POST" else None, offered=offered)
    context = {
        "title": "查看完整信息",
        "class": enrolment.training_class,
        "enrolment": enrolment,
        "form": form,
        "values": None,
    }
    if form.is_bound and form.is_valid():
        by, at = actor(request, Verb.REVEAL_PERSONAL), timezone.now()

        def act() -> list[tuple[str, str]]:
            return [
                (
                    privacy.LABELS[field],
                    privacy.reveal(trainee, field, by=by, reason=form.cleaned_data["reason"], at=at),
                )
                for field in form.cleaned_data["fields_wanted"]
            ]

        context["values"] = submit(form, act)
    return render(request, "courses/enrolment_reveal.html", context)


@page(Verb.LOAD_ROSTER)
@require_http_methods(["GET", "POST"])
@never_cache
def enrolment_withdraw(request, pk: int):
    return _leave_or_return(request, pk, leaving.withdraw, "退出本班")


@page(Verb.LOAD_ROSTER)
@require_http_methods(["GET", "POST"])
@never_cache
def enrolment_readmit(request, pk: int):
    return _leave_or_return(request, pk, leaving.readmit, "恢复在册")


def _leave_or_return(request, pk: int, act, label: str):
    found = Enrolment.objects.within(request.jurisdiction, verb=Verb.LOAD_ROSTER)
    enrolment = get_object_or_404(found.select_related("trainee", "training_class"), pk=pk)
    roster = reverse("courses:enrolment_list", args=[enrolment.training_class_id])
    if request.method == "GET" and (sentences := leaving.refusals(enrolment)):
        for sentence in sentences:
            messages.error(request, sentence)
        return redirect(roster)
    form = LeavingForm(
        request.POST if request.method == "POST" else None, initial={"version": enrolment.version}
    )
    if form.is_bound and form.is_valid():
        by, at = actor(request, Verb.LOAD_ROSTER), timezone.now()
        if submit(form, lambda: act(enrolment, **form.cleaned_data, by=by, at=at)):
            messages.success(request, f"{enrolment.trainee.name}：{label}已办理")
            return redirect(roster)
    context = {
        "title": label,
        "form": form,
        "submit_label": label,
        "cancel_url": roster,
        "parent_label": "学员名册",
        "parent_url": roster,
        "intro": f"{enrolment.trainee.name}（{enrolment.trainee.id_number_masked}），"
        f"{enrolment.training_class.name}。{HINTS[label]}",
    }
    return render(request, "components/form_page.html", context)
