"""Figures are dated, cited and exact; a file that is not stops the start and says where."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from subsidies import rules
from subsidies.rules import parameters as p
from subsidies.rules.claims.eligibility import PHRASES
from subsidies.rules.claims.items import CLAUSE, ITEMS
from subsidies.rules.documents import NOTICE, documents
from subsidies.rules.parameter_files import read_release, read_release_text
from subsidies.rules.releases import Basis, DatedValue, Kind

FIRST_DAY = date(2018, 12, 27)
GOOD = """\
- label: 技师补贴
  key: technician.amount
  kind: money
  unit: 元/人
  op: "="
  basis: notice
  values:
    - verified_on: 2026-11-24
      value: "2000"
      valid_from: 2018-12-27
      valid_to: 2020-12-31
      document: 云人社发〔2018〕71号
      clause: 一(十)
      quote: 每人给予一次性培训补贴2000元
    - verified_on: 2026-11-25
      value: "2500.50"
      valid_from: 2021-01-01
      valid_to: null
      document: 云人社发〔2018〕71号
      clause: 一(十)
      quote: 每人给予一次性培训补贴2000元
"""
# What an office proposed until a document set it.
PROPOSED = """\
- label: 公示工作日
  key: publicity.some_days
  kind: days
  unit: 工作日
  op: ">="
  basis: proposed
  reason: 通知没有规定。
  values:
    - verified_on: 2026-11-24
      value: "5"
      valid_from: 2018-12-27
      valid_to: null
      document: null
      clause: null
      quote: null
"""
LATER_SET = (
    PROPOSED.replace("proposed", "notice").replace("valid_to: null", "valid_to: 2020-12-31")
    + """\
    - verified_on: 2026-11-24
      value: "1"
      valid_from: 2021-01-01
      valid_to: null
      document: 云人社发〔2018〕71号
      clause: 一(十)
      quote: 一次性
"""
)
READING = """\
- label: 某读法
  key: reading.some
  kind: choice
  unit: null
  op: "="
  basis: reading
  reason: 原文有两种理解。
  register: A1
  choices: {one: 甲, other: 乙}
  values:
    - verified_on: 2026-11-24
      value: "one"
      valid_from: 2018-12-27
      valid_to: null
      document: null
      clause: null
      quote: null
