"""Make the sample rosters of this folder: `python tests/workbooks/make.py`.

Everybody in them is invented: names are drawn from two lists, ID numbers begin with 530000 (the province's
own code, which nobody's number has), cards with 620000.

花名册-干净.xlsx: 40 people, nothing to complain about.
花名册-问题.xlsx: as it comes from an office: WPS, titles above the header, a hidden column, numbers stored
as numbers, twins, slips. What the gate says about each cell is listed in tests/courses/rosters/test_samples.py.
"""

import random
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import xlsxwriter
from stdnum import luhn

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from yunnan_training.core.identity import make_check_digit  # noqa: E402

HERE = Path(__file__).resolve().parent
CLEAN = HERE / "花名册-干净.xlsx"
UGLY = HERE / "花名册-问题.xlsx"

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗普和木段尹岩刀沙"
GIVEN = (
    "秀英", "建国", "丽华", "志强", "春燕", "文斌", "玉兰", "国庆", "桂芳", "永福", "晓梅", "家荣", "朝阳", "美仙", "正明",
    "红英", "金凤", "绍云", "发祥", "琼芬", "云", "磊", "芳", "勇", "娟", "涛", "敏", "军", "静", "伟",
)  # fmt: skip
CATEGORIES = ("建档立卡劳动力", "农村转移就业劳动者", "城镇登记失业人员", "农村转移就业劳动者")
EDUCATION = ("小学及以下", "初中", "初中", "高中", "中专", "大专")
PLACES = ("镇雄县", "彝良县", "威信县", "昭阳区", "云南省昭通市镇雄县")
EMPLOYERS = ("昭通示例家政服务有限公司", "镇雄示例养老服务中心", "")
HEADER = (
    "序号", "姓名", "性别", "学历", "年龄", "身份证号码", "联系电话", "户口所在地", "户口性质", "人员类别", "类别证明号",
    "就业安排承诺单位", "银行卡号", "已告知",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    name: str
    sex: str
    birth_date: date
    id_number: str
    phone: str
    education: str
    place: str
    category: str
    employer: str
    bank_account: str


def make_id_number(birth_date: date, order: int, *, prefix: str = "530000") -> str:
    first_17 = f"{prefix}{birth_date:%Y%m%d}{order:03d}"
    return first_17 + make_check_digit(first_17)


def born_on(birth_date: date, *, sex: str = "男") -> str:
    return make_id_number(birth_date, 1 if sex == "男" else 2)


def make_bank_account(order: int) -> str:
    head = f"620000{order:012d}"
    return head + luhn.calc_check_digit(head)


def people(count: int, *, seed: int = 71) -> Iterator[Person]:
    """Invented adults; everybody has an ID number, a phone and a card of their own."""
    chance = random.Random(seed)
    seen: set[str] = set()
    for order in range(count):
        while True:
            birth_date = date(1975, 1, 1) + timedelta(days=chance.randrange(365 * 28))
            number = make_id_number(birth_date, chance.randrange(1000))
            if number not in seen:
                break
        seen.add(number)
        yield Person(
            name=chance.choice(SURNAMES) + chance.choice(GIVEN),
            sex="男" if int(number[16]) % 2 else "女",
            birth_date=birth_date,
            id_number=number,
            phone=f"138{(seed % 1000) * 100_000 + order:08d}",
            education=chance.choice(EDUCATION),
            place=chance.choice(PLACES),
            category=chance.choice(CATEGORIES),
            employer=chance.choice(EMPLOYERS),
            bank_account=make_bank_account(seed * 1_000_000 + order),
        )


def row_of(number: int, person: Person) -> tuple[object, ...]:
    return (
        number, person.name, person.sex, person.education, None, person.id_number, person.phone, person.place, "农村",
        person.category, f"示例{number:06d}", person.employer, person.bank_account, "是",
    )  # fmt: skip


def roster_workbook(count: int, *, seed: int = 71, title: str = "家政服务员(五级)培训班学员花名册") -> bytes:
    """A faultless roster of any size, header in row 2."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": count > 1000, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2025, 3, 1)})  # noqa: DTZ001
    sheet = book.add_worksheet("花名册")
    text = book.add_format({"num_format": "@", "border": 1})
    head = book.add_format({"bold": True, "border": 1, "align": "center"})
    sheet.set_column(1, 4, 9)
    sheet.set_column(5, 12, 21)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 16}))
    sheet.write_row(1, 0, HEADER, head)
    for number, person in enumerate(people(count, seed=seed), start=1):
        for column, value in enumerate(row_of(number, person)):
            if isinstance(value, int):
                sheet.write_number(number + 1, column, value, text)
            elif value:
                sheet.write_string(number + 1, column, str(value), text)
    book.close()
    return buffer.getvalue()


UGLY_HEADER = (
    "序号", "学员姓名", "性别", "民族", "出生日期", "公民身份号码\n(18位)", "文化程度", "手机号码*", "户籍所在地",
    "户口性质", "培训对象", "类别证明编号", "社保卡银行账号", "是否告知", "年龄",
)  # fmt: skip
UGLY_HEADER_ROW = 4


def ugly_rows() -> list[list[object]]:
    """Rows from Excel's row 5 on, one slip or several in each; see the remarks."""
    crowd = [person for person in people(60, seed=17) if person.name[1:]]
    rows: list[list[object]] = []

    def add(person: Person, **changes: object) -> Person:
        cells: dict[str, object] = {
            "number": len(rows) + 1,
            "name": person.name,
            "sex": person.sex,
            "nation": "汉族",
            "born": f"{person.birth_date.year}.{person.birth_date.month}.{person.birth_date.day}",  # a text
            "id": person.id_number,
            "education": person.education,
            "phone": person.phone,
            "place": person.place,
            "kind": "农业户口",
            "category": person.category,
            "proof": "",
            "account": person.bank_account,
            "told": "是",
            "age": None,
        }
        assert set(changes) <= set(cells)
        rows.append(list({**cells, **changes}.values()))
        return person

    spaced = crowd[1].id_number
    add(crowd[0])  # 5: in order
    add(crowd[1], id=f"{spaced[:6]} {spaced[6:14]} {spaced[14:]}")  # 6: blanks inside
    add(crowd[2], id=int(crowd[2].id_number[:17] + "0"))  # 7: a number, digits lost
    ends_in_x = make_id_number(date(1988, 2, 3), _order_for_x(date(1988, 2, 3)))
    add(crowd[3], id=ends_in_x.lower(), sex="男" if int(ends_in_x[16]) % 2 else "女")  # 8: lower-case x
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in crowd[4].id_number)
    add(crowd[4], id=wide)  # 9: full-width digits
    twin = add(crowd[5], phone=int(crowd[5].phone))  # 10: phone as number: nothing to say
    add(crowd[6], phone=f"{crowd[6].phone[:3]}-{crowd[6].phone[3:7]}-{crowd[6].phone[7:]}")  # 11: dashes
    add(twin, name=twin.name[0] + "  " + twin.name[1:], account=None, phone=crowd[7].phone)  # 12: twin of 10
    wrong = crowd[8].id_number
    add(crowd[8], id=wrong[:17] + ("1" if wrong[17] != "1" else "2"))  # 13: check digit
    add(crowd[9], id="530000900615001")  # 14: an old 15-digit number
    add(crowd[10], id=None, category="脱贫劳动力")  # 15: no ID number; category of a later year
    add(crowd[11], phone="1380000", category="贫困户")  # 16: phone too short, category unknown
    add(crowd[12], told="否", sex="女" if crowd[12].sex == "男" else "男")  # 17: not told, sex against the ID
    add(crowd[13], account=crowd[0].bank_account)  # 18: the card of 5
    add(crowd[14], account=int(crowd[14].bank_account))  # 19: card as number
    add(crowd[15], id=make_id_number(date(2012, 5, 6), 1), sex="男")  # 20: a child
    add(
        crowd[16], id=make_id_number(date(2009, 12, 30), 3), sex="男", age=20
    )  # 21: fifteen, age written wrong
    add(crowd[17], name="=cmd|'/c calc'!A1", place="四川省宜宾市")  # 22: a text that looks like a formula
    add(crowd[18], phone="0870-3120000", kind="居民户口", category="防止返贫监测对象")  # 23: landline
    for person in crowd[19:22]:
        add(person, phone="13999990000")  # 24 to 26: three people on one phone
    add(crowd[22], told="√", education="小学文化")  # 27: unusual words
    return rows


