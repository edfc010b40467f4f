"""What anybody may read about subsidies."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page


@page(public=True)
def public_publicities(request):
    return HttpResponse("")


@page(public=True)
def public_publicity(request, number: str):
    return HttpResponse("")
