"""An institution in the county's register. Licences and teachers count in its version too: whoever has an old
page before them doesn't write over a colleague."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yunnan_training.core import regions
from yunnan_training.core.models import Region
from yunnan_training.core.roles import Verb
from yunnan_training.core.saving import save_checked
from yunnan_training.core.workflow import Actor, NotAllowed, Stale, entered, record, require

from ..models import Institution

FIELDS = frozenset(
    {
        "name",
        "credit_code",
        "kind",
        "ownership",
        "address",
        "legal_person",
        "contact_name",
        "contact_phone",
        "active",
    }
)


@transaction.atomic
def register(*, county: Region, by: Actor, at: datetime, **fields: Any) -> Institution:
    """二(一)2: one of the three kinds, entered by the county where it stands."""
    _only(fields)
    _own_county(county, by=by)
    institution = Institution(county=county, **fields)
    save_checked(institution)
    entered(institution, by=by, at=at, label="登记机构")
    return institution


@transaction.atomic
def correct(
    institution: Institution, *, by: Actor, at: datetime, version: int | None = None, **fields: Any
) -> Institution:
    county = fields.pop("county", institution.county)
    _only(fields)
    locked = lock(institution, verb=Verb.ENTER_INSTITUTION, by=by, version=version)
    _own_county(county, by=by)
    locked.county = county
    for name, value in fields.items():
        setattr(locked, name, value)
    return count(locked, "correct", label="修改机构信息", by=by, at=at)


def lock(institution: Institution, *, verb: Verb, by: Actor, version: int | None) -> Institution:
    """The institution, locked, for somebody whose reach covers it and who saw its present version."""
    locked = Institution.objects.select_for_update().get(pk=institution.pk)
    require(by, locked, verb)
    if version is not None and locked.version != version:
        raise Stale
    return locked


def count(
    institution: Institution, move: str, *, label: str, by: Actor, at: datetime, comment: str = ""
) -> Institution:
    """Save, count the version up, record."""
    institution.version += 1
    save_checked(institution)
    record(institution, move, label=label, by=by, at=at, comment=comment)
    return institution


def _only(fields: dict[str, Any]) -> None:
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"not fields of an institution: {sorted(unknown)}")


def _own_county(county: Region, *, by: Actor) -> None:
    reached = regions.within(by.jurisdiction, verb=Verb.ENTER_INSTITUTION)
    if not by.system and not reached.filter(pk=county.pk).exists():
        raise NotAllowed("只能登记本县(市、区)的培训机构")
