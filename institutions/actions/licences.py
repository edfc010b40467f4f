"""Papers that give an institution the right to teach."""

from datetime import datetime
from typing import Any

from django.db import transaction

from yunnan_training.core.roles import Verb
from yunnan_training.core.saving import save_checked
from yunnan_training.core.workflow import Actor

from ..models import Institution, Licence
from .institutions import count, lock


@transaction.atomic
def add(
    institution: Institution, *, by: Actor, at: datetime, version: int | None = None, **fields: Any
) -> Licence:
    locked = lock(institution, verb=Verb.KEEP_INSTITUTION, by=by, version=version)
    licence = Licence(institution=locked, **fields)
    # No occupation named: the paper doesn't limit them.
    save_checked(licence, unchecked={"occupations"})
    count(locked, "add_licence", label="登记证照", by=by, at=at, comment=str(licence))
    return licence


@transaction.atomic
def correct(
    licence: Licence, *, by: Actor, at: datetime, version: int | None = None, **fields: Any
) -> Licence:
    """`version` is the institution's."""
    locked = lock(licence.institution, verb=Verb.KEEP_INSTITUTION, by=by, version=version)
    licence = Licence.objects.get(pk=licence.pk)
    for name, value in fields.items():
        setattr(licence, name, value)
    save_checked(licence, unchecked={"occupations"})
    count(locked, "correct_licence", label="修改证照", by=by, at=at, comment=str(licence))
    return licence
