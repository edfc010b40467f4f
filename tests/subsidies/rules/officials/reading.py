"""Takes the officials' workbook back, cell by cell, and repairs nothing: an unknown column or value, an impossible date, a
number where text belongs is refused with its sheet, row and column."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from subsidies.rules import FactError, current, facts_from_json
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
    NONE_FOUND,
    OBSTACLES,
    OUTCOME,
    PAIR,
    READINGS,
    SAYS,
    VALUES,
    WARNINGS,
    Case,
    layout,
    sheets,
)


class WorkbookError(ValueError):
    """What cannot be taken, and where: «工作表“学生资助”第3行C列“资助来源”:没有“县资助”这一取值»."""

    def __init__(self, sheet: str, row: int, column: str, header: str, reason: str):
        super().__init__(f"工作表“{sheet}”第{row}行{column}列“{header}”:{reason}")
        self.sheet, self.row, self.column, self.header, self.reason = sheet, row, column, header, reason


def read(path: Path) -> list[Case]:
    book = load_workbook(path)
    cases = []
    for sheet in book.worksheets:
        if sheet.title in (EXPLANATION, VALUES):
            continue
        if sheet.title not in sheets():
            raise WorkbookError(sheet.title, 1, "A", "", "没有这一类问题")
        cases += _Sheet(sheet).cases()
    return cases


class _Sheet:
    def __init__(self, sheet):
        self.sheet, self.question = sheet, sheets()[sheet.title]
        self.columns = {column.header: column for column in layout(self.question)}
        self.headers: dict[str, int] = {}
        for cell in sheet[1]:
            if cell.value is None:
                if any(
                    row[0].value is not None for row in sheet.iter_rows(2, None, cell.column, cell.column)
                ):
                    self.refuse(1, cell.column, "这一列没有列名")
                continue
            if cell.value not in (CASE, READINGS, *self.columns, *EXPECTED):
                self.refuse(1, cell.column, f"没有“{cell.value}”这一列")
            if cell.value in self.headers:
                self.refuse(1, cell.column, f"“{cell.value}”这一列重复")
            self.headers[cell.value] = cell.column
        for header in (CASE, OUTCOME):
            if header not in self.headers:
                self.refuse(1, 1, f"缺少“{header}”这一列")

    def refuse(self, row: int, column: int, reason: str):
        header = next((name for name, number in self.headers.items() if number == column), "")
        raise WorkbookError(self.sheet.title, row, get_column_letter(column), header, reason)

    def cases(self) -> Iterator[Case]:
        names = set()
        for row in range(2, self.sheet.max_row + 1):
            if all(self.given(row, header) is None for header in self.headers):
                continue
            case = self.case(row)
            if case.name in names:
                self.refuse(row, self.headers[CASE], f"案例“{case.name}”重复")
            names.add(case.name)
            yield case

    def given(self, row: int, header: str) -> Any:
        column = self.headers.get(header)
        value = self.sheet.cell(row, column).value if column else None
        if isinstance(value, str):
            if value.startswith(EQUALS):
                self.refuse(row, column, "不能填写公式")
            if not value.strip() and header not in self.columns:
                return None
        return value

    def text(self, row: int, header: str) -> str:
        value = self.given(row, header)
        if value is not None and not isinstance(value, str):
            self.refuse(row, self.headers[header], "应填写文字")
        return value or ""

    def case(self, row: int) -> Case:
        name = self.text(row, CASE)
        if not name:
            self.refuse(row, self.headers[CASE], "没有案例名称")
        labels = {label: outcome.value for outcome, label in OUTCOME_LABELS.items()}
        outcome = self.text(row, OUTCOME)
        if outcome not in labels:
            self.refuse(row, self.headers[OUTCOME], f"没有“{outcome}”这一结论")
        case = Case(self.question, name, self.facts(row), self.readings(row), labels[outcome])
        if self.given(row, AMOUNT) is not None:
            case.amount = format(self.number(row, self.headers[AMOUNT], self.given(row, AMOUNT)), ".2f")
        case.obstacles, case.warnings = self.codes(row, OBSTACLES), self.codes(row, WARNINGS)
        case.says = self.text(row, SAYS)
        return case

    def codes(self, row: int, header: str) -> list[str] | None:
        text = self.text(row, header)
        if text == NONE_FOUND:
            return []
        return text.split("、") if text else None

    def readings(self, row: int) -> dict[str, str]:
        chosen = {}
        known = {each.register: each for each in current().parameters.values() if each.register}
        for part in filter(None, self.text(row, READINGS).split(BETWEEN)):
            register, _, label = part.partition(EQUALS)
            choices = (
                {name: choice for choice, name in known[register].choices.items()}
                if register in known
                else {}
            )
            if label not in choices:
                self.refuse(row, self.headers[READINGS], f"没有“{part}”这一读法")
            chosen[known[register].key] = choices[label]
        return chosen

    def facts(self, row: int) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        for header, column in self.columns.items():
            value = self.given(row, header)
            if value is None:
                continue
            where = facts
            for step in column.path[:-1]:
                where = where.setdefault(step, {})
            where[column.path[-1]] = self.fact(row, self.headers[header], column.fact, value)
        try:
            facts_from_json(self.question, facts)
        except FactError as refused:
            self.refuse(row, self.column_of(refused.field), refused.reason)
        return facts

    def column_of(self, name: str) -> int:
        """The column of the fact that was refused; that of the case where the fact has none."""
        path = tuple(name.partition("[")[0].split("."))
        for header, column in self.columns.items():
            if column.path[: len(path)] == path and header in self.headers:
                return self.headers[header]
        return self.headers[CASE]

    def fact(self, row: int, column: int, fact: Fact, value: Any) -> Any:
        if not fact.many:
            return self.one(row, column, fact, value)
        if value == NONE_FOUND:
            return []
        if issubclass(fact.kind, Facts):
            return [self.entry(row, column, fact, line) for line in self.lines(row, column, value)]
        parts = value.split("、") if isinstance(value, str) else [value]
        return [self.one(row, column, fact, self.typed(fact, part)) for part in parts]

    def lines(self, row: int, column: int, value: Any) -> list[str]:
        if not isinstance(value, str):
            self.refuse(row, column, "应填写文字")
        return value.splitlines()

    def entry(self, row: int, column: int, fact: Fact, line: str) -> dict[str, Any]:
        """«种类：职业技能等级证书；等级：一级/高级技师»."""
        parts = {part.label: part for part in facts_in(fact.kind)}
        found = {}
        for pair in line.split(BETWEEN):
            label, _, text = pair.partition(PAIR)
            if label not in parts:
                self.refuse(row, column, f"{fact.label}没有“{label}”这一项")
            found[parts[label].name] = self.one(row, column, parts[label], self.typed(parts[label], text))
        return found

    def typed(self, fact: Fact, text: Any) -> Any:
        """Inside a text cell a whole number is text."""
        return int(text) if fact.kind is int and isinstance(text, str) and text.isdecimal() else text

    def one(self, row: int, column: int, fact: Fact, value: Any) -> Any:
        names = {label: given for given, label in values_of(fact.kind).items()}
        if names:
            if value not in names:
                self.refuse(row, column, f"没有“{value}”这一取值,可填:{'、'.join(names)}")
            return names[value]
        if fact.kind is date:
            return self.day(row, column, value)
        if fact.kind is Decimal:
            return str(self.number(row, column, value))
        if fact.kind is int:
            if type(value) is not int:
                self.refuse(row, column, f"“{value}”不是整数")
            return value
        if not isinstance(value, str):
            self.refuse(row, column, f"“{value}”应以文字填写")
        return value

    def day(self, row: int, column: int, value: Any) -> str:
        if isinstance(value, datetime) and value.time() == time():
            return value.date().isoformat()
        try:
            if isinstance(value, str) and len(value) == len("2025-01-31"):
                return date.fromisoformat(value).isoformat()
        except ValueError:
            pass
        self.refuse(row, column, f"“{value}”不是有效的日期")

    def number(self, row: int, column: int, value: Any) -> Decimal:
        """A number as Excel shows it: the shortest decimal that is that number."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(row, column, f"“{value}”不是金额,应填写数字")
        return Decimal(str(value))
