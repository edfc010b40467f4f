"""The table of the programmes says what the notice says, and floor, cap and aim are never mixed up."""

import re
from datetime import date

import pytest

from subsidies.rules import Effect, current
from subsidies.rules.admission import GATES, START_UP_GATES
from subsidies.rules.admission_enums import Programme, StartUpKind
from subsidies.rules.documents import NOTICE, documents
from subsidies.rules.programmes import (
    PROGRAMMES,
    TABLE,
    Frequency,
    Nature,
    Period,
    Phrase,
    ProgrammeSpec,
    read_programmes,
)

TEXT = TABLE.read_text(encoding="utf-8")
DAY = date(2025, 3, 5)


def test_every_clause_of_part_one_is_there_in_order():
    clauses = [spec.clause for spec in PROGRAMMES.values()]
    of_the_notice = [number for number in documents()[NOTICE].clauses if re.fullmatch(r"一\(.+\)", number)]
    assert list(dict.fromkeys(clauses)) == of_the_notice
    assert len(of_the_notice) == 16
    assert list(PROGRAMMES) == list(Programme)


def test_every_phrase_stands_in_its_clause():
    for spec in PROGRAMMES.values():
        for phrase in spec.phrases:
            assert documents()[NOTICE].has(clause=spec.clause, quote=phrase.quote), phrase


def test_the_contents_that_the_notice_counts():
    topics = {code: [phrase.name for phrase in spec.content] for code, spec in PROGRAMMES.items()}
    assert topics["PREP"] == ["基本素质", "职业知识", "操作技能", "社会实践"]
    assert topics["ONBOARD"] == ["企业文化", "职业道德", "工匠精神", "文明素养", "规章制度"]
    assert (len(topics["YOUTH"]), len(topics["YUNSAO"]), len(topics["ECOM"])) == (8, 3, 4)


def test_the_yearly_targets():
    assert {code: spec.targets for code, spec in PROGRAMMES.items() if spec.targets} == {
        "RURAL": ("target.rural_person_times", "target.registered_poor_people"),
        "YOUTH": ("target.youth_people",),
        "GRAD": ("target.graduates_people",),
        "ZHANCHI": ("target.wings_people",),
    }


def test_the_departments_that_the_notice_names():
    named = {code: [each.name for each in spec.departments] for code, spec in PROGRAMMES.items()}
    assert named["YOUTH"] == ["共青团组织"]
    assert named["WORKERS"] == ["工会组织"]
    assert named["CUSTODY"] == ["司法部门"]
    assert named["ECOM"] == ["商务部门"]
    assert named["YUNSAO"] == ["商务部门", "妇联组织", "扶贫部门", "各级家服协会和家服企业"]


def test_only_what_leads_to_a_class_has_gates():
    assert [code for code, spec in PROGRAMMES.items() if not spec.is_class] == ["CHIEF"]
    assert GATES.keys() == PROGRAMMES.keys() - {"CHIEF"}
    assert START_UP_GATES.keys() == set(StartUpKind)


def test_a_floor_a_cap_and_an_aim_are_three_things():
    natures = {
        code: spec.frequency.nature
        for code, spec in PROGRAMMES.items()
        if spec.frequency.nature is not Nature.NONE
    }
    assert natures == {"RURAL": Nature.FLOOR, "ZHANCHI": Nature.CAP, "OVERCAP": Nature.AIM}
    assert [nature for nature in Nature if nature.effect is Effect.BLOCKS] == [Nature.CAP]


@pytest.mark.parametrize(
    ("code", "key", "choice", "nature"),
    [
        ("RURAL", "reading.rural_once_a_year", "floor", Nature.FLOOR),
        ("RURAL", "reading.rural_once_a_year", "cap", Nature.CAP),
        ("ZHANCHI", "reading.wings_once", "limit", Nature.CAP),
        ("ZHANCHI", "reading.wings_once", "wish", Nature.AIM),
        ("OVERCAP", "reading.overcapacity_once", "aim", Nature.AIM),
        ("OVERCAP", "reading.overcapacity_once", "cap", Nature.CAP),
    ],
)
def test_a_reading_changes_the_nature_and_nothing_else_does(code, key, choice, nature):
    frequency = PROGRAMMES[code].frequency
    assert frequency.reading == key
    assert frequency.nature_on(DAY, current()) is frequency.nature
    assert frequency.nature_on(DAY, current().with_reading(key, choice)) is nature


