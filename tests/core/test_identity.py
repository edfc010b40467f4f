import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunnan_training.core.identity import (
    PROVINCES,
    Sex,
    age_on,
    is_landline,
    is_luhn_valid,
    is_mobile,
    make_check_digit,
    mask_account,
    mask_id_number,
    mask_phone,
    mask_runs,
    normalise_id_number,
    parse_id_number,
    parse_uscc,
)

TODAY = date(2025, 3, 1)
GOOD = "530000199006150013"


def numbers():
    def build(province, county, birth_date, order):
        first_17 = f"{province}{county:04d}{birth_date:%Y%m%d}{order:03d}"
        return first_17 + make_check_digit(first_17)

    return st.builds(
        build,
        st.sampled_from(sorted(PROVINCES)),
        st.integers(0, 9999),
        st.dates(date(1900, 1, 1), TODAY),
        st.integers(0, 999),
    )


@given(numbers())
def test_every_well_formed_number_is_read_whatever_its_county_digits(number):
    identity = parse_id_number(number, on=TODAY)
    assert identity.number == number
    assert f"{identity.birth_date:%Y%m%d}" == number[6:14]
    assert identity.sex is (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


@given(numbers(), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_refused(number, position, shift):
    old = number[position]
    new = "0" if old == "X" else str((int(old) + shift) % 10)
    with pytest.raises(ValueError, match="身份证号码"):
        parse_id_number(number[:position] + new + number[position + 1 :], on=TODAY)


@given(numbers(), st.integers(0, 16))
def test_two_neighbours_swapped_are_always_refused(number, position):
    if number[position] == number[position + 1]:
        return
    swapped = number[:position] + number[position + 1] + number[position] + number[position + 2 :]
    with pytest.raises(ValueError, match="身份证号码"):
        parse_id_number(swapped, on=TODAY)


@given(numbers(), st.randoms())
def test_blanks_full_width_and_small_x_are_only_another_spelling(number, chance):
    spelled = "".join(
        chance.choice((c, c.lower(), chr(ord(c) + 0xFEE0)))
        + chance.choice(("", "", " ", "\u3000", "\u00a0", "\u200b"))
        for c in number
    )
    assert normalise_id_number(spelled) == number
    assert parse_id_number(spelled, on=TODAY).number == number


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_chinese_sentence(text):
    sentence = ""
    try:
        assert parse_id_number(text, on=TODAY).number == normalise_id_number(text)
    except ValueError as reason:
        sentence = str(reason)
    assert not sentence or re.search(r"[\u4e00-\u9fff].*。$", sentence)


@given(numbers())
def test_a_number_never_shows_itself_when_printed_or_logged(number):
    identity = parse_id_number(number, on=TODAY)
    assert number not in f"{identity} {identity!r} {identity.masked}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "没有填写身份证号码"),
        ("530000900615001", "15位的旧身份证号码"),
        ("53000019900615001", "应为18位，现为17位"),
        ("5300001990061500133", "应为18位，现为19位"),
        ("53000019900615O013", "前17位只能是数字"),
        ("53000019900615001A", "前17位只能是数字"),
        ("990000199006150015", "前两位不是有效的省级代码"),
        ("530000199002300010", "不是真实存在的日期"),
        ("530000200002310010", "不是真实存在的日期"),
        ("530000199006150014", "校验码"),
        ("530000209906150015", "晚于今天"),
        ("530000189912310017", "早于1900年"),
    ],
)
def test_each_refusal_says_what_is_wrong(text, sentence):
    if len(text) == 18 and text[:17].isdigit() and text[17].isdigit() and sentence != "校验码":
        text = text[:17] + make_check_digit(text[:17])
    with pytest.raises(ValueError, match=sentence):
        parse_id_number(text, on=TODAY)


def test_a_refusal_never_repeats_the_number():
    for text in ("530000199006150014", "990000199006150013", "530000900615001"):
        with pytest.raises(ValueError, match="身份证") as refusal:
            parse_id_number(text, on=TODAY)
        assert not re.search(r"[0-9]{7}", str(refusal.value))


