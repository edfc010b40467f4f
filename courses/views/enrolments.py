"""The people of one class, masked, and one of them in full for a reason."""

from django.shortcuts import get_object_or_404, render
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
from ..forms.rosters import EnrolmentSearch, RevealForm
from ..models import Enrolment
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
    may_load = covers(request.jurisdiction, training_class, Verb.LOAD_ROSTER)
    may_reveal = covers(request.jurisdiction, training_class, Verb.REVEAL_PERSONAL)
    context = {
        "title": "学员名册",
        "class": training_class,
        "tab": "enrolments",
        "form": form,
        "columns": [*COLUMNS, REVEAL] if may_reveal else COLUMNS,
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
