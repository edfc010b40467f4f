"""The law in force: the release that decides today, and the figures that regions set for themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from django.db import transaction
from django.db.models import Max, Q

from subsidies.rules.local_standards import DIMENSIONS, StandardKind, standard_kind
from subsidies.rules.parameter_files import read_release_text
from subsidies.rules.parameters import current
from subsidies.rules.releases import Kind, NoValueOnDayError, Release

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


def to_show() -> Release:
    """What a page shows: the release in force, and of the software what that release is too old to know."""
    release = in_force().release
    if current().parameters.keys() <= release.parameters.keys():
        return release
    return replace(release, parameters=MappingProxyType({**current().parameters, **release.parameters}))


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
    case = Case(region, on, occupation, level, programme)
    return _nearest(_rows([key], [case]), case).get(key)


@dataclass(frozen=True, slots=True)
class Case:
    """By what a standard is looked up."""

    region: Region | str
    on: date
    occupation: str = ""
    level: str = ""
    programme: str = ""

    @property
    def chain(self) -> list[str]:
        """The county, its prefecture, the province."""
        code = self.region if isinstance(self.region, str) else self.region.code
        return [code, f"{code[:4]}00", f"{code[:2]}0000"]

    def fits(self, row: LocalStandard) -> bool:
        return (
            row.region_id in self.chain
            and row.valid_from <= self.on
            and (row.valid_to is None or row.valid_to >= self.on)
            and row.occupation in ("", self.occupation)
            and row.level in ("", self.level)
            and row.programme in ("", self.programme)
        )

    def distance(self, row: LocalStandard) -> tuple[int, int, int]:
        named = sum(map(bool, (row.occupation, row.level, row.programme)))
        return self.chain.index(row.region_id), -named, -row.pk


def told_apart_by(key: str, *, region: Region | str, on: date) -> tuple[str, ...]:
    """By what the standards that reach this place differ on that day: occupation, level, programme."""
    rows = _rows([key], [Case(region, on)])
    return tuple(name for name in DIMENSIONS if any(getattr(row, name) for row in rows))


@dataclass(frozen=True, slots=True)
class Figure:
    """What holds at one place on one day, and by whose word. `standard` is None where no region has set one."""

    key: str
    label: str
    kind: Kind
    unit: str
    value: Decimal | int
    shown: str
    source: str  # for a page: 保山市《…》, or 门户默认值
    reason: str  # what the notice leaves open
    standard: LocalStandard | None = None


def figure(
    key: str, *, region: Region | str, on: date, occupation: str = "", level: str = "", programme: str = ""
) -> Figure:
    """The released local standard, else the portal's default. Raises NoValueOnDayError where there is neither."""
    return figures([key], region=region, on=on, occupation=occupation, level=level, programme=programme)[key]


def figures(
    keys: Iterable[str],
    *,
    region: Region | str,
    on: date,
    occupation: str = "",
    level: str = "",
    programme: str = "",
) -> dict[str, Figure]:
    """Several at once, for two queries in all."""
    keys = dict.fromkeys(keys).keys()
    case = Case(region, on, occupation, level, programme)
    found = _nearest(_rows(keys, [case]), case)
    release = to_show() if keys - found.keys() else None
    return {key: _figure(standard_kind(key), found.get(key), release, on=on) for key in keys}


def released(key: str, cases: Sequence[Case]) -> list[Figure | None]:
    """For each case the figure of the nearest released standard, None where no region has set one; one query."""
    rows = _rows([key], cases)
    nearest = [_nearest(rows, case).get(key) for case in cases]
    return [
        row and _figure(standard_kind(key), row, None, on=case.on)
        for row, case in zip(nearest, cases, strict=True)
    ]


def _figure(kind: StandardKind, found: LocalStandard | None, release: Release | None, *, on: date) -> Figure:
    if found is not None:
        text, source = found.value, f"{found.region.name}：{found.document}"
    else:
        text, source = _default(kind, release, on=on)
    return Figure(
        key=kind.key,
        label=kind.label,
        kind=kind.kind,
        unit=kind.unit,
        value=kind.value_of(text),
        shown=kind.shown(text),
        source=source,
        reason=kind.reason,
        standard=found,
    )


def _default(kind: StandardKind, release: Release, *, on: date) -> tuple[str, str]:
    """(figure, source) of the release."""
    if not kind.default:
        raise NoValueOnDayError(f"{kind.key} has no value on {on.isoformat()}: no region has set one")
    dated = release.entry(kind.default, on=on)
    source = (
        f"{dated.document} {dated.clause}" if dated.document else release.parameter(kind.default).citation
    )
    return dated.text, source


def overlapping(standard: LocalStandard) -> LocalStandard | None:
    """Another standard of the same region, key and dimensions that holds on one of its days."""
    others = LocalStandard.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=standard.valid_from),
        key=standard.key,
        region_id=standard.region_id,
        occupation=standard.occupation,
        level=standard.level,
        programme=standard.programme,
        status__in=(LocalStandardStatus.RELEASED, LocalStandardStatus.RETIRED),
    ).exclude(pk=standard.pk)
    if standard.valid_to is not None:
        others = others.filter(valid_from__lte=standard.valid_to)
    return others.select_related("region").order_by("valid_from").first()


def _rows(keys: Iterable[str], cases: Sequence[Case]) -> list[LocalStandard]:
    """Everything that may hold in one of the cases."""
    days = [case.on for case in cases]
    if not days:
        return []
    rows = LocalStandard.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=min(days)),
        key__in=list(keys),
        region_id__in={code for case in cases for code in case.chain},
        valid_from__lte=max(days),
        status__in=(LocalStandardStatus.RELEASED, LocalStandardStatus.RETIRED),
    )
    return list(rows.select_related("region"))


def _nearest(rows: Iterable[LocalStandard], case: Case) -> dict[str, LocalStandard]:
    """Key → the one that holds in this case."""
    return {each.key: each for each in sorted(filter(case.fits, rows), key=case.distance, reverse=True)}
