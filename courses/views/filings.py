"""Filings: the prefecture consolidates, the province registers."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb


@page(Verb.VIEW_FILING)
def filing_list(request):
    return HttpResponse("")


@page(Verb.FILE_CLASSES)
def filing_new(request):
    return HttpResponse("")


@page(Verb.VIEW_FILING)
def filing(request, pk: int):
    return HttpResponse("")


@page(Verb.VIEW_FILING)
def filing_act(request, pk: int):
    return HttpResponse("")


@page(Verb.VIEW_FILING)
def filing_print(request, pk: int):
    return HttpResponse("")
