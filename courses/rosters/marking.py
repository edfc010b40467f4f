"""The clerk's own file back, with what is wrong written into it; mended, it can be uploaded again as it is."""

from collections import defaultdict

from yunnan_training.core.xlsx.guard import WorkbookRefused
from yunnan_training.core.xlsx.marker import Mark, MarkingFailed, mark_workbook
from yunnan_training.core.xlsx.writer import TableColumn, write_table

from .columns import RESULT_TITLE
from .report import Code, Finding, RosterReport, Severity

_COLOURS = {Severity.ERROR: "FFC8CC", Severity.WARNING: "FFECB0", Severity.NOTICE: ""}
_PASSED = "通过"
_MOST_ROWS = 20_000  # beyond, openpyxl is slower than a clerk is patient


def mark(original: bytes, report: RosterReport) -> bytes:
    """The marked workbook; where the file cannot be written back, a new workbook that lists the findings."""
    if not report.header_row or report.last_row - report.header_row > _MOST_ROWS:
        return findings_workbook(report)
    try:
        return mark_workbook(
            original,
            sheet=report.sheet,
            header_row=report.header_row,
            result_column=report.result_column,
            result_title=RESULT_TITLE,
            marks=_marks(report),
            results=_results(report),
            header_comment="\n".join(
                _sentence(finding) for finding in report.findings if finding.row is None
            ),
            colours=tuple(colour for colour in _COLOURS.values() if colour),
        )
    except (MarkingFailed, WorkbookRefused):
        return findings_workbook(report)


def findings_workbook(report: RosterReport) -> bytes:
    """The findings as a list, for a file that could not be read or is too large to be marked."""
    return write_table(
        (
            ("" if f.row is None else f.row, f.column, f.title, f.severity.label, str(f.code), f.message)
            for f in report.findings
        ),
        [
            TableColumn("行", 8),
            TableColumn("列", 8),
            TableColumn("栏目", 18),
            TableColumn("类型", 8),
            TableColumn("编号", 8),
            TableColumn("说明", 90),
        ],
        title="花名册校验结果",
        watermark=f"共{report.people}人，{len(report.errors)}处错误，{len(report.warnings)}处提醒",
    )


def _sentence(finding: Finding) -> str:
    title = f"“{finding.title}”" if finding.title and finding.row is not None else ""
    return f"【{finding.severity.label}】{title}{finding.message}"


def _marks(report: RosterReport) -> list[Mark]:
    """One mark per cell, with the colour of its gravest finding."""
    cells: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.row is not None and finding.column and finding.severity is not Severity.NOTICE:
            cells[finding.row, finding.column].append(finding)
    return [
        Mark(
            row=row,
            column=_column_number(letters),
            colour=_COLOURS[_gravest(findings)],
            comment="\n".join(_sentence(finding) for finding in findings),
            as_text=any(finding.code == Code.DIGITS_LOST for finding in findings),
        )
        for (row, letters), findings in cells.items()
    ]


def _results(report: RosterReport) -> dict[int, tuple[str, str]]:
    by_row: dict[int, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.row is not None:
            by_row[finding.row].append(finding)
    results = dict.fromkeys(report.people_rows, (_PASSED, ""))
    for row, findings in by_row.items():
        ordered = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))
        text = "\n".join(_sentence(finding) for finding in ordered)
        if _gravest(findings) is Severity.NOTICE and row in results:
            text = f"{_PASSED}\n{text}"
        results[row] = (text, _COLOURS[_gravest(findings)])
    return results


def _gravest(findings: list[Finding]) -> Severity:
    return min((finding.severity for finding in findings), key=list(Severity).index)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
