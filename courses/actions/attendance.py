"""Attendance, session by session."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Refused, record, require

from ..enums import AttendanceMark, BoardStatus, ClassStatus, EnrolmentStatus
from ..models import Attendance, Session, TrainingClass


def refusals(session: Session, *, at: datetime) -> list[str]:
    """Why nobody's attendance can be written at this session now; empty when it can."""
    training_class = session.training_class
    day, today = timezone.localdate(session.starts_at), timezone.localdate(at)
    sentences = []
    boards = training_class.notice_boards.exclude(issued_at=None).order_by("edition")
    first = boards.first()
    if first is None:
        sentences.append("告知牌尚未出具，不能登记考勤（通知二(一)2：亮证亮牌后方可培训）")
    elif not boards.filter(status=BoardStatus.ISSUED).exists():
        sentences.append("原告知牌已作废，新版告知牌出具后才能登记考勤")
    elif training_class.status != ClassStatus.IN_TRAINING:
        sentences.append(_not_in_training(training_class))
    if first is not None and day < timezone.localdate(first.issued_at):
        sentences.append(
            f"该课次（{day:%Y-%m-%d}）早于告知牌出具日期{timezone.localdate(first.issued_at):%Y-%m-%d}，不计考勤；请取消该课次"
        )
    if session.cancelled:
        sentences.append("该课次已取消")
    if day > today:
        sentences.append(f"课次日期为{day:%Y-%m-%d}，不能提前登记考勤")
    return sentences


def _not_in_training(training_class: TrainingClass) -> str:
    shown = training_class.get_status_display()
    if training_class.status in (ClassStatus.FINISHED, ClassStatus.TERMINATED):
        return f"培训班{shown}，考勤不能再改动"
    return f"培训班当前为“{shown}”，请先办理开班"


@transaction.atomic
def record_attendance(
    session: Session, marks: dict[int, AttendanceMark | str], *, by: Actor, at: datetime
) -> int:
    """Write the marks (enrolment id → mark) of one session; a second writing corrects the first.

    Refused before the board is issued (二(一)2, A34), before the class began, and ahead of the session's day.
    Marks that stay as they are keep the name of who wrote them.
    """
    training_class = TrainingClass.objects.select_for_update().get(pk=session.training_class_id)
    require(by, training_class, Verb.RECORD_ATTENDANCE)
    session = Session.objects.select_related("training_class").get(pk=session.pk)
    sentences = refusals(session, at=at)
    roster = set(
        training_class.enrolments.filter(status=EnrolmentStatus.ENROLLED).values_list("pk", flat=True)
    )
    if set(marks) - roster:
        sentences.append("名册中没有所填学员，请刷新页面后重试")
    wrong = sorted({str(mark) for mark in marks.values()} - set(AttendanceMark.values))
    if wrong:
        sentences.append(f"考勤“{'、'.join(wrong)}”无效，应为{'、'.join(AttendanceMark.labels)}")
    if not marks:
        sentences.append("请至少登记一名学员的考勤")
    if sentences:
        raise Refused(*sentences)
    written = dict(session.attendance.values_list("enrolment_id", "mark"))
    changed = {enrolment: mark for enrolment, mark in marks.items() if written.get(enrolment) != mark}
    if not changed:
        return len(marks)
    Attendance.objects.bulk_create(
        [
            Attendance(
                session=session, enrolment_id=enrolment, mark=mark, recorded_by=by.user, recorded_at=at
            )
            for enrolment, mark in sorted(changed.items())
        ],
        update_conflicts=True,
        unique_fields=["session", "enrolment"],
        update_fields=["mark", "recorded_by", "recorded_at"],
    )
    verb = "更正考勤" if changed.keys() & written.keys() else "登记考勤"
    record(
        training_class,
        "attendance",
        label=f"{verb}：{session.topic}（{len(changed)}人）",
        by=by,
        at=at,
        source=training_class.status,
    )
    return len(marks)


@transaction.atomic
def cancel_session(session: Session, *, reason: str, by: Actor, at: datetime) -> Session:
    """A session that wasn't held: it no longer counts, and its teacher is free. Not one that has marks."""
    training_class = TrainingClass.objects.select_for_update().get(pk=session.training_class_id)
    require(by, training_class, Verb.RECORD_ATTENDANCE)
    session = Session.objects.get(pk=session.pk)
    sentences = []
    if training_class.status != ClassStatus.IN_TRAINING:
        sentences.append(_not_in_training(training_class))
    if session.cancelled:
        sentences.append("该课次已取消")
    if session.attendance.exists():
        sentences.append("该课次已登记考勤，不能取消")
    if not reason.strip():
        sentences.append("请填写取消课次的原因")
    if sentences:
        raise Refused(*sentences)
    session.cancelled = True
    session.save(update_fields=["cancelled"])
    record(
        training_class,
        "cancel_session",
        label=f"取消课次：{session.topic}（{timezone.localdate(session.starts_at):%Y-%m-%d}）",
        comment=reason.strip(),
        by=by,
        at=at,
        source=training_class.status,
    )
    return session
