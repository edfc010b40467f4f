"""The law in force: the release that decides today, and the figures that regions set for themselves."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import Max, Q

from subsidies.rules.parameter_files import read_release_text
from subsidies.rules.parameters import current
from subsidies.rules.releases import Release

from .enums import LocalStandardStatus, RuleReleaseStatus
from .law_states import RELEASE_STATES
from .models import LocalStandard, Region, RuleRelease
from .workflow import Actor, Refused, Workflow, entered, perform

RELEASE_FLOW = Workflow(RELEASE_STATES)
SHIPPED = Actor.machine(office="随软件发布")


@dataclass(frozen=True, slots=True)
class InForce:
    """The row of the release and what it says."""

    row_id: int
    number: int
    release: Release


def in_force() -> InForce:
    """The one released set of rules. Raises Refused where none was loaded yet."""
    found = (
        RuleRelease.objects.filter(status=RuleReleaseStatus.RELEASED)
        .values_list("pk", "number", "rules_version")
        .first()
    )
    if found is None:
        raise Refused("尚未发布规则版本，请系统管理员执行 manage.py load_rules")
    pk, number, version = found
    return InForce(pk, number, _read(pk, version))


def read(row: RuleRelease) -> Release:
    """What a stored release says, whether draft, in force or retired."""
    return _read(row.pk, row.rules_version)


@lru_cache(maxsize=32)
def _read(pk: int, version: str) -> Release:
    """The version is part of the key: a draft changes, and one process mustn't see the draft of another time."""
    if version == current().version:
        return current()
    return read_release_text(RuleRelease.objects.values_list("content", flat=True).get(pk=pk))


@transaction.atomic
def load_shipped(*, at: datetime) -> RuleRelease:
    """Make the release that comes with the software known, and put it in force unless an officer's release is.

    Safe to run again. A release of an office stays in force through an upgrade: the shipped one then waits as a
    draft for an officer to look at.
    """
    shipped = current()
    known = RuleRelease.objects.filter(rules_version=shipped.version).order_by("-number").first()
    if known is not None:
        return known
    before = RuleRelease.objects.select_for_update().filter(status=RuleReleaseStatus.RELEASED).first()
    row = RuleRelease.objects.create(
        number=next_number(),
        title="随软件发布的规则",
        reason="软件自带的参数和读法，依据云人社发〔2018〕71号。",
        content=shipped.to_text(),
        rules_version=shipped.version,
        edition=shipped.edition,
        based_on=before,
    )
    entered(row, by=SHIPPED, at=at, label="随软件载入")
    if before is not None and before.released_by_id is not None:
        return row
    if before is not None:
        perform(RELEASE_FLOW, before, "retire", by=SHIPPED, at=at, comment="由新版软件接替")
    return perform(RELEASE_FLOW, row, "release", by=SHIPPED, at=at, released_at=at)


def next_number() -> int:
    return (RuleRelease.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def standard(
    key: str, *, region: Region | str, on: date, occupation: str = "", level: str = "", programme: str = ""
) -> LocalStandard | None:
    """The nearest released standard: the county's own, else its prefecture's, else the province's; within one region
    the one that names occupation, level and programme before the one that leaves them open."""
    code = region if isinstance(region, str) else region.code
    chain = [code, f"{code[:4]}00", f"{code[:2]}0000"]
    found = LocalStandard.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        key=key,
        region_id__in=chain,
        valid_from__lte=on,
        occupation__in=("", occupation),
        level__in=("", level),
        programme__in=("", programme),
        status__in=(LocalStandardStatus.RELEASED, LocalStandardStatus.RETIRED),
    ).select_related("region")
    return min(
        found,
        key=lambda each: (
            chain.index(each.region_id),
            -sum(map(bool, (each.occupation, each.level, each.programme))),
            -each.pk,
        ),
        default=None,
    )
