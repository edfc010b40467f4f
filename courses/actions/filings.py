"""二(一)3 「由州市人社局汇总报省厅备案登记」: consolidate, report, register or return. Not an approval (A35)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.models import NumberSeries, Region
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, NotAllowed, Refused, entered, perform, require

from ..enums import FilingStatus
from ..models import Filing, FilingItem
from ..selectors import unfiled_classes
from ..workflow import FILING_WORKFLOW


@transaction.atomic
def consolidate(*, prefecture: Region, period: date, by: Actor, at: datetime) -> Filing:
    """Gather every published class of the prefecture's counties that is in no filing yet, up to the end of
    the month of `period`."""
    if prefecture.level != RegionLevel.PREFECTURE:
        raise Refused("只能按州市汇总备案")
    if not any(
        prefecture.code.startswith(grant.prefix) for grant in by.jurisdiction.grants_for(Verb.FILE_CLASSES)
    ):
        raise NotAllowed("您没有汇总该州市备案的权限")
    period = period.replace(day=1)
    classes = list(unfiled_classes(prefecture, period=period).select_for_update(of=("self",)))
    if not classes:
        raise Refused(f"{prefecture.name}截至{period:%Y年%m月}没有尚未备案的已公开培训班")
    filing = Filing.objects.create(
        prefecture=prefecture,
        title=f"{prefecture.name}{period.year}年{period.month}月补贴性培训班备案",
        period=period,
        entered_by=by.user,
    )
    FilingItem.objects.bulk_create(FilingItem(filing=filing, training_class=item) for item in classes)
    entered(filing, by=by, at=at, label="汇总备案")
    return filing


@transaction.atomic
def drop_class(filing: Filing, item: FilingItem, *, by: Actor, at: datetime) -> None:
    """Take a class out while the filing is with the prefecture."""
    locked = Filing.objects.select_for_update().get(pk=filing.pk)
    require(by, locked, Verb.FILE_CLASSES)
    if locked.status not in (FilingStatus.DRAFT, FilingStatus.RETURNED):
        raise Refused("已报省厅的备案不能移出培训班")
    FilingItem.objects.filter(filing=locked, pk=item.pk).delete()


def move(
    filing: Filing, name: str, *, by: Actor, at: datetime, version: int | None = None, comment: str = ""
) -> Filing:
    """submit, register (gives the number) or return_for_correction."""
    if name == "register":
        return register(filing, by=by, at=at, version=version, comment=comment)
    return perform(FILING_WORKFLOW, filing, name, by=by, at=at, version=version, comment=comment)


@transaction.atomic
def register(
    filing: Filing, *, by: Actor, at: datetime, version: int | None = None, comment: str = ""
) -> Filing:
    year = timezone.localtime(at).year
    serial = NumberSeries.next(f"filing:{year}")
    return perform(
        FILING_WORKFLOW,
        filing,
        "register",
        by=by,
        at=at,
        version=version,
        comment=comment,
        registration_number=f"云培备〔{year}〕{serial:04d}号",
        registered_at=at,
    )
