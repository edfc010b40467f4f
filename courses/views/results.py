"""How a class ended: results, scores, certificates."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb


@page(Verb.VIEW_ROSTER)
def results(request, pk: int):
    return HttpResponse("")
