"""What must hold before a class, a roster or a filing takes a step. Each guard answers with Chinese sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from institutions.enums import InstitutionKind
from yunnan_training.core import law
from yunnan_training.core.jurisdiction import covers
from yunnan_training.core.models import Passage
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Guard, Workflow, passages

from .enums import ATTENDED_MARKS, OPEN_FILING, CheckResult, EnrolmentStatus, ExamResult, Stage
from .models import Attendance, Filing, FilingItem, RosterUpload, TrainingClass
from .selectors import Rate, case_of, standard_of
from .states import (
    CHECKABLE,
    CLASS_STATES,
    EDITABLE,
    FILING_STATES,
    FIXABLE,
    ROSTER_STATES,
    RUNNING,
    WITH_BOARD,
)


def host_admitted(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    """二(一)2: one of the three kinds, open, with teachers and a licence for the whole class."""
    institution = training_class.institution
    refusals = []
    if institution.kind not in InstitutionKind.values:
        refusals.append("承办机构须为职业院校、技工院校或经批准的民办职业培训机构(通知二(一)2)")
    if not institution.active:
        refusals.append("承办机构已停办，不能承办培训班")
    if not institution.teachers.filter(active=True).exists():
        refusals.append("承办机构尚未登记在任教师，请先在机构档案中登记师资")
    if not institution.licences.exists():
        refusals.append("承办机构尚未登记办学证照，请先在机构档案中登记证照")
    return refusals


def timetable_made(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    """The sessions lie within the class's days and there is at least one."""
    days = [
        timezone.localtime(starts_at).date()
        for starts_at in training_class.sessions.filter(cancelled=False).values_list("starts_at", flat=True)
    ]
    if not days:
        return ["尚未安排课次，请先填写课程表"]
    outside = sorted({day for day in days if not training_class.start_on <= day <= training_class.end_on})
    if outside:
        listed = "、".join(f"{day:%Y-%m-%d}" for day in outside)
        return [f"课次日期{listed}不在开班日期和结业日期之间，请调整课程表或起止日期"]
    return []


