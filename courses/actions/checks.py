"""The county's check of a host's licence for one class (二(一)2)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from institutions.models import Licence
from yunnan_training.core.models import NumberSeries
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Refused, Stale, record, require

from ..enums import CheckResult
from ..models import QualificationCheck, TrainingClass
from ..states import CHECKABLE
from ..workflow import licence_covers


@transaction.atomic
def check_qualification(
    training_class: TrainingClass,
    *,
    licence: Licence,
    passed: bool,
    note: str = "",
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> QualificationCheck:
    """Store the result; a passed check gets the number of its mark (核验标识). A licence that doesn't cover
    the occupation and every day of the class can't pass (K37)."""
    locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    require(by, locked, Verb.CHECK_QUALIFICATION)
    if version is not None and locked.version != version:
        raise Stale
    if locked.status not in CHECKABLE:
        raise Refused(f"培训班当前为“{locked.get_status_display()}”，提交申请后、批准前才能核验资质")
    if licence.institution_id != locked.institution_id:
        raise Refused("所选证照不是承办机构的证照")
    if passed:
        refusals = licence_covers(licence, locked)
        if refusals:
            raise Refused(*refusals)
    elif not note.strip():
        raise Refused("核验不通过必须写明原因")
    mark = ""
    if passed:
        year = timezone.localtime(at).year
        serial = NumberSeries.next(f"mark:{locked.county_id}:{year}")
        mark = f"HY{locked.county_id}-{year}-{serial:04d}"
    check = QualificationCheck.objects.create(
        training_class=locked,
        licence=licence,
        result=CheckResult.PASSED if passed else CheckResult.FAILED,
        mark_number=mark,
        note=note.strip(),
        checked_by=by.user,
        checked_at=at,
    )
    record(
        locked,
        "check_qualification",
        label=f"资质核验：{check.get_result_display()}",
        by=by,
        at=at,
        source=locked.status,
        comment=check.note,
    )
    return check
