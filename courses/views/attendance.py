"""Attendance: who was where, and the sheet of one session."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from yunnan_training.core.doors import actor, attempt
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb

from .. import selectors
from ..actions import attendance as acts
from ..enums import ATTENDED_MARKS, AttendanceMark, EnrolmentStatus
from ..forms.attendance import marks_of, with_the_rest_present
from ..models import Attendance, Enrolment, Session, TrainingClass
from ..selectors import Rate
from .paging import roster_page
from .reach import class_within

PEOPLE_IN_GRID = 60
PEOPLE_ON_SHEET = 300
SHORT = {
    AttendanceMark.PRESENT: "到",
    AttendanceMark.ABSENT: "缺",
    AttendanceMark.LEAVE: "假",
    AttendanceMark.LATE: "迟",
    AttendanceMark.EARLY: "退",
}


def _people(training_class: TrainingClass):
    return Enrolment.objects.filter(
        training_class=training_class, status=EnrolmentStatus.ENROLLED
    ).select_related("trainee")


@page(Verb.VIEW_ROSTER)
@require_safe
@never_cache
def attendance(request, pk: int):
    """Sessions with their rates, and below them everybody at every session."""
    training_class = class_within(request, pk, Verb.VIEW_ROSTER)
    sessions = list(selectors.sessions_with_attendance(training_class))
    enrolled = _people(training_class).count()
    for session in sessions:
        session.rate = Rate(session.attended, enrolled if session.marked else 0)
        session.ahead = timezone.localdate(session.starts_at) > timezone.localdate()
        session.missing = enrolled - session.marked if session.marked else 0
    held = [session for session in sessions if not session.cancelled]
    marked = [session for session in held if session.marked]
    shown = roster_page(_people(training_class), params=request.GET, size=PEOPLE_IN_GRID)
    context = {
        "title": "考勤",
        "class": training_class,
        "tab": "attendance",
        "sessions": sessions,
        "held": held,
        "marked": marked,
        "overall": Rate(sum(session.attended for session in marked), enrolled * len(marked)),
        "enrolled": enrolled,
        "rows": _grid(shown, held, sessions_marked=len(marked)),
        "page": shown,
        "legend": [(SHORT[mark], mark.value, mark.label) for mark in AttendanceMark],
        "may_record": covers(request.jurisdiction, training_class, Verb.RECORD_ATTENDANCE),
    }
    return render(request, "courses/attendance_overview.html", context)


def _grid(people, sessions: list[Session], *, sessions_marked: int) -> list[dict]:
    written = Attendance.objects.filter(
        enrolment_id__in=[person.pk for person in people], session_id__in=[each.pk for each in sessions]
    ).values_list("enrolment_id", "session_id", "mark")
    marks = {(enrolment, session): AttendanceMark(mark) for enrolment, session, mark in written}
    rows = []
    for person in people:
        cells = [marks.get((person.pk, session.pk)) for session in sessions]
        attended = sum(mark in ATTENDED_MARKS for mark in cells if mark)
        rows.append(
            {
                "person": person,
                "rate": Rate(attended, sessions_marked),
                "cells": [
                    {"text": SHORT[mark] if mark else "·", "mark": mark.value if mark else ""}
                    for mark in cells
                ],
            }
        )
    return rows


@page(Verb.RECORD_ATTENDANCE)
@require_http_methods(["GET", "POST"])
@never_cache
def attendance_session(request, pk: int, session: int):
    training_class = class_within(request, pk, Verb.RECORD_ATTENDANCE)
    chosen = get_object_or_404(
        Session.objects.filter(training_class=training_class).select_related("training_class", "teacher"),
        pk=session,
    )
    shown = roster_page(_people(training_class), params=request.GET, size=PEOPLE_ON_SHEET)
    enrolments = [person.pk for person in shown]
    written = dict(chosen.attendance.filter(enrolment__in=enrolments).values_list("enrolment_id", "mark"))
    if request.method == "POST":
        button = request.POST.get("do", "save")
        if button == "cancel":
            reason = request.POST.get("reason", "")[:200]
            done = attempt(
                request,
                lambda: acts.cancel_session(
                    chosen, reason=reason, by=actor(request, Verb.RECORD_ATTENDANCE), at=timezone.now()
                ),
                "已取消该课次",
            )
            if done:
                return redirect("courses:attendance", pk=pk)
        elif button in ("save", "all"):
            written = marks_of(request.POST, enrolments=enrolments)
            if button == "all":
                written = with_the_rest_present(written, enrolments=enrolments)
            marks = written
            done = attempt(
                request,
                lambda: acts.record_attendance(
                    chosen, marks, by=actor(request, Verb.RECORD_ATTENDANCE), at=timezone.now()
                ),
            )
            if done:
                missing = len(enrolments) - done
                told = f"已登记{done}人" + (f"，还有{missing}人未登记" if missing else "")
                messages.success(request, told)
                # 「全部出勤」 is corrected on the same sheet.
                return redirect(
                    request.get_full_path()
                    if button == "all" or missing
                    else reverse("courses:attendance", args=[pk])
                )
        else:
            raise Http404
    context = {
        "title": "登记考勤",
        "class": training_class,
        "session": chosen,
        "rows": [{"person": person, "mark": written.get(person.pk, "")} for person in shown],
        "page": shown,
        "marks": AttendanceMark.choices,
        "refusals": acts.refusals(chosen, at=timezone.now()),
        "may_cancel": not chosen.cancelled and not chosen.attendance.exists(),
        "neighbours": _neighbours(chosen),
    }
    return render(request, "courses/attendance_sheet.html", context)


def _neighbours(session: Session) -> dict[str, Session | None]:
    others = list(Session.objects.filter(training_class_id=session.training_class_id, cancelled=False))
    at = next((index for index, other in enumerate(others) if other.pk == session.pk), None)
    if at is None:
        return {"before": None, "after": None}
    return {
        "before": others[at - 1] if at else None,
        "after": others[at + 1] if at + 1 < len(others) else None,
    }