def manager_named(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    return _empty(training_class, manager_name="培训班管理人姓名", manager_phone="培训班管理人联系方式")


def qualification_passed(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    """二(一)2 「对培训机构的职业培训资质进行核验」: the newest check of this class passed, and still covers it."""
    check = training_class.qualification_checks.select_related("licence").order_by("-pk").first()
    if check is None:
        return ["尚未核验培训机构的职业培训资质，请先办理资质核验"]
    if check.result != CheckResult.PASSED:
        return ["资质核验未通过，请核对证照后重新核验"]
    return licence_covers(check.licence, training_class)


def licence_covers(licence, training_class: TrainingClass) -> list[str]:
    return licence.covers(
        occupation_code=training_class.catalogue_item.occupation_code,
        first_day=training_class.start_on,
        last_day=training_class.end_on,
    )


def facts_fixed(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    """二(一)1: 培训对象, 就业方向, 培训工种 (the catalogue item, never empty), 就业帮扶措施, and the officers."""
    refusals = _empty(
        training_class,
        target_group="培训对象",
        job_direction="就业方向",
        support_measures="就业帮扶措施",
        supervisor_name="培训班监督人姓名",
        supervisor_phone="培训班监督人联系方式",
    )
    named = set(training_class.stage_officers.values_list("stage", flat=True))
    missing = [stage.label for stage in Stage if stage not in named]
    if missing:
        refusals.append(f"“{'、'.join(missing)}”环节尚未明确工作责任人(通知二(一)1)")
    return refusals


def catalogue_in_force(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    item, day = training_class.catalogue_item, timezone.localtime(at).date()
    if item.valid_from > day or (item.valid_to and item.valid_to < day):
        return [f"培训工种“{item}”不在现行《云南省职业技能分类培训指导目录》内，请重新选择"]
    return []


def not_over_yet(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    """A class whose days are past can't be held any more, and its board would hang in an empty room."""
    if timezone.localtime(at).date() <= training_class.end_on:
        return []
    return [f"结业日期{training_class.end_on:%Y-%m-%d}已过，请先修改起止日期和课程表"]


def applied_in_time(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    least = standard_of(training_class, "local.application_days_before_start")
    today = timezone.localdate(at)
    if least is None or (training_class.start_on - today).days >= least.value:
        return []
    late = f"开班申请须在开班前至少{least.value}日提交（{least.source}），现{_until(training_class, today)}"
    return [f"{late}，请推迟开班日期、调整课程表后再提交"]


def _until(training_class: TrainingClass, on: date) -> str:
    days = (training_class.start_on - on).days
    if days > 0:
        return f"距开班还有{days}日"
    return f"开班日期已过{-days}日" if days else "当日开班"


def roster_confirmed(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    if not training_class.enrolments.filter(status=EnrolmentStatus.ENROLLED).exists():
        return ["学员名册为空，请先导入并确认花名册"]
    return []


def somebody_stayed(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    if training_class.enrolments.filter(status=EnrolmentStatus.ENROLLED).exists():
        return []
    return ["学员已全部退出，不能办理结业；不再举办的，请由县级负责人办理终止"]


def first_day_reached(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    if timezone.localtime(at).date() < training_class.start_on:
        return [f"开班日期为{training_class.start_on:%Y-%m-%d}，当日起才能办理开班"]
    return []


def attendance_complete(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    """Some session was held, and every one of them was marked for everybody on the roster."""
    today = timezone.localtime(at).date()
    sessions = training_class.sessions.filter(cancelled=False)
    if not sessions:
        return ["课次已全部取消，没有上过课的培训班不能结业；不再举办的，请由县级负责人办理终止"]
    ahead = [one.topic for one in sessions if timezone.localtime(one.starts_at).date() > today]
    refusals = [f"课次“{'、'.join(ahead)}”还未上课，不能办理结业"] if ahead else []
    return refusals + _unmarked(training_class, until=today)


def attendance_due(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    return _unmarked(training_class, until=timezone.localtime(at).date())


def _unmarked(training_class: TrainingClass, *, until: date) -> list[str]:
    """Sessions up to that day without a mark for everybody on the roster."""
    roster = set(
        training_class.enrolments.filter(status=EnrolmentStatus.ENROLLED).values_list("pk", flat=True)
    )
    unmarked = [
        session.topic
        for session in training_class.sessions.filter(cancelled=False).prefetch_related("attendance")
        if timezone.localtime(session.starts_at).date() <= until
        and roster - {mark.enrolment_id for mark in session.attendance.all()}
    ]
    return [f"课次“{'、'.join(unmarked)}”的考勤尚未登记齐全"] if unmarked else []


def too_seldom_there(training_class: TrainingClass, **people) -> dict[int, tuple[Rate, law.Figure]]:
    """Enrolment → (attended of held, the share asked for) of those who were there too seldom to pass; `people` narrows.

    Nobody before the last of their marks is written. Leave, too, is not being there.
    """
    least = standard_of(training_class, "local.attendance_share")
    if least is None:
        return {}
    held = training_class.sessions.filter(cancelled=False).count()
    marks = (
        Attendance.objects.filter(
            enrolment__training_class=training_class,
            enrolment__status=EnrolmentStatus.ENROLLED,
            session__cancelled=False,
            **{f"enrolment__{name}": value for name, value in people.items()},
        )
        .order_by()
        .values_list("enrolment_id")
        .annotate(attended=Count("pk", filter=Q(mark__in=ATTENDED_MARKS)), marked=Count("pk"))
        .filter(marked=held)
    )
    return {pk: (Rate(attended, held), least) for pk, attended, _ in marks if attended < least.value * held}


def passed_were_there(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    found = too_seldom_there(training_class, result=ExamResult.PASSED)
    if not found:
        return []
    _, least = next(iter(found.values()))
    below = f"出勤率低于结业最低出勤率{least.shown}（{least.source}）"
    return [f"有{len(found)}名考核合格的学员{below}，不能办理结业，请核对考勤，或更正考核结果"]


def results_complete(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    pending = training_class.enrolments.filter(
        status=EnrolmentStatus.ENROLLED, result=ExamResult.PENDING
    ).count()
    return [f"还有{pending}名学员未登记考核结果"] if pending else []


def results_due(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[str]:
    """Results are wanted from the last day of teaching on."""
    if timezone.localtime(at).date() < training_class.end_on:
        return []
    return results_complete(training_class, by=by, at=at)


def roster_still_open(upload: RosterUpload, *, by: Actor, at: datetime) -> list[str]:
    return roster_refusals(upload.training_class)


def roster_refusals(training_class: TrainingClass) -> list[str]:
    """A roster can be loaded from approval until the class ends."""
    if not training_class.is_public:
        return ["培训班批准后才能导入花名册"]
    if training_class.status == "finished":
        return ["培训班已结业，名册不能再改动"]
    return []


def filing_has_classes(filing: Filing, *, by: Actor, at: datetime) -> list[str]:
    return [] if filing.items.exists() else ["备案中没有培训班，请先汇总"]


def filed_late(classes: Sequence[TrainingClass], *, on: date) -> dict[int, str]:
    """Class → why filing it on that day is late. Said and never refused: a late filing is better than none."""
    asked = law.released("local.filing_days_before_start", [case_of(each) for each in classes])
    return {
        each.pk: f"逾期备案：须在开班前至少{least.value}日备案（{least.source}），{_until(each, on)}"
        for each, least in zip(classes, asked, strict=True)
        if least is not None and (each.start_on - on).days < least.value
    }


def report_of(filing: Filing) -> Passage | None:
    """When and by whom it was last reported to the province."""
    return passages(filing).filter(move="submit").order_by("-pk").first()


def mark_late(filing: Filing, items: Sequence[FilingItem]) -> None:
    """`late` of each class of a filing: counted to the day it was reported, and to today while the prefecture has
    it. Items that are marked already stay as they are: one answer to a request."""
    if all(hasattr(item, "late") for item in items):
        return
    report = None if filing.status in OPEN_FILING else report_of(filing)
    late = filed_late(
        [item.training_class for item in items], on=timezone.localdate(report.at if report else None)
    )
    for item in items:
        item.late = late.get(item.training_class_id, "")


def _empty(training_class: TrainingClass, **labels: str) -> list[str]:
    return [f"请填写“{label}”" for name, label in labels.items() if not getattr(training_class, name).strip()]


_READY_FOR_APPROVAL = (
    host_admitted,
    timetable_made,
    manager_named,
    qualification_passed,
    facts_fixed,
    catalogue_in_force,
    not_over_yet,
)

CLASS_WORKFLOW = Workflow(
    CLASS_STATES,
    {
        "submit": (host_admitted, timetable_made, manager_named, not_over_yet, applied_in_time),
        "review": _READY_FOR_APPROVAL,
        "approve": _READY_FOR_APPROVAL,
        "issue_board": (qualification_passed, facts_fixed, manager_named),
        "start": (roster_confirmed, first_day_reached),
        "finish": (somebody_stayed, attendance_complete, results_complete, passed_were_there),
    },
)

ROSTER_WORKFLOW = Workflow(ROSTER_STATES, {"confirm": (roster_still_open,)})
FILING_WORKFLOW = Workflow(FILING_STATES, {"submit": (filing_has_classes,)})


@dataclass(frozen=True, slots=True)
class Work:
    """Something done on a class that leaves its state as it is. `lacks` tells what is still to be done."""

    name: str
    label: str
    verb: Verb
    states: tuple[str, ...]
    lacks: Guard | None = None


CLASS_WORK = (
    Work("sessions", "填写课程表", Verb.ENTER_CLASS, EDITABLE, timetable_made),
    Work("check", "核验培训资质", Verb.CHECK_QUALIFICATION, CHECKABLE, qualification_passed),
    Work("fix", "确定培训事项和责任人", Verb.FIX_CLASS, FIXABLE, facts_fixed),
    Work("roster", "导入花名册", Verb.LOAD_ROSTER, WITH_BOARD, roster_confirmed),
    Work("attendance", "登记考勤", Verb.RECORD_ATTENDANCE, RUNNING, attendance_due),
    Work("results", "登记考核结果", Verb.RECORD_RESULT, RUNNING, results_due),
    Work("edit", "修改开班申请", Verb.ENTER_CLASS, EDITABLE),
    Work("change", "变更并重新出具告知牌", Verb.ISSUE_BOARD, WITH_BOARD),
)


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Work that this person may do now; `lacks` is empty when it is done."""

    name: str
    label: str
    lacks: list[str]


def open_work(training_class: TrainingClass, *, by: Actor, at: datetime) -> list[OpenWork]:
    return [
        OpenWork(work.name, work.label, list(work.lacks(training_class, by=by, at=at)) if work.lacks else [])
        for work in CLASS_WORK
        if training_class.status in work.states and covers(by.jurisdiction, training_class, work.verb)
    ]


def closed_because(training_class: TrainingClass, name: str) -> str:
    """Why this work can't be done in the present state; empty when it can."""
    work = next(work for work in CLASS_WORK if work.name == name)
    if training_class.status in work.states:
        return ""
    return f"培训班当前为“{training_class.get_status_display()}”，不能办理“{work.label}”"