def _order_for_x(birth_date: date) -> int:
    return next(order for order in range(1000) if make_id_number(birth_date, order).endswith("X"))


def ugly_workbook() -> bytes:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_numbers": False})
    book.set_properties({"created": datetime(2025, 3, 1), "author": "示例培训学校"})  # noqa: DTZ001
    book.set_custom_property("KSOProductBuildVer", "2052-11.1.0.11744")
    book.set_custom_property("ICV", "7D3A0000000000000000000000000000")
    sheet = book.add_worksheet("Sheet1")
    book.add_worksheet("Sheet2")
    cell = book.add_format({"font_name": "宋体", "font_size": 11, "border": 1, "align": "center"})
    wrap = book.add_format(
        {"font_name": "宋体", "bold": True, "border": 1, "align": "center", "text_wrap": True}
    )
    title = book.add_format({"font_name": "方正小标宋简体", "font_size": 18, "align": "center"})
    last = len(UGLY_HEADER) - 1
    sheet.merge_range(0, 0, 0, last, "镇雄县2025年第3期家政服务员(五级)培训班学员花名册", title)
    sheet.merge_range(1, 0, 1, last, "承办机构(盖章):示例职业培训学校          填报日期:2025年3月1日", cell)
    for column, heading in enumerate(UGLY_HEADER):
        sheet.write_string(UGLY_HEADER_ROW - 1, column, heading, wrap)
    rows = ugly_rows()
    for number, row in enumerate(rows, start=UGLY_HEADER_ROW):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, cell)
            elif value:
                sheet.write_string(number, column, str(value), cell)
            else:
                sheet.write_blank(number, column, None, cell)
    end = UGLY_HEADER_ROW + len(rows)
    sheet.write_number(end, 0, len(rows) + 1, cell)  # numbered in advance, otherwise empty
    for number in range(end, end + 30):
        for column in range(1, last + 1):
            sheet.write_blank(number, column, None, cell)
    sheet.merge_range(end + 30, 0, end + 30, last, "备注:1.本表一式三份;2.人员类别须附证明材料。", cell)
    sheet.write_string(end + 31, 0, "填表人:示例", cell)
    sheet.write_string(end + 31, 5, "审核人:示例", cell)
    sheet.write_string(end + 31, 7, "联系电话:0870-3120000", cell)
    sheet.set_column(9, 9, 10, None, {"hidden": True})  # 户口性质
    sheet.set_column(5, 5, 22)
    book.close()
    return _as_wps(buffer.getvalue())


def _as_wps(data: bytes) -> bytes:
    """The same parts with the application name that WPS writes."""
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "docProps/app.xml":
                part = part.replace(b"Microsoft Excel", "WPS 表格".encode())
            target.writestr(zipfile.ZipInfo(entry.filename), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def main() -> None:
    CLEAN.write_bytes(roster_workbook(40))
    UGLY.write_bytes(ugly_workbook())


if __name__ == "__main__":
    main()