"""


def _release(folder: Path, text: str, release: str = "release: 1\n") -> p.Release:
    (folder / "figures.yaml").write_text(text, encoding="utf-8")
    (folder / "release.yaml").write_text(release, encoding="utf-8")
    return read_release(folder)


def test_a_new_value_stands_beside_the_old_and_the_day_chooses(tmp_path):
    release = _release(tmp_path, GOOD)
    assert release.money("technician.amount", on=date(2020, 12, 31)) == Decimal("2000")
    assert release.money("technician.amount", on=date(2021, 1, 1)) == Decimal("2500.50")


def test_a_parameter_is_read_field_by_field(tmp_path):
    files = {
        "figures": GOOD,
        "readings": f"{READING.rstrip()}\n  figure: F9\n",
        "release": "release: 12\n",
        "some": LATER_SET,
    }
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    release = read_release(tmp_path)
    cited = ("云人社发〔2018〕71号", "一(十)")
    amount = p.Parameter(
        "technician.amount", "技师补贴", Kind.MONEY, "元/人", "=", Basis.NOTICE, "", "", "", {},
        (
            _dated("2000", Decimal(2000), "2018-12-27", "2020-12-31", *cited, "每人给予一次性培训补贴2000元", "figures.yaml:8"),
            replace(
                _dated("2500.50", Decimal("2500.50"), "2021-01-01", None, *cited, "每人给予一次性培训补贴2000元", "figures.yaml:15"),
                verified_on=date(2026, 11, 25),
            ),
        ),
    )  # fmt: skip
    reading = p.Parameter(
        "reading.some", "某读法", Kind.CHOICE, "", "=", Basis.READING, "原文有两种理解。", "F9", "A1",
        {"one": "甲", "other": "乙"},
        (_dated("one", "one", "2018-12-27", None, "", "", "", "readings.yaml:11", key="reading.some"),),
    )  # fmt: skip
    days = p.Parameter(
        "publicity.some_days", "公示工作日", Kind.DAYS, "工作日", ">=", Basis.NOTICE, "通知没有规定。", "", "", {},
        (
            _dated("5", 5, "2018-12-27", "2020-12-31", "", "", "", "some.yaml:9", key="publicity.some_days"),
            _dated("1", 1, "2021-01-01", None, *cited, "一次性", "some.yaml:16", key="publicity.some_days"),
        ),
    )  # fmt: skip
    assert release.parameters == {each.key: each for each in (amount, reading, days)}
    assert (release.edition, release.documents) == (12, ())


def _dated(text, value, since, until, document, clause, quote, source, key="technician.amount") -> DatedValue:
    since, until = date.fromisoformat(since), until and date.fromisoformat(until)
    return DatedValue(key, text, value, since, until, document, clause, quote, date(2026, 11, 24), source)


AMOUNT = "an exact decimal amount such as 12 or 12.30"
A_READING = "a reading is a choice with at least two choices, and only a reading is one"
QUOTE = "quote: 每人给予一次性培训补贴2000元"
ABSENT = "the quoted phrase does not stand in 云人社发〔2018〕71号"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        *(
            ('value: "2000"', f"value: {written}", 9, "value must be quoted text")
            for written in ("2000", "2000.00", "null")
        ),
        *(
            ('value: "2000"', f'value: "{text}"', 9, f"value '{text}' is not {AMOUNT}")
            for text in ("2000.001", "2e3", "2,000", "2_000", "-2000", " 2000", "02", "2000元", "２０００", "NaN", "")
        ),
        ('value: "2000"', 'value: ["2000"]', 9, "value must be a single value"),
        ("valid_from: 2021-01-01", "valid_from: 2021-01-02", 15, "gap: no value between 2020-12-31 and 2021-01-02"),
        ("valid_from: 2021-01-01", "valid_from: 2020-12-31", 15, "overlap: begins before the value above it ends"),
        ("valid_to: 2020-12-31", "valid_to: null", 15, "overlap: begins before the value above it ends"),
        ("valid_to: 2020-12-31", "valid_to: 2018-12-26", 11, "valid_to lies before valid_from"),
        ("valid_to: 2020-12-31", "valid_to: 2018-12-27", 15, "gap: no value between 2018-12-27 and 2021-01-01"),
        ("valid_from: 2018-12-27", "valid_from: 2018-12-26", 10, "云人社发〔2018〕71号 was not in force before 2018-12-27"),
        ("valid_from: 2018-12-27", "valid_from: null", 8, "valid_from and verified_on must be given"),
        *(
            ("valid_from: 2018-12-27", f"valid_from: {day}", 10, "valid_from must be a day written YYYY-MM-DD")
            for day in ("2018-02-30", "2018-W52-4", "27.12.2018")
        ),
        ("valid_to: 2020-12-31", "valid_to: 2020", 11, "valid_to must be a day written YYYY-MM-DD"),
        ("verified_on: 2026-11-24", "verified_on: today", 8, "verified_on must be a day written YYYY-MM-DD"),
        ("clause: 一(十)", "clause: 一(十七)", 13, "云人社发〔2018〕71号 has no clause '一(十七)'"),
        ("clause: 一(十)", "clause: 一(九)", 14, f"{ABSENT} 一(九)"),
        ("clause: 一(十)", "clause: null", 13, "clause must not be empty"),
        ("document: 云人社发〔2018〕71号", "document: 云人社发〔2018〕72号", 12, "unknown document '云人社发〔2018〕72号'"),
        ("document: 云人社发〔2018〕71号", "document: null", 12, "document must not be empty"),
        (QUOTE, QUOTE.replace("2000", "2500"), 14, f"{ABSENT} 一(十)"),
        (QUOTE, "quote: null", 14, f"{ABSENT} 一(十)"),
        ("verified_on: 2026-11-24", "verified_on: null", 8, "valid_from and verified_on must be given"),
        ("verified_on: 2026-11-24\n      ", "", 8, "missing: verified_on"),
        (QUOTE, f"{QUOTE}\n      colour: red", 15, "unknown field colour"),
        (GOOD[GOOD.index("    - verified_on"):], "    - 2000\n", 8, "a mapping is expected here"),
        (GOOD[GOOD.index("\n    - verified_on"):], " []\n", 7, "values must be a list with at least one entry"),
        ("kind: money", "kind: cash", 3, "kind: 'cash' is not one of money, count, days, year, ratio, choice"),
        ("kind: money", "kind: choice", 1, A_READING),
        ("kind: money", "kind: money\n  choices: {one: 甲}", 1, A_READING),
        ("kind: money", "kind: money\n  choices: {one: 甲, other: 乙}", 1, A_READING),
        ("kind: money", "kind: choice\n  choices: {one: 甲, other: 乙}", 1, A_READING),
        ("kind: money", "kind: count", 16, "value '2500.50' is not a whole number"),
        ("basis: notice", "basis: rumour", 6, "basis: 'rumour' is not one of notice, reading, proposed"),
        ("basis: notice", "basis: reading", 1, A_READING),
        ("basis: notice", "basis: proposed", 1, "reason must not be empty"),
        ("basis: notice", 'basis: proposed\n  reason: ""', 7, "reason must not be empty"),
        (
            *("basis: notice", "basis: proposed\n  reason: 门户默认值", 13),
            "a proposed figure has no document; with one its basis is notice",
        ),
        ('op: "="', 'op: "≈"', 5, "op: '≈' is not one of =, <=, >=, ~"),
        ("unit: 元/人", "unit: null", 4, "unit must not be empty"),
        ("label: 技师补贴", "label: null", 1, "label must not be empty"),
        ("unit: 元/人", "unit: 元/人\n  colour: red", 5, "unknown field colour"),
        ("unit: 元/人", "unit: 元/人\n  unit: 元", 5, "unit is given twice"),
        ("key: technician.amount", "key: Technician", 2, "key 'Technician' must read like subject.figure"),
        ("key: technician.amount", "key: null", 2, "key '' must read like subject.figure"),
        (GOOD, GOOD * 2, 23, "technician.amount is already defined"),
        (GOOD, "release: 1", 1, "a list of parameters is expected"),
        (GOOD, "", 1, "the file is empty"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_refused_with_file_line_and_reason(tmp_path, old, new, line, reason):
    assert old in GOOD
    with pytest.raises(p.ParameterError) as refused:
        _release(tmp_path, GOOD.replace(old, new, 1))
    assert str(refused.value) == f"figures.yaml:{line}: {reason}"


CITES = "a proposed figure has no document; with one its basis is notice"


@pytest.mark.parametrize(
    ("text", "old", "new", "line", "reason"),
    [
        (PROPOSED, "reason: 通知没有规定。", "reason: null", 7, "reason must not be empty"),
        (PROPOSED, "document: null", "document: 某号", 13, CITES),
        (PROPOSED, "clause: null", "clause: 一(十)", 13, CITES),
        (PROPOSED, "quote: null", "quote: 一次性", 13, CITES),
        (PROPOSED, "basis: proposed", "basis: notice", 13, "document must not be empty"),
        (PROPOSED, 'value: "5"', 'value: "5.0"', 10, "value '5.0' is not a whole number"),
        (PROPOSED, 'value: "5"', 'value: "05"', 10, "value '05' is not a whole number"),
        (PROPOSED.replace("days", "ratio"), 'value: "5"', 'value: "50%"', 10, f"value '50%' is not {AMOUNT}"),
        # Days without a document come before those with one, and only where a reason is given for them.
        (LATER_SET, "  reason: 通知没有规定。\n", "", 12, "document must not be empty"),
        (LATER_SET, "document: 云人社发〔2018〕71号", "document: null", 13, "document must not be empty"),
        (LATER_SET, "quote: null", "quote: null\n    - 3", 16, "a mapping is expected here"),
        (LATER_SET, "document: null", "document: 某号", 14, "clause must not be empty"),
        (LATER_SET, "clause: null", "clause: 一(十)", 13, "unknown document ''"),
        (LATER_SET, "quote: null", "quote: 一次性", 13, "unknown document ''"),
        (READING, 'value: "one"', 'value: "third"', 12, "value 'third' is not one of the choices"),
        (READING, "register: A1", "register: null", 8, "register must not be empty"),
        (READING, "reason: 原文有两种理解。", "reason: null", 7, "reason must not be empty"),
        (READING, "{one: 甲, other: 乙}", "{one: 甲}", 1, A_READING),
        (READING, "  choices: {one: 甲, other: 乙}\n", "", 1, A_READING),
        (READING, "{one: 甲, other: 乙}", "[one, other]", 9, "choices must be a mapping"),
        (READING, "clause: null", "clause: 一(十)", 15, "unknown document ''"),
        (READING, "basis: reading", "basis: proposed", 1, A_READING),
    ],
)  # fmt: skip
def test_what_no_document_sets_is_refused_with_file_line_and_reason(tmp_path, text, old, new, line, reason):
    assert old in text
    with pytest.raises(p.ParameterError) as refused:
        _release(tmp_path, text.replace(old, new, 1))
    assert str(refused.value) == f"figures.yaml:{line}: {reason}"


def test_a_gap_that_was_proposed_is_none_once_a_document_set_it(tmp_path):
    twice = LATER_SET.replace(
        '    - verified_on: 2026-11-24\n      value: "1"\n      valid_from: 2021-01-01\n      valid_to: null',
        PROPOSED[PROPOSED.index("    - ") :]
        .replace("2018-12-27", "2021-01-01")
        .replace("valid_to: null", "valid_to: 2021-12-31")
        + '    - verified_on: 2026-11-24\n      value: "1"\n      valid_from: 2022-01-01\n      valid_to: null',
    )
    values = _release(tmp_path, twice).parameter("publicity.some_days").values
    assert [(each.text, each.document) for each in values] == [("5", ""), ("5", ""), ("1", NOTICE)]


@pytest.mark.parametrize("text", ["[}", "just text", "a: {b: c}", "- 3\n", "\t- x\n"])
def test_a_file_that_is_no_list_of_parameters_is_refused(tmp_path, text):
    with pytest.raises(p.ParameterError, match=r"^figures\.yaml:1: "):
        _release(tmp_path, text)


def test_a_key_defined_in_two_files_is_refused_in_the_second(tmp_path):
    (tmp_path / "zero.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(p.ParameterError, match=r"^zero\.yaml:2: technician\.amount is already defined$"):
        _release(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("text", "release", "reason"),
    [
        (GOOD, "release:\n  one\n", "release.yaml:2: release must be a whole number"),
        (GOOD, "release: null\n", "release.yaml:1: release must be a whole number"),
        (GOOD, "number: 1\n", "release.yaml:1: unknown field number"),
        (GOOD, "release: 0\n", "data: release.yaml and at least one parameter are needed"),
        ("[]", "release: 1\n", "data: release.yaml and at least one parameter are needed"),
    ],
)
def test_a_release_without_a_number_or_a_parameter_is_refused(tmp_path, text, release, reason):
    folder = tmp_path / "data"
    folder.mkdir()
    with pytest.raises(p.ParameterError) as refused:
        _release(folder, text, release)
    assert str(refused.value) == reason


def test_a_folder_without_a_number_is_refused(tmp_path):
    (tmp_path / "figures.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(p.ParameterError, match=r": release\.yaml and at least one parameter are needed$"):
        read_release(tmp_path)


TYPED = (
    GOOD.replace("\n", "\n  ").replace("云人社发〔2018〕71号", "某号")
    .replace("2018-12-27", "2019-12-27").replace("一(十)", "第一条").replace("每人给予一次性培训补贴2000元", "每人2000元")
)  # fmt: skip
# The text that a release is kept as: JSON, and so YAML.
KEPT = f"""\
parameters:
  {TYPED.rstrip()}
