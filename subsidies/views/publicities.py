"""Pages of publicities, for the office."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb


@page(Verb.VIEW_CLAIM)
def publicity_list(request):
    return HttpResponse("")


@page(Verb.PUBLISH_CLAIMS)
def publicity_new(request):
    return HttpResponse("")


@page(Verb.VIEW_CLAIM)
def publicity_page(request, pk: int):
    return HttpResponse("")


@page(Verb.PUBLISH_CLAIMS)
def publicity_act(request, pk: int):
    return HttpResponse("")
