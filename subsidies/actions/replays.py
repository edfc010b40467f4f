"""Replay the stored decisions: each is worked out again under its own release and must come out as it was stored."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from time import monotonic

from django.db import transaction
from django.utils import timezone

from yunnan_training.core import jobs, law
from yunnan_training.core.identity import mask_runs
from yunnan_training.core.models import Job, RuleRelease
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, NotAllowed, Refused

from ..models import ReplayMismatch, ReplayRun
from ..rules import Release
from ..rules.parameter_files import read_release_text
from ..rules.releases import ParameterError
from ..rules.replay import Difference, described, replay
from . import stored_decisions
from .stored_decisions import Raw, Source, Stored

KIND = "subsidies.replay"
MOST_SAMPLED = 1_000_000  # their keys are held in memory
PATIENCE = 300  # seconds after which a job hands the rest to the next one, well before its time limit
GIVEN_UP_AFTER = timedelta(hours=6)  # a run that hasn't ended by then holds up no other
LONGEST_SHOWN = 500
SOURCES = tuple(Source)
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"(?<![\d-])(\d{4}-\d{2}-\d{2})(?![\d-])")


@dataclass(frozen=True, slots=True)
class Found:
    """One stored decision that doesn't come out again."""

    source: Source
    pk: int
    release_number: int
    differences: list[Difference]


Report = Callable[[Found], None]


@transaction.atomic
def request(
    *, by: Actor, at: datetime, since: date | None = None, sample: int | None = None
) -> tuple[ReplayRun, Job]:
    """Order a replay of everything, of what was decided since a day, or of so many chosen by chance."""
    if not by.system and not any(
        len(grant.prefix) == 2 for grant in by.jurisdiction.grants_for(Verb.REPLAY) if grant.region_code
    ):
        raise NotAllowed("您没有复核历史核定的权限")
    if ReplayRun.objects.filter(finished_at__isnull=True, started_at__gt=at - GIVEN_UP_AFTER).exists():
        raise Refused("已有一次复核正在进行，请等它结束")
    run = begin(at=at, since=since, sample=sample, by=by)
    return run, jobs.request(KIND, args={"run": run.pk}, by=by.user)


def begin(*, at: datetime, since: date | None, sample: int | None, by: Actor) -> ReplayRun:
    if sample is not None and not 0 < sample <= MOST_SAMPLED:
        raise Refused(f"抽样数应在1至{MOST_SAMPLED}之间")
    return ReplayRun.objects.create(started_at=at, since=since, sample=sample, requested_by=by.user)


def work(job: Job) -> tuple[ReplayRun, Job | None]:
    """The worker's part. A job that runs out of time orders the next one to go on after the last decision."""
    args = job.args
    run = ReplayRun.objects.get(pk=args["run"])
    if run.finished_at:
        return run, None
    start = (SOURCES[args.get("source", 0)], args.get("after", 0))
    run.checked, run.mismatched = args.get("checked", 0), args.get("mismatched", 0)
    deadline = monotonic() + PATIENCE
    for source, last in go_through(run, start=start):
        jobs.advance(job, done=run.checked, total=run.sample or 0)
        if monotonic() > deadline and run.sample is None:
            rest = {"source": SOURCES.index(source), "after": last}
            counted = {"checked": run.checked, "mismatched": run.mismatched}
            return run, jobs.request(KIND, args={"run": run.pk, **rest, **counted}, by=run.requested_by)
    finish(run, at=timezone.now())
    return run, None


def finish(run: ReplayRun, *, at: datetime) -> None:
    run.finished_at = at
    run.save(update_fields=["finished_at", "checked", "mismatched"])


def go_through(
    run: ReplayRun, *, start: tuple[Source, int] = (SOURCES[0], 0), report: Report | None = None
) -> Iterator[tuple[Source, int]]:
    """Replay batch after batch, keep what differs, count. Yields where it is after each batch."""
    releases = _Releases()
    for raw in _batches(run, start=start):
        found = [
            each
            for each in map(partial(_checked, releases, raw.source), stored_decisions.decoded(raw))
            if each
        ]
        _keep(run, found)
        run.checked += len(raw.rows)
        run.mismatched += len(found)
        run.save(update_fields=["checked", "mismatched"])
        for each in found if report else ():
            report(each)
        yield raw.source, raw.last


def _batches(run: ReplayRun, *, start: tuple[Source, int]) -> Iterator[Raw]:
    if run.sample is not None:
        for source, keys in stored_decisions.sample(run.sample, since=run.since).items():
            yield from stored_decisions.these(source, keys)
        return
    first, after = start
    for source in SOURCES[SOURCES.index(first) :]:
        yield from stored_decisions.everything(source, since=run.since, after=after if source is first else 0)


def _checked(releases: "_Releases", source: Source, stored: Stored) -> Found | None:
    named = releases.of(stored.release_id)
    if isinstance(named.content, Difference):
        differences = [named.content]
    else:
        differences = replay(stored.kept, named.content)
    return Found(source, stored.pk, named.number, differences) if differences else None


@dataclass(frozen=True, slots=True)
class _Named:
    number: int
    content: Release | Difference


class _Releases:
    """The releases that decisions name, each read once; one that isn't what its hash says can't be trusted."""

    def __init__(self) -> None:
        self._known: dict[int, _Named] = {}

    def of(self, row_id: int) -> _Named:
        if row_id not in self._known:
            self._known[row_id] = self._read(RuleRelease.objects.get(pk=row_id))
        return self._known[row_id]

    def _read(self, row: RuleRelease) -> _Named:
        try:
            version = read_release_text(row.content).version
        except ParameterError:
            version = "内容无法读取"
        if version != row.rules_version:
            return _Named(row.number, Difference("规则版本的内容", row.rules_version, version))
        return _Named(row.number, law.read(row))


def _keep(run: ReplayRun, found: list[Found]) -> None:
    """Once for each decision and run, however often the worker begins anew. Numbers that could be a person's
    are masked."""
    if not found:
        return
    link = {Source.ASSESSMENT: "assessment_id", Source.ADMISSION: "admission_id"}
    known = {
        source: set(
            run.mismatches.filter(
                **{f"{link[source]}__in": [each.pk for each in found if each.source is source]}
            ).values_list(link[source], flat=True)
        )
        for source in SOURCES
    }
    rows = []
    for each in found:
        if each.pk not in known[each.source]:
            what, stored, again = described(each.differences)
            rows.append(
                ReplayMismatch(
                    run=run,
                    what=what,
                    stored=shown(stored),
                    recomputed=shown(again),
                    **{link[each.source]: each.pk},
                )
            )
    ReplayMismatch.objects.bulk_create(rows)


def shown(text: str) -> str:
    """A digest or a day as it stands, anything else without a number that could be a person's."""
    if _DIGEST.fullmatch(text):
        return text
    pieces = _DAY.split(text)  # every second piece is a day
    return "".join(piece if n % 2 else mask_runs(piece) for n, piece in enumerate(pieces))[:LONGEST_SHOWN]
