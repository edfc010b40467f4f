"""A trainee's own page."""

from django.http import HttpResponse

from yunnan_training.core.permissions import page


@page(trainee=True)
def my_subsidy(request):
    return HttpResponse("")
