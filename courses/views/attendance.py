"""Attendance: who was where, and the sheet of one session."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb


@page(Verb.VIEW_ROSTER)
def attendance(request, pk: int):
    return HttpResponse("")


@page(Verb.RECORD_ATTENDANCE)
def attendance_session(request, pk: int, session: int):
    return HttpResponse("")
