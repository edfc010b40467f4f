"""The notice board of a class."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb


@page(Verb.ISSUE_BOARD)
def class_change(request, pk: int):
    return HttpResponse("")


@page(Verb.VIEW_CLASS)
def board_pdf(request, pk: int, edition: int):
    return HttpResponse("")


@page(Verb.VIEW_CLASS)
def sheet_pdf(request, pk: int, edition: int):
    return HttpResponse("")
