from dataclasses import replace
from datetime import date

import pytest

from courses.rosters.check import check
from courses.rosters.context import Concern
from courses.rosters.report import RosterReport, Severity
from tests.core.xlsx import hostile
from tests.courses.rosters.build import (
    COLUMN,
    CONTEXT,
    HEADER,
    LIMITS,
    PEOPLE,
    context,
    person_row,
    roster,
    saved,
    workbook,
)
from tests.workbooks.make import born_on, make_bank_account, roster_workbook


def said(report, severity=None):
    return [(f.row, f.column, f.code) for f in report.findings if severity in (None, f.severity)]


def only(report):
    (finding,) = report.findings
    return finding


def check_one(context=None, **cells):
    return check(roster(person_row(0, **cells)), context or CONTEXT)


class TestOneRow:
    @pytest.mark.parametrize(
        ("title", "value", "severity", "code", "sentence"),
        [
            ("姓名", None, "error", "G10", "没有填写“姓名”"),
            ("姓名", "   ", "error", "G10", "没有填写“姓名”"),
            ("姓名", "张三2", "error", "G14", "数字或符号"),
            ("姓名", "=1+1", "error", "G14", "数字或符号"),
            ("姓名", "张" * 41, "error", "G20", "最多40个字"),
            ("姓名", "张", "warning", "G14", "只有一个字"),
            ("姓名", "张\ue123", "warning", "G14", "生僻字"),
            ("姓名", "李 \u3000娜", "notice", "G13", "「李娜」"),
            ("姓名", "阿依•古丽", "notice", "G13", "「阿依·古丽」"),
            ("身份证号码", None, "error", "G10", "没有填写“身份证号码”"),
            ("身份证号码", 530000199006150013, "error", "G12", "设为“文本”格式后重新输入"),
            ("身份证号码", "5.30000199006150E+17", "error", "G12", "设为“文本”格式后重新输入"),
            ("身份证号码", "530000900615001", "error", "K01", "18位号码"),
            ("身份证号码", 530000900615001, "error", "K01", "18位号码"),
            ("身份证号码", "530000199006150014", "error", "K01", "校验码"),
            ("身份证号码", date(1990, 6, 15), "error", "K01", "应为18位"),
            ("联系电话", None, "error", "G10", "没有填写“联系电话”"),
            ("联系电话", "1381234567", "error", "G15", "11位"),
            ("联系电话", "13812345678/13912345678", "error", "G15", "一格只填一个号码"),
            ("联系电话", "0871-63120000", "warning", "G15", "固定电话"),
            ("联系电话", "+86 138-1234-5678", "notice", "G13", "138****5678"),
            ("人员类别", None, "error", "G10", "没有填写“人员类别”"),
            ("人员类别", "贫困户", "error", "G11", "建档立卡劳动力、农村转移就业劳动者"),
            ("人员类别", "残疾人、退役军人", "error", "G11", "其中一种"),
            ("已告知", None, "error", "P01", "没有填写“已告知”"),
            ("已告知", "否", "error", "P01", "请先告知"),
            ("已告知", "张三", "error", "P01", "只能填“是”或“否”"),
            ("银行卡号", 6200001234567890123, "error", "G12", "设为“文本”格式后重新输入"),
            ("银行卡号", "中国银行6200", "error", "G16", "只能是数字"),
            ("银行卡号", "6" * 31, "error", "G20", "31位"),
            ("银行卡号", "6200000000000710001", "warning", "G16", "尾号 0001"),
            ("银行卡号", "24000101040012345", "warning", "G16", "存折"),
            ("性别", "不详", "warning", "G17", "以身份证为准"),
            ("年龄", 70, "warning", "G17", "以身份证为准"),
            ("学历", "私塾", "warning", "G11", "按原文保存"),
            ("户口性质", "军籍", "warning", "G11", "按原文保存"),
            ("户口所在地", "四川省宜宾市", "notice", "G18", "按原文保存"),
            ("就业安排承诺单位", "厂" * 101, "error", "G20", "最多100个字"),
        ],
    )
    def test_each_finding_names_its_cell_and_says_what_to_do(self, title, value, severity, code, sentence):
        report = check_one(**{title: value})
        finding = only(report)
        assert (finding.severity.value, finding.code) == (severity, code)
        assert sentence in finding.message
        assert finding.message.endswith("。")
        assert (finding.row, finding.column, finding.title) == (2, "ABCDEFGHIJKLMN"[COLUMN[title]], title)
        assert report.ok is (severity != "error")
        assert len(report.rows) == (severity != "error")

    def test_all_faults_of_a_row_are_told_at_once(self):
        report = check_one(姓名=None, 身份证号码="1", 联系电话="2", 人员类别="3", 已告知=None, 银行卡号="四")
        assert [f.column for f in report.errors] == ["B", "F", "G", "J", "M", "N"]

    @pytest.mark.parametrize(
        ("written", "category"),
        [
            ("建档立卡劳动力", "poverty_registered"),
            ("脱贫劳动力", "poverty_registered"),
            ("防止返贫监测对象", "poverty_registered"),
            ("“两后生”", "school_leaver"),
            ("退役 军人", "veteran"),
            ("其它", "other"),
        ],
    )
    def test_categories_are_read_by_label_and_by_their_later_names(self, written, category):
        assert check_one(人员类别=written).rows[0].category == category

    @pytest.mark.parametrize(
        ("written", "code"),
        [
            ("镇雄县", "530627"),
            ("镇雄", "530627"),
            (530627, "530627"),
            ("532128", "530627"),  # its code until 2000
            ("云南省昭通市镇雄县乌峰镇某村", "530627"),
            ("石林县", "530126"),
            ("甘肃省某市镇雄县", ""),
        ],
    )
    def test_the_household_county_is_recognised_in_an_address(self, written, code):
        assert check_one(户口所在地=written).rows[0].household_code == code

    @pytest.mark.parametrize("told", ["是", "√", 1, True, "已告知", "yes"])
    def test_told_may_be_ticked(self, told):
        assert check_one(已告知=told).rows[0].privacy_notice_given

    def test_what_is_optional_may_be_empty(self):
        optional = (
            "序号",
            "性别",
            "学历",
            "年龄",
            "户口所在地",
            "户口性质",
            "类别证明号",
            "就业安排承诺单位",
            "银行卡号",
        )
        report = check_one(**dict.fromkeys(optional))
        assert report.findings == ()
        assert report.rows[0].bank_account == ""

    def test_sex_and_age_come_from_the_id_number(self):
        row = check_one(身份证号码=born_on(date(1990, 3, 5), sex="女"), 性别="男", 年龄=35).rows[0]
        assert row.sex.label == "女"
        assert row.birth_date == date(1990, 3, 5)


