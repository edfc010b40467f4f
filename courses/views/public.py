"""What anybody may read about classes."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page


@page(public=True)
def public_classes(request):
    return HttpResponse("")


@page(public=True)
def public_class(request, number: str):
    return HttpResponse("")
