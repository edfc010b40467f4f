"""What the page of one class shows besides its columns: step bar, board card, what this person may do next."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from yunnan_training.core.enums import JobStatus
from yunnan_training.core.jurisdiction import Jurisdiction, covers
from yunnan_training.core.models import Passage
from yunnan_training.core.page_kit import Mark
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Step

from ..actions.board_facts import public_url
from ..enums import BoardStatus, ClassStatus
from ..models import Filing, TrainingClass
from ..workflow import CLASS_WORKFLOW, OpenWork

STAGES = (
    (ClassStatus.DRAFT, "草稿"),
    (ClassStatus.SUBMITTED, "提交"),
    (ClassStatus.REVIEWED, "审核"),
    (ClassStatus.APPROVED, "批准公开"),
    (ClassStatus.BOARD_ISSUED, "告知牌"),
    (ClassStatus.IN_TRAINING, "在训"),
    (ClassStatus.FINISHED, "结业"),
)
PAGE_OF_WORK = {
    "sessions": "courses:class_sessions",
    "check": "courses:class_check",
    "fix": "courses:class_fix",
    "roster": "courses:roster_new",
    "attendance": "courses:attendance",
    "results": "courses:results",
    "edit": "courses:class_edit",
    "change": "courses:class_change",
}
REST = {
    ClassStatus.APPROVED: "告知牌制作完成后，本班自动进入“已发告知牌”",
    ClassStatus.FINISHED: "本班已结业",
    ClassStatus.TERMINATED: "本班已终止",
}


def rest_sentence(training_class: TrainingClass) -> str:
    """What to say when nobody's button moves the class on."""
    return REST.get(training_class.status, "")


def marks(training_class: TrainingClass, trail: list[Passage]) -> list[Mark]:
    """The step bar with the day of each step; a returned or terminated class stands still where it was."""
    days = {row.target: f"{timezone.localtime(row.at):%Y-%m-%d}" for row in trail if row.source != row.target}
    status, stuck = training_class.status, ""
    if status == ClassStatus.RETURNED:
        status, stuck = ClassStatus.DRAFT, "退回修改"
    elif status == ClassStatus.TERMINATED:
        status = next(row.source for row in reversed(trail) if row.target == ClassStatus.TERMINATED)
        stuck = "已终止"
    codes = [code for code, _ in STAGES]
    here = len(codes) if status == ClassStatus.FINISHED else codes.index(status)
    drawn = []
    for at, (code, label) in enumerate(STAGES):
        if at == here:
            state = "blocked" if stuck else "current"
        else:
            state = "done" if at < here else "todo"
        note = stuck if state == "blocked" else days.get(code, "") if at <= here else ""
        drawn.append(Mark(label=label, state=state, note=note))
    return drawn


def returned_with(training_class: TrainingClass, trail: list[Passage]) -> Passage | None:
    """The passage that tells why a class lies with its applicant again."""
    if training_class.status != ClassStatus.RETURNED:
        return None
    return next((row for row in reversed(trail) if row.target == ClassStatus.RETURNED and row.comment), None)


def next_work(work: list[OpenWork], steps: list[Step], training_class: TrainingClass) -> dict:
    """One primary thing: the step that can be taken; else the first work that is still lacking; else none."""
    drawn = [
        {
            "name": item.name,
            "label": item.label,
            "lacks": item.lacks,
            "url": reverse(PAGE_OF_WORK[item.name], args=[training_class.pk]),
        }
        for item in work
    ]
    ready = any(step.primary and not step.refusals for step in steps)
    main = None if ready else next((item for item in drawn if item["lacks"]), None)
    return {"main": main, "others": [item for item in drawn if item is not main]}


def still_lacking(training_class: TrainingClass, *, at: datetime) -> list[str]:
    """What stands in the way of the next step, whoever takes it; for those who can only wait."""
    moves = [
        move
        for move in CLASS_WORKFLOW.table.leaving(training_class.status)
        if move.primary and not move.by_system
    ]
    portal = Actor.machine()
    return [
        sentence
        for move in moves
        for sentence in CLASS_WORKFLOW.refusals(training_class, move, by=portal, at=at)
    ]


def board_card(training_class: TrainingClass, *, jurisdiction: Jurisdiction) -> dict:
    """The valid edition or the one being made, and the voided ones."""
    editions = list(training_class.notice_boards.select_related("job", "requested_by").order_by("-edition"))
    standing = next((board for board in editions if board.status != BoardStatus.VOIDED), None)
    preparing = standing is not None and standing.status == BoardStatus.PREPARING
    failed = preparing and standing.job is not None and standing.job.status == JobStatus.FAILED
    return {
        "standing": standing,
        "voided": [board for board in editions if board.status == BoardStatus.VOIDED],
        "working": preparing and not failed,
        "failed": failed,
        "public_url": public_url(training_class) if training_class.is_public else "",
        "may_issue": failed and covers(jurisdiction, training_class, Verb.ISSUE_BOARD),
    }


def filing_of(training_class: TrainingClass, *, jurisdiction: Jurisdiction) -> dict:
    """The filing in which the class stands, and whether this person may open it."""
    filing = Filing.objects.filter(items__training_class=training_class).first()
    return {"filing": filing, "open": filing is not None and covers(jurisdiction, filing, Verb.VIEW_FILING)}
