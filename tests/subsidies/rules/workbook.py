"""The officials' workbook: one sheet for each question, one row for each case, every word in Chinese.

`layout` says what stands where, `write` makes a workbook of cases, `read` takes one back. The reader repairs
nothing: an unknown column or value, an impossible date, a number where text belongs is refused with its sheet, row
and column.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from subsidies.rules import QUESTIONS, FactError, current, facts_from_json
from subsidies.rules.enums import OUTCOME_LABELS
from subsidies.rules.facts import Facts
from subsidies.rules.vocabulary import Fact, facts_in, values_of

EXPLANATION, VALUES = "说明", "取值"
CASE, READINGS = "案例", "读法"
OUTCOME, AMOUNT, OBSTACLES, WARNINGS, SAYS = (
    "预期结论",
    "预期金额",
    "未符合的审核点",
    "提示的审核点",
    "理由应包含",
)
EXPECTED = (OUTCOME, AMOUNT, OBSTACLES, WARNINGS, SAYS)
NONE_FOUND = "无"  # an empty list; an empty cell is «unknown»
BETWEEN, PAIR, EQUALS = "；", "：", "="
KIND_NAMES = {bool: "是或否", int: "整数", Decimal: "金额(元)", date: "日期(年-月-日)", str: "文字"}
MOST_ROWS = 500


class WorkbookError(ValueError):
    """What cannot be taken, and where: «工作表“学生资助”第3行C列“资助来源”:没有“县资助”这一取值»."""

    def __init__(self, sheet: str, row: int, column: str, header: str, reason: str):
        super().__init__(f"工作表“{sheet}”第{row}行{column}列“{header}”:{reason}")
        self.sheet, self.row, self.column, self.header, self.reason = sheet, row, column, header, reason


@dataclass
class Case:
    question: str
    name: str
    facts: dict[str, Any]
    readings: dict[str, str] = field(default_factory=dict)
    outcome: str = ""
    amount: str | None = None
    obstacles: list[str] | None = None  # None: not compared
    warnings: list[str] | None = None
    says: str = ""


class Column(NamedTuple):
    header: str
    path: tuple[str, ...]  # the fact, and the fact inside it
    fact: Fact


@cache
def layout(question: str) -> tuple[Column, ...]:
    """The columns of the facts. A fact that has facts of its own becomes a column for each of them."""
    columns = []
    for fact in facts_in(QUESTIONS[question].facts):
        if issubclass(fact.kind, Facts) and not fact.many:
            columns += [
                Column(f"{fact.label}·{part.label}", (fact.name, part.name), part)
                for part in facts_in(fact.kind)
            ]
        else:
            columns.append(Column(fact.label, (fact.name,), fact))
    return tuple(columns)


@cache
def _sheets() -> dict[str, str]:
    return {question.label: code for code, question in QUESTIONS.items() if _is_named(code)}


def _is_named(code: str) -> bool:
    try:
        return bool(layout(code))
    except KeyError:  # its facts have no Chinese names yet; test_vocabulary says which may do without
        return False


# Reading ---------------------------------------------------------------------------------------------------------


def read(path: Path) -> list[Case]:
    book = load_workbook(path)
    cases = []
    for sheet in book.worksheets:
        if sheet.title in (EXPLANATION, VALUES):
            continue
        if sheet.title not in _sheets():
            raise WorkbookError(sheet.title, 1, "A", "", "没有这一类问题")
        cases += _Sheet(sheet).cases()
    return cases


class _Sheet:
    def __init__(self, sheet):
        self.sheet, self.question = sheet, _sheets()[sheet.title]
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


# Writing ---------------------------------------------------------------------------------------------------------


def write(path: Path, cases: Iterable[Case]) -> None:
    book = Workbook()
    _explain(book.active)
    lists = _Lists(book.create_sheet(VALUES))
    by_question: dict[str, list[Case]] = {}
    for case in cases:
        by_question.setdefault(case.question, []).append(case)
    for label, code in _sheets().items():
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


def _explain(sheet) -> None:
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
    for label, code in _sheets().items():
        for column in layout(code):
            row += 1
            fact = column.fact
            values = "、".join(values_of(fact.kind).values())
            kind = "列表" if fact.many else "选择" if values else KIND_NAMES[fact.kind]
            if fact.many and issubclass(fact.kind, Facts):
                values = "、".join(part.label for part in facts_in(fact.kind))
            for number, text in enumerate((label, column.header, kind, values), start=1):
                sheet.cell(row, number, text).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = sheet.cell(first + 1, 1)
