"""Invented people, the same for the same seed."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from courses.rosters.report import RosterRow
from trainees.enums import PersonCategory
from yunnan_training.core.identity import Sex, make_check_digit

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = {
    Sex.MALE: (
        "志强",
        "建华",
        "文斌",
        "国平",
        "永福",
        "朝阳",
        "学明",
        "正荣",
        "家伟",
        "云飞",
        "天佑",
        "德昌",
        "江",
        "磊",
        "勇",
    ),
    Sex.FEMALE: (
        "秀英",
        "丽萍",
        "春梅",
        "晓燕",
        "玉兰",
        "桂芳",
        "雪梅",
        "金凤",
        "美玲",
        "艳红",
        "思雨",
        "彩云",
        "娟",
        "敏",
        "静",
    ),
}
EDUCATION = ("初中", "高中", "中专", "大专", "本科")
EMPLOYERS = (
    "滇东机械制造有限公司",
    "洱海食品有限公司",
    "乌蒙建设集团有限公司",
    "彩云家政服务有限公司",
    "金沙江新材料有限公司",
)


def full_name(random: Random, sex: Sex) -> str:
    return random.choice(FAMILY) + random.choice(GIVEN[sex])


def id_number(serial: int, born: date, sex: Sex) -> str:
    """530000 + birth date + a serial whose parity is the sex + check digit; unique per (date, serial)."""
    order = (serial * 2 + (1 if sex is Sex.MALE else 0)) % 1000
    body = f"530000{born:%Y%m%d}{order:03d}"
    return body + make_check_digit(body)


def bank_account(serial: int) -> str:
    """A 19-digit number with a valid Luhn digit under an unused issuer prefix."""
    body = f"62990000{serial:010d}"
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str((10 - total % 10) % 10)


def roster_rows(
    random: Random, *, first_serial: int, count: int, on: date, category: PersonCategory, county_name: str
) -> Iterator[RosterRow]:
    """Rows as the gate would hand them on, for people of 18 to 55 on the day."""
    for order in range(count):
        serial = first_serial + order
        sex = random.choice((Sex.MALE, Sex.FEMALE))
        born = on - timedelta(days=random.randint(18 * 366, 55 * 365))
        yield RosterRow(
            row=order + 2,
            name=full_name(random, sex),
            id_number=id_number(serial, born, sex),
            birth_date=born,
            sex=sex,
            phone=f"199{serial:08d}",
            category=category,
            education=random.choice(EDUCATION),
            household_place=county_name,
            pledged_employer=random.choice(EMPLOYERS),
            bank_account=bank_account(serial),
        )
