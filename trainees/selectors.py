"""Reading questions about trainees."""

from django.db.models import QuerySet

from yunnan_training.core.jurisdiction import Jurisdiction

from . import privacy
from .models import Certificate, StatusFact, Trainee


def search(jurisdiction: Jurisdiction, *, name: str = "", id_number: str = "") -> QuerySet[Trainee]:
    """By the beginning of the name, and by the whole ID number through its search hash."""
    found = Trainee.objects.within(jurisdiction).select_related("county")
    if name:
        found = found.filter(name__startswith=name)
    if id_number:
        found = found.filter(id_number_hash=privacy.hash_of("id_number", id_number))
    return found.order_by("-pk")


def certificates_of(trainee: Trainee, jurisdiction: Jurisdiction) -> QuerySet[Certificate]:
    return Certificate.objects.within(jurisdiction).filter(trainee=trainee).order_by("-issued_on", "-pk")


def status_facts_of(trainee: Trainee, jurisdiction: Jurisdiction) -> QuerySet[StatusFact]:
    return StatusFact.objects.within(jurisdiction).filter(trainee=trainee).order_by("-valid_from", "-pk")
