"""The officials' workbook is run as it stands, and what cannot be taken is refused with its sheet, row and column.

After a wanted change of the YAML cases: python tests/subsidies/rules/cases/make_workbook.py
"""

from datetime import date, datetime, time

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from subsidies.rules import QUESTIONS, current, decide, facts_from_json
from subsidies.rules.vocabulary import facts_in

from .cases.make_workbook import WORKBOOK, cases_of_the_files
from .officials import layout as w
from .officials.reading import WorkbookError, read
from .officials.writing import write


def pytest_generate_tests(metafunc):
    if "official" in metafunc.fixturenames:
        metafunc.parametrize(
            "official", [pytest.param(c, id=f"{c.question}: {c.name}") for c in read(WORKBOOK)]
        )


def test_the_case_of_the_workbook(official):
    release = current()
    for key, choice in official.readings.items():
        release = release.with_reading(key, choice)
    decision = decide(facts_from_json(official.question, official.facts), release=release)
    answer = decision.to_json()
    assert (answer["outcome"], answer["amount"]) == (official.outcome, official.amount)
    if official.obstacles is not None:
        assert [check.code for check in decision.obstacles] == official.obstacles
    if official.warnings is not None:
        assert [check.code for check in decision.warnings] == official.warnings
    assert official.says in "".join(check.sentence for check in (*decision.obstacles, *decision.warnings))


def test_every_question_has_a_sheet_with_a_case_that_is_met_and_one_that_is_not():
    cases = read(WORKBOOK)
    assert len(cases) >= 40
    for question in QUESTIONS:
        outcomes = {case.outcome for case in cases if case.question == question}
        assert "met" in outcomes and len(outcomes) > 1, question


def test_the_workbook_helps_whoever_fills_it_in():
    book = load_workbook(WORKBOOK)
    assert book.sheetnames[0] == w.EXPLANATION and book.sheetnames[-1] == w.VALUES
    explained = {(row[0].value, row[1].value) for row in book[w.EXPLANATION].iter_rows()}
    for question in QUESTIONS:
        sheet = book[QUESTIONS[question].label]
        headers = [cell.value for cell in sheet[1]]
        facts = [column.header for column in w.layout(question)]
        assert headers == [w.CASE, w.READINGS, *facts, *w.EXPECTED]
        assert {(sheet.title, header) for header in facts} <= explained
        assert sheet.freeze_panes == "B2"
        assert all(sheet.column_dimensions[cell.column_letter].width >= 12 for cell in sheet[1])
        lists = [each for each in sheet.data_validations.dataValidation if each.type == "list"]
        assert any(f"{sheet.cell(2, len(headers) - 4).column_letter}2" in each.sqref for each in lists)
        for each in lists:
            values = [row[0].value for row in book[w.VALUES][each.formula1.split("!")[1].replace("$", "")]]
            assert values and None not in values


def test_what_is_written_is_read_back_the_same(tmp_path):
    cases = cases_of_the_files()
    write(tmp_path / "again.xlsx", cases)
    again = {(case.question, case.name): case for case in read(tmp_path / "again.xlsx")}
    assert len(again) == len(cases)
    for case in cases:
        back = again[case.question, case.name]
        digests = {facts_from_json(each.question, each.facts).digest() for each in (case, back)}
        assert len(digests) == 1, case.name
        assert (back.outcome, back.amount, back.readings) == (case.outcome, case.amount, case.readings)
        assert (back.obstacles, back.warnings, back.says) == (case.obstacles, case.warnings, case.says)


RECRUIT, STIPEND, CLAIM = (
    QUESTIONS[each].label for each in ("recruitment", "chief_technician_stipend", "claim")
)


@pytest.fixture
def spoilt(tmp_path):
    """Read the workbook of one sound case after one cell has been changed."""

    def spoil(sheet, header, value, *, row=2):
        path = tmp_path / "spoilt.xlsx"
        write(path, [case for case in cases_of_the_files() if case.name in SOUND])
        book = load_workbook(path)
        headers = [cell.value for cell in book[sheet][1]]
        column = headers.index(header) + 1 if header in headers else len(headers) + 1
        book[sheet].cell(row, column).value = value
        book.save(path)
        return read(path)

    return spoil


SOUND = {"T13 16周岁生日当天", "全年在岗", "技师培训补贴:T02 按定额", "高级技师新技术培训补贴:T02 按定额"}


