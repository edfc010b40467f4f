"""Twenty-four classes, some in every state, each walked there through the portal's own acts."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from courses.actions import attendance, boards, checks, classes, results, rosters
from courses.enums import AttendanceMark, ClassStatus, ExamResult, Fund, Programme, Stage
from courses.models import CatalogueItem, TrainingClass
from institutions.models import Institution
from trainees.enums import CertificateKind, PersonCategory, SkillLevel
from yunnan_training.core.models import User
from yunnan_training.core.roles import Role
from yunnan_training.core.workflow import Actor

from .acting import acting
from .offices import Office
from .people import roster_rows

KUNMING = ZoneInfo("Asia/Shanghai")
PER_CLASS = 40
DAYS = 4

# code, name, kind, level, lessons, short supply
CATALOGUE = (
    ("6-31-01-03", "电工", CertificateKind.SKILL_LEVEL, SkillLevel.LEVEL_3, 120, True),
    ("6-31-01-03", "电工", CertificateKind.SKILL_LEVEL, SkillLevel.LEVEL_2, 120, True),
    ("6-31-01-03", "电工", CertificateKind.SKILL_LEVEL, SkillLevel.LEVEL_1, 120, True),
    ("6-18-02-04", "焊工", CertificateKind.SKILL_LEVEL, SkillLevel.LEVEL_2, 120, True),
    ("4-10-01-06", "家政服务员", CertificateKind.SKILL_LEVEL, SkillLevel.LEVEL_5, 80, False),
    ("4-10-01-05", "养老护理员", CertificateKind.SKILL_LEVEL, SkillLevel.LEVEL_5, 80, True),
    ("4-03-02-01", "中式烹调师", CertificateKind.SKILL_LEVEL, SkillLevel.LEVEL_5, 100, False),
    ("4-01-06-01", "电子商务师", CertificateKind.TRAINING_COMPLETION, "", 60, False),
)
HOUSEKEEPING, CARE, COOK, ELECTRICIAN_2, WELDER_2, ELECTRICIAN_3, ELECTRICIAN_1, TRADE = (
    4,
    5,
    6,
    1,
    3,
    0,
    2,
    7,
)

# (institution, state, programme, catalogue row, category, weeks before today that it began)
S = ClassStatus
HIGH, EMPLOYEE = Programme.HIGH, PersonCategory.ENTERPRISE_EMPLOYEE
RURAL, POOR = Programme.RURAL, PersonCategory.POVERTY_REGISTERED
PLAN = (
    (0, S.FINISHED, HIGH, ELECTRICIAN_2, EMPLOYEE, 14),
    (0, S.FINISHED, HIGH, ELECTRICIAN_3, EMPLOYEE, 12),
    (1, S.FINISHED, HIGH, WELDER_2, EMPLOYEE, 11),
    (5, S.FINISHED, HIGH, ELECTRICIAN_1, EMPLOYEE, 10),
    (2, S.FINISHED, Programme.YUNSAO, HOUSEKEEPING, POOR, 9),
    (3, S.FINISHED, RURAL, COOK, POOR, 9),
    (4, S.FINISHED, RURAL, CARE, POOR, 8),
    (6, S.FINISHED, Programme.ECOM, TRADE, PersonCategory.RURAL_TRANSFER, 8),
    (7, S.FINISHED, Programme.REEMPLOY, HOUSEKEEPING, PersonCategory.REGISTERED_UNEMPLOYED, 7),
    (0, S.IN_TRAINING, HIGH, ELECTRICIAN_2, EMPLOYEE, 0),
    (2, S.IN_TRAINING, Programme.YUNSAO, CARE, POOR, 0),
    (4, S.IN_TRAINING, RURAL, COOK, POOR, 0),
    (7, S.IN_TRAINING, Programme.ECOM, TRADE, PersonCategory.RURAL_TRANSFER, 0),
    (1, S.BOARD_ISSUED, HIGH, WELDER_2, EMPLOYEE, -1),
    (3, S.BOARD_ISSUED, RURAL, HOUSEKEEPING, POOR, -2),
    (0, S.APPROVED, RURAL, COOK, POOR, -2),
    (0, S.REVIEWED, HIGH, ELECTRICIAN_3, EMPLOYEE, -3),
    (5, S.REVIEWED, RURAL, CARE, POOR, -3),
    (2, S.SUBMITTED, Programme.YUNSAO, HOUSEKEEPING, POOR, -3),
    (1, S.SUBMITTED, HIGH, ELECTRICIAN_2, EMPLOYEE, -4),
    (6, S.RETURNED, Programme.ECOM, TRADE, PersonCategory.RURAL_TRANSFER, -4),
    (0, S.RETURNED, RURAL, CARE, POOR, -4),
    (0, S.DRAFT, Programme.VETERAN, WELDER_2, PersonCategory.VETERAN, -5),
    (3, S.TERMINATED, RURAL, COOK, POOR, -3),
)
WITH_ROSTER = (S.FINISHED, S.IN_TRAINING, S.BOARD_ISSUED)


def make_catalogue(*, since: date) -> list[CatalogueItem]:
    return [
        CatalogueItem.objects.create(
            occupation_code=code,
            occupation_name=name,
            certificate_kind=kind,
            level=level,
            lessons=lessons,
            in_short_supply=short,
            valid_from=since,
        )
        for code, name, kind, level, lessons, short in CATALOGUE
    ]


def make_classes(
    random: Random,
    *,
    now: datetime,
    offices: dict[str, Office],
    institutions: list[Institution],
    catalogue: list[CatalogueItem],
) -> list[TrainingClass]:
    made = []
    serial = 1
    for order, (host, state, programme, row, category, weeks) in enumerate(PLAN, start=1):
        walk = Walk(
            random,
            office=offices[institutions[host].county_id],
            institution=institutions[host],
            start_on=_monday(now.astimezone(KUNMING).date() - timedelta(weeks=weeks)),
            today=now.astimezone(KUNMING).date(),
            order=order,
        )
        walk.enter(programme=programme, item=catalogue[row], category=category)
        walk.to(state)
        if state in WITH_ROSTER:
            walk.enrol(first_serial=serial, category=category)
            serial += PER_CLASS
        if state in (S.IN_TRAINING, S.FINISHED):
            walk.teach(until=now)
        if state == S.FINISHED:
            walk.examine()
        made.append(TrainingClass.objects.get(pk=walk.training_class.pk))
    return made


class Walk:
    """One class on its way; every step is dated a plausible time before or after the first day."""

    def __init__(
        self,
        random: Random,
        *,
        office: Office,
        institution: Institution,
        start_on: date,
        today: date,
        order: int,
    ) -> None:
        self.random, self.office, self.institution = random, office, institution
        self.start_on, self.order = start_on, order
        # What happened before a class that is still to come happened before today.
        self.before = min(start_on, today)
        self.end_on = start_on + timedelta(days=DAYS - 1)
        self.training_class: TrainingClass

    def by(self, role: Role, *, on: date) -> Actor:
        if role == Role.INSTITUTION_CLERK:
            user: User = self.institution.members.get().user
        else:
            user = self.office.people[role]
        return acting(user, on=on)

    def at(self, days: int, hour: int = 9) -> datetime:
        """A moment so many days before (negative) or after the first day, in working hours."""
        day = (self.before if days < 0 else self.start_on) + timedelta(days=days)
        return datetime.combine(day, time(hour, self.random.randint(0, 59)), tzinfo=KUNMING)

    def enter(self, *, programme: Programme, item: CatalogueItem, category: PersonCategory) -> None:
        county, at = self.office.region, self.at(-20)
        clerk = self.by(Role.INSTITUTION_CLERK, on=at.date())
        teachers = list(self.institution.teachers.order_by("pk"))
        self.training_class = classes.enter(
            institution=self.institution,
            county=county,
            catalogue_item=item,
            programme=programme,
            name=f"{county.name}{self.start_on.year}年第{self.order}期{item.occupation_name}培训班",
            fund=Fund.UNEMPLOYMENT_INSURANCE if programme == Programme.ZHANCHI else Fund.EMPLOYMENT_SUBSIDY,
            planned_size=PER_CLASS,
            start_on=self.start_on,
            end_on=self.end_on,
            daily_times="8:30—11:30,14:00—17:00",
            theory_lessons=item.lessons // 3,
            practice_lessons=item.lessons - item.lessons // 3,
            place=f"{self.institution.address}实训楼{self.random.randint(2, 5)}楼",
            content=f"{item.occupation_name}职业道德与安全、理论知识、岗位操作技能、综合实训",
            textbook=f"《{item.occupation_name}》国家职业技能培训教材",
            manager_name=teachers[self.order % len(teachers)].name,
            manager_phone=self.institution.contact_phone,
            target_group=category.label,
            by=clerk,
            at=at,
        )
        sessions = []
        for day in range(DAYS):
            for place, (first, last, topic) in enumerate(((8, 11, "理论讲授"), (14, 17, "实操训练"))):
                on = self.start_on + timedelta(days=day)
                sessions.append(
                    {
                        "starts_at": datetime.combine(on, time(first, 30), tzinfo=KUNMING),
                        "ends_at": datetime.combine(on, time(last, 30), tzinfo=KUNMING),
                        "topic": f"第{day + 1}天{topic}",
                        "teacher": teachers[(self.order + place) % len(teachers)],
                    }
                )
        classes.set_sessions(self.training_class, sessions, by=clerk, at=self.at(-20, 10))

    def to(self, state: ClassStatus) -> None:
        """Take the class as far as `state` through clerk, reviewer, head and the board."""
        if state == S.DRAFT:
            return
        self._move("submit", Role.INSTITUTION_CLERK, -18)
        if state == S.SUBMITTED:
            return
        if state == S.RETURNED:
            self._move(
                "return_for_correction",
                Role.COUNTY_REVIEWER,
                -17,
                comment="请补充实操设备清单，并核对每日上课时间",
            )
            return
        self._fix()
        self._move("review", Role.COUNTY_REVIEWER, -15, comment="材料齐全，同意")
        if state == S.REVIEWED:
            return
        at = self.at(-14)
        self.training_class = classes.approve(
            self.training_class, by=self.by(Role.COUNTY_HEAD, on=at.date()), at=at, comment="同意开班"
        )
        if state == S.APPROVED:
            return
        board = self.training_class.notice_boards.get()
        boards.render(board.pk, at=self.at(-14, 10))
        if state == S.TERMINATED:
            self._move("terminate", Role.COUNTY_HEAD, -10, comment="报名人数不足，终止")

    def enrol(self, *, first_serial: int, category: PersonCategory) -> None:
        at = self.at(-5)
        rows = tuple(
            roster_rows(
                self.random,
                first_serial=first_serial,
                count=PER_CLASS,
                on=self.start_on,
                category=category,
                county_name=self.office.region.name,
            )
        )
        clerk = self.by(Role.INSTITUTION_CLERK, on=at.date())
        rosters.enrol(rows, self.training_class, roster=None, by=clerk, at=at)

    def teach(self, *, until: datetime) -> None:
        """Start the class and mark the sessions held so far; a few people miss some."""
        self._move("start", Role.INSTITUTION_CLERK, 0, hour=8)
        enrolled = list(self.training_class.enrolments.values_list("pk", flat=True))
        for session in self.training_class.sessions.filter(ends_at__lt=until):
            marks = {
                pk: AttendanceMark.PRESENT if self.random.random() < 0.95 else AttendanceMark.LEAVE
                for pk in enrolled
            }
            clerk = self.by(Role.INSTITUTION_CLERK, on=session.ends_at.date())
            attendance.record_attendance(session, marks, by=clerk, at=session.ends_at)

    def examine(self) -> None:
        """Results for everybody, the class's end, certificates for those who passed."""
        at = self.at(DAYS + 1)
        clerk = self.by(Role.INSTITUTION_CLERK, on=at.date())
        enrolments = list(self.training_class.enrolments.order_by("pk"))
        for enrolment in enrolments:
            passed = self.random.random() < 0.9
            results.record_result(
                enrolment,
                result=ExamResult.PASSED if passed else ExamResult.FAILED,
                theory_score=self.random.randint(60, 95) if passed else self.random.randint(30, 59),
                practice_score=self.random.randint(60, 98) if passed else self.random.randint(40, 59),
                by=clerk,
                at=at,
            )
        self._move("finish", Role.INSTITUTION_CLERK, DAYS + 1, hour=16)
        issued = self.at(DAYS + 6)
        for enrolment in self.training_class.enrolments.filter(result=ExamResult.PASSED).order_by("pk"):
            results.award_certificate(
                enrolment,
                number=f"Y00005300{self.start_on:%y}{enrolment.pk:08d}",
                issuer="云南省职业技能鉴定指导中心",
                issued_on=issued.date(),
                by=self.by(Role.INSTITUTION_CLERK, on=issued.date()),
                at=issued,
            )

    def _fix(self) -> None:
        at = self.at(-16)
        clerk, people = self.by(Role.COUNTY_CLERK, on=at.date()), self.office.people
        licence = self.institution.licences.get()
        checks.check_qualification(self.training_class, licence=licence, passed=True, by=clerk, at=at)
        supervisor = people[Role.COUNTY_CLERK]
        self.training_class = classes.fix(
            self.training_class,
            by=clerk,
            at=self.at(-16, 11),
            target_group=self.training_class.target_group,
            job_direction=f"县内外{self.training_class.catalogue_item.occupation_name}岗位",
            support_measures="结业后推荐就业岗位不少于3次，组织专场招聘会，跟踪服务半年",
            supervisor_name=supervisor.full_name,
            supervisor_phone=supervisor.work_phone,
            officers={
                Stage.QUALIFICATION: people[Role.COUNTY_CLERK],
                Stage.APPROVAL: people[Role.COUNTY_REVIEWER],
                Stage.SUPERVISION: people[Role.COUNTY_CLERK],
                Stage.EXAMINATION: people[Role.COUNTY_REVIEWER],
                Stage.SUBSIDY: people[Role.COUNTY_REVIEWER],
            },
        )

    def _move(self, name: str, role: Role, days: int, *, hour: int = 14, comment: str = "") -> None:
        at = self.at(days, hour)
        self.training_class = classes.move(
            self.training_class, name, by=self.by(role, on=at.date()), at=at, comment=comment
        )


def _monday(day: date) -> date:
    """A Monday at or before the day, so that four days fit the week."""
    return day - timedelta(days=day.weekday())
