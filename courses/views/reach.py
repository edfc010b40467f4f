"""How a page finds its class: inside the person's reach, or not at all."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from yunnan_training.core.roles import Verb

from ..models import TrainingClass
from ..workflow import closed_because


def class_within(request: HttpRequest, pk: int, verb: Verb = Verb.VIEW_CLASS) -> TrainingClass:
    found = TrainingClass.objects.within(request.jurisdiction, verb=verb).select_related(
        "county", "institution", "catalogue_item", "entered_by"
    )
    return get_object_or_404(found, pk=pk)


def told_closed(request: HttpRequest, training_class: TrainingClass, work: str) -> bool:
    """Whether the page of this work is closed in the class's state; the person is told why."""
    sentence = closed_because(training_class, work)
    if sentence:
        messages.error(request, sentence)
    return bool(sentence)
