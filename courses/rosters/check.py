"""Judge a whole roster file: every finding at once, row by row and across the rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from yunnan_training.core.identity import mask_account, mask_id_number, mask_phone
from yunnan_training.core.xlsx.columns import Header
from yunnan_training.core.xlsx.guard import WorkbookRefused
from yunnan_training.core.xlsx.reader import read_workbook

from .columns import TITLES
from .context import PlaceFinder, RosterContext
from .layout import ROWS_NAMED, about_columns, about_file, about_hidden, find_roster, people_rows, row_list
from .report import Code, Finding, RosterReport, Severity
from .row_form import ReadRow, read_row


def check(data: bytes, context: RosterContext) -> RosterReport:
    """The report on an uploaded roster. Never raises for what a file contains."""
    try:
        workbook = read_workbook(data)
    except WorkbookRefused as refusal:
        return RosterReport(findings=(about_file(Severity.ERROR, Code.FILE_UNREADABLE, refusal.message),))
    found = find_roster(workbook)
    if isinstance(found, Finding):
        return RosterReport(findings=(found,))
    sheet, header = found
    findings = [*about_columns(header), *about_hidden(workbook, sheet, header)]
    report = RosterReport(
        findings=(),
        sheet=sheet.name,
        header_row=header.row,
        result_column=header.positions.get("check_result") or max(map(len, sheet.rows)) + 1,
        last_row=len(sheet.rows),
    )
    if any(finding.severity is Severity.ERROR for finding in findings):
        # Without its columns every row would be called faulty, which hides the one thing to mend.
        return replace(report, findings=tuple(findings))
    people, skipped = people_rows(sheet, header)
    findings += skipped
    places = PlaceFinder(context.places)
    read = [read_row(number, sheet, header, context, places) for number in people]
    for row in read:
        findings += row.findings
    findings += _across_rows(read, header, context)
    findings += _about_size(len(read), context)
    faulty = {finding.row for finding in findings if finding.severity is Severity.ERROR}
    rows = tuple(row.person for row in read if row.person and row.row not in faulty)
    for concern in context.concerns(rows) if rows else ():
        findings.append(
            _at(header, concern.row, concern.key, concern.severity, concern.code, concern.message)
        )
    faulty = {finding.row for finding in findings if finding.severity is Severity.ERROR}
    return replace(
        report,
        findings=tuple(sorted(findings, key=_place_in_file)),
        rows=tuple(row for row in rows if row.row not in faulty),
        people_rows=tuple(people),
    )


def _place_in_file(finding: Finding) -> tuple[int, int, str, str]:
    return (finding.row or 0, len(finding.column), finding.column, finding.code)


def _at(header: Header, row: int, key: str, severity: Severity, code: str, message: str) -> Finding:
    return Finding(row, header.letter(key), TITLES.get(key, ""), severity, code, message)


def _across_rows(read: Sequence[ReadRow], header: Header, context: RosterContext) -> Iterable[Finding]:
    """Facts that no single row shows. Each callable of the context is asked once, in the order of the file."""
    first_of: dict[str, ReadRow] = {}
    for row in read:
        if not row.id_number:
            continue
        earlier = first_of.setdefault(row.id_number, row)
        if earlier is not row:
            masked = mask_id_number(row.id_number)
            message = f"与第{earlier.row}行是同一个身份证号码({masked})，一个人只能出现一次，请删除其中一行或更正号码。"
            yield _at(header, row.row, "id_number", Severity.ERROR, Code.SAME_PERSON, message)
    if not first_of:
        return
    numbers = list(first_of)
    for number in context.already_enrolled(numbers):
        message = "此人已在本班学员名单中，不能重复报名，请删除此行。"
        yield _at(header, first_of[number].row, "id_number", Severity.ERROR, Code.SAME_PERSON, message)
    for number, reason in context.overlapping(numbers).items():
        yield _at(header, first_of[number].row, "id_number", Severity.ERROR, Code.CLASSES_OVERLAP, reason)
    yield from _shared(
        read,
        lambda row: row.phone,
        more_than=context.limits.people_per_phone,
        say=lambda row, count, others: _at(
            header,
            row.row,
            "phone",
            Severity.WARNING,
            Code.PHONE_SHARED,
            f"号码 {mask_phone(row.phone)} 被{count}个人使用(另见{others})，请核实是否为本人电话。",
        ),
    )
    yield from _shared(
        read,
        lambda row: row.bank_account,
        more_than=1,
        say=lambda row, count, others: _at(
            header,
            row.row,
            "bank_account",
            Severity.ERROR,
            Code.ACCOUNT_SHARED,
            f"尾号 {mask_account(row.bank_account)[-4:]} 的银行卡被{count}个人使用(另见{others})，每人须填本人的卡号。",
        ),
    )


def _shared(
    read: Sequence[ReadRow],
    value_of: Callable[[ReadRow], str],
    *,
    more_than: int,
    say: Callable[[ReadRow, int, str], Finding],
) -> Iterable[Finding]:
    """Rows of different people that share a value. Rows whose ID number cannot be read count as people too."""
    groups: dict[str, list[ReadRow]] = defaultdict(list)
    for row in read:
        if value := value_of(row):
            groups[value].append(row)
    for rows in groups.values():
        people = len({row.id_number or f"row {row.row}" for row in rows})
        if people <= more_than:
            continue
        for row in rows:
            yield say(
                row, people, row_list([other.row for other in rows if other is not row][: ROWS_NAMED + 1])
            )


def _about_size(people: int, context: RosterContext) -> Iterable[Finding]:
    if not people:
        yield about_file(Severity.ERROR, Code.NO_PEOPLE, "表头下面没有学员，请填写后上传。")
    if people > context.limits.largest_class:
        yield about_file(
            Severity.WARNING,
            Code.CLASS_TOO_LARGE,
            f"名单有{people}人，超过每班{context.limits.largest_class}人的规模，请核实或分班。",
        )
    if people > context.planned_size:
        yield about_file(
            Severity.WARNING,
            Code.OVER_PLAN,
            f"名单有{people}人，多于本班计划的{context.planned_size}人，请核实。",
        )
