"""Numbers that name a person, a phone, an account or an organisation: read them, doubt them, mask them.

ID numbers follow GB 11643. Only the first two digits (the province) are looked at: the other four name
the county as it stood on the day the number was issued, so real people hold codes that no list of today
contains, and the household county is a fact of its own.

Every sentence here is shown to clerks and trainees, so none of them repeats the number it refuses.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from stdnum import luhn
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

# One calendar for the roster and the law: who is born on 29 February turns on 1 March.
from subsidies.rules.calendar_days import age_on

# GB/T 2260 provinces; 81 and 82 are also the residence permits of Hong Kong and Macao people, 83 of Taiwan's.
PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71, 81, 82, 83)
    )
    for code in codes
)  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_EARLIEST_BIRTH_YEAR = 1900  # nobody alive was born before; such a year is a slip of the finger

_ID_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_OLD_ID_SHAPE = re.compile(r"[0-9]{15}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,4})?")
# Blanks as people paste them: spaces of every width, no-break, zero-width, byte order mark, direction marks.
_BLANKS = re.compile(r"[\s\u00a0\u200b-\u200f\u202a-\u202e\u2060\u3000\ufeff]+")
_DIGIT_RUN = re.compile(r"[0-9](?:[-\s]{0,3}[0-9Xx]){6,}")


class Sex(StrEnum):
    """As the 17th digit of the ID number says it."""

    MALE = "male"
    FEMALE = "female"

    @property
    def label(self) -> str:
        return "男" if self is Sex.MALE else "女"


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A resident ID number that passed every check that needs no outside source."""

    number: str = field(repr=False)
    birth_date: date
    sex: Sex

    def age_on(self, day: date) -> int:
        return age_on(self.birth_date, day)

    @property
    def masked(self) -> str:
        return mask_id_number(self.number)

    def __str__(self) -> str:
        return self.masked


def without_blanks(text: str) -> str:
    """Full-width forms folded (NFKC) and every blank dropped: the same number, however it was pasted."""
    if text.isalnum() and text.isascii():
        return text
    return _BLANKS.sub("", unicodedata.normalize("NFKC", _BLANKS.sub("", text)))


def normalise_id_number(text: str) -> str:
    """The spelling under which an ID number is stored and compared: no blanks, half width, upper-case X."""
    return without_blanks(text).upper()


def make_check_digit(first_17: str) -> str:
    """The 18th character that GB 11643 demands after these seventeen digits."""
    return _CHECK_DIGITS[sum(w * int(d) for w, d in zip(_WEIGHTS, first_17, strict=True)) % 11]


def parse_id_number(text: str, *, on: date) -> IdNumber:
    """Read an 18-character ID number as of the day `on`, or raise ValueError with a sentence for the clerk."""
    number = normalise_id_number(text)
    if not number:
        raise ValueError("没有填写身份证号码。")
    if not _ID_SHAPE.fullmatch(number):
        raise ValueError(_why_misshapen(number))
    if number[:2] not in PROVINCES:
        raise ValueError("身份证号码前两位不是有效的省级代码，请对照身份证核对。")
    try:
        birth_date = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise ValueError("身份证号码中的出生日期(第7至14位)不是真实存在的日期，请对照身份证核对。") from None
    if make_check_digit(number[:17]) != number[17]:
        raise ValueError("身份证号码的校验码(最后一位)不对，至少有一位数字有误，请对照身份证核对。")
    if birth_date > on:
        raise ValueError("身份证号码中的出生日期晚于今天，请对照身份证核对。")
    if birth_date.year < _EARLIEST_BIRTH_YEAR:
        raise ValueError("身份证号码中的出生年份早于1900年，请对照身份证核对。")
    return IdNumber(number, birth_date, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def _why_misshapen(number: str) -> str:
    if _OLD_ID_SHAPE.fullmatch(number):
        return "这是15位的旧身份证号码，已停止使用，请填写现行居民身份证上的18位号码。"
    if len(number) != 18:
        return f"身份证号码应为18位，现为{len(number)}位，请对照身份证补正。"
    return "身份证号码前17位只能是数字，最后一位只能是数字或字母X,请对照身份证核对。"


def is_mobile(text: str) -> bool:
    """Eleven digits of a mainland mobile; segments are not enumerated because they change."""
    return _MOBILE.fullmatch(text) is not None


def is_landline(text: str) -> bool:
    return _LANDLINE.fullmatch(text) is not None


def is_luhn_valid(account: str) -> bool:
    """Whether a personal card's check digit fits. Failing is a doubt only: passbooks need not pass."""
    return luhn.is_valid(account)


def parse_uscc(text: str) -> str:
    """Read a unified social credit code (GB 32100), or raise ValueError with a sentence for the clerk."""
    code = without_blanks(text).upper()
    if not code:
        raise ValueError("没有填写统一社会信用代码。")
    if len(code) != 18:
        raise ValueError(f"统一社会信用代码应为18位，现为{len(code)}位，请对照证照核对。")
    try:
        return uscc.validate(code)
    except ValidationError:
        raise ValueError(
            "统一社会信用代码不正确(不使用字母I、O、S、V、Z，最后一位为校验码)，请对照证照核对。"
        ) from None


def mask_id_number(number: str) -> str:
    """530***********1234: enough for the person to recognise, too little to use."""
    return _keep(number, first=3, last=4)


def mask_phone(phone: str) -> str:
    """138****5678; a landline keeps its last four digits only."""
    return _keep(phone, first=3 if is_mobile(phone) else 0, last=4)


def shown_phone(phone: str) -> str:
    """An office's line is shown, somebody's mobile is masked."""
    return mask_phone(phone) if is_mobile(phone) else phone


def mask_account(account: str) -> str:
    """Only the last four digits, as banks print them."""
    return _keep(account, first=0, last=4)


def _keep(text: str, *, first: int, last: int) -> str:
    """At least four characters stay hidden, so a stump of a number is not shown whole."""
    if len(text) < first + last + 4:
        first, last = 0, min(last, len(text) // 4)
    return text[:first] + "*" * (len(text) - first - last) + (text[-last:] if last else "")


def mask_runs(text: str) -> str:
    """Mask whatever in free text could be an ID number, a phone or an account (seven digits or more)."""
    return _DIGIT_RUN.sub(_mask_run, unicodedata.normalize("NFKC", text))


def _mask_run(match: re.Match[str]) -> str:
    digits = re.sub(r"[-\s]", "", match.group())
    mask: Callable[[str], str] = mask_account
    if len(digits) == 18:
        mask = mask_id_number
    elif is_mobile(digits):
        mask = mask_phone
    return mask(digits)
