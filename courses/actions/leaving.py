"""A trainee who leaves a class before its end, and the slip of the pen taken back. The row stays on the roster,
with its reason: whoever starts counts in the pass rate (A40), and a removed person stays visible (domain 3)."""

from datetime import datetime

from django.db import transaction

from trainees.models import Trainee
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Refused, Stale, record, require

from ..enums import ClassStatus, EnrolmentStatus, ExamResult
from ..models import Enrolment, TrainingClass
from ..states import WITH_BOARD
from .roster_context import clashes, over_yearly_number

LONGEST_REASON = 200


def refusals(enrolment: Enrolment) -> list[str]:
    """Why this person can neither leave nor come back now; empty when it can be done."""
    training_class = enrolment.training_class
    if training_class.status not in WITH_BOARD:
        shown = training_class.get_status_display()
        if training_class.status in (ClassStatus.FINISHED, ClassStatus.TERMINATED):
            return [f"培训班{shown}，名册不能再改动"]
        return [f"培训班当前为“{shown}”，名册不能改动"]
    if enrolment.status == EnrolmentStatus.ENROLLED and enrolment.result != ExamResult.PENDING:
        return ["该学员已登记考核结果，不能办理退出；登记有误的，请先将考核结果改回未登记"]
    return []


@transaction.atomic
def withdraw(
    enrolment: Enrolment, *, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Enrolment:
    """From now on no attendance and no result; what was written stays."""
    locked, sentences = _lock(enrolment, reason=reason, by=by, version=version)
    if locked.status != EnrolmentStatus.ENROLLED:
        sentences = ["该学员已退出本班"]
    if sentences:
        raise Refused(*sentences)
    return _turn(locked, EnrolmentStatus.WITHDRAWN, "withdraw", "退出本班", reason=reason, by=by, at=at)


@transaction.atomic
def readmit(
    enrolment: Enrolment, *, reason: str, by: Actor, at: datetime, version: int | None = None
) -> Enrolment:
    """Back on the roster, unless the person sits in another class by now (K03)."""
    locked, sentences = _lock(enrolment, reason=reason, by=by, version=version)
    if locked.status != EnrolmentStatus.WITHDRAWN:
        sentences = ["该学员仍在册，不用恢复"]
    # The person's row first, as when a roster is confirmed: two classes at the same moment see each other.
    Trainee.objects.select_for_update().get(pk=locked.trainee_id)
    sentences += clashes(locked.training_class, [locked.trainee_id]).values()
    sentences += over_yearly_number(locked.training_class, [locked.trainee_id]).values()
    if sentences:
        raise Refused(*sentences)
    return _turn(locked, EnrolmentStatus.ENROLLED, "readmit", "恢复在册", reason=reason, by=by, at=at)


def _lock(
    enrolment: Enrolment, *, reason: str, by: Actor, version: int | None
) -> tuple[Enrolment, list[str]]:
    """The class first, as everybody who writes about its people."""
    TrainingClass.objects.select_for_update().get(pk=enrolment.training_class_id)
    require(by, enrolment, Verb.LOAD_ROSTER)
    locked = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("training_class", "trainee")
        .get(pk=enrolment.pk)
    )
    if version is not None and locked.version != version:
        raise Stale
    sentences = refusals(locked)
    if not reason.strip():
        sentences.append("请填写原因")
    elif len(reason.strip()) > LONGEST_REASON:
        sentences.append(f"原因最多{LONGEST_REASON}个字")
    return locked, sentences


def _turn(
    enrolment: Enrolment, status: str, move: str, label: str, *, reason: str, by: Actor, at: datetime
) -> Enrolment:
    source, enrolment.status = enrolment.status, status
    enrolment.version += 1
    enrolment.save()
    record(enrolment, move, label=label, source=source, by=by, at=at, comment=reason.strip())
    # Who and why stands with the person's row: a class is read by people who don't see its roster.
    record(
        enrolment.training_class,
        move,
        label=f"学员{label}（1人）",
        source=enrolment.training_class.status,
        by=by,
        at=at,
    )
    return enrolment