class TestAge:
    """Ages are those of the class's first day, 5 March 2025; the numbers are parameters."""

    @pytest.mark.parametrize(
        ("birth_date", "programme", "code", "severity"),
        [
            (date(2011, 3, 6), "RURAL", "P04", "error"),
            (date(2011, 3, 6), "PREP", "P04", "error"),
            (date(2011, 3, 5), "RURAL", "K16", "error"),
            (date(2011, 3, 5), "PREP", "K16", "warning"),
            (date(2011, 3, 5), "YOUTH", "K16", "warning"),
            (date(2009, 3, 6), "RURAL", "K16", "error"),
            (date(2009, 3, 5), "RURAL", None, None),
            (date(1964, 3, 6), "RURAL", None, None),
            (date(1964, 3, 5), "RURAL", "K16", "warning"),
        ],
    )
    def test_limits(self, birth_date, programme, code, severity):
        number = born_on(birth_date)
        report = check_one(context(programme=programme), 身份证号码=number, 性别=None)
        assert [(f.code, f.severity.value) for f in report.findings] == ([(code, severity)] if code else [])

    def test_without_a_maximum_nobody_is_too_old(self):
        limits = replace(LIMITS, maximum_age=None)
        assert not check_one(context(limits=limits), 身份证号码=born_on(date(1940, 1, 1)), 性别=None).findings


