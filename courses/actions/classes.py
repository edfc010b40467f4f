"""A class from entry to its end."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from institutions.models import Institution, Teacher
from yunnan_training.core.models import Appointment, NumberSeries, Region, User
from yunnan_training.core.roles import Role, Verb
from yunnan_training.core.workflow import (
    Actor,
    NotAllowed,
    Refused,
    Stale,
    entered,
    perform,
    record,
    require,
)

from ..enums import Stage
from ..models import CatalogueItem, Session, StageOfficer, TrainingClass
from ..states import EDITABLE, FIXABLE
from ..workflow import CLASS_WORKFLOW
from . import boards

APPLICATION_FIELDS = frozenset(
    {
        "name",
        "programme",
        "catalogue_item",
        "fund",
        "planned_size",
        "start_on",
        "end_on",
        "daily_times",
        "theory_lessons",
        "practice_lessons",
        "place",
        "content",
        "textbook",
        "manager_name",
        "manager_phone",
        "target_group",
        "job_direction",
        "support_measures",
    }
)
LONGEST = timedelta(days=366)  # a slip of the year, not a rule of the notice
FIXED_FIELDS = frozenset(
    {"target_group", "job_direction", "support_measures", "supervisor_name", "supervisor_phone"}
)


@transaction.atomic
def enter(
    *,
    institution: Institution,
    county: Region,
    catalogue_item: CatalogueItem,
    by: Actor,
    at: datetime,
    **fields: Any,
) -> TrainingClass:
    """Enter a draft: by the institution as an application, or by county staff themselves."""
    unknown = set(fields) - APPLICATION_FIELDS
    if unknown:
        raise TypeError(f"not fields of an application: {sorted(unknown)}")
    _may_enter(institution=institution, county=county, by=by)
    year = timezone.localtime(at).year
    serial = NumberSeries.next(f"class:{county.code}:{year}")
    training_class = TrainingClass(
        number=f"{county.code}-{year}-{serial:04d}",
        institution=institution,
        county=county,
        catalogue_item=catalogue_item,
        entered_by=by.user,
        **fields,
    )
    _save(training_class)
    entered(training_class, by=by, at=at, label="录入开班申请")
    return training_class


@transaction.atomic
def correct(
    training_class: TrainingClass, *, by: Actor, at: datetime, version: int | None = None, **fields: Any
) -> TrainingClass:
    """Change a draft or a returned application."""
    unknown = set(fields) - APPLICATION_FIELDS
    if unknown:
        raise TypeError(f"not fields of an application: {sorted(unknown)}")
    locked = _lock(training_class, verb=Verb.ENTER_CLASS, allowed=EDITABLE, by=by, version=version)
    return _change(locked, fields, move="correct", label="修改开班申请", by=by, at=at)


@transaction.atomic
def fix(
    training_class: TrainingClass,
    *,
    by: Actor,
    at: datetime,
    officers: dict[str, User] | None = None,
    version: int | None = None,
    **fields: Any,
) -> TrainingClass:
    """二(一)1: the county fixes 培训对象, 就业方向, 就业帮扶措施, the supervisor, and an officer per stage."""
    unknown = set(fields) - FIXED_FIELDS
    if unknown:
        raise TypeError(f"not fixed by the county: {sorted(unknown)}")
    locked = _lock(training_class, verb=Verb.FIX_CLASS, allowed=FIXABLE, by=by, version=version)
    for stage, officer in (officers or {}).items():
        if not _serves(officer, locked.county, on=timezone.localtime(at).date()):
            raise Refused(
                f"“{Stage(stage).label}”责任人{officer.full_name}不在{locked.county.office_name}任职"
            )
        StageOfficer.objects.update_or_create(
            training_class=locked, stage=stage, defaults={"officer": officer}
        )
    return _change(locked, fields, move="fix", label="确定培训事项和责任人", by=by, at=at)


@transaction.atomic
def set_sessions(
    training_class: TrainingClass,
    sessions: list[dict],
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> TrainingClass:
    """Replace the timetable of a draft. Each session: starts_at, ends_at, topic, teacher."""
    locked = _lock(training_class, verb=Verb.ENTER_CLASS, allowed=EDITABLE, by=by, version=version)
    strangers = [
        item["teacher"].name for item in sessions if item["teacher"].institution_id != locked.institution_id
    ]
    if strangers:
        raise Refused(f"教师{'、'.join(strangers)}不是承办机构的教师")
    locked.sessions.all().delete()
    refusals = []
    for order, item in enumerate(sessions, start=1):
        refusals += _add_session(locked, order=order, **item)
    if refusals:
        raise Refused(*refusals)
    return _change(locked, {}, move="correct", label="填写课程表", by=by, at=at)


@transaction.atomic
def approve(
    training_class: TrainingClass, *, by: Actor, at: datetime, version: int | None = None, comment: str = ""
) -> TrainingClass:
    """The county's last word. The class becomes public with it (二(一)3, A37), and its board is requested;
    the board's job is the newest of `training_class.notice_boards`."""
    year = timezone.localtime(at).year
    office = training_class.county
    serial = NumberSeries.next(f"approval:{office.code}:{year}")
    approved = perform(
        CLASS_WORKFLOW,
        training_class,
        "approve",
        by=by,
        at=at,
        version=version,
        comment=comment,
        approval_number=f"{office.name}人社培〔{year}〕{serial}号",
        approved_by=by.name,
        approved_at=at,
        published_at=at,
    )
    boards.request(approved, by=by, at=at)
    return approved


