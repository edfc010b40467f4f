"""How a class ended: results, scores, certificates."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from yunnan_training.core.doors import actor
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import NotAllowed, Refused

from .. import selectors
from ..actions import results as acts
from ..enums import ClassStatus, EnrolmentStatus
from ..forms.results import ResultSheet
from ..models import Enrolment
from .paging import roster_page
from .reach import class_within

PEOPLE_ON_SHEET = 150  # five fields each, and Django takes a thousand
OPEN_FOR_RESULTS = (ClassStatus.IN_TRAINING, ClassStatus.FINISHED)


@page(Verb.VIEW_ROSTER)
@require_http_methods(["GET", "POST"])
@never_cache
def results(request, pk: int):
    """One form for the whole class, saved as a whole or not at all."""
    training_class = class_within(request, pk, Verb.VIEW_ROSTER)
    may_record = covers(request.jurisdiction, training_class, Verb.RECORD_RESULT)
    if request.method == "POST" and not may_record:
        raise PermissionDenied
    people = Enrolment.objects.filter(
        training_class=training_class, status=EnrolmentStatus.ENROLLED
    ).select_related("trainee", "certificate")
    shown = roster_page(people, params=request.GET, size=PEOPLE_ON_SHEET)
    finished = training_class.status == ClassStatus.FINISHED
    writable = may_record and training_class.status in OPEN_FOR_RESULTS
    sheet = ResultSheet(
        request.POST if request.method == "POST" else None, people=shown, certificates_open=finished
    )
    refusals: list[str] = []
    if request.method == "POST" and sheet.is_valid():
        try:
            changed = acts.record_sheet(
                training_class,
                sheet.entries,
                **sheet.common,
                by=actor(request, Verb.RECORD_RESULT),
                at=timezone.now(),
            )
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        except acts.RowsRefused as refused:
            sheet.refuse(refused.rows)
        except Refused as refused:
            refusals = refused.messages
        else:
            messages.success(
                request, f"已保存{changed}人的考核结果和证书" if changed else "没有需要保存的改动"
            )
            return redirect(request.get_full_path())
    on_roster, examined = selectors.pass_rates(training_class)
    context = {
        "title": "考核结果和证书",
        "class": training_class,
        "tab": "results",
        "sheet": sheet,
        "page": shown,
        "writable": writable,
        "finished": finished,
        "refusals": refusals,
        "may_record": may_record,
        "figures": selectors.class_figures(training_class),
        "on_roster": on_roster,
        "examined": examined,
    }
    return render(request, "courses/results_sheet.html", context)
