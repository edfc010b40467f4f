"""Find the roster in the workbook: which sheet, which columns, which rows name a person."""

import unicodedata
from collections.abc import Iterable, Sequence

from yunnan_training.core.xlsx.columns import Header, column_letter, find_header, plain_heading
from yunnan_training.core.xlsx.reader import Sheet, Workbook

from .cells import quote
from .columns import COLUMNS, FOOTER_STARTS, PERSON_KEYS
from .report import Code, Finding, Severity

_KEY_COLUMNS = ("name", "id_number")
ROWS_NAMED = 8  # so many row numbers are listed in one sentence


def about_file(severity: Severity, code: Code, message: str, *, column: str = "", title: str = "") -> Finding:
    return Finding(None, column, title, severity, code, message)


def find_roster(workbook: Workbook) -> tuple[Sheet, Header] | Finding:
    """The one visible sheet with a roster header. Two are refused: half of the people would be lost silently."""
    rosters = []
    for sheet in workbook.sheets:
        header = find_header(sheet, COLUMNS, key_columns=_KEY_COLUMNS) if sheet.visible else None
        if header:
            rosters.append((sheet, header))
    filled = [(sheet, header) for sheet, header in rosters if any(_filled(sheet, header))]
    if len(filled) > 1:
        names = "、".join(quote(sheet.name) for sheet, _ in filled)
        return about_file(
            Severity.ERROR,
            Code.SEVERAL_ROSTERS,
            f"工作簿里有{len(filled)}张工作表都是花名册({names})，不知道以哪张为准。请只保留一张后上传。",
        )
    if filled or rosters:
        return (filled or rosters)[0]
    required = "、".join(column.title for column in COLUMNS if column.required)
    return about_file(
        Severity.ERROR,
        Code.NO_HEADER,
        f"在可见工作表的前20行没有找到表头。请用一行写明各栏名称，至少包括：{required}；也可以下载花名册模板填写。",
    )


def _filled(sheet: Sheet, header: Header) -> Iterable[bool]:
    wanted = [header.positions[key] for key in PERSON_KEYS if key in header.positions]
    return (
        any(sheet.cell(row, position) is not None for position in wanted)
        for row in range(header.row + 1, len(sheet.rows) + 1)
    )


def about_columns(header: Header) -> Iterable[Finding]:
    for column in header.missing:
        yield about_file(
            Severity.ERROR,
            Code.COLUMN_MISSING,
            f"表头(第{header.row}行)缺少“{column.title}”一栏，请补上这一栏并逐人填写。",
            title=column.title,
        )
    for column, number in header.repeated:
        first, second = header.letter(column.key), column_letter(number)
        yield about_file(
            Severity.ERROR,
            Code.COLUMN_TWICE,
            f"{first}列和{second}列都是“{column.title}”，不知道以哪列为准，请只保留一列。",
            column=second,
            title=column.title,
        )
    for number in header.unknown:
        heading = quote(header.headings[number])
        yield about_file(
            Severity.NOTICE,
            Code.COLUMN_UNKNOWN,
            f"{column_letter(number)}列{heading}不是花名册的栏目，未读取。",
            column=column_letter(number),
            title=heading.strip("「」"),
        )


def about_hidden(workbook: Workbook, sheet: Sheet, header: Header) -> Iterable[Finding]:
    """What the clerk does not see on the screen and may have forgotten is read all the same, and told."""
    for number in sorted(sheet.hidden_columns & set(header.positions.values())):
        heading = quote(header.headings[number])
        yield about_file(
            Severity.NOTICE,
            Code.HIDDEN,
            f"{column_letter(number)}列{heading}是隐藏列，其内容同样被读取。",
            column=column_letter(number),
            title=heading.strip("「」"),
        )
    rows = sorted(
        row for row in sheet.hidden_rows if header.row < row <= len(sheet.rows) and any(sheet.rows[row - 1])
    )
    if rows:
        yield about_file(
            Severity.NOTICE,
            Code.HIDDEN,
            f"有{len(rows)}行被隐藏或筛选掉({row_list(rows)})，其内容同样被读取。不需要的人员请删除整行。",
        )
    hidden_sheets = [
        other.name for other in workbook.sheets if not other.visible and find_header(other, COLUMNS)
    ]
    if hidden_sheets:
        names = "、".join(quote(name) for name in hidden_sheets[:3])
        yield about_file(Severity.NOTICE, Code.HIDDEN, f"隐藏的工作表{names}中也有名单，未读取。")


def row_list(rows: Sequence[int]) -> str:
    text = "、".join(str(row) for row in rows[:ROWS_NAMED])
    return f"第{text}行" + ("等" if len(rows) > ROWS_NAMED else "")


def people_rows(sheet: Sheet, header: Header) -> tuple[list[int], list[Finding]]:
    """Row numbers that name a person, and findings on filled rows that do not."""
    people: list[int] = []
    findings: list[Finding] = []
    wanted = [header.positions[key] - 1 for key in PERSON_KEYS if key in header.positions]
    ignored = {header.positions[key] - 1 for key in ("number", "check_result") if key in header.positions}
    for number, cells in enumerate(sheet.rows[header.row :], start=header.row + 1):
        filled = [index for index, cell in enumerate(cells) if cell is not None and str(cell).strip()]
        if not filled:
            continue
        first = cells[filled[0]]
        if isinstance(first, str) and _is_footer(first, has_id=_looks_like_person(cells, header)):
            findings.append(_skipped(number, Severity.NOTICE, f"第{number}行是备注或落款，未作为学员读取。"))
        elif _is_repeated_header(cells, header):
            findings.append(_skipped(number, Severity.NOTICE, f"第{number}行重复了表头，未作为学员读取。"))
        elif any(index in wanted for index in filled):
            people.append(number)
        elif any(index not in ignored for index in filled):
            findings.append(
                _skipped(
                    number,
                    Severity.WARNING,
                    f"第{number}行没有姓名、身份证号码和电话，未作为学员读取；如是学员请补填，如不是请删除此行。",
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
    return plain_heading(cells[position - 1]) == plain_heading(header.headings[position])