RURAL = TEXT[TEXT.index("- code: RURAL") : TEXT.index("- code: PREP")]
FIRST = TEXT[: TEXT.index(RURAL)].count("\n") + 1
ABSENT = f"the quoted phrase does not stand in {NOTICE} 一(一)"
NATURE = "    nature: floor\n    period: year\n"
READING = "reading.rural_once_a_year"
EVERY_CHOICE = f"every choice of {READING} has one nature: floor, cap"


def test_a_programme_is_read_as_it_stands():
    programmes = read_programmes(TABLE)
    assert programmes == PROGRAMMES
    assert programmes["RURAL"] == ProgrammeSpec(
        code=Programme.RURAL,
        label="农村劳动者就业技能培训",
        clause="一(一)",
        is_class=True,
        for_whom=Phrase(
            "农村劳动者，以建档立卡未就业劳动力为重点",
            "以农村建档立卡贫困户家庭中的未就业劳动力为重点,广泛组织多形式的就业技能培训",
        ),
        content=(Phrase("就业技能", "广泛组织多形式的就业技能培训"),),
        departments=(),
        targets=("target.rural_person_times", "target.registered_poor_people"),
        frequency=Frequency(
            Nature.FLOOR,
            Period.YEAR,
            "registered_poor.classes_per_year_floor",
            READING,
            {"floor": Nature.FLOOR, "cap": Nature.CAP},
        ),
        place_modes=(Phrase("送技下乡", "“送技下乡”"), Phrase("办班进村", "“办班进村”")),
        delivery_modes=(
            Phrase("互联网+", "“互联网+”"),
            Phrase("自主选择", "自主选择等方式"),
            Phrase("订单培训", "订单、定向、定岗培训"),
            Phrase("定向培训", "订单、定向、定岗培训"),
            Phrase("定岗培训", "订单、定向、定岗培训"),
            Phrase("菜单式选择", "“菜单式”选择"),
        ),
    )
    assert programmes["PREP"].frequency == Frequency(Nature.NONE)
    assert programmes["CHIEF"].is_class is False


def test_where_the_clause_names_no_number_no_reading_makes_one():
    assert PROGRAMMES["PREP"].frequency.nature_on(DAY, current()) is Nature.NONE


