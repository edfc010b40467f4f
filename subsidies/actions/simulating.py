"""One stretch of stored decisions run through the rules as they might be.

Rows come from a server-side cursor as plain values and leave as totals; only what changes is written down. Memory
doesn't grow with the number of decisions. Any number of workers may share the parts, in any order, and a part may
be run twice: it takes back its own changes and writes changes and totals in one transaction.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from django.db import transaction
from django.db.models import DecimalField, Exists, F, Model, OuterRef, QuerySet, Value
from django.db.models.fields.json import KT

from courses.enums import Programme
from courses.models import AdmissionDecision
from yunnan_training.core import law
from yunnan_training.core.jurisdiction import prefix_of
from yunnan_training.core.models import RuleRelease
from yunnan_training.core.workflow import Refused

from ..enums import ENDED_WITHOUT_MONEY
from ..models import Assessment, Simulation, SimulationChange, SimulationPart
from ..rules import QUESTIONS, Decision, FactError, Outcome, Release, decide, facts_from_json
from ..rules.calendar_days import years_before
from ..rules.difference import difference
from ..rules.releases import NoValueOnDayError
from ..rules.trial import tried

CHUNK = 1_000
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Source:
    """A table of stored decisions. `programme` "" means: what the decision itself is about."""

    job_kind: str
    model: type[Model]
    refers: str  # the field of a change that points here
    programme: str
    values: Mapping[str, str]  # question, county, amount: where they are found

    def decisions(self, simulation: Simulation, *, newest: int) -> QuerySet:
        """Those that the simulation looks at and that were there when it was asked for."""
        raise NotImplementedError


class Claims(Source):
    def decisions(self, simulation: Simulation, *, newest: int) -> QuerySet:
        """The newest assessment of every claim that hasn't ended without money."""
        later = self.model.objects.filter(claim=OuterRef("claim"), pk__gt=OuterRef("pk"), pk__lte=newest)
        return _of_period(
            self.model.objects.filter(~Exists(later), pk__lte=newest)
            .filter(claim__county__code__startswith=prefix_of(simulation.region_id))
            .exclude(claim__status__in=ENDED_WITHOUT_MONEY),
            simulation,
        )


class Admissions(Source):
    def decisions(self, simulation: Simulation, *, newest: int) -> QuerySet:
        prefix = prefix_of(simulation.region_id)
        found = self.model.objects.filter(
            pk__lte=newest, enrolment__training_class__county__code__startswith=prefix
        )
        return _of_period(found, simulation)


SOURCES: Mapping[str, Source] = {
    source.job_kind: source
    for source in (
        Claims(
            "subsidies.simulate_part",
            Assessment,
            "assessment_id",
            Programme.HIGH.value,  # 一(十)
            {"question": "question", "county": "claim__county_id", "amount": "amount"},
        ),
        Admissions(
            "subsidies.simulate_admissions",
            AdmissionDecision,
            "admission_id",
            "",
            {"question": "", "county": "enrolment__training_class__county_id", "amount": ""},
        ),
    )
}
ADMISSION = "admission"


def _of_period(found: QuerySet, simulation: Simulation) -> QuerySet:
    """By the day that picked the figures: it stands in the frozen facts."""
    return found.annotate(on_day=KT("facts__day")).filter(
        on_day__gte=simulation.period_from.isoformat(), on_day__lte=simulation.period_to.isoformat()
    )


@dataclass(slots=True)
class Totals:
    """What a part adds up. Money as text in JSON, so that no fen is lost."""

    decisions: int = 0
    changed: int = 0
    unknown: Counter = field(default_factory=Counter)  # questions that the rules don't know here
    unanswered: int = 0  # no figure on that day, or facts that the rules don't take
    counties: dict[str, list] = field(default_factory=dict)  # code → [decisions, before, after]
    items: dict[str, list] = field(default_factory=dict)  # "programme/subject" → likewise

    def add(self, county: str, item: str, before: Decimal, after: Decimal) -> None:
        self.decisions += 1
        for table, key in ((self.counties, county), (self.items, item)):
            row = table.setdefault(key, [0, ZERO, ZERO])
            row[0] += 1
            row[1] += before
            row[2] += after

    def to_json(self) -> dict:
        return {
            "decisions": self.decisions,
            "changed": self.changed,
            "unknown": dict(self.unknown),
            "unanswered": self.unanswered,
            "counties": _as_text(self.counties),
            "items": _as_text(self.items),
        }


