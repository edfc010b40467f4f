"""Pages of payment batches."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page
from yunnan_training.core.roles import Verb


@page(Verb.VIEW_PAYMENT)
def batch_list(request):
    return HttpResponse("")


@page(Verb.PAY)
def batch_new(request):
    return HttpResponse("")


@page(Verb.VIEW_PAYMENT)
def batch_page(request, pk: int):
    return HttpResponse("")


@page(Verb.PAY)
def batch_act(request, pk: int):
    return HttpResponse("")


@page(Verb.EXPORT_PERSONAL)
def batch_export(request, pk: int):
    return HttpResponse("")


@page(Verb.PAY)
def batch_settle(request, pk: int):
    return HttpResponse("")
