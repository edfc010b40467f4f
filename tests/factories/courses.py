"""Classes. `draft_class` is one row; the others are walked there through the real actions."""

from datetime import date, timedelta
from itertools import count

from courses.actions import attendance, boards, checks, classes
from courses.enums import AttendanceMark, ExamResult, Fund, Programme, Stage
from courses.models import Attendance, CatalogueItem, Enrolment, Session, TrainingClass
from institutions.models import Institution
from trainees.enums import CertificateKind, PersonCategory, SkillLevel
from trainees.models import Trainee
from yunnan_training.core.models import User
from yunnan_training.core.workflow import Actor

from . import core, institutions

_serial = count(1)


def catalogue_item(**fields) -> CatalogueItem:
    values = {
        "occupation_code": "6-18-02-04",
        "occupation_name": "焊工",
        "certificate_kind": CertificateKind.SKILL_LEVEL,
        "level": SkillLevel.LEVEL_2,
        "valid_from": date(2018, 12, 27),
        **fields,
    }
    return CatalogueItem.objects.get_or_create(**values, defaults={"lessons": 8})[0]


def application(host: Institution, **fields) -> dict:
    """What an institution writes into its application."""
    return {
        "name": f"{host.county.name}2026年第{next(_serial)}期焊工培训班",
        "programme": Programme.HIGH,
        "catalogue_item": catalogue_item(),
        "fund": Fund.EMPLOYMENT_SUBSIDY,
        "planned_size": 30,
        "start_on": core.DAY,
        "end_on": core.DAY + timedelta(days=1),
        "daily_times": "8:30—12:00",
        "theory_lessons": 4,
        "practice_lessons": 4,
        "place": "永昌街道太保路1号实训楼",
        "content": "焊接工艺与安全操作",
        "manager_name": "冯玉兰",
        "manager_phone": "0875-2121000",
        **fields,
    }


def draft_class(host: Institution, *, entered_by: User, **fields) -> TrainingClass:
    return TrainingClass.objects.create(
        **{
            "number": f"{host.county_id}-T-{next(_serial):06d}",
            "institution": host,
            "county": host.county,
            "entered_by": entered_by,
            **application(host, **fields),
        }
    )


def session(of: TrainingClass, *, day: int = 0, teacher=None) -> Session:
    """A morning of the class, with a teacher of its own so that no two classes quarrel over one."""
    on = of.start_on + timedelta(days=day)
    return Session.objects.create(
        training_class=of,
        starts_at=core.at(on, 8, 30),
        ends_at=core.at(on, 12),
        topic=f"第{day + 1}课",
        teacher=teacher or institutions.teacher(of.institution),
    )


def enrolment(of: TrainingClass, who: Trainee, **fields) -> Enrolment:
    return Enrolment.objects.create(
        training_class=of, trainee=who, **{"category": PersonCategory.ENTERPRISE_EMPLOYEE, **fields}
    )


def attended(who: Enrolment, *, recorded_by: User, mark: str = AttendanceMark.PRESENT) -> Attendance:
    """One mark at the first session of the class, which is made when there is none."""
    lesson = who.training_class.sessions.first() or session(who.training_class)
    return Attendance.objects.create(
        session=lesson,
        enrolment=who,
        mark=mark,
        recorded_by=recorded_by,
        recorded_at=core.at(who.training_class.start_on, 12),
    )


def passed(who: Enrolment, result: str = ExamResult.PASSED) -> Enrolment:
    who.result = result
    who.save(update_fields=["result"])
    return who


