"""Pages of training classes."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb


@page(Verb.VIEW_CLASS)
def class_list(request):
    return HttpResponse("")


@page(Verb.ENTER_CLASS)
def class_new(request):
    return HttpResponse("")


@page(Verb.VIEW_CLASS)
def class_page(request, pk: int):
    return HttpResponse("")


@page(Verb.ENTER_CLASS)
def class_edit(request, pk: int):
    return HttpResponse("")


@page(Verb.ENTER_CLASS)
def class_sessions(request, pk: int):
    return HttpResponse("")


@page(Verb.FIX_CLASS)
def class_fix(request, pk: int):
    return HttpResponse("")


@page(Verb.CHECK_QUALIFICATION)
def class_check(request, pk: int):
    return HttpResponse("")


@page(Verb.VIEW_CLASS)
def class_act(request, pk: int):
    return HttpResponse("")
