"""Reading questions about classes, rosters and filings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from institutions.models import Institution, Teacher
from trainees.models import Certificate
from yunnan_training.core import law
from yunnan_training.core.jurisdiction import Jurisdiction
from yunnan_training.core.models import Job, Passage, Region, User
from yunnan_training.core.page_kit import TodoCard
from yunnan_training.core.roles import Role, Verb

from .enums import (
    ATTENDED_MARKS,
    OPEN_FILING,
    PUBLIC_STATUSES,
    BoardStatus,
    CheckResult,
    ClassStatus,
    EnrolmentStatus,
    ExamResult,
    FilingStatus,
    RosterStatus,
)
from .models import (
    Attendance,
    Enrolment,
    Filing,
    QualificationCheck,
    RosterUpload,
    Session,
    StageOfficer,
    TrainingClass,
)


def case_of(training_class: TrainingClass) -> law.Case:
    """By what local standards are looked up for a class: what it is, where, and its first day."""
    taught = training_class.catalogue_item
    return law.Case(
        training_class.county_id,
        training_class.start_on,
        taught.occupation_code,
        taught.level,
        training_class.programme,
    )


def standard_of(training_class: TrainingClass, key: str) -> law.Figure | None:
    """What its county, prefecture or province has released for the class; None: nothing is asked."""
    return law.released(key, [case_of(training_class)])[0]


def unfiled_classes(prefecture: Region, *, period: date) -> QuerySet[TrainingClass]:
    """Published classes of the prefecture's counties that stand in no filing (A39), published up to the end
    of the month of `period`."""
    following = (period.replace(day=28) + timezone.timedelta(days=4)).replace(day=1)
    end = timezone.make_aware(timezone.datetime(following.year, following.month, 1))
    return (
        TrainingClass.objects.filter(
            county__parent=prefecture,
            status__in=PUBLIC_STATUSES,
            filing_item__isnull=True,
            published_at__lt=end,
        )
        .select_related("county", "institution", "catalogue_item")
        .order_by("pk")
    )


def certificates_within(jurisdiction: Jurisdiction) -> QuerySet[Certificate]:
    """Certificates of people registered in the jurisdiction, or won in a class that lies in it."""
    own = Certificate.objects.within(jurisdiction).values("pk")
    won = (
        Enrolment.objects.within(jurisdiction, verb=Verb.VIEW_ROSTER)
        .filter(certificate__isnull=False)
        .values("certificate_id")
    )
    return Certificate.objects.filter(Q(pk__in=own) | Q(pk__in=won))


def officers_of(county: Region, *, on: date) -> QuerySet[User]:
    """Staff of the county bureau who can be made responsible for a stage."""
    return (
        User.objects.filter(appointments__region=county, is_active=True)
        .filter(
            Q(appointments__valid_to__isnull=True) | Q(appointments__valid_to__gte=on),
            appointments__valid_from__lte=on,
        )
        .exclude(appointments__role__in=[Role.SYSTEM_ADMIN, Role.AUDITOR])
        .distinct()
        .prefetch_related("appointments")
        .order_by("pk")
    )


def with_headcount(classes: QuerySet[TrainingClass]) -> QuerySet[TrainingClass]:
    """Each row with how many people stand on its roster, counted for the rows of the page only."""
    enrolled = (
        Enrolment.objects.filter(training_class=OuterRef("pk"), status=EnrolmentStatus.ENROLLED)
        .order_by()
        .values("training_class")
        .annotate(people=Count("pk"))
        .values("people")
    )
    return classes.annotate(headcount=Coalesce(Subquery(enrolled), 0))


def is_late_published(training_class: TrainingClass) -> bool:
    """K53: a class that became public only on or after its first day."""
    return (
        training_class.published_at is None
        or timezone.localtime(training_class.published_at).date() >= training_class.start_on
    )


def todo(jurisdiction: Jurisdiction, *, on: date) -> list[TodoCard]:
    """What waits for this person among classes, rosters and filings."""
    cards: list[TodoCard] = []

    def classes(verb: Verb, label: str, statuses: Sequence[str], hint: str, extra: Q | None = None) -> None:
        if not jurisdiction.allows(verb):
            return
        rows = TrainingClass.objects.within(jurisdiction, verb=verb).filter(status__in=statuses)
        rows = rows.filter(extra) if extra is not None else rows
        query = "&".join(f"status={status}" for status in statuses)
        cards.append(
            TodoCard(
                label=label, count=rows.count(), url=f"{reverse('courses:class_list')}?{query}", hint=hint
            )
        )

    classes(
        Verb.ENTER_CLASS,
        "未提交的班次",
        [ClassStatus.DRAFT],
        "填好课程表后提交",
        Q(entered_by_id=jurisdiction.user_id),
    )
    classes(Verb.ENTER_CLASS, "退回修改的班次", [ClassStatus.RETURNED], "修改后重新提交")
    checked = QualificationCheck.objects.filter(training_class=OuterRef("pk"), result=CheckResult.PASSED)
    named = StageOfficer.objects.filter(training_class=OuterRef("pk"))
    classes(
        Verb.FIX_CLASS,
        "待核验、待确定事项",
        [ClassStatus.SUBMITTED],
        "核验资质，确定四项内容和责任人",
        ~Exists(checked) | ~Exists(named),
    )
    classes(Verb.REVIEW_CLASS, "待审核的班次", [ClassStatus.SUBMITTED], "审核开班申请")
    classes(Verb.APPROVE_CLASS, "待批准的班次", [ClassStatus.REVIEWED], "批准后自动公开并制作告知牌")
    classes(
        Verb.LOAD_ROSTER,
        "待导入花名册",
        [ClassStatus.APPROVED, ClassStatus.BOARD_ISSUED],
        "用模板填好后上传",
        Q(enrolments__isnull=True),
    )
    classes(
        Verb.RECORD_ATTENDANCE,
        "待登记考勤或结果",
        [ClassStatus.IN_TRAINING],
        "按课次登记",
        Q(start_on__lte=on),
    )
    if jurisdiction.allows(Verb.LOAD_ROSTER):
        count = (
            RosterUpload.objects.within(jurisdiction, verb=Verb.LOAD_ROSTER)
            .filter(status=RosterStatus.READY)
            .count()
        )
        cards.append(
            TodoCard(
                label="待确认的花名册",
                count=count,
                url=reverse("courses:roster_list"),
                hint="校验无误，等待确认",
            )
        )
    if jurisdiction.allows(Verb.FILE_CLASSES):
        unfiled = TrainingClass.objects.within(jurisdiction, verb=Verb.FILE_CLASSES).public()
        cards.append(
            TodoCard(
                label="待汇总备案的班次",
                count=unfiled.filter(filing_item__isnull=True).count(),
                url=f"{reverse('courses:filing_list')}?tab=unfiled",
                hint="已公开，尚未列入备案",
            )
        )
    for verb, label, statuses in (
        (Verb.FILE_CLASSES, "待报省厅的备案", OPEN_FILING),
        (Verb.REGISTER_FILING, "待登记的备案", [FilingStatus.SUBMITTED]),
    ):
        if jurisdiction.allows(verb):
            count = Filing.objects.within(jurisdiction, verb=verb).filter(status__in=statuses).count()
            cards.append(TodoCard(label=label, count=count, url=reverse("courses:filing_list")))
    return cards


def public_classes() -> QuerySet[TrainingClass]:
    return TrainingClass.objects.public().select_related("county", "institution", "catalogue_item")


def search_public(*, keyword: str = "", place: str = "", programme: str = "") -> QuerySet[TrainingClass]:
    """`place`: the code of a county, or of a prefecture for all its counties."""
    found = public_classes()
    if keyword:
        found = found.filter(
            Q(name__icontains=keyword)
            | Q(catalogue_item__occupation_name__icontains=keyword)
            | Q(institution__name__icontains=keyword)
        )
    if place:
        found = found.filter(county__code__startswith=place.removesuffix("00"))
    return found.filter(programme=programme) if programme else found


def hosts() -> QuerySet[Institution]:
    """Institutions that may be entered as the host of a class, wherever they are registered (二(一)2)."""
    return Institution.objects.filter(active=True)


def teachers_for(training_class: TrainingClass) -> list[Teacher]:
    """The host's teachers in office, and those who stand in the timetable already."""
    return list(
        Teacher.objects.filter(institution_id=training_class.institution_id)
        .filter(Q(active=True) | Q(sessions__training_class=training_class))
        .distinct()
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """How far the roster, the attendance and the results of one class have come."""

    enrolled: int
    withdrawn: int
    passed: int
    pending: int
    certified: int
    sessions: int
    marked: int


def class_figures(training_class: TrainingClass) -> ClassFigures:
    on_roster = Q(status=EnrolmentStatus.ENROLLED)
    people = training_class.enrolments.aggregate(
        enrolled=Count("pk", filter=on_roster),
        withdrawn=Count("pk", filter=Q(status=EnrolmentStatus.WITHDRAWN)),
        passed=Count("pk", filter=on_roster & Q(result=ExamResult.PASSED)),
        pending=Count("pk", filter=on_roster & Q(result=ExamResult.PENDING)),
        certified=Count("pk", filter=Q(certificate__isnull=False)),
    )
    held = training_class.sessions.filter(cancelled=False)
    marked = Attendance.objects.filter(session=OuterRef("pk"))
    return ClassFigures(**people, sessions=held.count(), marked=held.filter(Exists(marked)).count())


def standing_board(training_class: TrainingClass):
    """The valid edition, being made or issued; None when there is none."""
    return training_class.notice_boards.exclude(status=BoardStatus.VOIDED).order_by("-edition").first()


def issued_board(training_class: TrainingClass):
    """The edition that hangs on the wall; None before the first is issued."""
    return training_class.notice_boards.filter(status=BoardStatus.ISSUED).first()


def board_jobs(training_class: TrainingClass) -> list[Job]:
    """Jobs of boards that are still to be made."""
    waiting = training_class.notice_boards.filter(status=BoardStatus.PREPARING, job__isnull=False)
    return [board.job for board in waiting.select_related("job")]


def unregistered_running(jurisdiction: Jurisdiction) -> QuerySet[TrainingClass]:
    """T25: classes that run or have ended while their filing isn't registered, or that stand in none."""
    return (
        TrainingClass.objects.within(jurisdiction)
        .filter(status__in=[ClassStatus.IN_TRAINING, ClassStatus.FINISHED])
        .exclude(filing_item__filing__status=FilingStatus.REGISTERED)
        .select_related("county", "institution", "filing_item__filing")
    )


def public_unfiled(jurisdiction: Jurisdiction) -> QuerySet[TrainingClass]:
    """A39: public classes that stand in no filing."""
    return (
        TrainingClass.objects.within(jurisdiction)
        .public()
        .filter(filing_item__isnull=True)
        .select_related("county", "institution")
    )


def awaiting_roster(jurisdiction: Jurisdiction) -> QuerySet[TrainingClass]:
    """Approved classes without anybody on their roster, that this person may load one for."""
    return (
        TrainingClass.objects.within(jurisdiction, verb=Verb.LOAD_ROSTER)
        .filter(status__in=[ClassStatus.APPROVED, ClassStatus.BOARD_ISSUED], enrolments__isnull=True)
        .select_related("institution")
        .order_by("start_on", "pk")
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with both its numbers; of nothing there is no share (T29)."""

    part: int
    whole: int

    @property
    def percent(self) -> str:
        return f"{Decimal(100 * self.part) / self.whole:.1f}%" if self.whole else "—"

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}（{self.percent}）" if self.whole else "—"


def marked_sessions(training_class: TrainingClass) -> QuerySet[Session]:
    """Sessions that count for attendance: held, and somebody's attendance written down."""
    written = Attendance.objects.filter(session=OuterRef("pk"))
    return training_class.sessions.filter(Exists(written), cancelled=False)


def attendance_of(training_class: TrainingClass, enrolment_ids: Sequence[int]) -> dict[int, Rate]:
    """Enrolment → sessions attended of sessions marked so far."""
    sessions = marked_sessions(training_class).count()
    attended = (
        Attendance.objects.filter(
            enrolment_id__in=enrolment_ids, session__cancelled=False, mark__in=ATTENDED_MARKS
        )
        .order_by()
        .values_list("enrolment_id")
        .annotate(times=Count("pk"))
    )
    times = dict(attended)
    return {pk: Rate(times.get(pk, 0), sessions) for pk in enrolment_ids}


def sessions_with_attendance(training_class: TrainingClass) -> QuerySet[Session]:
    """Every session with how many of those on the roster were marked, and how many were there."""
    on_roster = Q(attendance__enrolment__status=EnrolmentStatus.ENROLLED)
    return (
        training_class.sessions.select_related("teacher")
        .annotate(
            marked=Count("attendance", filter=on_roster),
            attended=Count("attendance", filter=on_roster & Q(attendance__mark__in=ATTENDED_MARKS)),
        )
        .order_by("starts_at", "pk")
    )


def why_left(enrolment_ids: Sequence[int]) -> dict[int, str]:
    """Enrolment → the reason given when the person left, the last one first."""
    rows = (
        Passage.objects.filter(
            object_type=Enrolment._meta.label_lower, object_id__in=enrolment_ids, move="withdraw"
        )
        .order_by("pk")
        .values_list("object_id", "comment")
    )
    return dict(rows) if enrolment_ids else {}


def pass_rates(training_class: TrainingClass) -> tuple[Rate, Rate]:
    """合格率 of the starting roster, so that dropping the weak doesn't raise it (A40), and of the examined."""
    counted = training_class.enrolments.aggregate(
        roster=Count("pk"),
        passed=Count("pk", filter=Q(result=ExamResult.PASSED)),
        examined=Count("pk", filter=Q(result__in=[ExamResult.PASSED, ExamResult.FAILED])),
    )
    return Rate(counted["passed"], counted["roster"]), Rate(counted["passed"], counted["examined"])
