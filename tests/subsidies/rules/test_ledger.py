"""The ledger's files: every sentence answered for once, and a file that says otherwise refused with its line."""

import re
import shutil

import pytest

from subsidies.rules.documents import NOTICE, documents
from subsidies.rules.ledger import DATA, LABELS, Entry, Target, TargetKind, ledger
from subsidies.rules.parameters import ParameterError, current

HAN = re.compile(r"[一-鿿]")


@pytest.fixture
def broken(tmp_path):
    """A copy of the ledger in which one text is replaced by another."""
    folder = tmp_path / "ledger"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))

    def change(name, old, new):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change


def refused(folder) -> str:
    with pytest.raises(ParameterError) as refusal:
        ledger(folder)
    return str(refusal.value)


def test_every_sentence_is_answered_for_in_the_order_of_the_notice():
    wanted = [each.id for each in documents()[NOTICE].sentences.values() if each.counts]
    assert list(ledger()) == wanted


def test_it_speaks_chinese_and_states_no_figure_of_the_notice():
    """Figures are shown from the parameters in force, not from the prose."""
    figures = {
        dated.text
        for parameter in current().parameters.values()
        for dated in parameter.values
        if parameter.basis == "notice" and len(dated.text) > 1
    }
    for entry in ledger().values():
        for text in (entry.does, *(target.label for target in entry.targets if target.label)):
            assert HAN.search(text), entry.source
            assert not figures & set(re.findall(r"\d+", text)), entry.source


def test_every_figure_of_the_notice_is_named_beside_the_sentence_it_stands_in():
    text = {entry.sentence: documents()[NOTICE].sentences[entry.sentence].text for entry in ledger().values()}
    for parameter in current().parameters.values():
        if parameter.basis == "notice":
            beside = [
                text[entry.sentence]
                for entry in ledger().values()
                if parameter.key in {target.name for target in entry.of_kind(TargetKind.PARAMETER)}
            ]
            assert any(dated.quote in each for dated in parameter.values for each in beside), parameter.key


def test_it_says_it_in_its_own_words():
    for entry in ledger().values():
        assert entry.does.rstrip("。") not in documents()[NOTICE].sentences[entry.sentence].text


LAST = """\
- sentence: 四(二)#3
  does: 省厅可查看全省培训班、备案和补贴的办理情况，包括已开班而未备案登记的班次。
  targets:
    - function: courses.selectors.unregistered_running
    - page: core:audit
    - human: 督查由省厅部署；平台目前没有督查问题台账。
"""


def test_an_entry_is_read_as_it_stands(broken):
    every_kind = LAST.replace("    - page:", "    - parameter: bases.target_year\n    - page:")
    entry = ledger(broken("part_4.yaml", LAST, every_kind))["四(二)#3"]
    assert entry == Entry(
        sentence="四(二)#3",
        does="省厅可查看全省培训班、备案和补贴的办理情况，包括已开班而未备案登记的班次。",
        targets=(
            Target(TargetKind.FUNCTION, "courses.selectors.unregistered_running", "已开班未登记的班次"),
            Target(TargetKind.PARAMETER, "bases.target_year", ""),
            Target(TargetKind.PAGE, "core:audit", "操作记录"),
            Target(TargetKind.HUMAN, "", "督查由省厅部署；平台目前没有督查问题台账。"),
        ),
        source="part_4.yaml:25",
    )
    assert entry.of_kind(TargetKind.PAGE, TargetKind.HUMAN) == entry.targets[2:]


def test_sentences_without_an_entry_are_named(broken):
    folder = broken("part_4.yaml", LAST, "")
    assert refused(folder) == "ledger:1: nothing answers for 四(二)#3"
    (folder / "part_4.yaml").unlink()
    every = "四(一)#1, 四(一)#2, 四(二)#1, 四(二)#2, 四(二)#3"
    assert refused(folder) == f"ledger:1: nothing answers for {every}"


EMPTY = "must not be empty"
NONE = f"{NOTICE} has no sentence"
VISITS = "- sentence: 一(二)#1\n  does: 平台不办理校际互访活动。\n"
NO_VISITS = "- does: 无\n  sentence: "
KINDS = "function, parameter, check, page, report, human"
CLASS_LIST = "- page: courses:class_list\n"
RESULTS = "- target: courses:results\n  label: 考核结果\n"


@pytest.mark.parametrize(
    ("name", "old", "new", "below", "reason"),
    [
        ("part_1.yaml", VISITS, NO_VISITS + "一(二)#0\n", 1, f"{NONE} '一(二)#0' to answer for"),
        ("part_1.yaml", VISITS, NO_VISITS + "''\n", 1, f"{NONE} '' to answer for"),
        ("part_1.yaml", VISITS, NO_VISITS + "一(一)#1\n", 1, "一(一)#1 is already answered for in part_1.yaml:2"),
        ("part_1.yaml", "does: 平台不登记摸底信息。", "does: ''", 0, f"does {EMPTY}"),
        ("part_2.yaml", "human: 绩效工资分配由事业单位决定。", "human: ' '", 0, f"human {EMPTY}"),
        ("part_2.yaml", "human: 绩效工资分配", "person: 绩效工资分配", 0, f"unknown kind 'person'; it is one of {KINDS}"),
        ("part_2.yaml", CLASS_LIST, "- {page: courses:class_list, parameter: x}\n", 0, "a target has one kind and one name"),
        ("part_2.yaml", CLASS_LIST, "- {}\n", 0, "a target has one kind and one name"),
        ("part_2.yaml", CLASS_LIST, "- page:\n        courses:klass_list\n", 1, "courses:klass_list has no label in labels.yaml"),
        ("part_4.yaml", LAST, LAST.replace("  does:", "  # does:"), 0, "missing: does"),
        ("part_4.yaml", "  does: 省厅可", "  note: x\n  does: 省厅可", 0, "unknown field note"),
        ("preface.yaml", "- sentence", "- sentence: x\n- sentence", 0, "missing: does, targets"),
        (LABELS, RESULTS, "- label: 记录\n  target: core:audit\n", 1, "core:audit has a label already"),
        (LABELS, RESULTS, "- label: 记录\n  target: core:audits\n" + RESULTS, 1, "no sentence has the target core:audits"),
        (LABELS, RESULTS, "- label: 记录\n  target:\n", 1, f"target {EMPTY}"),
        (LABELS, "  label: 操作记录\n", "  label: ''\n", 0, f"label {EMPTY}"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_file_line_and_reason(broken, name, old, new, below, reason):
    text = (DATA / name).read_text(encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1 + below
    assert refused(broken(name, old, new)) == f"{name}:{line}: {reason}"


@pytest.mark.parametrize(("name", "what"), [(LABELS, "labels"), ("preface.yaml", "entries")])
def test_a_file_that_is_no_list_is_refused(broken, name, what):
    folder = broken(name, (DATA / name).read_text(encoding="utf-8"), "{}")
    assert refused(folder) == f"{name}:1: a list of {what} is expected"


def test_a_reason_stands_wherever_people_are_left_to_it():
    human = [target for entry in ledger().values() for target in entry.of_kind(TargetKind.HUMAN)]
    assert len(human) > 50
    assert all(len(target.label) > 9 and target.label.endswith("。") for target in human)
