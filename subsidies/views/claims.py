"""Pages of claims."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb


@page(Verb.VIEW_CLAIM)
def claim_list(request):
    return HttpResponse("")


@page(Verb.ENTER_CLAIM)
def claim_new(request):
    return HttpResponse("")


@page(Verb.ENTER_CLAIM)
def claim_enter(request, enrolment_pk: int):
    return HttpResponse("")


@page(Verb.VIEW_CLAIM)
def claim_page(request, pk: int):
    return HttpResponse("")


@page(Verb.ENTER_CLAIM)
def claim_edit(request, pk: int):
    return HttpResponse("")


@page(Verb.VIEW_CLAIM)
def claim_act(request, pk: int):
    return HttpResponse("")
