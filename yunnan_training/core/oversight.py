"""What an auditor reads: the passages and the looks at personal data within the own divisions."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from .jurisdiction import NOTHING, Jurisdiction, Scope
from .models import Passage, PersonalDataAccess
from .roles import Verb

VERB = Verb.VIEW_AUDIT
_BY_REGION_CODE = Scope(verb=VERB, region="region_code")


def _province(jurisdiction: Jurisdiction) -> bool:
    return any(grant.region_code.endswith("0000") for grant in jurisdiction.grants_for(VERB))


def passages_within(jurisdiction: Jurisdiction) -> QuerySet[Passage]:
    """Passages of the objects inside. An object says itself where it belongs (`SCOPE`), whatever its app.

    EXISTS by primary key: the newest page is found by walking back from the last passage.
    """
    if _province(jurisdiction):
        return Passage.objects.all()
    reach = NOTHING
    for model in owned_models():
        rows = model._base_manager.filter(jurisdiction.q(VERB, model.SCOPE), pk=OuterRef("object_id"))
        reach |= Q(Exists(rows), object_type=model._meta.label_lower)
    return Passage.objects.filter(reach)


def accesses_within(jurisdiction: Jurisdiction) -> QuerySet[PersonalDataAccess]:
    """Looks at personal data of the people inside; what belongs to no division is the province's to see."""
    if _province(jurisdiction):
        return PersonalDataAccess.objects.all()
    return PersonalDataAccess.objects.filter(jurisdiction.q(VERB, _BY_REGION_CODE))


def owned_models() -> list:
    """Every model that belongs to a division."""
    return [model for model in apps.get_models() if getattr(model, "SCOPE", None) and model.SCOPE.region]


def object_types() -> list[tuple[str, str]]:
    """(object type, Chinese name) of what can have passages, for a filter."""
    return sorted((model._meta.label_lower, str(model._meta.verbose_name)) for model in owned_models())


def object_label(row: Passage | PersonalDataAccess) -> str:
    try:
        name = apps.get_model(row.object_type)._meta.verbose_name
    except (LookupError, ValueError):
        name = row.object_type
    return f"{name} {row.object_id}"


def object_url(row: Passage | PersonalDataAccess, jurisdiction: Jurisdiction) -> str:
    """The page of the object, where its model has one that the reader may open."""
    try:
        model = apps.get_model(row.object_type)
    except (LookupError, ValueError):
        return ""
    address, scope = getattr(model, "get_absolute_url", None), getattr(model, "SCOPE", None)
    if address is None or scope is None or not jurisdiction.allows(scope.verb):
        return ""
    return address(model(pk=row.object_id))
