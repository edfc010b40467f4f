"""Try a draft, or other readings, over a period's decisions. Nothing is decided or changed by it."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction
from django.db.models import F, Max, Window
from django.db.models.functions import RowNumber

from yunnan_training.core import jobs, law, regions
from yunnan_training.core.enums import JobStatus, RuleReleaseStatus, StoredFileKind
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.models import Job, Region, RuleRelease, StoredFile
from yunnan_training.core.roles import Verb
from yunnan_training.core.saving import save_checked
from yunnan_training.core.workflow import Actor, NotAllowed, Refused

from ..exports import CONTENT_TYPE
from ..exports.simulations import report
from ..models import Simulation, SimulationPart
from ..rules.releases import Kind, Parameter, Release
from .simulating import SOURCES, Source, past_year, tried_release
from .simulating import run_part as run_one_part
from .simulation_summary import summary_of

PART_SIZE = 20_000
PROVINCE = "530000"
MEASURE = "subsidies.measure_readings"


def switches(release: Release) -> list[Parameter]:
    """The readings that may be tried, in the order of the register."""
    found = [each for each in release.parameters.values() if each.kind is Kind.CHOICE]
    return sorted(found, key=lambda each: (int(each.register[1:] or 0), each.key))


@transaction.atomic
def request(
    *,
    title: str,
    region: Region,
    period_from: date,
    period_to: date,
    release: RuleRelease | None = None,
    readings: Mapping[str, str] | None = None,
    by: Actor,
) -> Simulation:
    """The simulation, its parts, and a job for each; one over no decision at all is finished at once."""
    if (
        not by.system
        and not regions.within(by.jurisdiction, verb=Verb.SIMULATE).filter(pk=region.pk).exists()
    ):
        raise NotAllowed("您没有在该范围内开展政策测算的权限")
    if release is not None and release.status != RuleReleaseStatus.DRAFT:
        raise Refused("只能测算规则草稿；已发布的规则版本就是现行规则")
    base = law.in_force()
    made = Simulation(
        title=title,
        region=region,
        release=release,
        base_id=base.row_id,
        readings=_other_readings(readings or {}, base.release),
        period_from=period_from,
        period_to=period_to,
        requested_by=by.user,
    )
    if release is None and not made.readings:
        same = "所选读法与现行读法相同，没有可测算的内容"
        raise Refused(same if readings else "请选择规则草稿或至少一种另外的读法")
    save_checked(made, unchecked=("requested_by", "readings", "summary", "file"))
    tried = tried_release(made)
    changed = [key for key in tried.changed_from(base.release) if key in tried.parameters]
    if not changed:
        raise Refused("该草稿与现行规则没有差别，没有可测算的内容")
    made.summary = {"tries": tried.version, "changed": changed}
    made.save(update_fields=["summary"])
    parts = [part for source in SOURCES.values() for part in _parts(made, source, by=by)]
    if not parts:
        finish(made.pk, at=made.created_at)
        made.refresh_from_db()
    return made


def _other_readings(readings: Mapping[str, str], release: Release) -> dict[str, str]:
    """Without those that hold already; one that isn't offered is refused."""
    offered = {each.key: each for each in switches(release)}
    for key, choice in readings.items():
        if key not in offered or choice not in offered[key].choices:
            raise Refused(f"没有“{key}”的读法“{choice}”")
    return {
        key: choice
        for key, choice in readings.items()
        if any(dated.value != choice for dated in offered[key].values)
    }


def _parts(simulation: Simulation, source: Source, *, by: Actor) -> list[SimulationPart]:
    newest = source.model.objects.aggregate(last=Max("pk"))["last"]
    if newest is None:
        return []
    numbered = source.decisions(simulation, newest=newest).annotate(
        place=Window(RowNumber(), order_by=F("pk").asc())
    )
    begins = list(
        numbered.annotate(within=F("place") % PART_SIZE)
        .filter(within=1 % PART_SIZE)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    before = simulation.parts.count()
    made = []
    for order, (first, following) in enumerate(pairwise([*begins, newest + 1]), before + 1):
        part = SimulationPart.objects.create(
            simulation=simulation, order=order, first_id=first, last_id=following - 1
        )
        part.job = jobs.request(source.job_kind, args={"part": part.pk, "newest": newest}, by=by.user)
        part.save(update_fields=["job"])
        made.append(part)
    return made


def run_part(part_id: int, *, newest: int, at: datetime) -> Simulation:
    """Run one part; whoever ends the last one also folds the totals and makes the workbook."""
    part = run_one_part(part_id, newest=newest)
    finish(part.simulation_id, at=at)
    return part.simulation


@transaction.atomic
def finish(simulation_id: int, *, at: datetime) -> bool:
    """Fold, once every part has its totals. Two workers that end together: the second finds it done."""
    simulation = (
        Simulation.objects.select_for_update(of=("self",)).select_related("region").get(pk=simulation_id)
    )
    if simulation.finished_at or simulation.parts.filter(totals__isnull=True).exists():
        return False
    simulation.summary |= summary_of(simulation)
    simulation.finished_at = at
    simulation.file = StoredFile.store(
        report(simulation),
        kind=StoredFileKind.SIMULATION_REPORT,
        name=f"政策测算-{simulation.pk}.xlsx",
        content_type=CONTENT_TYPE,
        by=simulation.requested_by,
    )
    simulation.save(update_fields=["summary", "finished_at", "file"])
    return True


@transaction.atomic
def again(simulation: Simulation, *, by: Actor) -> list[SimulationPart]:
    """Ask once more for the parts that failed. The job of a part that is under way is left alone."""
    if not covers(by.jurisdiction, simulation, Verb.SIMULATE):
        raise NotAllowed("您没有在该范围内开展政策测算的权限")
    failed = list(
        simulation.parts.filter(totals__isnull=True, job__status=JobStatus.FAILED).select_related("job")
    )
    if not failed:
        raise Refused("没有需要重新测算的分段")
    for part in failed:
        part.job = jobs.request(part.job.kind, args=part.job.args, by=by.user)
        part.save(update_fields=["job"])
    return failed


@transaction.atomic
def request_measure(*, by: Actor) -> Job:
    """What the weekly timetable asks for, asked for by the province at once."""
    if not regions.within(by.jurisdiction, verb=Verb.SIMULATE).filter(pk=PROVINCE).exists():
        raise NotAllowed("只有省厅可以测算各处歧义的影响")
    return jobs.request(MEASURE, args={}, by=by.user)


@transaction.atomic
def measure(*, today: date, since: datetime) -> list[Simulation]:
    """The other readings of every switch of the register, each over the past year's decisions of the whole province.
    One that was already asked for after `since` is left to run."""
    province = Region.objects.get(code=PROVINCE)
    first, last = past_year(today)
    made = []
    for switch in switches(law.in_force().release):
        for choice in switch.choices if switch.register else ():
            if choice == switch.values[-1].value:
                continue
            asked = Simulation.objects.measured().filter(readings={switch.key: choice}, created_at__gte=since)
            made.append(
                asked.first()
                or request(
                    title=measure_title(switch, choice),
                    region=province,
                    period_from=first,
                    period_to=last,
                    readings={switch.key: choice},
                    by=Actor.machine(),
                )
            )
    return made


def measure_title(switch: Parameter, choice: str) -> str:
    return f"{switch.register} {switch.choices[choice]}"[:80]
