"""What the Excel gate is told about one class: its day, its limits, who is known already."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db.models import Count, Q
from django.utils import timezone

from subsidies.rules.facts import OtherClass, Spell
from trainees import privacy
from trainees.models import StatusFact, Trainee
from yunnan_training.core import law
from yunnan_training.core.enums import RegionLevel
from yunnan_training.core.identity import mask_id_number, mask_phone
from yunnan_training.core.models import Region, RegionCode

from ..enums import DISCREET_PROGRAMMES, ClassStatus, EnrolmentStatus, Programme
from ..models import Enrolment, Session, TrainingClass
from ..rosters.admission import Admission, ClassGate, KnownRecord, admissions
from ..rosters.admission import concerns as admission_concerns
from ..rosters.context import Concern, RosterContext, RosterLimits
from ..rosters.report import Code, RosterRow, Severity
from ..selectors import case_of, standard_of

LIVE = ~Q(training_class__status=ClassStatus.TERMINATED)


CLASSES_PER_YEAR = "local.classes_per_year"
ROSTER_FIGURES = ("local.minimum_age", "local.maximum_age", "local.people_per_phone", "local.class_size")


def roster_figures(training_class: TrainingClass) -> dict[str, law.Figure]:
    """What holds for this class on its first day: its county's own figures, else the prefecture's, the province's,
    the portal's; the yearly number of classes only where one of them has set it."""
    found = law.figures(ROSTER_FIGURES, **asdict(case_of(training_class)))
    yearly = standard_of(training_class, CLASSES_PER_YEAR)
    return {**found, CLASSES_PER_YEAR: yearly} if yearly else found


def limits(training_class: TrainingClass) -> RosterLimits:
    found = roster_figures(training_class)
    release = law.in_force().release
    return RosterLimits(
        refuse_under_age=release.number_of("roster.refuse_under_age", on=training_class.start_on),
        minimum_age=found["local.minimum_age"].value,
        minimum_age_warns_in=frozenset({Programme.PREP, Programme.YOUTH}),
        maximum_age=found["local.maximum_age"].value,
        people_per_phone=found["local.people_per_phone"].value,
        largest_class=found["local.class_size"].value,
    )


def roster_context(training_class: TrainingClass, *, on: date) -> RosterContext:
    known = KnownPeople(training_class)
    return RosterContext(
        checked_on=on,
        first_day=training_class.start_on,
        programme=training_class.programme,
        planned_size=training_class.planned_size,
        limits=limits(training_class),
        places=_places(),
        already_enrolled=known.enrolled,
        overlapping=known.overlapping,
        concerns=known.concerns,
    )


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """As much of a registered trainee as the gate needs."""

    pk: int
    name: str
    phone_masked: str


def known_people(id_numbers: Iterable[str]) -> dict[str, KnownPerson]:
    """ID number → the person already registered under it, in one query."""
    numbers = {privacy.hash_of("id_number", number): number for number in id_numbers}
    found = Trainee.objects.filter(id_number_hash__in=list(numbers))
    return {
        numbers[stored]: KnownPerson(*person)
        for stored, *person in found.values_list("id_number_hash", "pk", "name", "phone_masked")
    }


class KnownPeople:
    """Who of a file is registered already; looked up once, however many questions the gate asks."""

    def __init__(self, training_class: TrainingClass) -> None:
        self._class = training_class
        self._asked: set[str] = set()
        self._found: dict[str, KnownPerson] = {}

    def _known(self, id_numbers: Sequence[str]) -> dict[str, KnownPerson]:
        fresh = [number for number in id_numbers if number not in self._asked]
        if fresh:
            self._asked.update(fresh)
            self._found |= known_people(fresh)
        return {number: self._found[number] for number in id_numbers if number in self._found}

    def enrolled(self, id_numbers: Sequence[str]) -> set[str]:
        """Which of these ID numbers stand on the class's roster already."""
        by_pk = {person.pk: number for number, person in self._known(id_numbers).items()}
        on_roster = Enrolment.objects.filter(training_class=self._class, trainee_id__in=list(by_pk))
        return {by_pk[pk] for pk in on_roster.values_list("trainee_id", flat=True)}

    def overlapping(self, id_numbers: Sequence[str]) -> dict[str, str]:
        """ID number → sentence, for people with a session elsewhere at the same time (K03)."""
        by_pk = {person.pk: number for number, person in self._known(id_numbers).items()}
        return {
            by_pk[pk]: f"{mask_id_number(by_pk[pk])}{why}，请核对后删除此行"
            for pk, why in clashes(self._class, list(by_pk)).items()
        }

    def concerns(self, rows: Sequence[RosterRow]) -> Iterable[Concern]:
        """A registered person is never renamed or given another number by a roster; and everybody is asked for
        what the programme asks for."""
        known = self._known([row.id_number for row in rows])
        yield from self._identity(rows, known)
        yield from self._yearly(rows, known)
        yield from admission_concerns(_judged(rows, self._class, known))

    def _identity(self, rows: Sequence[RosterRow], known: dict[str, KnownPerson]) -> Iterable[Concern]:
        for row in rows:
            person = known.get(row.id_number)
            if person is None:
                continue
            if person.name != row.name:
                yield Concern(
                    row=row.row,
                    key="name",
                    severity=Severity.ERROR,
                    code="G22",
                    message="该身份证号码已登记在另一姓名下，请核对姓名和号码；确需更名的，先在劳动者档案中办理",
                )
            if person.phone_masked and person.phone_masked != mask_phone(row.phone):
                yield Concern(
                    row=row.row,
                    key="phone",
                    severity=Severity.WARNING,
                    code="G23",
                    message="与已登记的联系电话不同，导入后保留原登记；确有变动的，在劳动者档案中更正",
                )

    def _yearly(self, rows: Sequence[RosterRow], known: dict[str, KnownPerson]) -> Iterable[Concern]:
        found = over_yearly_number(self._class, [person.pk for person in known.values()])
        for row in rows:
            if (person := known.get(row.id_number)) and person.pk in found:
                yield Concern(
                    row=row.row,
                    key="id_number",
                    severity=Severity.ERROR,
                    code=Code.TOO_MANY_CLASSES,
                    message=f"此人{found[person.pk]}，请删除此行。",
                )