documents:
  - issuer: 某厅
    number: 某号
    issued_on: 2019-11-01
    in_force_from: 2019-12-27
    clause: 第一条
    text: 每人2000元。
  - issuer: 某厅
    number: 某号
    issued_on: 2019-11-01
    in_force_from: 2019-12-27
    clause: 第二条
    text: 另行通知。
release: "3"
"""
FIRST = KEPT.index("documents:")
TWO = "某号 is given with two issuers or days"


def test_a_kept_release_is_read_with_its_documents():
    release = read_release_text(KEPT)
    assert (release.edition, [*release.parameters]) == (3, ["technician.amount"])
    same = {"number": "某号", "issuer": "某厅", "issued_on": "2019-11-01", "in_force_from": "2019-12-27"}
    assert release.documents == (
        {**same, "clause": "第一条", "text": "每人2000元。"},
        {**same, "clause": "第二条", "text": "另行通知。"},
    )
    (first, _) = release.parameter("technician.amount").values
    assert (first.document, first.clause, first.source) == ("某号", "第一条", "release:9")
    second = read_release_text(
        KEPT.replace("clause: 第一条\n        quote: 每人2000元", "clause: 第二条\n        quote: 另行通知")
    )
    assert second.parameter("technician.amount").values[0].clause == "第二条"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('release: "3"', 'release: "three"', 36, "release must be a whole number"),
        ('release: "3"', "release: 3", 36, "release must be quoted text"),
        ('release: "3"', 'number: "3"', 36, "unknown field number"),
        (KEPT[FIRST:-13], "documents: {}\n", 23, "documents must be a list"),
        (KEPT[: FIRST - 1], "parameters: []", 1, "parameters must be a list with at least one entry"),
        ("  - issuer: 某厅\n    number", "  - number", 24, "missing: issuer"),
        ("    text: 每人", "    colour: red\n    text: 每人", 29, "unknown field colour"),
        *(
            (f"    {field}: {given}", f'    {field}: ""', line, f"{field} must not be empty")
            for field, given, line in (
                ("number", "某号", 25), ("issued_on", "2019-11-01", 26), ("in_force_from", "2019-12-27", 27),
                ("clause", "第二条", 34), ("text", "另行通知。", 35),
            )
        ),
        ("- issuer: 某厅", '- issuer: ""', 24, "issuer must not be empty"),
        ("issued_on: 2019-11-01", "issued_on: 2019-11", 26, "issued_on must be a day written YYYY-MM-DD"),
        ("in_force_from: 2019-12-27", "in_force_from: 2019-13-27", 27, "in_force_from must be a day written YYYY-MM-DD"),
        ("    number: 某号", f"    number: {NOTICE}", 25, f"{NOTICE} is kept with the code and can't be typed in anew"),
        ("clause: 第二条", "clause: 第一条", 24, "a clause of a document is given twice"),
        ("- issuer: 某厅", "- issuer: 别的厅", 24, TWO),
        ("    issued_on: 2019-11-01", "    issued_on: 2019-11-02", 24, TWO),
        ("    in_force_from: 2019-12-27", "    in_force_from: 2019-12-26", 24, TWO),
        ("valid_from: 2019-12-27", "valid_from: 2019-12-26", 11, "某号 was not in force before 2019-12-27"),
        ("quote: 每人2000元", "quote: 另行通知", 15, "the quoted phrase does not stand in 某号 第一条"),
        ("    unit: 元/人", "    unit: 元/人\n    colour: red", 6, "unknown field colour"),
        (KEPT[: FIRST - 1], f"{KEPT[: FIRST - 1]}\n{KEPT[12 : FIRST - 1]}", 24, "technician.amount is already defined"),
    ],
)  # fmt: skip
def test_a_kept_release_that_can_not_be_defended_is_refused(old, new, line, reason):
    assert old in KEPT
    with pytest.raises(p.ParameterError) as refused:
        read_release_text(KEPT.replace(old, new, 1))
    assert str(refused.value) == f"release:{line}: {reason}"


def test_a_day_without_a_value_raises():
    for key in p.current().parameters:
        p.value(key, FIRST_DAY)
        with pytest.raises(p.NoValueOnDayError, match="2018-12-26"):
            p.value(key, FIRST_DAY - timedelta(days=1))


def test_an_unknown_parameter_or_the_wrong_kind_raises():
    with pytest.raises(p.UnknownParameterError):
        p.value("technician.bonus", FIRST_DAY)
    with pytest.raises(p.WrongKindError):
        p.number_of("technician.amount", FIRST_DAY)
    with pytest.raises(p.WrongKindError):
        p.money("publicity.working_days", FIRST_DAY)


FIGURES = {
    "target.rural_person_times": (">=", 3_000_000),
    "target.registered_poor_people": (">=", 200_000),
    "registered_poor.classes_per_year_floor": (">=", 1),
    "target.youth_people": (">=", 200_000),
    "target.graduates_people": (">=", 20_000),
    "target.wings_people": (">=", 10_000),
    "overcapacity.classes_aim": (">=", 1),
    "start_up.business_years": ("<=", 3),
    "start_up.years_before_graduation": ("<=", 2),
    "studio.matching_ratio": (">=", Decimal("1")),
    "chief_technician.stipend": ("=", Decimal("30000")),
    "rating.coverage": (">=", Decimal("1")),
    "brands.per_year": ("~", 10),
    "public_base.filings_per_year": ("=", 2),
    "excellent_lists.years_between": ("=", 2),
    "bases.national_count": ("=", 15),
    "bases.provincial_count": ("=", 5),
    "bases.national_grant": ("=", Decimal("5000000")),
    "bases.provincial_grant": ("=", Decimal("4000000")),
    "competitions.per_year": (">=", 1),
    "recruitment.minimum_age": (">=", 16),
    "recruitment.maximum_age": ("<=", 22),
    "brand_specialities.per_year": ("~", 10),
    "school_enterprise.specialities": ("=", 30),
    "key_areas.deep_poverty_counties": ("=", 27),
    "advanced_worker.amount_cap": ("<=", Decimal("2000")),
    "technician.amount": ("=", Decimal("2000")),
    "senior_technician.amount": ("=", Decimal("3000")),
    "senior_technician_new_technology.amount": ("=", Decimal("1000")),
    "public_base.person_times": (">=", 3000),
    "wings_action.classes_per_year": ("<=", 1),
    "publicity.working_days": (">=", 5),
    "roster.size_warning": ("<=", 50),
    "reading.once_in_life": ("=", "once_per_item"),
    "reading.senior_technician_conditions": ("=", "inherits"),
    "reading.one_certificate_one_subsidy": ("=", "one_subsidy"),
    "rating.target_year": ("<=", 2020),
    "bases.target_year": ("<=", 2020),
    "reading.advanced_worker_cap": ("=", "entered_amount"),
    "reading.advanced_certificate": ("=", "level_three_only"),
    "reading.shortage_occupations": ("=", "organising_aim"),
    "reading.custody_aid_ban": ("=", "student_aid_only"),
    "reading.part_time_pupils": ("=", "custody_only"),
    "reading.two_years_before_graduation": ("=", "inclusive"),
    "reading.technician_school_two_years": ("=", "no_limit"),
    "reading.stipend_part_year": ("=", "officer_decides"),
    "reading.or_more": ("=", "inclusive"),
    "reading.base_unit": ("=", "person_times"),
    "reading.base_year": ("=", "any_full_year"),
    "reading.base_ownership": ("=", "public_or_override"),
}


def test_the_figures_of_the_notice_and_the_defaults_of_the_portal():
    """Whoever adds a figure of a document or a reading writes it down here a second time."""
    on = date(2025, 6, 30)
    found = {key: (each.op, p.value(key, on)) for key, each in p.current().parameters.items()}
    of_a_document = {key for key, each in p.current().parameters.items() if each.basis == "notice"}
    assert {key: found[key] for key in of_a_document | FIGURES.keys()} == FIGURES
    assert all(type(found[key][1]) is type(figure) for key, (_, figure) in FIGURES.items())


def test_every_figure_of_the_notice_is_there():
    """F1 to F28 of the table in the rules' README; two rows of the table hold two figures each."""
    figures = [each.figure for each in p.current().parameters.values() if each.figure]
    assert set(figures) == {f"F{number}" for number in range(1, 29)}
    assert sorted(name for name in figures if figures.count(name) > 1) == [
        "F22",
        "F22",
        "F23",
        "F23",
        "F25",
        "F25",
    ]


