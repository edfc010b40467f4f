"""One row of a roster: a plain function in place of a form, because a form per row costs minutes on 100,000."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trainees.enums import PersonCategory
from yunnan_training.core.identity import (
    IdNumber,
    is_landline,
    is_luhn_valid,
    is_mobile,
    mask_account,
    mask_id_number,
    mask_phone,
    normalise_id_number,
    parse_id_number,
    without_blanks,
)
from yunnan_training.core.xlsx.columns import Header
from yunnan_training.core.xlsx.reader import Sheet

from .cells import LONGEST, RowCells, quote
from .columns import (
    CATEGORY_ALIASES,
    EDUCATION_ALIASES,
    HOUSEHOLD_KIND_ALIASES,
    NOT_TOLD,
    SEXES,
    TITLES,
    TOLD,
)
from .context import PlaceFinder, RosterContext
from .report import Code, Finding, RosterRow

_DOTS = str.maketrans(dict.fromkeys("•‧∙・・․.．●", "·"))
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z .'\-]*")
_COUNTRY_CODE = re.compile(r"(?:\+|00)86")
_PHONE_FURNITURE = re.compile(r"[-–—‐‑−()]+")
_CARD_LENGTHS = range(16, 20)
_CATEGORY_LABELS = "、".join(PersonCategory.labels)


@dataclass(slots=True)
class ReadRow:
    """A row after reading: what could be understood, faulty or not, and what is to be said about it."""

    row: int
    findings: list[Finding]
    id_number: str = ""
    phone: str = ""
    bank_account: str = ""
    person: RosterRow | None = None  # only when no cell has an error


def read_row(
    number: int, sheet: Sheet, header: Header, context: RosterContext, places: PlaceFinder
) -> ReadRow:
    """Read the cells of Excel's row `number`. Says everything that is wrong with the row, not the first thing."""
    form = RowCells(number, sheet, header)
    limits = context.limits

    name = _name(form)
    identity = _identity(form, context.checked_on)
    if identity:
        age = identity.age_on(context.first_day)
        if age < limits.refuse_under_age:
            form.error(
                "id_number",
                Code.CHILD,
                f"此人开班时未满{limits.refuse_under_age}周岁，任何培训项目都不能报名。",
            )
        elif age < limits.minimum_age:
            if context.programme in limits.minimum_age_warns_in:
                form.warn(
                    "id_number", Code.AGE, f"此人开班时{age}周岁，未满{limits.minimum_age}周岁，请核实。"
                )
            else:
                form.error(
                    "id_number",
                    Code.AGE,
                    f"此人开班时{age}周岁，未满{limits.minimum_age}周岁，不能参加本项目培训，请删除此行。",
                )
        elif limits.maximum_age is not None and age > limits.maximum_age:
            form.warn("id_number", Code.AGE, f"此人开班时{age}周岁，超过{limits.maximum_age}周岁，请核实。")
        _compare_with_identity(form, identity, age)
    phone = _phone(form)
    category = _category(form)
    account = _bank_account(form)
    told = _privacy_notice(form)
    place = form.bounded("household_place")
    place_code = places(place) if place else ""
    if place and not place_code:
        form.notice(
            "household_place",
            Code.PLACE_UNKNOWN,
            f"未认出{quote(place)}属于云南省哪个县(市、区)，按原文保存；如在本省，请写明县名。",
        )
    education = _listed(form, "education", EDUCATION_ALIASES)
    household_kind = _listed(form, "household_kind", HOUSEHOLD_KIND_ALIASES)
    proof = form.bounded("category_proof")
    employer = form.bounded("pledged_employer")

    read = ReadRow(number, form.findings, identity.number if identity else "", phone, account)
    if identity and category and not form.has_error:
        read.person = RosterRow(
            row=number,
            name=name,
            id_number=identity.number,
            birth_date=identity.birth_date,
            sex=identity.sex,
            phone=phone,
            category=category,
            category_proof=proof,
            education=education,
            household_place=place,
            household_code=place_code,
            household_kind=household_kind,
            pledged_employer=employer,
            bank_account=account,
            privacy_notice_given=told,
        )
    return read


def _name(form: RowCells) -> str:
    text = form.text("name")
    if not text:
        form.missing("name")
        return ""
    name = " ".join(text.split())
    if not _LATIN_NAME.fullmatch(name):
        name = without_spaces(name).translate(_DOTS)
    if len(name) > LONGEST["name"]:
        form.error("name", Code.TOO_LONG, f"姓名有{len(name)}个字，最多{LONGEST['name']}个字，请核对。")
    elif any(unicodedata.category(character) == "Co" for character in name):
        form.warn(
            "name",
            Code.ODD_NAME,
            "姓名中有自造的生僻字，在别的电脑上可能显示不出来，请改用输入法中的标准字。",
        )
    elif not all(character.isalpha() or character in "· .'-" for character in name):
        form.error("name", Code.ODD_NAME, f"姓名{quote(name)}中有数字或符号，请按身份证上的姓名填写。")
    elif len(name) < 2:
        form.warn("name", Code.ODD_NAME, "姓名只有一个字，请核对是否写全。")
    elif name != text:
        form.notice("name", Code.READ_AS, f"姓名中的空格或间隔号已规整，按{quote(name)}读取，请确认。")
    return name


def without_spaces(text: str) -> str:
    """A name without the blanks that align two-character names; its characters stay as they are."""
    return "".join(
        character for character in text if not character.isspace() and character not in "\u200b\ufeff"
    )


