"""A publicity: opened over approved claims, closed when its days are over and every objection is answered."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from yunnan_training.core.models import NumberSeries, Region
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, NotAllowed, Refused, entered, perform

from ..enums import ClaimStatus
from ..models import Claim, Publicity
from ..selectors import publicity_days, publicity_window
from ..workflow import CLAIM_WORKFLOW, PUBLICITY_WORKFLOW
from .together import each, may, name_refusals

FURTHEST_AHEAD = timedelta(days=366)  # a slip of the finger in the year is refused


@transaction.atomic
def open(  # noqa: A001  reads as a sentence: publicities.open(...)
    *,
    county: Region,
    claims: Iterable[Claim],
    starts_on: date,
    by: Actor,
    at: datetime,
    objection_phone: str = "",
    days: int | None = None,
) -> Publicity:
    """Publicise approved claims of one county from `starts_on` for the county's number of working days, or for more.

    The first day is not in the past: what nobody could read was not publicised.
    """
    if not may(by, Verb.PUBLISH_CLAIMS, county):
        raise NotAllowed("只能组织本县(市、区)的补贴公示")
    today = timezone.localtime(at).date()
    if not today <= starts_on <= today + FURTHEST_AHEAD:
        raise Refused("公示开始日不能早于今天，也不能晚于一年之后")
    phone = (objection_phone or county.office_phone).strip()
    least = publicity_days(county, on=starts_on)
    locked = each(claims)
    refusals = []
    if days is not None and days < least.value:
        refusals.append(f"公示期不能少于{least.value}个工作日（{least.source}）")
    if not phone:
        refusals.append("请填写异议受理电话")
    if not locked:
        refusals.append("请至少选择一笔已批准的申请")
    refusals += [f"申请{claim.number}不属于{county.name}" for claim in locked if claim.county_id != county.pk]
    if refusals:
        raise Refused(*refusals)
    window = publicity_window(starts_on, county=county, working_days=days)
    year = timezone.localtime(at).year
    publicity = Publicity.objects.create(
        number=f"GS{county.code}-{year}-{NumberSeries.next(f'publicity:{county.code}:{year}'):04d}",
        county=county,
        starts_on=window.starts_on,
        ends_on=window.ends_on,
        calendar_note=window.note,
        objection_phone=phone,
        entered_by=by.user,
    )
    entered(publicity, by=by, at=at, label="组织公示")
    with name_refusals() as naming:
        for claim in locked:
            with naming(claim):
                perform(CLAIM_WORKFLOW, claim, "publicise", by=by, at=at, publicity=publicity)
    return publicity


@transaction.atomic
def close(
    publicity: Publicity, *, by: Actor, at: datetime, version: int | None = None, comment: str = ""
) -> Publicity:
    """End a publicity on a day after its last one. What nobody objected to, or whose objection was
    dismissed, goes on to payment; a publicity with an open objection stays open."""
    closed = perform(PUBLICITY_WORKFLOW, publicity, "close", by=by, at=at, version=version, comment=comment)
    machine = Actor.machine(office=closed.county.office_name)
    for claim in each(closed.claims.filter(status=ClaimStatus.PUBLICISED)):
        perform(CLAIM_WORKFLOW, claim, "clear", by=machine, at=at)
    return closed


def move(
    publicity: Publicity,
    name: str,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    comment: str = "",
) -> Publicity:
    """The one button of a publicity: close."""
    if name != "close":
        raise KeyError(name)
    return close(publicity, by=by, at=at, version=version, comment=comment)