def judged(rows: Sequence[RosterRow], training_class: TrainingClass) -> list[Admission]:
    """The law's answer for each row on what is known at this moment; five queries, whatever the number of rows."""
    return _judged(rows, training_class, known_people(row.id_number for row in rows))


def _judged(
    rows: Sequence[RosterRow], training_class: TrainingClass, known: dict[str, KnownPerson]
) -> list[Admission]:
    gate = ClassGate(
        programme=training_class.programme,
        first_day=training_class.start_on,
        fund=training_class.fund,
        release=law.in_force().release,
        key_areas=frozenset(Region.objects.filter(key_area=True).values_list("code", flat=True)),
    )
    records = _records([person.pk for person in known.values()], apart_from=training_class)
    return admissions(
        rows, gate, {number: records[person.pk] for number, person in known.items() if person.pk in records}
    )


def _records(trainee_ids: Sequence[int], *, apart_from: TrainingClass) -> dict[int, KnownRecord]:
    """Dated statuses and other classes of these people, one query for each kind."""
    if not trainee_ids:
        return {}
    statuses: dict[int, dict[str, tuple[Spell, ...]]] = {}
    facts = StatusFact.objects.filter(trainee_id__in=trainee_ids).order_by("valid_from", "pk")
    for pk, category, first, last in facts.values_list("trainee_id", "category", "valid_from", "valid_to"):
        held = statuses.setdefault(pk, {})
        held[category] = (*held.get(category, ()), Spell(first, last))
    classes: dict[int, tuple[OtherClass, ...]] = {}
    others = (
        Enrolment.objects.filter(LIVE, trainee_id__in=trainee_ids, status=EnrolmentStatus.ENROLLED)
        .exclude(training_class=apart_from)
        .order_by("training_class__start_on", "pk")
        .values_list("trainee_id", "training_class__programme", "training_class__start_on")
    )
    for pk, programme, first in others:
        classes[pk] = (*classes.get(pk, ()), OtherClass(programme, first))
    return {
        pk: KnownRecord(statuses.get(pk, {}), classes.get(pk, ())) for pk in statuses.keys() | classes.keys()
    }


def over_yearly_number(training_class: TrainingClass, trainee_ids: Sequence[int]) -> dict[int, str]:
    """Trainee → why this class would be one too many in the year in which it begins, where a region has set a number;
    counted among the classes of the programme that it names, else among all."""
    most = standard_of(training_class, CLASSES_PER_YEAR)
    if most is None or not trainee_ids:
        return {}
    year = training_class.start_on.year
    others = Enrolment.objects.filter(
        LIVE,
        trainee_id__in=trainee_ids,
        status=EnrolmentStatus.ENROLLED,
        training_class__start_on__year=year,
    ).exclude(training_class=training_class)
    if most.standard.programme:
        others = others.filter(training_class__programme=most.standard.programme)
    counted = others.order_by().values_list("trainee_id").annotate(classes=Count("pk"))
    what = Programme(most.standard.programme).label if most.standard.programme else "补贴性培训"
    return {
        pk: f"{year}年已参加{what}{classes}次，达到每人每年上限{most.value}次（{most.source}）"
        for pk, classes in counted
        if classes >= most.value
    }


def clashes(training_class: TrainingClass, trainee_ids: Sequence[int]) -> dict[int, str]:
    """Trainee → why they can't be in this class: a session elsewhere at the time of one here (K03)."""
    own = Session.objects.filter(training_class=training_class, cancelled=False)
    spans = list(own.values_list("starts_at", "ends_at"))
    if not trainee_ids or not spans:
        return {}
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    others = (
        Enrolment.objects.filter(
            LIVE,
            trainee_id__in=trainee_ids,
            status=EnrolmentStatus.ENROLLED,
            training_class__sessions__cancelled=False,
            training_class__sessions__starts_at__lt=last,
            training_class__sessions__ends_at__gt=first,
        )
        .exclude(training_class=training_class)
        .values_list(
            "trainee_id",
            "training_class__name",
            "training_class__programme",
            "training_class__sessions__starts_at",
            "training_class__sessions__ends_at",
        )
        .order_by("training_class__sessions__starts_at")
    )
    found: dict[int, str] = {}
    for trainee_id, name, programme, start, end in others:
        if trainee_id not in found and any(
            start < own_end and own_start < end for own_start, own_end in spans
        ):
            # Which prison or disability class somebody sits in is not told to another institution (P10).
            where = "另一培训班" if programme in DISCREET_PROGRAMMES else f"“{name}”"
            when = timezone.localtime(start)
            found[trainee_id] = f"已在{where}在册，{when:%Y-%m-%d %H:%M}的课次时间冲突"
    return found


def _places() -> dict[str, str]:
    """County name or code, of today and of earlier years → code of today."""
    today = dict(Region.objects.filter(level=RegionLevel.COUNTY).values_list("name", "code"))
    places = {**today, **{code: code for code in today.values()}}
    for older in RegionCode.objects.filter(current=False):
        if older.name in today:
            places.setdefault(older.code, today[older.name])
    return places