def move(
    training_class: TrainingClass,
    name: str,
    *,
    by: Actor,
    at: datetime,
    version: int | None = None,
    comment: str = "",
) -> TrainingClass:
    """Any button of a class: submit, review, approve, return, start, finish, terminate."""
    if CLASS_WORKFLOW.table.move(name).by_system:
        raise NotAllowed("此步骤由系统自动办理")
    if name == "approve":
        return approve(training_class, by=by, at=at, version=version, comment=comment)
    if name == "terminate":
        return terminate(training_class, by=by, at=at, version=version, comment=comment)
    return perform(CLASS_WORKFLOW, training_class, name, by=by, at=at, version=version, comment=comment)


@transaction.atomic
def terminate(
    training_class: TrainingClass, *, by: Actor, at: datetime, version: int | None = None, comment: str = ""
) -> TrainingClass:
    """End a class before its time: what hasn't been taught is cancelled and frees its teachers."""
    ended = perform(
        CLASS_WORKFLOW, training_class, "terminate", by=by, at=at, version=version, comment=comment
    )
    ended.sessions.filter(starts_at__gt=at).update(cancelled=True)
    boards.void(ended, reason="培训班已终止", at=at)
    return ended


def head_of(county: Region, *, on: date) -> Appointment | None:
    """二(一)1 「由一把手直接负责」: the head's own appointment, not a delegate's."""
    return (
        Appointment.objects.filter(role=Role.COUNTY_HEAD, region=county, delegation="")
        .in_force(on)
        .select_related("user")
        .order_by("-valid_from", "-pk")
        .first()
    )


def _may_enter(*, institution: Institution, county: Region, by: Actor) -> None:
    """The institution for itself, county staff for their own county."""
    for grant in by.jurisdiction.grants_for(Verb.ENTER_CLASS):
        if grant.institution_id == institution.pk or (
            grant.region_code and county.code.startswith(grant.prefix)
        ):
            return
    raise Refused("只能为本机构或本县(市、区)录入培训班")


def _lock(
    training_class: TrainingClass, *, verb: Verb, allowed: tuple, by: Actor, version: int | None
) -> TrainingClass:
    locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    require(by, locked, verb)
    if version is not None and locked.version != version:
        raise Stale
    if locked.status not in allowed:
        raise Refused(f"培训班当前为“{locked.get_status_display()}”，不能修改；如需修改请先退回")
    return locked


def _change(
    training_class: TrainingClass, fields: dict[str, Any], *, move: str, label: str, by: Actor, at: datetime
) -> TrainingClass:
    for name, value in fields.items():
        setattr(training_class, name, value)
    training_class.version += 1
    _save(training_class)
    record(training_class, move, label=label, by=by, at=at, source=training_class.status)
    return training_class


def _save(training_class: TrainingClass) -> None:
    refusals = []
    if training_class.end_on < training_class.start_on:
        refusals.append("结业日期不能早于开班日期")
    elif training_class.end_on - training_class.start_on > LONGEST:
        refusals.append("开班日期和结业日期相隔一年以上，请核对年份")
    if training_class.theory_lessons + training_class.practice_lessons == 0:
        refusals.append("理论课时和实操课时不能都为0")
    if training_class.manager_name and training_class.manager_name == training_class.supervisor_name:
        refusals.append("培训班管理人和监督人不能是同一人(管理人由培训机构担任，监督人由人社部门担任)")
    if refusals:
        raise Refused(*refusals)
    training_class.save()


def _add_session(
    training_class: TrainingClass,
    *,
    order: int,
    starts_at: datetime,
    ends_at: datetime,
    topic: str,
    teacher: Teacher,
) -> list[str]:
    """One lesson block, or the sentences why not: a teacher is in one place at a time (K33)."""
    if ends_at <= starts_at:
        return [f"第{order}节“{topic}”：下课时间必须晚于上课时间"]
    if timezone.localdate(ends_at) != timezone.localdate(starts_at):
        return [f"第{order}节“{topic}”：上课和下课必须在同一天，请按天填写课次"]
    try:
        with transaction.atomic():
            Session.objects.create(
                training_class=training_class,
                starts_at=starts_at,
                ends_at=ends_at,
                topic=topic,
                teacher=teacher,
            )
    except IntegrityError as error:
        if "teacher_in_one_place" not in str(error):
            raise
        when = f"{timezone.localtime(starts_at):%Y-%m-%d %H:%M}"
        return [f"第{order}节“{topic}”：教师{teacher.name}在{when}已有其他课次，请调整时间或教师"]
    return []


def _serves(officer: User, county: Region, *, on: date) -> bool:
    return Appointment.objects.filter(user=officer, region=county).in_force(on).exists()