def _identity(form: RowCells, on: date) -> IdNumber | None:
    text = form.digits("id_number")
    if not text:
        form.missing("id_number")
        return None
    number = normalise_id_number(text)
    if number != text:
        form.notice(
            "id_number",
            Code.READ_AS,
            f"号码中的{_what_changed(text)}，按 {mask_id_number(number)} 读取。",
        )
    try:
        return parse_id_number(number, on=on)
    except ValueError as reason:
        form.error("id_number", Code.ID_INVALID, str(reason))
        return None


def _what_changed(text: str) -> str:
    changes = []
    if any(
        character.isspace() or character in "\u200b\u200c\u200d\u200e\u200f\ufeff\u202c\u202d"
        for character in text
    ):
        changes.append("空格或不可见字符已去掉")
    if any("\uff01" <= character <= "\uff5e" for character in text):
        changes.append("全角字符已改为半角")
    if "x" in text or "\uff58" in text:
        changes.append("小写 x 已改为大写 X")
    return "、".join(changes) or "写法已规整"


def _compare_with_identity(form: RowCells, identity: IdNumber, age: int) -> None:
    """性别 and 年龄 are for people to read; what counts is the ID number, and a difference hints at a slip."""
    sex = form.text("sex")
    if sex and SEXES.get(sex) != identity.sex:
        form.warn(
            "sex",
            Code.DIFFERS_FROM_ID,
            f"填写的性别是{quote(sex)}，身份证号码对应“{identity.sex.label}”，将以身份证为准；请核对号码是否填对。",
        )
    written = form.text("age").removesuffix("周岁").removesuffix("岁")
    # One year of difference is only the birthday between filling in and the first day, or 虚岁.
    if written and not (written.isdecimal() and len(written) <= 3 and abs(int(written) - age) <= 1):
        form.warn(
            "age",
            Code.DIFFERS_FROM_ID,
            f"填写的年龄是{quote(written)}，按身份证号码开班时为{age}周岁，将以身份证为准；请核对号码是否填对。",
        )


def _phone(form: RowCells) -> str:
    text = form.digits("phone")
    if not text:
        form.missing("phone")
        return ""
    compact = (
        _COUNTRY_CODE.sub("", without_blanks(text), count=1) if "86" in text[:4] else without_blanks(text)
    )
    digits = _PHONE_FURNITURE.sub("", compact)
    if is_mobile(digits):
        if digits != text:
            form.notice("phone", Code.READ_AS, f"电话中的空格、横线等已去掉，按 {mask_phone(digits)} 读取。")
        return digits
    if is_landline(compact):
        form.warn("phone", Code.ODD_PHONE, "填写的是固定电话，学员将收不到短信验证码，请尽量填写本人手机号。")
        return compact
    form.error(
        "phone",
        Code.ODD_PHONE,
        f"联系电话不是有效的手机号(11位，以1开头，现有{len(digits)}个字符)，请核对；一格只填一个号码。",
    )
    return ""


def _category(form: RowCells) -> PersonCategory | None:
    text = form.text("category")
    if not text:
        form.missing("category")
        return None
    category = CATEGORY_ALIASES.get(text) or CATEGORY_ALIASES.get(_compact(text))
    if category is None:
        form.error(
            "category",
            Code.NOT_IN_LIST,
            f"人员类别{quote(text)}不在可选范围内，请填其中一种：{_CATEGORY_LABELS}。",
        )
    return category


def _compact(text: str) -> str:
    """For words of a list: half width, no blanks and quotation marks."""
    return re.sub(r"[\"'“”‘’「」()]", "", without_blanks(text))


def _listed(form: RowCells, key: str, aliases: Mapping[str, Any]) -> str:
    text = form.bounded(key)
    if not text:
        return ""
    label = aliases.get(text) or aliases.get(_compact(text))
    if label is None:
        form.warn(key, Code.NOT_IN_LIST, f"{TITLES[key]}{quote(text)}不是常用写法，按原文保存，请核对。")
        return text
    return str(label)


def _bank_account(form: RowCells) -> str:
    text = form.digits("bank_account")
    if not text:
        return ""
    account = without_blanks(text).replace("-", "")
    if not (account.isascii() and account.isdigit()):
        form.error("bank_account", Code.ODD_ACCOUNT, "银行卡号只能是数字，请核对；开户行名称不要写在这一格。")
        return ""
    if account != text:
        form.notice(
            "bank_account", Code.READ_AS, f"卡号中的空格或横线已去掉，按 {mask_account(account)} 读取。"
        )
    if len(account) > 30:
        form.error("bank_account", Code.TOO_LONG, f"银行卡号有{len(account)}位，请核对。")
        return ""
    if len(account) not in _CARD_LENGTHS or not is_luhn_valid(account):
        form.warn(
            "bank_account",
            Code.ODD_ACCOUNT,
            f"卡号({len(account)}位，尾号 {account[-4:]})不符合银行卡的编号规则，可能有误；如是存折账号请忽略。",
        )
    return account


def _privacy_notice(form: RowCells) -> bool:
    text = form.text("privacy_notice_given")
    if text in TOLD:
        return True
    text = _compact(text).upper()
    if text in TOLD:
        return True
    if not text:
        form.missing("privacy_notice_given", Code.NOT_TOLD)
    elif text in NOT_TOLD:
        form.error(
            "privacy_notice_given",
            Code.NOT_TOLD,
            "此人尚未被告知个人信息处理事项。请先告知(出示告知书)，再填“是”；未告知的人员不能录入。",
        )
    else:
        form.error(
            "privacy_notice_given", Code.NOT_TOLD, f"已告知一栏填的是{quote(text)}，只能填“是”或“否”。"
        )
    return False
