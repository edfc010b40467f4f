"""The table of the programmes says what the notice says, and floor, cap and aim are never mixed up."""

import re
from datetime import date

import pytest

from subsidies.rules import Effect, current
from subsidies.rules.admission import GATES, START_UP_GATES
from subsidies.rules.admission_enums import Programme, StartUpKind
from subsidies.rules.documents import NOTICE, documents
from subsidies.rules.programmes import PROGRAMMES, TABLE, Nature, read_programmes
from subsidies.rules.releases import ParameterError

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


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("code: RURAL", "code: FARMERS", "is not one of"),
        ("clause: 一(一)", "clause: 一(十七)", "no programme in clause"),
        ("clause: 一(一)", "clause: 二(一)", "no programme in clause"),
        ("clause: 一(一)", "clause: 一(二)", "does not stand in"),
        ('quote: "“送技下乡”"', 'quote: "“送戏下乡”"', "does not stand in"),
        ('quote: "“送技下乡”"', 'quote: ""', "does not stand in"),
        ('quote: "自主选择等方式"', "quote: 自主选择等方式", "quoted text"),
        ("name: 办班进村", "name: 送技下乡", "given twice"),
        ("target.rural_person_times", "target.rural_people", "unknown parameter"),
        ("target.rural_person_times", "target.youth_people", "is no figure of"),
        ("registered_poor.classes_per_year_floor", "roster.minimum_age", "is no figure of"),
        ("registered_poor.classes_per_year_floor", "rural.classes", "unknown parameter"),
        ("nature: floor\n", "nature: cap\n", "a cap is written <="),
        ("nature: floor\n", "nature: aim\n", "makes no aim of it"),
        ("nature: floor\n", "nature: none\n", "nothing else to say"),
        ("nature: floor\n", "nature: limit\n", "is not one of"),
        ("period: year\n", "period: month\n", "is not one of"),
        ("    period: year\n", "", "missing: period"),
        ("reading.rural_once_a_year", "reading.twice", "unknown parameter"),
        ("reading.rural_once_a_year", "roster.minimum_age", "is no reading"),
        ("{floor: floor, cap: cap}", "{floor: floor}", "every choice"),
        ("{floor: floor, cap: cap}", "{floor: floor, cap: none}", "every choice"),
        ('class: "yes"', "class: maybe", "is not one of"),
        ("departments: []", "departments: 省厅", "must be a list"),
        ("label: 农村劳动者就业技能培训", "label:", "must not be empty"),
        ("  departments: []\n", "", "missing: departments"),
        ("  departments: []\n", "  departments: []\n  colour: red\n", "unknown field"),
    ],
)
def test_a_malformed_table_is_refused_with_file_line_and_reason(tmp_path, old, new, reason):
    assert old in RURAL
    path = tmp_path / "programmes.yaml"
    path.write_text(TEXT.replace(RURAL, RURAL.replace(old, new, 1)), encoding="utf-8")
    with pytest.raises(ParameterError, match=re.escape(reason)) as refused:
        read_programmes(path)
    line = int(re.match(r"programmes\.yaml:(\d+): ", str(refused.value))[1])
    first = TEXT[: TEXT.index(RURAL)].count("\n") + 1
    assert first <= line <= first + RURAL.count("\n")


def test_a_doubled_code_is_refused_where_it_stands_again(tmp_path):
    path = tmp_path / "programmes.yaml"
    path.write_text(TEXT + "\n" + RURAL, encoding="utf-8")
    again = TEXT.count("\n") + 2
    with pytest.raises(ParameterError, match=rf"programmes\.yaml:{again}: RURAL is already defined"):
        read_programmes(path)


@pytest.mark.parametrize("text", ["", "RURAL: yes\n", "[", "- 3\n"])
def test_what_is_no_list_of_programmes_is_refused(tmp_path, text):
    path = tmp_path / "programmes.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError, match=r"^programmes\.yaml:\d+: "):
        read_programmes(path)


def test_a_clause_without_a_programme_is_refused(tmp_path):
    path = tmp_path / "programmes.yaml"
    path.write_text(TEXT[: TEXT.index("- code: ECOM")], encoding="utf-8")
    with pytest.raises(ParameterError, match=r"missing: ECOM, 一\(十六\)"):
        read_programmes(path)
