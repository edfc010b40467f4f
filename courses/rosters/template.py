"""The blank roster an institution fills in: text cells that keep every digit, drop-downs, and instructions.

The example person stands only on the instruction sheet, written downwards, where the gate looks for no one.
"""

from typing import Any

from trainees.enums import PersonCategory
from yunnan_training.core.xlsx.columns import Column, column_letter
from yunnan_training.core.xlsx.writer import FONT, new_workbook

from .columns import COLUMNS, EDUCATION, HOUSEHOLD_KINDS

HEADER_ROW = 3
_MOST_ROWS = 500
_WIDTHS = {
    "number": 6, "name": 12, "sex": 6, "education": 12, "age": 6, "id_number": 22, "phone": 15,
    "household_place": 24, "household_kind": 10, "category": 22, "category_proof": 20, "pledged_employer": 26,
    "bank_account": 24, "privacy_notice_given": 10,
}  # fmt: skip
_CHOICES: dict[str, tuple[str, ...]] = {
    "sex": ("男", "女"),
    "education": EDUCATION,
    "household_kind": HOUSEHOLD_KINDS,
    "category": tuple(PersonCategory.labels),
    "privacy_notice_given": ("是", "否"),
}
_EXAMPLE_ID = "530000199006150013"  # the province's own code: nobody's number
# Column key -> (how to fill it in, example)
_GUIDE: dict[str, tuple[str, str]] = {
    "number": ("可不填。", "1"),
    "name": ("与身份证一致；少数民族姓名中间用“·”。", "示例姓名"),
    "sex": ("可不填，以身份证号码为准。", "男"),
    "education": ("从下拉列表选择。", "初中"),
    "age": ("可不填，按身份证号码计算。", "34"),
    "id_number": ("18位。单元格已设为文本，请勿改成数字，否则后几位会丢失；末位 X 大小写均可。", _EXAMPLE_ID),
    "phone": ("本人11位手机号，用于接收验证码；一格只填一个号码。", "13800000000"),
    "household_place": ("写明县(市、区)名称，或填6位行政区划代码。", "云南省昭通市镇雄县"),
    "household_kind": ("从下拉列表选择。", "农村"),
    "category": ("从下拉列表选择一种；脱贫劳动力、防止返贫监测对象也可以直接填写。", "农村转移就业劳动者"),
    "category_proof": ("建档立卡户编号、就业创业证号、退役证件号等，没有可不填。", ""),
    "pledged_employer": ("有就业意向单位的填写全称。", ""),
    "bank_account": ("补贴发给本人时填写本人银行卡号；单元格已设为文本。", ""),
    "privacy_notice_given": ("已向本人出示个人信息处理告知书的填“是”。未告知的人员不能录入。", "是"),
}


def template_columns() -> list[Column]:
    return [column for column in COLUMNS if column.key in _WIDTHS]


def column_guide() -> list[tuple[Column, str, str]]:
    """Each column of the template with how to fill it in and an example, for the upload page."""
    return [(column, *_GUIDE[column.key]) for column in template_columns()]


def roster_template(*, class_title: str, class_number: str = "", planned_size: int = 50) -> bytes:
    """A blank roster for one class. `class_number` and the title only stand above the header."""
    book, buffer = new_workbook()
    book.set_properties({"title": "学员花名册"})
    text = book.add_format({"font_name": FONT, "num_format": "@", "border": 1, "valign": "vcenter"})
    sheet = book.add_worksheet("花名册")
    columns = template_columns()
    last = len(columns) - 1
    rows = min(max(planned_size * 2, 60), _MOST_ROWS)
    first_cell, last_cell = HEADER_ROW, HEADER_ROW + rows - 1  # from 0, as XlsxWriter counts

    title = book.add_format(
        {"font_name": FONT, "font_size": 16, "bold": True, "align": "center", "valign": "vcenter"}
    )
    hint = book.add_format({"font_name": FONT, "font_size": 10, "font_color": "#7F7F7F", "valign": "vcenter"})
    sheet.set_row(0, 32)
    sheet.merge_range(0, 0, 0, last, "", title)
    sheet.write_string(0, 0, f"{class_title}学员花名册", title)
    number = f"班次编号：{class_number}。" if class_number else ""
    sheet.merge_range(1, 0, 1, last, "", hint)
    sheet.write_string(1, 0, f"{number}带 * 的栏目必填，填写要求见“填写说明”。请勿改动表头。", hint)
    for index, column in enumerate(columns):
        head = _head_format(book, required=column.required)
        sheet.write_string(HEADER_ROW - 1, index, column.title + ("*" if column.required else ""), head)
        sheet.set_column(index, index, _WIDTHS[column.key])
        for row in range(first_cell, last_cell + 1):
            sheet.write_blank(row, index, None, text)
        if validation := _validation(column.key, column_letter(index + 1), first_cell + 1):
            sheet.data_validation(first_cell, index, last_cell, index, validation)
    sheet.freeze_panes(HEADER_ROW, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)
    _write_guide(book, columns)
    book.close()
    return buffer.getvalue()


def _head_format(book: Any, *, required: bool) -> Any:
    return book.add_format(
        {
            "font_name": FONT,
            "bold": True,
            "align": "center",
            "valign": "vcenter",
            "border": 1,
            "text_wrap": True,
            "bg_color": "#FCE4D6" if required else "#D9E1F2",
        }
    )


def _validation(key: str, letter: str, first_row: int) -> dict[str, Any] | None:
    """Drop-downs, and a length check on the ID number. They warn and let pass: the gate has the last word."""
    if key in _CHOICES:
        return {
            "validate": "list",
            "source": list(_CHOICES[key]),
            "error_type": "warning",
            "error_title": "请从列表中选择",
            "error_message": "填写的内容不在列表中，上传时可能不能通过校验。",
        }
    if key == "id_number":
        return {
            "validate": "custom",
            "value": f"=LEN(TRIM({letter}{first_row}))=18",
            "error_type": "warning",
            "error_title": "身份证号码应为18位",
            "error_message": "请核对身份证号码的位数。",
        }
    return None


def _write_guide(book: Any, columns: list[Column]) -> None:
    sheet = book.add_worksheet("填写说明")
    bold = book.add_format({"font_name": FONT, "bold": True, "border": 1, "bg_color": "#D9E1F2"})
    cell = book.add_format(
        {"font_name": FONT, "border": 1, "text_wrap": True, "valign": "top", "num_format": "@"}
    )
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 60)
    sheet.set_column(3, 3, 26)
    for index, heading in enumerate(("栏目", "必填", "填写要求", "示例(本表内容不会被读取)")):
        sheet.write_string(0, index, heading, bold)
    for row, column in enumerate(columns, start=1):
        guide, example = _GUIDE[column.key]
        values = (column.title, "必填" if column.required else "选填", guide, example)
        for index, value in enumerate(values):
            sheet.write_string(row, index, value, cell)
    start = len(columns) + 2
    for offset, line in enumerate(
        (
            "上传后系统一次列出全部问题，并可下载标注了问题的本文件，改好后直接再次上传。",
            "“校验结果”一列由系统填写，再次上传时不会被读取。",
            "系统只接收 .xlsx 文件；请不要设置打开密码，不要使用宏。",
        )
    ):
        sheet.write_string(start + offset, 0, line)
