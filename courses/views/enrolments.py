"""The people of one class, masked, and one of them in full for a reason."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb


@page(Verb.VIEW_ROSTER)
def enrolment_list(request, pk: int):
    return HttpResponse("")


@page(Verb.REVEAL_PERSONAL)
def enrolment_reveal(request, pk: int, field: str):
    return HttpResponse("")