@pytest.mark.parametrize(
    ("sheet", "header", "value", "reason"),
    [
        (RECRUIT, "出生日期", "2025-02-29", "不是有效的日期"),
        (RECRUIT, "出生日期", "20080315", "不是有效的日期"),
        (RECRUIT, "出生日期", datetime.combine(date(2008, 3, 15), time(8, 30)), "不是有效的日期"),
        (RECRUIT, "入学日期", None, "必须填写"),
        (RECRUIT, "是否农村青年", "对", "没有“对”这一取值"),
        (RECRUIT, "是否农村青年", True, "没有“True”这一取值"),
        (RECRUIT, "预期结论", "通过", "没有“通过”这一结论"),
        (RECRUIT, "预期结论", None, "这一结论"),
        (RECRUIT, "案例", None, "没有案例名称"),
        (RECRUIT, "读法", "A99=随意", "没有“A99=随意”这一读法"),
        (RECRUIT, "读法", "A42=随意", "没有“A42=随意”这一读法"),
        (RECRUIT, "理由应包含", "=A1", "不能填写公式"),
        (STIPEND, "录入金额", "三万", "不是金额"),
        (STIPEND, "年度", 2025.5, "不是整数"),
        (STIPEND, "年度", "2025", "不是整数"),
        (STIPEND, "年度", 0, "没有这一年"),
        (STIPEND, "在岗时间", "到岗：2025-01-01", "没有“到岗”这一项"),
        (STIPEND, "在岗时间", "到岗日期：2025-13-01", "不是有效的日期"),
        (STIPEND, "在岗时间", "到岗日期：2025-02-01；离岗日期：2025-01-31", "离岗日期早于到岗日期"),
        (STIPEND, "在岗时间", 2025, "应填写文字"),
        (CLAIM, "证书等级", "七级", "没有“七级”这一取值"),
        (CLAIM, "职业(工种)", date(2025, 4, 10), "应以文字填写"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(spoilt, sheet, header, value, reason):
    with pytest.raises(WorkbookError) as refused:
        spoilt(sheet, header, value)
    error = refused.value
    headers = [w.CASE, w.READINGS, *(each.header for each in w.layout(_code(sheet))), *w.EXPECTED]
    assert (error.sheet, error.row, error.header) == (sheet, 2, header)
    assert error.column == get_column_letter(headers.index(header) + 1)
    assert reason in error.reason
    assert str(error).startswith(f"工作表“{sheet}”第2行{error.column}列“{header}”:")


def test_a_part_that_is_missing_is_named_by_its_own_column(spoilt):
    with pytest.raises(WorkbookError, match="必须填写") as refused:
        spoilt(CLAIM, "当地标准·金额", 1800)
    assert refused.value.header == "当地标准·文件"


def _code(label):
    return next(code for code, question in QUESTIONS.items() if question.label == label)


def test_an_unknown_column_is_named(spoilt):
    with pytest.raises(WorkbookError, match="没有“性别”这一列") as refused:
        spoilt(RECRUIT, "性别", "性别", row=1)
    assert (refused.value.row, refused.value.column) == (1, "M")


def test_a_column_without_a_name_or_twice_is_named(spoilt):
    with pytest.raises(WorkbookError, match="这一列没有列名"):
        spoilt(RECRUIT, "nowhere", "女")
    with pytest.raises(WorkbookError, match="“案例”这一列重复"):
        spoilt(RECRUIT, "nowhere", "案例", row=1)


def test_a_missing_column_an_unknown_sheet_and_a_case_told_twice_are_named(tmp_path):
    path = tmp_path / "spoilt.xlsx"
    cases = [case for case in cases_of_the_files() if case.name in SOUND]
    write(path, [*cases, *cases])
    with pytest.raises(WorkbookError, match="重复"):
        read(path)
    write(path, cases)
    book = load_workbook(path)
    book.create_sheet("另一类")
    book.save(path)
    with pytest.raises(WorkbookError, match="没有这一类问题"):
        read(path)
    write(path, cases)
    book = load_workbook(path)
    book[RECRUIT].cell(1, 1).value = None
    book[RECRUIT].cell(2, 1).value = None
    book.save(path)
    with pytest.raises(WorkbookError, match="缺少“案例”这一列"):
        read(path)


def test_a_fact_column_may_be_left_out_and_is_then_unknown(tmp_path):
    path = tmp_path / "short.xlsx"
    write(path, [case for case in cases_of_the_files() if case.name in SOUND])
    book = load_workbook(path)
    sheet = book[RECRUIT]
    column = next(cell.column for cell in sheet[1] if cell.value == "是否继续升学")
    sheet.delete_cols(column)
    book.save(path)
    case = next(case for case in read(path) if case.question == "recruitment")
    assert "continuing_school" not in case.facts


def test_the_columns_follow_from_the_facts():
    headers = [column.header for column in w.layout("training_subsidy")]
    assert {"当地标准·金额", "当地标准·文件", "当地标准·地区"} <= set(headers)
    assert len(headers) == len(facts_in(QUESTIONS["training_subsidy"].facts)) + 2