def test_a_figure_of_the_notice_stands_in_its_own_quotation():
    for parameter in p.current().parameters.values():
        for dated in parameter.values:
            digits = [
                str(int(number) * (10_000 if ten_thousands else 1))
                for number, ten_thousands in re.findall(r"(\d+)(万?)", dated.quote)
            ]
            if parameter.basis == "notice" and digits:
                assert dated.text in digits, parameter.key


def test_what_no_document_sets_is_marked_as_proposed_with_its_reason():
    proposed = [each for each in p.current().parameters.values() if each.basis == "proposed"]
    assert {"publicity.working_days", "roster.size_warning"} <= {each.key for each in proposed}
    for parameter in proposed:
        assert parameter.citation == "门户默认值"
        assert parameter.reason
        assert not any(dated.document for dated in parameter.values)


def test_every_phrase_that_a_check_quotes_stands_in_its_clause():
    notice = documents()[NOTICE]
    of_items = [phrase for spec in ITEMS.values() for phrase in (spec.certificate_phrase, spec.once_phrase)]
    for phrase in (*PHRASES, *of_items, "按照相关规定"):
        assert notice.has(clause=CLAUSE, quote=phrase), phrase
        assert not re.search(r"\d", phrase), f"a figure belongs into a parameter: {phrase}"


