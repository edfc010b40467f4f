"""Writes a workbook of cases that a policy officer can edit: lists to choose from, a frozen header, an explanation."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from subsidies.rules import QUESTIONS, current, decide, facts_from_json
from subsidies.rules.enums import OUTCOME_LABELS
from subsidies.rules.facts import Facts
from subsidies.rules.vocabulary import Fact, facts_in, values_of

from .layout import (
    AMOUNT,
    BETWEEN,
    CASE,
    EQUALS,
    EXPECTED,
    EXPLANATION,
    KIND_NAMES,
    MOST_ROWS,
    NONE_FOUND,
    OUTCOME,
    PAIR,
    READINGS,
    SAYS,
    VALUES,
    Case,
    Column,
    layout,
    sheets,
)


def write(path: Path, cases: Iterable[Case]) -> None:
    cases = list(cases)
    book = Workbook()
    _explain(book.active, cases)
    lists = _Lists(book.create_sheet(VALUES))
    by_question: dict[str, list[Case]] = {}
    for case in cases:
        by_question.setdefault(case.question, []).append(case)
    for label, code in sheets().items():
        _fill(book.create_sheet(label), code, by_question.get(code, []), lists)
    book.move_sheet(VALUES, len(book.sheetnames))
    book.save(path)


class _Lists:
    """The sheet of values: a column for each closed list, from which the cells of the other sheets choose."""

    def __init__(self, sheet):
        self.sheet, self.ranges = sheet, {}

    def range_of(self, title: str, values: Iterable[str]) -> str:
        values = tuple(values)
        if values not in self.ranges:
            number = len(self.ranges) + 1
            letter = get_column_letter(number)
            for row, value in enumerate((title, *values), start=1):
                self.sheet.cell(row, number, value)
            self.sheet.column_dimensions[letter].width = 2 + max(2 * len(each) for each in (title, *values))
            _head(self.sheet.cell(1, number))
            self.ranges[values] = f"'{VALUES}'!${letter}$2:${letter}${len(values) + 1}"
        return self.ranges[values]


def _head(cell, colour: str = "DDE7F3") -> None:
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor=colour)
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _fill(sheet, code: str, cases: list[Case], lists: _Lists) -> None:
    columns = layout(code)
    headers = (CASE, READINGS, *(column.header for column in columns), *EXPECTED)
    of_fact = {column.header: column for column in columns}
    for number, header in enumerate(headers, start=1):
        letter = get_column_letter(number)
        _head(sheet.cell(1, number, header), "FCE9D0" if header in EXPECTED else "DDE7F3")
        sheet.column_dimensions[letter].width = _width(header, of_fact.get(header))
        _restrict(sheet, letter, header, of_fact.get(header), lists)
    sheet.freeze_panes = "B2"
    for row, case in enumerate(cases, start=2):
        for number, value in enumerate(_row(case, columns), start=1):
            cell = sheet.cell(row, number, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
            elif isinstance(value, float):
                cell.number_format = "0.00##"
            elif isinstance(value, str):
                cell.number_format = "@"


def _width(header: str, column: Column | None) -> int:
    if header in (CASE, SAYS) or (column and column.fact.many):
        return 36
    return max(12, 2 * len(header) + 2)


def _restrict(sheet, letter: str, header: str, column: Column | None, lists: _Lists) -> None:
    """Whoever types into a cell is told at once; the reader asks again."""
    if header == OUTCOME:
        values = OUTCOME_LABELS.values()
    else:
        values = values_of(column.fact.kind).values() if column and not column.fact.many else ()
    if values:
        rule = DataValidation("list", formula1=lists.range_of(header, values))
    elif column and column.fact.kind is date and not column.fact.many:
        rule = DataValidation("date", operator="greaterThan", formula1="DATE(1900,1,1)")
    elif column and column.fact.kind is int and not column.fact.many:
        rule = DataValidation("whole", operator="greaterThanOrEqual", formula1="0")
    elif header == AMOUNT or (column and column.fact.kind is Decimal):
        rule = DataValidation("decimal", operator="between", formula1="-1000000000", formula2="1000000000")
    else:
        return
    rule.allow_blank, rule.showErrorMessage, rule.errorTitle = True, True, header
    rule.error = "请从列表中选择。" if values else "请按本列的类型填写。"
    rule.add(f"{letter}2:{letter}{MOST_ROWS}")
    sheet.add_data_validation(rule)


def _row(case: Case, columns: tuple[Column, ...]) -> Iterator[Any]:
    yield case.name
    parameters = current().parameters
    yield (
        BETWEEN.join(
            f"{parameters[key].register}{EQUALS}{parameters[key].choices[choice]}"
            for key, choice in case.readings.items()
        )
        or None
    )
    for column in columns:
        value: Any = case.facts
        for step in column.path:
            value = None if value is None else value.get(step)
        yield _shown(column.fact, value)
    yield OUTCOME_LABELS[case.outcome]
    yield None if case.amount is None else float(case.amount)
    for codes in (case.obstacles, case.warnings):
        yield None if codes is None else "、".join(codes) or NONE_FOUND
    yield case.says or None


def _shown(fact: Fact, value: Any) -> Any:
    if value is None:
        return None
    if not fact.many:
        return _one_shown(fact, value)
    if not value:
        return NONE_FOUND
    if issubclass(fact.kind, Facts):
        parts = facts_in(fact.kind)
        return "\n".join(
            BETWEEN.join(
                f"{part.label}{PAIR}{_one_shown(part, entry[part.name])}"
                for part in parts
                if entry.get(part.name) is not None
            )
            for entry in value
        )
    return "、".join(str(_one_shown(fact, each)) for each in value)


def _one_shown(fact: Fact, value: Any) -> Any:
    names = values_of(fact.kind)
    if names:
        return names[value if fact.kind is bool else fact.kind(value)]
    if fact.kind is date:
        return date.fromisoformat(value)
    return float(value) if fact.kind is Decimal else value


def _explain(sheet, cases: list[Case]) -> None:
    sheet.title = EXPLANATION
    for number, width in enumerate((26, 30, 30, 60), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    lines = (
        "政策用例:每个工作表是一类问题,每一行是一个案例。测试逐行把事实交给规则,把答案与预期比较。",
        "“案例”写一句话,同一工作表内不重复。空单元格表示“不知道”;列表类的列填“无”表示查过、没有。",
        "“读法”留空按现行读法;要试另一种读法时写“编号=读法名称”,几种读法之间用“；”隔开。",
        "列表类的列一行一条,例如:种类：职业技能等级证书；等级：一级/高级技师；发证日期：2023-05-01。几个日期或年度用“、”隔开。",
        "“预期结论”必填;“预期金额”只在符合时填写。两个审核点列填审核点代码,用“、”隔开,“无”表示一个也没有,留空表示不比较。",
        "列可以调换次序,用不到的事实列可以删去;不能增加别的列,不能填公式。",
    )
    for row, line in enumerate(lines, start=1):
        sheet.cell(row, 1, line)
    first = len(lines) + 2
    for number, header in enumerate(("工作表", "列", "类型", "可填"), start=1):
        _head(sheet.cell(first, number, header))
    row = first
    for label, code in sheets().items():
        for column in layout(code):
            row += 1
            fact = column.fact
            values = "、".join(values_of(fact.kind).values())
            kind = "列表" if fact.many else "选择" if values else KIND_NAMES[fact.kind]
            if fact.many and issubclass(fact.kind, Facts):
                values = "、".join(part.label for part in facts_in(fact.kind))
            for number, text in enumerate((label, column.header, kind, values), start=1):
                sheet.cell(row, number, text).alignment = Alignment(wrap_text=True, vertical="top")
    row += 2
    for number, header in enumerate(("工作表", "审核点代码", "条款", "通知原文"), start=1):
        _head(sheet.cell(row, number, header))
    for entry in dict.fromkeys(check for case in cases for check in _checks(case)):
        row += 1
        for number, text in enumerate(entry, start=1):
            sheet.cell(row, number, text).alignment = Alignment(wrap_text=True, vertical="top")


def _checks(case: Case) -> Iterator[tuple[str, str, str, str]]:
    for check in decide(facts_from_json(case.question, case.facts)).checks:
        yield QUESTIONS[case.question].label, check.code, check.clause, check.quote
