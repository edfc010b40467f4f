"""Attendance, session by session."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Refused, record, require

from ..enums import AttendanceMark, BoardStatus, ClassStatus, EnrolmentStatus
from ..models import Attendance, Session


@transaction.atomic
def record_attendance(
    session: Session, marks: dict[int, AttendanceMark | str], *, by: Actor, at: datetime
) -> int:
    """Write the marks (enrolment id → mark) of one session; a second writing corrects the first.

    Refused before the board is issued (二(一)2, A34), before the class began, and ahead of the session's day.
    """
    training_class = session.training_class
    require(by, training_class, Verb.RECORD_ATTENDANCE)
    refusals = []
    if not training_class.notice_boards.filter(status=BoardStatus.ISSUED).exists():
        refusals.append("告知牌尚未出具，不能登记考勤(通知二(一)2:亮证亮牌后方可培训)")
    elif training_class.status != ClassStatus.IN_TRAINING:
        refusals.append(f"培训班当前为“{training_class.get_status_display()}”，请先办理开班")
    if session.cancelled:
        refusals.append("该课次已取消")
    if timezone.localtime(session.starts_at).date() > timezone.localtime(at).date():
        refusals.append(f"课次日期为{timezone.localtime(session.starts_at):%Y-%m-%d}，不能提前登记考勤")
    roster = set(
        training_class.enrolments.filter(status=EnrolmentStatus.ENROLLED).values_list("pk", flat=True)
    )
    strangers = set(marks) - roster
    if strangers:
        refusals.append("名册中没有所填学员，请刷新页面后重试")
    wrong = sorted({str(mark) for mark in marks.values()} - set(AttendanceMark.values))
    if wrong:
        refusals.append(f"考勤“{'、'.join(wrong)}”无效，应为{'、'.join(AttendanceMark.labels)}")
    if not marks:
        refusals.append("请至少登记一名学员的考勤")
    if refusals:
        raise Refused(*refusals)
    Attendance.objects.bulk_create(
        [
            Attendance(
                session=session, enrolment_id=enrolment, mark=mark, recorded_by=by.user, recorded_at=at
            )
            for enrolment, mark in sorted(marks.items())
        ],
        update_conflicts=True,
        unique_fields=["session", "enrolment"],
        update_fields=["mark", "recorded_by", "recorded_at"],
    )
    record(
        training_class,
        "attendance",
        label=f"登记考勤：{session.topic}",
        by=by,
        at=at,
        source=training_class.status,
    )
    return len(marks)