# `line` is counted within the programme.
@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("- code: RURAL", "- code:", 1, "code must not be empty"),
        ("- code: RURAL", "- code: FARMERS", 1, f"code: 'FARMERS' is not one of {', '.join(Programme)}"),
        ("label: 农村劳动者就业技能培训", "label:", 2, "label must not be empty"),
        ("clause: 一(一)", "clause: 一(十七)", 3, f"{NOTICE} has no programme in clause '一(十七)'"),
        ("clause: 一(一)", "clause: 二(一)", 3, f"{NOTICE} has no programme in clause '二(一)'"),
        ("clause: 一(一)", "clause:", 3, f"{NOTICE} has no programme in clause ''"),
        ("clause: 一(一)", "clause: 一(二)", 5, f"the quoted phrase does not stand in {NOTICE} 一(二)"),
        ('class: "yes"', "class: maybe", 4, "class: 'maybe' is not one of yes, no"),
        ("- {name: 就业技能,", "- {name: '',", 7, "name must not be empty"),
        ("departments: []", "departments: 省厅", 8, "departments must be a list"),
        ("  departments: []\n", "  departments: []\n  colour: red\n", 9, "unknown field colour"),
        ("  departments: []\n", "", 1, "missing: departments"),
        ("target.rural_person_times", "target.rural_people", 9, "unknown parameter 'target.rural_people'"),
        ("target.rural_person_times", "target.youth_people", 9, "target.youth_people is no figure of 一(一)"),
        ("target.rural_person_times", "[target.youth_people]", 9, "the key of a parameter is expected here"),
        (NATURE, "    nature: floor\n", 11, "missing: period"),
        (NATURE + "    parameter:", "    nature: floor\n    parameters:", 12, "unknown field parameters"),
        (NATURE, "    nature: none\n    period: year\n", 11, "where the clause names no number there is nothing else to say"),
        (NATURE, "    period: year\n    nature: limit\n", 12, "nature: 'limit' is not one of floor, cap, aim, none"),
        (NATURE, "    period: year\n    nature: cap\n", 12, "a cap is written <=, registered_poor.classes_per_year_floor has >="),
        (NATURE, "    period: year\n    nature: aim\n", 12, f"the adopted choice of {READING} makes no aim of it"),
        ("period: year\n", "period: month\n", 12, "period: 'month' is not one of year, life"),
        ("registered_poor.classes_per_year_floor", "roster.minimum_age", 13, "roster.minimum_age is no figure of 一(一)"),
        ("registered_poor.classes_per_year_floor", "rural.classes", 13, "unknown parameter 'rural.classes'"),
        (READING, "reading.twice", 14, "unknown parameter 'reading.twice'"),
        (READING, "", 14, "unknown parameter ''"),
        (READING, "roster.minimum_age", 14, "roster.minimum_age is no reading"),
        ("{floor: floor, cap: cap}", "{floor: floor}", 15, EVERY_CHOICE),
        ("{floor: floor, cap: cap}", "{floor: floor, cap: none}", 15, EVERY_CHOICE),
        ("{floor: floor, cap: cap}", "{floor: floor, cap: limit}", 15, EVERY_CHOICE),
        ("{name: 送技下乡, quote: \"“送技下乡”\"}", "name: 送技下乡\n      quote: \"“送戏下乡”\"", 18, ABSENT),
        ('quote: "“送技下乡”"', 'quote: ""', 17, ABSENT),
        ("name: 办班进村", "name: 送技下乡", 17, "place_modes: a name is given twice"),
        ('quote: "自主选择等方式"', "quote: 自主选择等方式", 21, "quote must be quoted text"),
    ],
)  # fmt: skip
def test_a_malformed_table_is_refused_with_file_line_and_reason(refusal, old, new, line, reason):
    assert RURAL.count(old) == 1
    message = refusal(read_programmes, TEXT.replace(RURAL, RURAL.replace(old, new)), "programmes.yaml")
    assert message == f"programmes.yaml:{FIRST + line - 1}: {reason}"


@pytest.mark.parametrize(
    ("frequency", "reason"),
    [
        ("{nature: cap}", "missing: natures, parameter, period, reading"),
        ("{nature: none, period: year}", "where the clause names no number there is nothing else to say"),
    ],
)
def test_a_frequency_has_every_field_or_none(refusal, frequency, reason):
    prep = "  frequency: {nature: none}\n"
    line = TEXT[: TEXT.index(prep)].count("\n") + 1
    text = TEXT.replace(prep, f"  frequency: {frequency}\n", 1)
    assert refusal(read_programmes, text, "programmes.yaml") == f"programmes.yaml:{line}: {reason}"


def test_a_doubled_code_is_refused_where_it_stands_again(refusal):
    again = RURAL.replace(
        "- code: RURAL\n  label: 农村劳动者就业技能培训\n", "- label: 农村\n  code: RURAL\n"
    )
    message = refusal(read_programmes, TEXT + again, "programmes.yaml")
    assert message == f"programmes.yaml:{TEXT.count(chr(10)) + 2}: RURAL is already defined"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("RURAL: yes\n", "a list of programmes is expected"),
        ("- 3\n", "a mapping is expected here"),
    ],
)
def test_what_is_no_list_of_programmes_is_refused(refusal, text, reason):
    assert refusal(read_programmes, text, "programmes.yaml") == f"programmes.yaml:1: {reason}"


def test_a_clause_without_a_programme_is_refused(refusal):
    message = refusal(read_programmes, TEXT[: TEXT.index("- code: ECOM")], "programmes.yaml")
    assert message == "programmes.yaml:1: missing: ECOM, 一(十六)"