def test_lower_case_x_is_stored_upper_case():  # T30
    assert parse_id_number("11010519491231002x", on=TODAY).number == "11010519491231002X"


def test_a_county_code_of_before_2001_is_accepted():  # T31: 镇雄 was 532128 until 2000
    number = "53212819800101001" + make_check_digit("53212819800101001")
    assert parse_id_number(number, on=TODAY).birth_date == date(1980, 1, 1)


def test_residence_permits_of_hong_kong_macao_and_taiwan_are_accepted():
    for prefix in ("810000", "820000", "830000"):
        first_17 = f"{prefix}19900615001"
        assert parse_id_number(first_17 + make_check_digit(first_17), on=TODAY)


def test_somebody_born_today_is_read_and_tomorrow_is_not():
    for birth_date, fits in ((TODAY, True), (TODAY + timedelta(days=1), False)):
        first_17 = f"530000{birth_date:%Y%m%d}001"
        number = first_17 + make_check_digit(first_17)
        if fits:
            assert parse_id_number(number, on=TODAY).age_on(TODAY) == 0
        else:
            with pytest.raises(ValueError, match="晚于今天"):
                parse_id_number(number, on=TODAY)


@pytest.mark.parametrize(
    ("birth_date", "day", "age"),
    [
        (date(2009, 3, 5), date(2025, 3, 4), 15),
        (date(2009, 3, 5), date(2025, 3, 5), 16),
        (date(2009, 3, 5), date(2025, 3, 6), 16),
        (date(2008, 2, 29), date(2025, 2, 28), 16),
        (date(2008, 2, 29), date(2025, 3, 1), 17),
        (date(2008, 2, 29), date(2024, 2, 29), 16),
    ],
)
def test_the_birthday_itself_counts(birth_date, day, age):
    assert age_on(birth_date, day) == age


def test_masks_show_what_the_office_agreed_on():
    assert mask_id_number(GOOD) == "530***********0013"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("0870-1234567") == "********4567"
    assert mask_account("6200001234567890123") == "***************0123"


@given(st.text(alphabet="0123456789X", max_size=24))
def test_a_mask_hides_at_least_four_characters_or_three_quarters(text):
    for mask in (mask_id_number, mask_phone, mask_account):
        hidden = mask(text).count("*")
        assert len(mask(text)) == len(text)
        assert hidden >= min(4, len(text) - len(text) // 4)


@given(st.text(max_size=10), numbers(), st.text(max_size=10), st.sampled_from(("", " ", "-", "\u3000")))
def test_free_text_never_lets_a_number_through(before, number, after, gap):
    shown = mask_runs(before + gap.join(number) + after)
    digits = re.sub(r"[-\s]", "", shown)
    assert number not in digits
    assert number[:17] not in digits


@pytest.mark.parametrize("text", ["13812345678", "19900000000"])
def test_mobiles_are_known_by_shape_not_by_segment(text):
    assert is_mobile(text)


@pytest.mark.parametrize("text", ["12812345678", "1381234567", "138123456789", "+8613812345678", ""])
def test_what_is_no_mobile(text):
    assert not is_mobile(text)


def test_landlines():
    assert is_landline("0870-3120000")
    assert is_landline("08713120000-801")
    assert not is_landline("3120000")


def test_luhn():
    fits = [end for end in "0123456789" if is_luhn_valid("620000123456789012" + end)]
    assert len(fits) == 1
    assert not is_luhn_valid("abc")


def test_unified_social_credit_codes():
    assert parse_uscc(" 91350100m000100y43 ") == "91350100M000100Y43"
    for text, sentence in (
        ("", "没有填写"),
        ("91350100M000100Y4", "应为18位，现为17位"),
        ("91350100M000100Y4Z", "不正确"),
        ("91350100M000100Y44", "不正确"),
    ):
        with pytest.raises(ValueError, match=sentence):
            parse_uscc(text)
