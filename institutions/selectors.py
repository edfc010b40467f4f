"""Reading questions about institutions."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from yunnan_training.core.jurisdiction import Jurisdiction
from yunnan_training.core.models import Region

from .models import Institution, Licence


def search(
    jurisdiction: Jurisdiction, *, name: str = "", kind: str = "", county: Region | None = None
) -> QuerySet[Institution]:
    found = Institution.objects.within(jurisdiction).select_related("county")
    if name := name.strip():
        found = found.filter(name__contains=name)
    if kind:
        found = found.filter(kind=kind)
    if county:
        found = found.filter(county=county)
    return found


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """A licence and how long it holds, in words."""

    licence: Licence
    hint: str
    tone: str


def licence_lines(institution: Institution, *, on: date) -> list[LicenceLine]:
    return [LicenceLine(licence, *_hint(licence, on=on)) for licence in institution.licences.all()]


def _hint(licence: Licence, *, on: date) -> tuple[str, str]:
    if licence.valid_from > on:
        return "尚未生效", "grey"
    if licence.valid_to is None:
        return "长期有效", "green"
    left = (licence.valid_to - on).days
    if left < 0:
        return f"已过期{-left}天", "red"
    if left == 0:
        return "今日到期", "amber"
    return f"还有{left}天到期", "amber" if licence.valid_to.year == on.year else "green"