class TestAcrossRows:
    def test_the_same_person_twice_in_any_spelling(self):
        number = "11010519491231002X"
        report = check(
            roster(
                person_row(0),
                person_row(1, 身份证号码=number, 性别=None),
                person_row(2, 身份证号码=number.lower(), 性别=None),
            ),
            context(limits=replace(LIMITS, maximum_age=None)),
        )
        assert said(report, Severity.ERROR) == [(4, "F", "K02")]
        assert "第3行" in report.errors[0].message
        assert [row.row for row in report.rows] == [2, 3]

    def test_people_already_in_this_class_and_in_another_at_the_same_time(self):
        asked = []
        sentence = "此人已报名“焊工第2期”,3月6日上午课次冲突。"

        def already_enrolled(numbers):
            asked.append(list(numbers))
            return {PEOPLE[0].id_number}

        report = check(
            roster(person_row(0), person_row(1), person_row(2)),
            context(already_enrolled=already_enrolled, overlapping=lambda numbers: {numbers[2]: sentence}),
        )
        assert asked == [[person.id_number for person in PEOPLE[:3]]]
        assert said(report) == [(2, "F", "K02"), (4, "F", "K03")]
        assert report.errors[1].message == sentence
        assert [row.row for row in report.rows] == [3]

    def test_concerns_of_the_portal_stand_beside_the_files_own(self):
        def concerns(rows):
            assert [row.row for row in rows] == [2]
            return [
                Concern(row=2, key="phone", severity=Severity.WARNING, code="K11", message="这是教师的电话。")
            ]

        report = check(roster(person_row(0), person_row(1, 姓名=None)), context(concerns=concerns))
        assert said(report) == [(2, "G", "K11"), (3, "B", "G10")]
        assert len(report.rows) == 1

    def test_a_phone_may_serve_two_people_and_three_are_told(self):
        rows = [person_row(order, 联系电话="13900000000") for order in range(3)]
        assert check(roster(*rows[:2]), CONTEXT).findings == ()
        report = check(roster(*rows), CONTEXT)
        assert said(report, Severity.WARNING) == [(2, "G", "K10"), (3, "G", "K10"), (4, "G", "K10")]
        assert "第2、4行" in report.warnings[1].message
        assert report.ok

    def test_one_card_for_two_people_is_an_error_on_both(self):
        card = make_bank_account(5)
        report = check(
            roster(person_row(0, 银行卡号=card), person_row(1, 银行卡号=card), person_row(2)), CONTEXT
        )
        assert said(report) == [(2, "M", "K12"), (3, "M", "K12")]
        assert [row.row for row in report.rows] == [4]

    def test_too_many_people_are_a_warning(self):
        limits = replace(LIMITS, largest_class=3)
        rows = [person_row(order) for order in range(4)]
        assert said(check(roster(*rows[:3]), context(limits=limits, planned_size=3))) == []
        report = check(roster(*rows), context(limits=limits, planned_size=3))
        assert said(report) == [(None, "", "G21"), (None, "", "K36")]
        assert report.ok


class TestTheSheet:
    def test_all_missing_columns_are_told_at_once_and_rows_not_yet(self):
        header = tuple(title for title in HEADER if title not in ("联系电话", "已告知", "人员类别"))
        report = check(roster([1, "张三"], header=header), CONTEXT)
        assert [(f.code, f.title) for f in report.findings] == [
            ("G03", "联系电话"),
            ("G03", "人员类别"),
            ("G03", "已告知"),
        ]

    def test_two_id_columns_are_refused(self):
        report = check(roster([*person_row(0), "x"], header=(*HEADER, "公民身份号码")), CONTEXT)
        assert [(f.code, f.column) for f in report.errors] == [("G04", "O")]

    def test_an_unknown_column_is_named_and_a_result_column_is_not(self):
        report = check(
            roster([*person_row(0), "汉族", "通过"], header=(*HEADER, "民族", "校验结果")), CONTEXT
        )
        assert [(f.code, f.column) for f in report.findings] == [("G07", "O")]
        assert report.result_column == 16

    def test_no_header(self):
        book = workbook(person_row(0))
        book.active.delete_rows(1)
        finding = only(check(saved(book), CONTEXT))
        assert finding.code == "G02"
        assert "姓名、身份证号码、联系电话、人员类别、已告知" in finding.message

    def test_a_header_without_people(self):
        assert only(check(roster(), CONTEXT)).code == "G06"

    def test_a_second_empty_sheet_or_instructions_do_no_harm(self):
        book = workbook(person_row(0))
        book.create_sheet("Sheet2")
        book.create_sheet("说明", 0).append(["请填写姓名、身份证号码"])
        report = check(saved(book), CONTEXT)
        assert report.findings == ()
        assert report.sheet == "花名册"

    def test_two_filled_rosters_in_one_workbook_are_refused(self):
        book = workbook(person_row(0))
        other = book.create_sheet("第2期")
        other.append(list(HEADER))
        assert check(saved(book), CONTEXT).ok
        other.append(person_row(1))
        finding = only(check(saved(book), CONTEXT))
        assert finding.code == "G05"
        assert "「花名册」、「第2期」" in finding.message

    def test_a_hidden_second_roster_is_not_read_but_told(self):
        book = workbook(person_row(0))
        other = book.create_sheet("去年")
        other.append(list(HEADER))
        other.append(person_row(1))
        other.sheet_state = "hidden"
        report = check(saved(book), CONTEXT)
        assert [f.code for f in report.findings] == ["G09"]
        assert report.people == 1

    def test_hidden_rows_and_columns_are_read_and_told(self):
        book = workbook(person_row(0), person_row(1))
        book.active.row_dimensions[3].hidden = True
        book.active.column_dimensions["M"].hidden = True
        report = check(saved(book), CONTEXT)
        assert [f.code for f in report.findings] == ["G09", "G09"]
        assert "第3行" in report.findings[0].message + report.findings[1].message
        assert len(report.rows) == 2

    def test_rows_that_are_no_people(self):
        book = workbook(
            person_row(0),
            list(HEADER),  # printed again on the second page
            person_row(1),
            [3],  # numbered in advance
            [None] * 14,
            [4, None, "男"],
            ["备注：本表一式三份。"],
            ["填表人：示例", None, None, None, None, None, "13800000000"],
            ["合计", 2],
        )
        report = check(saved(book), CONTEXT)
        assert said(report) == [
            (3, "", "G08"),
            (7, "", "G08"),
            (8, "", "G08"),
            (9, "", "G08"),
            (10, "", "G08"),
        ]
        assert [f.row for f in report.warnings] == [7]
        assert report.people_rows == (2, 4)

    def test_a_person_called_like_a_remark_is_still_a_person(self):
        report = check(roster(person_row(0, 序号="备注")), CONTEXT)
        assert report.people == 1

    def test_cells_merged_over_several_people_are_explained(self):
        book = workbook(person_row(0), person_row(1, 人员类别=None), person_row(2, 人员类别=None))
        book.active.merge_cells("J2:J3")
        report = check(saved(book), CONTEXT)
        assert said(report) == [(3, "J", "G10"), (4, "J", "G10")]
        assert "取消合并" in report.errors[0].message
        assert "取消合并" not in report.errors[1].message

    def test_a_formula_counts_by_its_last_result_and_without_one_is_explained(self):
        rows = "".join(
            hostile.inline(f"{letter}1", title)
            for letter, title in zip("ABCDEFGHIJKLMN", HEADER, strict=True)
        )
        person = PEOPLE[0]
        cells = (
            hostile.inline("B2", person.name)
            + f'<c r="C2" t="str"><f>IF(1,"{person.sex}")</f><v>{person.sex}</v></c>'
            + '<c r="E2"><f>2025-1990</f></c>'
            + hostile.inline("F2", person.id_number)
            + '<c r="G2"><f>H9</f></c><c r="J2" t="e"><v>#N/A</v></c>'
            + hostile.inline("N2", "是")
        )
        data = hostile.workbook(f'<row r="1">{rows}</row><row r="2">{cells}</row>')
        report = check(data, CONTEXT)
        assert said(report) == [(2, "E", "G19"), (2, "G", "G19"), (2, "J", "G19")]
        assert [f.column for f in report.errors] == ["G", "J"]
        assert "公式" in report.errors[0].message
        assert "#N/A" in report.errors[1].message


