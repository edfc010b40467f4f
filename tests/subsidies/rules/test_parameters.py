"""Figures are dated, cited and exact; a file that is not stops the start and says where."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from subsidies import rules
from subsidies.rules import parameters as p
from subsidies.rules.claims.eligibility import PHRASES
from subsidies.rules.claims.items import CLAUSE, ITEMS
from subsidies.rules.documents import NOTICE, documents
from subsidies.rules.parameter_files import read_release

FIRST_DAY = date(2018, 12, 27)
GOOD = """\
- key: technician.amount
  label: 技师补贴
  kind: money
  unit: 元/人
  op: "="
  basis: notice
  values:
    - value: "2000"
      valid_from: 2018-12-27
      valid_to: 2020-12-31
      document: 云人社发〔2018〕71号
      clause: 一(十)
      quote: 每人给予一次性培训补贴2000元
      verified_on: 2026-11-24
    - value: "2500.50"
      valid_from: 2021-01-01
      valid_to: null
      document: 云人社发〔2018〕71号
      clause: 一(十)
      quote: 每人给予一次性培训补贴2000元
      verified_on: 2026-11-24
"""


def _release(folder: Path, text: str, release: str = "release: 1\n") -> p.Release:
    (folder / "figures.yaml").write_text(text, encoding="utf-8")
    (folder / "release.yaml").write_text(release, encoding="utf-8")
    return read_release(folder)


def test_a_new_value_stands_beside_the_old_and_the_day_chooses(tmp_path):
    release = _release(tmp_path, GOOD)
    assert release.money("technician.amount", on=date(2020, 12, 31)) == Decimal("2000")
    assert release.money("technician.amount", on=date(2021, 1, 1)) == Decimal("2500.50")


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('value: "2000"', "value: 2000", 8, "quoted text"),
        ('value: "2000"', "value: 2000.00", 8, "quoted text"),
        ('value: "2000"', 'value: "2000.001"', 8, "exact decimal amount"),
        ('value: "2000"', 'value: "2e3"', 8, "exact decimal amount"),
        ('value: "2000"', 'value: "2,000"', 8, "exact decimal amount"),
        ('value: "2000"', 'value: "2_000"', 8, "exact decimal amount"),
        ('value: "2000"', 'value: "-2000"', 8, "exact decimal amount"),
        ('value: "2000"', 'value: " 2000"', 8, "exact decimal amount"),
        ('value: "2000"', 'value: "2000元"', 8, "exact decimal amount"),
        ('value: "2000"', 'value: "２０００"', 8, "exact decimal amount"),
        ('value: "2000"', 'value: "NaN"', 8, "exact decimal amount"),
        ('value: "2000"', 'value: ["2000"]', 8, "single value"),
        ("valid_from: 2021-01-01", "valid_from: 2021-01-02", 15, "gap"),
        ("valid_from: 2021-01-01", "valid_from: 2020-12-31", 15, "overlap"),
        ("valid_to: 2020-12-31", "valid_to: null", 15, "overlap"),
        ("valid_to: 2020-12-31", "valid_to: 2018-12-26", 10, "before valid_from"),
        ("valid_from: 2018-12-27", "valid_from: 2018-12-26", 9, "not in force before"),
        ("valid_from: 2018-12-27", "valid_from: null", 8, "must be given"),
        ("valid_from: 2018-12-27", "valid_from: 2018-02-30", 9, "YYYY-MM-DD"),
        ("valid_from: 2018-12-27", "valid_from: 2018-W52-4", 9, "YYYY-MM-DD"),
        ("valid_from: 2018-12-27", "valid_from: 27.12.2018", 9, "YYYY-MM-DD"),
        ("clause: 一(十)", "clause: 一(十七)", 12, "has no clause"),
        ("clause: 一(十)", "clause: 一(九)", 13, "does not stand in"),
        ("clause: 一(十)", "clause: null", 12, "must not be empty"),
        ("document: 云人社发〔2018〕71号", "document: 云人社发〔2018〕72号", 11, "unknown document"),
        ("document: 云人社发〔2018〕71号", "document: null", 11, "must not be empty"),
        (
            "quote: 每人给予一次性培训补贴2000元",
            "quote: 每人给予一次性培训补贴2500元",
            13,
            "does not stand in",
        ),
        ("quote: 每人给予一次性培训补贴2000元", "quote: null", 13, "does not stand in"),
        ("verified_on: 2026-11-24", "verified_on: null", 8, "must be given"),
        ("      verified_on: 2026-11-24\n", "", 8, "missing: verified_on"),
        ("kind: money", "kind: cash", 3, "not one of"),
        ("kind: money", "kind: choice", 1, "reading"),
        ("kind: money", "kind: count", None, "not a whole number"),
        ("basis: notice", "basis: rumour", 6, "not one of"),
        ("basis: notice", "basis: proposed", None, "reason"),
        ("basis: notice", "basis: proposed\n  reason: 平台默认", 12, "no document"),
        ('op: "="', 'op: "≈"', 5, "not one of"),
        ("unit: 元/人", "unit: null", 4, "must not be empty"),
        ("label: 技师补贴", "label: 技师补贴\n  colour: red", 3, "unknown field"),
        ("label: 技师补贴", "label: 技师补贴\n  label: 补贴", 3, "given twice"),
        ("key: technician.amount", "key: Technician", 1, "must read like"),
        ("- key", "key", None, "not readable as YAML"),
    ],
)
def test_a_malformed_file_is_refused_with_file_line_and_reason(tmp_path, old, new, line, reason):
    assert old in GOOD
    with pytest.raises(p.ParameterError, match=re.escape(reason)) as refused:
        _release(tmp_path, GOOD.replace(old, new, 1))
    assert re.match(r"figures\.yaml:\d+: ", str(refused.value))
    if line:
        assert f"figures.yaml:{line}: " in str(refused.value)


@pytest.mark.parametrize("text", ["", "[", "just text", "a: {b: c}", "- 3\n", "\t- x\n"])
def test_a_file_that_is_no_list_of_parameters_is_refused(tmp_path, text):
    with pytest.raises(p.ParameterError, match=r"^figures\.yaml:\d+: "):
        _release(tmp_path, text)


def test_a_key_defined_twice_is_refused(tmp_path):
    with pytest.raises(p.ParameterError, match=r"figures\.yaml:22: technician\.amount is already defined"):
        _release(tmp_path, GOOD + GOOD)


@pytest.mark.parametrize("release", ["release: one\n", "release: 0\n", "number: 1\n"])
def test_a_release_without_a_number_is_refused(tmp_path, release):
    with pytest.raises(p.ParameterError, match="release"):
        _release(tmp_path, GOOD, release)


def test_a_reading_must_be_one_of_its_choices(tmp_path):
    text = (p.DATA / "readings.yaml").read_text(encoding="utf-8")
    with pytest.raises(p.ParameterError, match="not one of the choices"):
        _release(tmp_path, text.replace('value: "inherits"', 'value: "perhaps"'))
    with pytest.raises(p.ParameterError, match="register must not be empty"):
        _release(tmp_path, text.replace("register: A17", "register: null"))


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