def _as_text(table: dict[str, list]) -> dict[str, list]:
    return {
        key: [count, f"{before:.2f}", f"{after:.2f}"] for key, (count, before, after) in sorted(table.items())
    }


def tried_release(simulation: Simulation) -> Release:
    """The rules that the simulation tries: what the draft changes, and other readings, as if they had always held."""
    draft = simulation.release
    readings = tuple(sorted(simulation.readings.items()))
    return _tried(
        simulation.base_id,
        simulation.base.rules_version,
        draft and draft.pk,
        draft and draft.rules_version,
        readings,
    )


@lru_cache(maxsize=4)
def _tried(
    base: int, base_version: str, draft: int | None, draft_version: str | None, readings: tuple
) -> Release:
    """Kept for the next part of the same simulation, with what its rules remember."""
    release = in_force = law.read(RuleRelease(pk=base, rules_version=base_version))
    if draft:
        drafted = law.read(RuleRelease(pk=draft, rules_version=draft_version))
        changed = [key for key in drafted.changed_from(in_force) if key in drafted.parameters]
        release = drafted.as_if_always(changed)
    for key, choice in readings:
        release = release.with_reading(key, choice)
    return release


@transaction.atomic
def run_part(part_id: int, *, newest: int) -> SimulationPart:
    """Raises Refused when the draft was changed after the simulation was asked for."""
    part = (
        SimulationPart.objects.select_for_update(of=("self",))
        .select_related("job", "simulation__base", "simulation__release")
        .get(pk=part_id)
    )
    simulation = part.simulation
    if simulation.finished_at:
        return part
    release = tried_release(simulation)
    if release.version != simulation.summary["tries"]:
        raise Refused("规则草稿在测算期间被修改，请重新发起测算")
    source, totals = SOURCES[part.job.kind], Totals()
    part.changes.all().delete()
    waiting: list[SimulationChange] = []
    for change in _changes(source, part, release, totals, newest=newest):
        waiting.append(change)
        if len(waiting) == CHUNK:
            SimulationChange.objects.bulk_create(waiting)
            waiting.clear()
    SimulationChange.objects.bulk_create(waiting)
    part.totals = totals.to_json()
    part.save(update_fields=["totals"])
    return part


def _changes(
    source: Source, part: SimulationPart, release: Release, totals: Totals, *, newest: int
) -> Iterator[SimulationChange]:
    rows = (
        source.decisions(part.simulation, newest=newest)
        .filter(pk__gte=part.first_id, pk__lte=part.last_id)
        .order_by("pk")
        .values_list(
            "pk",
            F(source.values["question"]) if source.values["question"] else Value(ADMISSION),
            F(source.values["county"]),
            F(source.values["amount"])
            if source.values["amount"]
            else Value(None, output_field=DecimalField()),
            "outcome",
            "release_id",
            "facts",
        )
    )
    for pk, question, county, amount, outcome, release_id, facts in rows.iterator(chunk_size=CHUNK):
        if question not in QUESTIONS:
            totals.unknown[question] += 1
            continue
        before = amount if amount is not None and outcome == Outcome.MET else ZERO
        try:
            case = facts_from_json(question, facts)
            found = tried(case, release, was_met=outcome == Outcome.MET)
        except (NoValueOnDayError, FactError):
            totals.unanswered += 1
            continue
        after = found.amount or ZERO
        programme = source.programme or found.subject
        totals.add(county, f"{programme}/{found.subject}", before, after)
        if found.outcome == outcome and after == before:
            continue
        totals.changed += 1
        why = difference(_as_decided(case, release_id) or found, found)
        yield SimulationChange(
            part=part,
            **{source.refers: pk},
            county_id=county,
            programme=programme,
            subject=found.subject,
            outcome_before=outcome,
            outcome_after=found.outcome.value,
            amount_before=before,
            amount_after=after,
            clause=why.clause,
            check_code=why.check,
        )


def _as_decided(case, release_id: int) -> Decision | None:
    """The stored decision with its reasons, made again from the same facts under its own release."""
    try:
        return decide(case, release=_release_of(release_id))
    except NoValueOnDayError:
        return None


@lru_cache(maxsize=32)
def _release_of(pk: int) -> Release:
    """A release that has decided something is never changed again."""
    return law.read(RuleRelease.objects.only("pk", "rules_version").get(pk=pk))


def past_year(today: date) -> tuple[date, date]:
    """The twelve months up to and including today: a portal of its first year has decisions in them, too."""
    return years_before(today, 1) + timedelta(days=1), today
