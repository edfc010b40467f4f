"""A workbook's way in: uploaded, checked by the worker, confirmed as a whole or not at all."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from trainees import privacy
from trainees.models import Trainee
from yunnan_training.core import jobs
from yunnan_training.core.enums import StoredFileKind
from yunnan_training.core.models import StoredFile
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Refused, perform, record, require

from ..enums import RosterStatus
from ..models import Enrolment, RosterUpload, TrainingClass
from ..rosters.check import check
from ..rosters.marking import mark
from ..rosters.report import RosterReport, RosterRow
from ..selectors import known_trainees
from ..workflow import ROSTER_WORKFLOW, roster_refusals
from .roster_context import roster_context

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 10 * 1024 * 1024
PRIVACY_NOTICE = "2026-1"
BATCH = 2000


@transaction.atomic
def upload(training_class: TrainingClass, content: bytes, *, by: Actor, at: datetime) -> RosterUpload:
    """Keep the clerk's file (sealed) and have it checked. Its own name may hold a person's: it isn't kept."""
    locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    require(by, locked, Verb.LOAD_ROSTER)
    refusals = roster_refusals(locked)
    if not content:
        refusals.append("文件是空的，请重新选择")
    if len(content) > MOST_BYTES:
        refusals.append(f"文件超过{MOST_BYTES // 1024 // 1024}MB,请删除图片等多余内容后再上传")
    if refusals:
        raise Refused(*refusals)
    file = StoredFile.store(
        content,
        kind=StoredFileKind.ROSTER,
        name=f"花名册-{locked.number}.xlsx",
        content_type=XLSX,
        by=by.user,
    )
    roster = RosterUpload.objects.create(
        training_class=locked, file=file, uploaded_by=by.user, uploaded_at=at
    )
    record(roster, "upload", label="上传花名册", by=by, at=at)
    roster.job = jobs.request("courses.roster", args={"roster": roster.pk}, by=by.user)
    roster.save(update_fields=["job"])
    return roster


def run_check(roster_id: int) -> RosterUpload:
    """The worker's part: read the file through the gate, keep what it found, mark the clerk's own file."""
    roster = RosterUpload.objects.select_related("training_class", "file", "uploaded_by").get(pk=roster_id)
    if roster.status != RosterStatus.CHECKING:
        return roster
    at = timezone.now()
    content = roster.file.read()
    report = check(content, roster_context(roster.training_class, on=timezone.localtime(at).date()))
    with transaction.atomic():
        marked = None
        if report.findings:
            marked = StoredFile.store(
                mark(content, report),
                kind=StoredFileKind.ROSTER_MARKED,
                name=f"花名册-{roster.training_class.number}-校验结果.xlsx",
                content_type=XLSX,
                by=roster.uploaded_by,
            )
        return perform(
            ROSTER_WORKFLOW,
            roster,
            "accept" if report.ok else "reject",
            by=Actor.machine(),
            at=at,
            marked_file=marked,
            row_count=report.people,
            error_count=len(report.errors) or (0 if report.ok else 1),
            warning_count=len(report.warnings),
            findings=[finding.as_dict() for finding in report.findings],
        )


@transaction.atomic
def confirm(
    roster: RosterUpload, *, by: Actor, at: datetime, version: int | None = None
) -> tuple[RosterUpload, int]:
    """Enrol everybody in the file. The file is read and judged again under the class's lock, because the
    world may have changed since the check. Returns (roster, people enrolled)."""
    training_class = TrainingClass.objects.select_for_update().get(pk=roster.training_class_id)
    report = reread(roster, training_class, at=at)
    if not report.ok:
        raise Refused(
            "花名册在校验之后情况有变，请重新上传:", *[finding.message for finding in report.errors[:5]]
        )
    confirmed = perform(ROSTER_WORKFLOW, roster, "confirm", by=by, at=at, version=version)
    count = enrol(report.rows, training_class, roster=confirmed, by=by, at=at)
    return confirmed, count


@transaction.atomic
def enrol(
    rows: tuple[RosterRow, ...],
    training_class: TrainingClass,
    *,
    roster: RosterUpload | None,
    by: Actor,
    at: datetime,
) -> int:
    """Put judged rows on the class's roster, registering people who aren't known yet."""
    trainees = _register(rows, training_class, at=at)
    Enrolment.objects.bulk_create(
        [
            Enrolment(
                training_class=training_class,
                trainee=trainees[row.id_number],
                roster_upload=roster,
                category=row.category,
                category_evidence=row.category_proof[:80],
                household=row.household_place[:80],
                promised_employer=row.pledged_employer[:80],
            )
            for row in rows
        ],
        batch_size=BATCH,
    )
    record(
        training_class,
        "roster",
        label=f"导入花名册{len(rows)}人",
        by=by,
        at=at,
        source=training_class.status,
    )
    return len(rows)


def discard(roster: RosterUpload, *, by: Actor, at: datetime, version: int | None = None) -> RosterUpload:
    return perform(ROSTER_WORKFLOW, roster, "discard", by=by, at=at, version=version)


def reread(roster: RosterUpload, training_class: TrainingClass, *, at: datetime) -> RosterReport:
    """The rows themselves, for preview and confirmation; they are never stored in clear."""
    return check(roster.file.read(), roster_context(training_class, on=timezone.localtime(at).date()))


def _register(
    rows: tuple[RosterRow, ...], training_class: TrainingClass, *, at: datetime
) -> dict[str, Trainee]:
    """Trainees by ID number; new ones are registered, known ones stay as they are registered."""
    known = known_trainees([row.id_number for row in rows])
    new = [_new_trainee(row, training_class, at=at) for row in rows if row.id_number not in known]
    Trainee.objects.bulk_create(
        [trainee for _, trainee in new],
        batch_size=BATCH,
    )
    return {**known, **dict(new)}


def _new_trainee(row: RosterRow, training_class: TrainingClass, *, at: datetime) -> tuple[str, Trainee]:
    trainee = Trainee(
        key=uuid4(),
        name=row.name,
        birth_date=row.birth_date,
        sex=row.sex.value,
        county_id=training_class.county_id,
        education=row.education,
        privacy_notice_at=at,
        privacy_notice_version=PRIVACY_NOTICE,
    )
    privacy.put(trainee, "id_number", row.id_number)
    privacy.put(trainee, "phone", row.phone)
    privacy.put(trainee, "bank_account", row.bank_account)
    return row.id_number, trainee
