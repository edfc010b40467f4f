"""《云南省就业培训告知牌》: requested at approval, made by the worker, voided when what it says changes."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from yunnan_training.core import jobs
from yunnan_training.core.enums import JobStatus, StoredFileKind
from yunnan_training.core.models import NumberSeries, StoredFile
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Refused, Stale, perform, record, require

from ..documents import (
    BoardFacts,
    as_json,
    from_json,
    missing,
    notice_board_pdf,
    qualification_sheet_pdf,
)
from ..enums import BoardStatus, CheckResult, ClassStatus
from ..models import NoticeBoard, TrainingClass
from ..states import WITH_BOARD
from ..workflow import CLASS_WORKFLOW
from .board_facts import board_facts, sheet_facts
from .postponing import move_days

CHANGEABLE = frozenset(
    {"place", "daily_times", "manager_name", "manager_phone", "supervisor_name", "supervisor_phone"}
)
PDF = "application/pdf"


@transaction.atomic
def request(training_class: TrainingClass, *, by: Actor, at: datetime) -> NoticeBoard:
    """Order the next edition. Refused before qualification check and approval, or while an item is empty."""
    locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    if locked.status not in WITH_BOARD:
        raise Refused("培训班批准后才能出具告知牌")
    if not locked.qualification_checks.filter(result=CheckResult.PASSED).exists():
        raise Refused("资质核验通过后才能出具告知牌")
    if locked.notice_boards.exclude(status=BoardStatus.VOIDED).exists():
        raise Refused("该班已有有效的告知牌；如内容有变，请办理变更后重新出具")
    edition = locked.notice_boards.count() + 1
    first = locked.notice_boards.order_by("edition").first()
    if first:
        number = first.number
    else:
        year = timezone.localtime(at).year
        number = f"{locked.county_id}-{year}-{NumberSeries.next(f'board:{locked.county_id}:{year}'):04d}"
    facts = board_facts(locked, number=number, edition=edition, issued_on=timezone.localtime(at).date())
    lacking = missing(facts)
    if lacking:
        raise Refused(*[f"告知牌缺少“{item}”" if "不能" not in item else item for item in lacking])
    board = NoticeBoard.objects.create(
        training_class=locked,
        edition=edition,
        number=number,
        facts=as_json(facts),
        requested_by=by.user,
    )
    board.job = jobs.request("courses.board", args={"board": board.pk}, by=by.user)
    board.save(update_fields=["job"])
    return board


@transaction.atomic
def make_again(training_class: TrainingClass, *, by: Actor, at: datetime) -> NoticeBoard:
    """Order the same edition once more, after its job failed for good."""
    require(by, training_class, Verb.ISSUE_BOARD)
    board = (
        NoticeBoard.objects.select_for_update(of=("self",))
        .select_related("job")
        .filter(training_class=training_class, status=BoardStatus.PREPARING)
        .first()
    )
    if board is None:
        raise Refused("没有正在制作的告知牌")
    if board.job and board.job.status != JobStatus.FAILED:
        raise Refused("告知牌正在制作，请稍候")
    board.job = jobs.request("courses.board", args={"board": board.pk}, by=by.user)
    board.save(update_fields=["job"])
    record(
        training_class,
        "make_again",
        label=f"重新制作第{board.edition}版告知牌",
        by=by,
        at=at,
        source=training_class.status,
    )
    return board


def render(board_id: int, *, at: datetime) -> NoticeBoard:
    """The worker's part: make both PDFs, then issue. Finds its own finished work when run twice."""
    board = NoticeBoard.objects.select_related("training_class__county", "requested_by").get(pk=board_id)
    if board.status != BoardStatus.PREPARING:
        return board
    facts = from_json(BoardFacts, board.facts)
    content = notice_board_pdf(facts, at=at)
    sheet = qualification_sheet_pdf(sheet_facts(board.training_class), at=at)
    return _issue(board, content=content, sheet=sheet, at=at)


@transaction.atomic
def _issue(board: NoticeBoard, *, content: bytes, sheet: bytes, at: datetime) -> NoticeBoard:
    locked = NoticeBoard.objects.select_for_update().get(pk=board.pk)
    if locked.status != BoardStatus.PREPARING:
        return locked
    locked.file = StoredFile.store(
        content,
        kind=StoredFileKind.NOTICE_BOARD,
        name=f"告知牌{locked.number}第{locked.edition}版.pdf",
        content_type=PDF,
        by=locked.requested_by,
    )
    locked.sheet = StoredFile.store(
        sheet,
        kind=StoredFileKind.QUALIFICATION_SHEET,
        name=f"资质核验页{locked.number}第{locked.edition}版.pdf",
        content_type=PDF,
        by=locked.requested_by,
    )
    locked.status = BoardStatus.ISSUED
    locked.issued_at = at
    locked.save()
    training_class = locked.training_class
    if training_class.status == ClassStatus.APPROVED:
        office = training_class.county.office_name
        perform(CLASS_WORKFLOW, training_class, "issue_board", by=Actor.machine(office=office), at=at)
    return locked


@transaction.atomic
def change_and_reissue(
    training_class: TrainingClass,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
    start_on: date | None = None,
    **fields: str,
) -> NoticeBoard:
    """A changed day, place, time or person voids the old board and orders a new edition."""
    unknown = set(fields) - CHANGEABLE
    if unknown:
        raise TypeError(f"not printed on the board or not changeable: {sorted(unknown)}")
    locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    require(by, locked, Verb.ISSUE_BOARD)
    if version is not None and locked.version != version:
        raise Stale
    if locked.status not in WITH_BOARD:
        raise Refused("只有批准后、结业前的培训班可以办理变更")
    if not reason.strip():
        raise Refused("请填写变更原因")
    for name, value in fields.items():
        setattr(locked, name, value)
    if locked.manager_name == locked.supervisor_name:
        raise Refused("培训班管理人和监督人不能是同一人")
    moved = move_days(locked, start_on, by=by, at=at) if start_on else ""
    locked.version += 1
    locked.save()
    record(
        locked,
        "change",
        label="变更并重新出具告知牌",
        by=by,
        at=at,
        source=locked.status,
        comment=f"{reason}（{moved}）" if moved else reason,
    )
    void(locked, reason=reason, at=at)
    return request(locked, by=by, at=at)


def void(training_class: TrainingClass, *, reason: str, at: datetime) -> int:
    return training_class.notice_boards.exclude(status=BoardStatus.VOIDED).update(
        status=BoardStatus.VOIDED, voided_at=at, void_reason=reason[:120]
    )