class TestTheFile:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            "姓名，身份证号码".encode("gb18030"),
            hostile.old_xls(),
            hostile.password_protected(),
            hostile.macros(),
            hostile.zip_bomb(),
            hostile.sparse(),
            hostile.entity_bomb(),
            roster(person_row(0))[:-200],
            b"\x89PNG\r\n\x1a\n" + b"0" * 100,
        ],
        ids=["empty", "csv", "xls", "password", "macros", "bomb", "sparse", "entities", "cut_off", "picture"],
    )
    def test_what_is_no_workbook_gives_one_error_and_no_exception(self, data):
        report = check(data, CONTEXT)
        finding = only(report)
        assert (finding.row, finding.code, finding.severity) == (None, "G01", Severity.ERROR)
        assert finding.message.endswith("。")
        assert not report.ok

    def test_twenty_thousand_people(self):
        report = check(
            roster_workbook(20_000),
            context(planned_size=20_000, limits=replace(LIMITS, largest_class=20_000)),
        )
        assert report.people == len(report.rows) == 20_000
        assert report.findings == ()


class TestTheReport:
    def test_it_survives_storage_without_the_people(self):
        report = check(roster(person_row(0), person_row(1, 姓名=None)), CONTEXT)
        stored = report.as_dict()
        again = RosterReport.from_dict(stored)
        assert again.findings == report.findings
        assert again.people_rows == (2, 3)
        assert again.rows == ()
        assert stored["valid"] == 1
        assert PEOPLE[0].id_number not in str(stored)

    def test_places_are_named_as_a_clerk_finds_them(self):
        report = check(roster(person_row(0, 姓名=None)), CONTEXT)
        assert report.errors[0].place == "第2行 B列(姓名)"

    def test_a_row_shows_no_number_when_printed(self):
        row = check(roster(person_row(0)), CONTEXT).rows[0]
        person = PEOPLE[0]
        for secret in (person.id_number, person.phone, person.bank_account):
            assert secret not in repr(row)
        assert row.masked_id_number.startswith("530***")
