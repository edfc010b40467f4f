"""二(一)3 「由州市人社局汇总报省厅备案登记」: consolidate, report, register or return. Not an approval (A35)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.models import NumberSeries, Region
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, NotAllowed, Refused, entered, perform, record, require

from ..enums import OPEN_FILING
from ..models import Filing, FilingItem, TrainingClass
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
    if period > timezone.localdate(at):
        raise Refused(f"{period:%Y年%m月}还没有到，不能汇总")
    classes = _take_unfiled(prefecture, period=period)
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
def gather(filing: Filing, *, by: Actor, at: datetime) -> int:
    """Take in what was published or left out since: a filing returned as incomplete is completed here."""
    locked = _open_filing(filing, by=by)
    classes = _take_unfiled(locked.prefecture, period=locked.period)
    if not classes:
        raise Refused(f"截至{locked.period:%Y年%m月}没有尚未列入备案的培训班")
    FilingItem.objects.bulk_create(FilingItem(filing=locked, training_class=item) for item in classes)
    _changed(locked, "gather", f"补充汇总{len(classes)}个班次", by=by, at=at)
    return len(classes)


@transaction.atomic
def drop_class(filing: Filing, item: FilingItem, *, by: Actor, at: datetime) -> None:
    """Take a class out while the filing is with the prefecture."""
    locked = _open_filing(filing, by=by)
    found = FilingItem.objects.filter(filing=locked, pk=item.pk).select_related("training_class").first()
    if found is None:
        raise Refused("该班次已不在本备案中，请刷新页面")
    found.delete()
    _changed(locked, "drop_class", f"移出班次：{found.training_class.number}", by=by, at=at)


def _take_unfiled(prefecture: Region, *, period: date) -> list[TrainingClass]:
    """The classes to file, locked. Two officers who gather at the same moment queue up at their prefecture."""
    Region.objects.select_for_update().get(pk=prefecture.pk)
    return list(unfiled_classes(prefecture, period=period).select_for_update(of=("self",)))


def _open_filing(filing: Filing, *, by: Actor) -> Filing:
    locked = Filing.objects.select_for_update(of=("self",)).select_related("prefecture").get(pk=filing.pk)
    require(by, locked, Verb.FILE_CLASSES)
    if locked.status not in OPEN_FILING:
        raise Refused(f"备案当前为“{locked.get_status_display()}”，不能增减班次")
    return locked


def _changed(filing: Filing, move: str, label: str, *, by: Actor, at: datetime) -> None:
    """What is reported is another thing now: whoever read the old one must look again before a step."""
    filing.version += 1
    filing.save(update_fields=["version"])
    record(filing, move, label=label, source=filing.status, by=by, at=at)


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