def submitted_class(host: Institution, *, by: Actor, on: date = core.DAY, **fields) -> TrainingClass:
    """Applied for by the institution's clerk, a week before it begins on `on`."""
    before = core.at(on - timedelta(days=7))
    values = application(host, **{"start_on": on, "end_on": on + timedelta(days=1), **fields})
    item = values.pop("catalogue_item")
    made = classes.enter(
        institution=host, county=host.county, catalogue_item=item, by=by, at=before, **values
    )
    teacher = institutions.teacher(host)
    lessons = [
        {
            "starts_at": core.at(day, 8, 30),
            "ends_at": core.at(day, 12),
            "topic": topic,
            "teacher": teacher,
        }
        for day, topic in ((made.start_on, "安全与工艺"), (made.end_on, "操作练习"))
    ]
    made = classes.set_sessions(made, lessons, by=by, at=before)
    return classes.move(made, "submit", by=by, at=before)


FIXED = {
    "target_group": "企业职工",
    "job_direction": "县内制造企业",
    "support_measures": "推荐就业岗位,培训后跟踪服务6个月",
    "supervisor_name": "何正康",
    "supervisor_phone": "0875-2120088",
}


def checked_class(
    host: Institution, *, by: Actor, clerk: Actor, on: date = core.DAY, **fields
) -> TrainingClass:
    """Submitted, and its host's newest licence checked and passed."""
    made = submitted_class(host, by=by, on=on, **fields)
    checks.check_qualification(
        made,
        licence=host.licences.order_by("-pk").first(),
        passed=True,
        by=clerk,
        at=core.at(on - timedelta(days=5)),
    )
    return made


def prepared_class(
    host: Institution, *, by: Actor, clerk: Actor, on: date = core.DAY, **fields
) -> TrainingClass:
    """Checked, and everything fixed that the county fixes: ready for the reviewer."""
    made = checked_class(host, by=by, clerk=clerk, on=on, **fields)
    return classes.fix(
        made,
        **FIXED,
        officers=dict.fromkeys(Stage.values, clerk.user),
        by=clerk,
        at=core.at(on - timedelta(days=5)),
    )


def reviewed_class(
    host: Institution, *, by: Actor, clerk: Actor, reviewer: Actor, on: date = core.DAY, **fields
) -> TrainingClass:
    made = prepared_class(host, by=by, clerk=clerk, on=on, **fields)
    return classes.move(made, "review", by=reviewer, at=core.at(on - timedelta(days=5)))


def approved_class(
    host: Institution, *, by: Actor, clerk: Actor, reviewer: Actor, head: Actor, on: date = core.DAY, **fields
) -> TrainingClass:
    """Approved by the county's head; public, its board requested."""
    made = reviewed_class(host, by=by, clerk=clerk, reviewer=reviewer, on=on, **fields)
    return classes.move(made, "approve", by=head, at=core.at(on - timedelta(days=5)))


def boarded_class(host: Institution, *, on: date = core.DAY, **officers) -> TrainingClass:
    """Its board is issued; the PDF inside is a stand-in, because making a real one takes a second."""
    made = approved_class(host, on=on, **officers)
    board = made.notice_boards.get()
    boards._issue(board, content=b"%PDF-1.7", sheet=b"%PDF-1.7", at=core.at(on - timedelta(days=4)))
    return TrainingClass.objects.get(pk=made.pk)


def running_class(
    host: Institution, *, people: list[Trainee], on: date = core.DAY, **officers
) -> TrainingClass:
    """Begun on its first day with these people on the roster."""
    made = boarded_class(host, on=on, **officers)
    for who in people:
        enrolment(made, who)
    return classes.move(made, "start", by=officers["by"], at=core.at(on))


def finished_class(
    host: Institution, *, people: list[Trainee], on: date = core.DAY, **officers
) -> TrainingClass:
    """Everybody was there at every session and passed; ended on the evening of the last day."""
    made = running_class(host, people=people, on=on, **officers)
    on_roster = list(made.enrolments.all())
    for lesson in made.sessions.all():
        marks = {who.pk: AttendanceMark.PRESENT for who in on_roster}
        attendance.record_attendance(lesson, marks, by=officers["by"], at=lesson.ends_at)
    for who in on_roster:
        passed(who)
    return classes.move(made, "finish", by=officers["by"], at=core.at(made.end_on, 18))
