"""The log of who saw, exported or decrypted personal data."""

from datetime import datetime

from django.db import models

from .enums import AccessKind
from .models import PersonalDataAccess
from .workflow import Actor, Refused, object_type


def record_access(
    obj: models.Model,
    *,
    kind: AccessKind,
    fields: list[str],
    reason: str,
    by: Actor,
    at: datetime,
    region_code: str = "",
    row_count: int = 1,
) -> PersonalDataAccess:
    """One row per look; a look without a reason is refused."""
    reason = reason.strip()
    if not reason:
        raise Refused("请填写查看完整信息的理由")
    return PersonalDataAccess.objects.create(
        kind=kind,
        actor=by.user,
        actor_name=by.name,
        office=by.office,
        object_type=object_type(obj),
        object_id=obj.pk,
        region_code=region_code,
        fields=fields,
        reason=reason,
        row_count=row_count,
        at=at,
        request_id=by.request_id,
    )
