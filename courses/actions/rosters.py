"""A workbook's way in: uploaded, checked by the worker, confirmed as a whole or not at all."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from yunnan_training.core import jobs
from yunnan_training.core.audit import record_access
from yunnan_training.core.enums import AccessKind, JobStatus, StoredFileKind
from yunnan_training.core.models import StoredFile
from yunnan_training.core.roles import Verb
from yunnan_training.core.workflow import Actor, Refused, Stale, perform, record, require

from ..enums import RosterStatus
from ..models import RosterUpload, TrainingClass
from ..rosters.check import check
from ..rosters.marking import mark
from ..rosters.report import RosterReport, RosterRow, Severity
from ..workflow import ROSTER_WORKFLOW, roster_refusals
from .enrolling import write_rows
from .roster_context import roster_context

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 10 * 1024 * 1024
FILE_FIELDS = ["name", "id_number", "phone", "bank_account"]


@transaction.atomic
def upload(training_class: TrainingClass, content: bytes, *, by: Actor, at: datetime) -> RosterUpload:
    """Keep the clerk's file (sealed) and have it checked. Its own name may hold a person's: it isn't kept."""
    locked = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    require(by, locked, Verb.LOAD_ROSTER)
    refusals = roster_refusals(locked)
    if not content:
        refusals.append("文件是空的，请重新选择")
    if len(content) > MOST_BYTES:
        refusals.append(f"文件超过{MOST_BYTES // 1024 // 1024}MB，请删除图片等多余内容后再上传")
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


@transaction.atomic
def check_again(roster: RosterUpload, *, by: Actor, at: datetime) -> RosterUpload:
    """One more job for a file whose check never ended."""
    locked = RosterUpload.objects.select_for_update(of=("self",)).select_related("job").get(pk=roster.pk)
    require(by, locked, Verb.LOAD_ROSTER)
    if locked.status != RosterStatus.CHECKING:
        raise Refused("花名册已校验完毕，请刷新页面")
    if locked.job is not None and locked.job.status != JobStatus.FAILED:
        raise Refused("花名册正在校验，请稍候")
    locked.job = jobs.request("courses.roster", args={"roster": locked.pk}, by=by.user)
    locked.save(update_fields=["job"])
    record(locked, "check_again", label="重新校验", source=locked.status, by=by, at=at)
    return locked


def run_check(roster_id: int) -> RosterUpload:
    """The worker's part: read the file through the gate, keep what it found, mark the clerk's own file."""
    roster = RosterUpload.objects.select_related("training_class", "file", "uploaded_by").get(pk=roster_id)
    if roster.status != RosterStatus.CHECKING:
        return roster
    at = timezone.now()
    content = roster.file.read()
    report = check(content, roster_context(roster.training_class, on=timezone.localdate(at)))
    marked_content = mark(content, report) if _worth_marking(report) else b""
    with transaction.atomic():
        marked = None
        if marked_content:
            marked = StoredFile.store(
                marked_content,
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


def _worth_marking(report: RosterReport) -> bool:
    """Marking a large file costs half a minute: only where a cell is to be looked at."""
    return not report.ok or any(
        finding.row is not None and finding.severity is not Severity.NOTICE for finding in report.findings
    )


@transaction.atomic
def confirm(
    roster: RosterUpload, *, by: Actor, at: datetime, version: int | None = None
) -> tuple[RosterUpload, int]:
    """Enrol everybody in the file. The file is read and judged again under the class's lock, because the
    world may have changed since the check. Returns (roster, people enrolled)."""
    training_class = TrainingClass.objects.select_for_update().get(pk=roster.training_class_id)
    locked = RosterUpload.objects.select_for_update(of=("self",)).select_related("file").get(pk=roster.pk)
    require(by, locked, Verb.LOAD_ROSTER)
    # Said before the file is judged: of a roster confirmed a moment ago everybody is on the roster already.
    # A second press of the same button carries the old version, and is told what happened.
    if locked.status != RosterStatus.READY:
        raise Refused(f"花名册当前为“{locked.get_status_display()}”，不能确认导入")
    if version is not None and locked.version != version:
        raise Stale
    report = reread(locked, training_class, at=at)
    if not report.ok:
        raise Refused(
            "校验之后情况有变，没有导入任何人员。请改正后重新上传：",
            *dict.fromkeys(_placed(finding) for finding in report.errors[:5]),
        )
    confirmed = perform(ROSTER_WORKFLOW, locked, "confirm", by=by, at=at, version=version)
    return confirmed, enrol(report.rows, training_class, roster=confirmed, by=by, at=at)


def _placed(finding) -> str:
    return f"{finding.place}：{finding.message}"


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
    count = write_rows(tuple(rows), training_class, roster=roster, at=at)
    record(
        training_class,
        "roster",
        label=f"导入花名册{count}人",
        by=by,
        at=at,
        source=training_class.status,
    )
    return count


def discard(roster: RosterUpload, *, by: Actor, at: datetime, version: int | None = None) -> RosterUpload:
    return perform(ROSTER_WORKFLOW, roster, "discard", by=by, at=at, version=version)


def reread(roster: RosterUpload, training_class: TrainingClass, *, at: datetime) -> RosterReport:
    """The rows themselves, for preview and confirmation; they are never stored in clear."""
    return check(roster.file.read(), roster_context(training_class, on=timezone.localdate(at)))


@transaction.atomic
def take_file(roster: RosterUpload, *, marked: bool, by: Actor, at: datetime) -> StoredFile | None:
    """The clerk's file back, as sent or as marked. It holds whole ID numbers, so every taking is logged."""
    require(by, roster, Verb.LOAD_ROSTER)
    file = roster.marked_file if marked else roster.file
    if file is not None:
        record_access(
            roster,
            kind=AccessKind.EXPORT,
            fields=FILE_FIELDS,
            reason="下载花名册校验结果" if marked else "下载上传的花名册",
            by=by,
            at=at,
            region_code=roster.training_class.county_id,
            row_count=roster.row_count,
        )
    return file
