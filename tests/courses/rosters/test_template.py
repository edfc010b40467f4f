from io import BytesIO

import openpyxl

from courses.rosters.check import check
from courses.rosters.columns import COLUMNS
from courses.rosters.template import roster_template
from tests.courses.rosters.build import CONTEXT, HEADER, person_row, saved


def template():
    return roster_template(class_title="=镇雄县2025年第3期", class_number="530627-2025-003", planned_size=40)


def test_a_blank_template_has_every_column_and_nobody_in_it():
    report = check(template(), CONTEXT)
    assert [finding.code for finding in report.findings] == ["G06"]
    assert report.sheet == "花名册"


def test_filled_in_it_passes_and_cells_are_text():
    book = openpyxl.load_workbook(BytesIO(template()))
    sheet = book["花名册"]
    headings = [str(cell.value).rstrip("*") for cell in sheet[3]]
    assert headings == list(HEADER)
    for column, value in enumerate(person_row(0), start=1):
        assert sheet.cell(4, column).number_format == "@"
        sheet.cell(4, column).value = value
    report = check(saved(book), CONTEXT)
    assert report.ok
    assert report.findings == ()


def test_required_columns_carry_a_star_and_lists_have_drop_downs():
    sheet = openpyxl.load_workbook(BytesIO(template()))["花名册"]
    starred = {str(cell.value).rstrip("*") for cell in sheet[3] if str(cell.value).endswith("*")}
    assert starred == {column.title for column in COLUMNS if column.required}
    assert sheet["A1"].data_type == "s"
    lists = {
        str(rule.sqref)[0]: rule.formula1
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert set(lists) == set("CDIJN")
    assert "退役军人" in lists["J"]
    assert all(len(formula) <= 257 for formula in lists.values())  # Excel calls a longer list damaged


def test_every_column_is_explained_with_an_invented_example():
    guide = openpyxl.load_workbook(BytesIO(template()))["填写说明"]
    rows = {row[0]: row for row in guide.values}
    assert all(rows[title][2] for title in HEADER)
    assert rows["身份证号码"][3].startswith("530000")
