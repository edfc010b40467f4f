"""How a page finds its object: inside the person's reach, or not at all."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from yunnan_training.core import regions
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.models import Region
from yunnan_training.core.roles import Verb

from ..models import Claim, PaymentBatch, Publicity
from ..selectors import claims_for_lists


def claim_within(request: HttpRequest, pk: int, verb: Verb = Verb.VIEW_CLAIM) -> Claim:
    found = Claim.objects.within(request.jurisdiction, verb=verb)
    return get_object_or_404(claims_for_lists(found).select_related("entered_by"), pk=pk)


def publicity_within(request: HttpRequest, pk: int, verb: Verb = Verb.VIEW_CLAIM) -> Publicity:
    found = Publicity.objects.within(request.jurisdiction, verb=verb)
    return get_object_or_404(found.select_related("county", "entered_by"), pk=pk)


def batch_within(request: HttpRequest, pk: int, verb: Verb = Verb.VIEW_PAYMENT) -> PaymentBatch:
    found = PaymentBatch.objects.within(request.jurisdiction, verb=verb)
    return get_object_or_404(found.select_related("county", "entered_by", "file"), pk=pk)


def counties_of(request: HttpRequest, verb: Verb) -> list[Region]:
    """The counties in which the person may do this."""
    return list(regions.within(request.jurisdiction, verb=verb).filter(level=RegionLevel.COUNTY))


def chosen_county(request: HttpRequest, counties: list[Region]) -> Region:
    """The county named in the address, the first one without; one out of reach isn't there."""
    code = request.GET.get("county", "")
    found = next((county for county in counties if county.code == code or not code), None)
    if found is None:
        raise Http404
    return found


def claim_url(claim: Claim) -> str:
    return reverse("subsidies:claim", args=[claim.pk])
