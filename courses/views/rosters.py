"""Rosters: upload, what the check found, confirm; and the people of a class."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb


@page(Verb.VIEW_ROSTER)
def roster_list(request):
    return HttpResponse("")


@page(Verb.LOAD_ROSTER)
def roster_new(request, pk: int):
    return HttpResponse("")


@page(Verb.VIEW_ROSTER)
def roster_template(request, pk: int):
    return HttpResponse("")


@page(Verb.VIEW_ROSTER)
def roster(request, pk: int):
    return HttpResponse("")


@page(Verb.LOAD_ROSTER)
def roster_act(request, pk: int):
    return HttpResponse("")


@page(Verb.VIEW_ROSTER)
def roster_original(request, pk: int):
    return HttpResponse("")


@page(Verb.VIEW_ROSTER)
def roster_marked(request, pk: int):
    return HttpResponse("")
