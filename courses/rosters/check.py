"""Judge a whole roster file: every finding at once, row by row and across the rows."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from yunnan_training.core.identity import mask_account, mask_id_number, mask_phone
from yunnan_training.core.xlsx.columns import Header, column_letter, find_header, plain_heading
from yunnan_training.core.xlsx.guard import WorkbookRefused
from yunnan_training.core.xlsx.reader import Sheet, Workbook, read_workbook

from .columns import COLUMNS, FOOTER_STARTS, PERSON_KEYS, TITLES
from .context import PlaceFinder, RosterContext
from .report import Code, Finding, RosterReport, Severity
from .row_form import ReadRow, quote, read_row

_KEY_COLUMNS = ("name", "id_number")
_ROWS_NAMED = 8  # so many row numbers are listed in one sentence


def check(data: bytes, context: RosterContext) -> RosterReport:
    """The report on an uploaded roster. Never raises for what a file contains."""
    try:
        workbook = read_workbook(data)
    except WorkbookRefused as refusal:
        return RosterReport(findings=(_about_file(Severity.ERROR, Code.FILE_UNREADABLE, refusal.message),))
    found = _find_roster(workbook)
    if isinstance(found, Finding):
        return RosterReport(findings=(found,))
    sheet, header = found
    findings = [*_about_columns(header), *_about_hidden(workbook, sheet, header)]
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
    people, skipped = _people_rows(sheet, header)
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


def _about_file(
    severity: Severity, code: Code, message: str, *, column: str = "", title: str = ""
) -> Finding:
    return Finding(None, column, title, severity, code, message)


def _at(header: Header, row: int, key: str, severity: Severity, code: str, message: str) -> Finding:
    return Finding(row, header.letter(key), TITLES.get(key, ""), severity, code, message)


def _find_roster(workbook: Workbook) -> tuple[Sheet, Header] | Finding:
    """The one visible sheet with a roster header. Two are refused: half of the people would be lost silently."""
    rosters = []
    for sheet in workbook.sheets:
        header = find_header(sheet, COLUMNS, key_columns=_KEY_COLUMNS) if sheet.visible else None
        if header:
            rosters.append((sheet, header))
    filled = [(sheet, header) for sheet, header in rosters if any(_filled(sheet, header))]
    if len(filled) > 1:
        names = "、".join(quote(sheet.name) for sheet, _ in filled)
        return _about_file(
            Severity.ERROR,
            Code.SEVERAL_ROSTERS,
            f"工作簿里有{len(filled)}张工作表都是花名册({names}),不知道以哪张为准。请只保留一张后上传。",
        )
    if filled or rosters:
        return (filled or rosters)[0]
    required = "、".join(column.title for column in COLUMNS if column.required)
    return _about_file(
        Severity.ERROR,
        Code.NO_HEADER,
        f"在可见工作表的前20行没有找到表头。请用一行写明各栏名称,至少包括:{required};也可以下载花名册模板填写。",
    )


def _filled(sheet: Sheet, header: Header) -> Iterable[bool]:
    wanted = [header.positions[key] for key in PERSON_KEYS if key in header.positions]
    return (
        any(sheet.cell(row, position) is not None for position in wanted)
        for row in range(header.row + 1, len(sheet.rows) + 1)
    )


def _about_columns(header: Header) -> Iterable[Finding]:
    for column in header.missing:
        yield _about_file(
            Severity.ERROR,
            Code.COLUMN_MISSING,
            f"表头(第{header.row}行)缺少“{column.title}”一栏,请补上这一栏并逐人填写。",
            title=column.title,
        )
    for column, number in header.repeated:
        first, second = header.letter(column.key), column_letter(number)
        yield _about_file(
            Severity.ERROR,
            Code.COLUMN_TWICE,
            f"{first}列和{second}列都是“{column.title}”,不知道以哪列为准,请只保留一列。",
            column=second,
            title=column.title,
        )
    for number in header.unknown:
        heading = quote(header.headings[number])
        yield _about_file(
            Severity.NOTICE,
            Code.COLUMN_UNKNOWN,
            f"{column_letter(number)}列{heading}不是花名册的栏目,未读取。",
            column=column_letter(number),
            title=heading.strip("「」"),
        )


def _about_hidden(workbook: Workbook, sheet: Sheet, header: Header) -> Iterable[Finding]:
    """What the clerk does not see on the screen and may have forgotten is read all the same, and told."""
    for number in sorted(sheet.hidden_columns & set(header.positions.values())):
        heading = quote(header.headings[number])
        yield _about_file(
            Severity.NOTICE,
            Code.HIDDEN,
            f"{column_letter(number)}列{heading}是隐藏列,其内容同样被读取。",
            column=column_letter(number),
            title=heading.strip("「」"),
        )
    rows = sorted(
        row for row in sheet.hidden_rows if header.row < row <= len(sheet.rows) and any(sheet.rows[row - 1])
    )
    if rows:
        yield _about_file(
            Severity.NOTICE,
            Code.HIDDEN,
            f"有{len(rows)}行被隐藏或筛选掉({_row_list(rows)}),其内容同样被读取。不需要的人员请删除整行。",
        )
    hidden_sheets = [
        other.name for other in workbook.sheets if not other.visible and find_header(other, COLUMNS)
    ]
    if hidden_sheets:
        names = "、".join(quote(name) for name in hidden_sheets[:3])
        yield _about_file(Severity.NOTICE, Code.HIDDEN, f"隐藏的工作表{names}中也有名单,未读取。")


def _row_list(rows: Sequence[int]) -> str:
    text = "、".join(str(row) for row in rows[:_ROWS_NAMED])
    return f"第{text}行" + ("等" if len(rows) > _ROWS_NAMED else "")


def _people_rows(sheet: Sheet, header: Header) -> tuple[list[int], list[Finding]]:
    """Row numbers that name a person, and findings on filled rows that do not."""
    people: list[int] = []
    findings: list[Finding] = []
    wanted = [header.positions[key] - 1 for key in PERSON_KEYS if key in header.positions]
    ignored = {header.positions[key] - 1 for key in ("number", "check_result") if key in header.positions}
    for number, cells in enumerate(sheet.rows[header.row :], start=header.row + 1):
        width = len(cells)
        filled = [
            index
            for index in range(width)
            if cells[index] is not None and not (isinstance(cells[index], str) and not cells[index].strip())  # type: ignore[union-attr]
        ]
        if not filled:
            continue
        first = cells[filled[0]]
        if isinstance(first, str) and _is_footer(first, has_id=_looks_like_person(cells, header)):
            findings.append(_skipped(number, Severity.NOTICE, f"第{number}行是备注或落款,未作为学员读取。"))
        elif _is_repeated_header(cells, header):
            findings.append(_skipped(number, Severity.NOTICE, f"第{number}行重复了表头,未作为学员读取。"))
        elif any(index in wanted for index in filled):
            people.append(number)
        elif any(index not in ignored for index in filled):
            findings.append(
                _skipped(
                    number,
                    Severity.WARNING,
                    f"第{number}行没有姓名、身份证号码和电话,未作为学员读取;如是学员请补填,如不是请删除此行。",
                )
            )
    return people, findings


def _skipped(number: int, severity: Severity, message: str) -> Finding:
    return Finding(number, "", "", severity, Code.ROW_SKIPPED, message)


def _is_footer(text: str, *, has_id: bool) -> bool:
    return not has_id and unicodedata.normalize("NFKC", text).lstrip(" ★*※").startswith(FOOTER_STARTS)


def _looks_like_person(cells: Sequence[object], header: Header) -> bool:
    position = header.positions.get("id_number", 0)
    return (
        0 < position <= len(cells)
        and sum(character.isdigit() for character in str(cells[position - 1])) >= 10
    )


def _is_repeated_header(cells: Sequence[object], header: Header) -> bool:
    position = header.positions.get("name", 0)
    if not 0 < position <= len(cells):
        return False
    return plain_heading(cells[position - 1]) == plain_heading(header.headings[position])  # type: ignore[arg-type]


def _across_rows(read: Sequence[ReadRow], header: Header, context: RosterContext) -> Iterable[Finding]:
    """Facts that no single row shows. Each callable of the context is asked once, in the order of the file."""
    first_of: dict[str, ReadRow] = {}
    for row in read:
        if not row.id_number:
            continue
        earlier = first_of.setdefault(row.id_number, row)
        if earlier is not row:
            masked = mask_id_number(row.id_number)
            message = f"与第{earlier.row}行是同一个身份证号码({masked}),一个人只能出现一次,请删除其中一行或更正号码。"
            yield _at(header, row.row, "id_number", Severity.ERROR, Code.SAME_PERSON, message)
    if not first_of:
        return
    numbers = list(first_of)
    for number in context.already_enrolled(numbers):
        message = "此人已在本班学员名单中,不能重复报名,请删除此行。"
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
            f"号码 {mask_phone(row.phone)} 被{count}个人使用(另见{others}),请核实是否为本人电话。",
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
            f"尾号 {mask_account(row.bank_account)[-4:]} 的银行卡被{count}个人使用(另见{others}),每人须填本人的卡号。",
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
                row, people, _row_list([other.row for other in rows if other is not row][: _ROWS_NAMED + 1])
            )


def _about_size(people: int, context: RosterContext) -> Iterable[Finding]:
    if not people:
        yield _about_file(Severity.ERROR, Code.NO_PEOPLE, "表头下面没有学员,请填写后上传。")
    if people > context.limits.largest_class:
        yield _about_file(
            Severity.WARNING,
            Code.CLASS_TOO_LARGE,
            f"名单有{people}人,超过每班{context.limits.largest_class}人的规模,请核实或分班。",
        )
    if people > context.planned_size:
        yield _about_file(
            Severity.WARNING,
            Code.OVER_PLAN,
            f"名单有{people}人,多于本班计划的{context.planned_size}人,请核实。",
        )