def test_the_notice_is_cut_into_its_clauses():
    clauses = documents()[NOTICE].clauses
    counts = {
        part: sum(bool(re.fullmatch(rf"{part}\(.+\)", number)) for number in clauses) for part in "一二三四"
    }
    assert counts == {"一": 16, "二": 8, "三": 5, "四": 2}
    assert {f"二(一){n}" for n in range(1, 5)} | {"附件1", "附件2", "前言"} <= set(clauses)
    assert clauses["附件2"] == "2.云南省就业培训告知牌"


def test_no_figure_of_the_notice_is_written_in_the_code_of_the_rules():
    figures = {
        dated.text
        for parameter in p.current().parameters.values()
        for dated in parameter.values
        if parameter.basis == "notice" and parameter.kind != "year" and len(dated.text) > 3
    }
    assert {"1000", "2000", "3000", "30000", "3000000", "5000000"} <= figures
    written = re.compile(rf"(?<!\d)(?:{'|'.join(figures)})(?!\d)")
    for source in Path(rules.__file__).parent.rglob("*.py"):
        assert not written.search(source.read_text(encoding="utf-8")), source.name


def test_the_version_changes_with_every_value_and_with_the_release_number(tmp_path):
    base = _release(tmp_path, GOOD)
    commented = _release(tmp_path, "# a remark\n" + GOOD)
    other_amount = _release(tmp_path, GOOD.replace("2500.50", "2500.51"))
    other_day = _release(
        tmp_path, GOOD.replace("2020-12-31", "2020-12-30").replace("2021-01-01", "2020-12-31")
    )
    other_number = _release(tmp_path, GOOD, "release: 2\n")
    assert base.version == commented.version
    assert len({each.version for each in (base, other_amount, other_day, other_number)}) == 4
    assert re.fullmatch(r"[0-9a-f]{64}", p.RULES_VERSION)


def test_the_other_reading_is_another_release():
    other = p.current().with_reading("reading.once_in_life", "once_per_occupation_and_level")
    assert other.version != p.RULES_VERSION == p.current().version
    with pytest.raises(ValueError, match="not one of"):
        p.current().with_reading("reading.once_in_life", "never")


def test_reading_the_folder_again_gives_the_release_in_force():
    p.load.cache_clear()
    assert p.load().version == p.current().version
