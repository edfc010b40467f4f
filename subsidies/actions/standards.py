"""What a region sets for itself where the notice leaves it open: one officer drafts, another releases."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yunnan_training.core.enums import LocalStandardStatus
from yunnan_training.core.law_states import STANDARD_STATES
from yunnan_training.core.models import LocalStandard, Region
from yunnan_training.core.roles import Verb
from yunnan_training.core.saving import save_checked
from yunnan_training.core.workflow import Actor, NotAllowed, Refused, Stale, entered, perform, record, require

from ..workflow import STANDARD_WORKFLOW, standard_fits
from .constraints import in_words
from .together import may

CHANGE = "change"  # the act whose actor may not release: see law_states


@transaction.atomic
def draft(
    *,
    key: str,
    region: Region,
    value: str,
    valid_from: date,
    document: str,
    quote: str,
    by: Actor,
    at: datetime,
    valid_to: date | None = None,
    occupation: str = "",
    level: str = "",
    programme: str = "",
) -> LocalStandard:
    if not may(by, Verb.DRAFT_STANDARD, region):
        raise NotAllowed("只能起草本地区的标准")
    standard = LocalStandard(
        key=key,
        region=region,
        value=value.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        document=document.strip(),
        quote=quote.strip(),
        occupation=occupation,
        level=level,
        programme=programme,
        drafted_by=by.user,
    )
    _save(standard, by=by, at=at)
    entered(standard, by=by, at=at, label="起草")
    return standard


@transaction.atomic
def change(
    standard: LocalStandard, *, by: Actor, at: datetime, version: int | None = None, **given
) -> LocalStandard:
    """Rewrite a draft. Who changed it can't release it either."""
    locked = (
        LocalStandard.objects.select_for_update(of=("self",)).select_related("region").get(pk=standard.pk)
    )
    require(by, locked, Verb.DRAFT_STANDARD)
    if version is not None and locked.version != version:
        raise Stale
    if locked.status != LocalStandardStatus.DRAFT:
        raise Refused("标准发布后不能再改；请先停止执行，再起草新的标准")
    if not may(by, Verb.DRAFT_STANDARD, given.get("region", locked.region)):
        raise NotAllowed("只能起草本地区的标准")
    for name, value in given.items():
        setattr(locked, name, value.strip() if isinstance(value, str) else value)
    locked.version += 1
    _save(locked, by=by, at=at)
    record(locked, CHANGE, label="修改", source=locked.status, by=by, at=at)
    return locked


def _save(standard: LocalStandard, *, by: Actor, at: datetime) -> None:
    if refusals := standard_fits(standard, by=by, at=at):
        raise Refused(*refusals)
    save_checked(standard, unchecked=("drafted_by", "released_by"))


@transaction.atomic
def release(
    standard: LocalStandard, *, by: Actor, at: datetime, version: int | None = None, comment: str = ""
) -> LocalStandard:
    """The figure holds from its first day on. Two releases of one region queue up at its row, so that the second
    reads what the first set; the database has the last word on an overlap."""
    Region.objects.select_for_update(no_key=True).get(pk=standard.region_id)
    with in_words(LocalStandard):
        return perform(
            STANDARD_WORKFLOW,
            standard,
            "release",
            by=by,
            at=at,
            version=version,
            comment=comment,
            released_by=by.user,
            released_at=at,
        )


def retire(
    standard: LocalStandard,
    *,
    last_day: date,
    by: Actor,
    at: datetime,
    version: int | None = None,
    comment: str = "",
) -> LocalStandard:
    """Stop a standard after `last_day`. It holds for its days for ever, so the day isn't in the past."""
    today = timezone.localtime(at).date()
    earliest = max(today, standard.valid_from)
    if last_day < earliest:
        raise Refused(f"最后执行日不能早于{earliest}：此前的日期已按本标准办理，或本标准尚未开始执行")
    if standard.valid_to is not None and last_day > standard.valid_to:
        raise Refused(f"本标准原定到{standard.valid_to}为止，最后执行日不能晚于该日")
    return perform(
        STANDARD_WORKFLOW,
        standard,
        "retire",
        by=by,
        at=at,
        version=version,
        comment=comment,
        valid_to=last_day,
    )


def move(
    standard: LocalStandard,
    name: str,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    comment: str = "",
    last_day: date | None = None,
) -> LocalStandard:
    """release, or retire with the last day."""
    if name not in {each.name for each in STANDARD_STATES.moves}:
        raise KeyError(name)
    if name == "release":
        return release(standard, by=by, at=at, version=version, comment=comment)
    if last_day is None:
        raise Refused("请填写最后执行日")
    return retire(standard, last_day=last_day, by=by, at=at, version=version, comment=comment)
